"""A signed decision is never edited: a new version supersedes it, with a reason."""

from typing import Any

import pytest

from conference.models import Decision
from tests.cast import House
from treatments.models import Course

pytestmark = pytest.mark.django_db


def test_an_amendment_needs_a_reason_and_keeps_the_page(cast: House, as_: Any) -> None:
    signed = cast.signed()
    answer = as_("surgeon").post(f"/decisions/{signed.pk}/amend/", {"because": ""})
    assert answer.status_code == 422
    assert "Embolise the right hemiliver." in answer.content.decode()
    assert Decision.objects.count() == 1


def test_the_signed_version_stands_until_the_new_one_is_signed(cast: House, as_: Any, audited: Any) -> None:
    signed = cast.signed()
    answer = as_("surgeon").post(f"/decisions/{signed.pk}/amend/", {"because": "Anaesthesia advises against it."})
    assert answer.status_code == 302
    draft = Decision.objects.get(status="draft")
    assert (draft.number, draft.supersedes_id) == (2, signed.pk)
    screen = as_("surgeon").get(f"/agenda/{signed.item_id}/").content.decode()
    assert "Signed by" in screen
    assert "Draft, not signed" in screen
    as_("surgeon").post(f"/decisions/{draft.pk}/sign/", {"version": draft.version})
    signed.refresh_from_db()
    assert signed.status == "superseded"
    assert Course.objects.planned().count() == 1
    assert audited("case.amend") == 1


def test_a_superseded_version_links_to_what_is_valid_now(cast: House, as_: Any) -> None:
    signed = cast.signed()
    as_("surgeon").post(f"/decisions/{signed.pk}/amend/", {"because": "New facts."})
    draft = Decision.objects.get(status="draft")
    as_("surgeon").post(f"/decisions/{draft.pk}/sign/", {"version": draft.version})
    old = as_("referrer").get(f"/decisions/{signed.pk}/").content.decode()
    assert f"/decisions/{draft.pk}/" in old
    assert "See what is valid now" in old
    new = as_("surgeon").get(f"/decisions/{draft.pk}/").content.decode()
    assert f"/decisions/{signed.pk}/" in new
    assert "New facts." in new


def test_who_may_not_decide_may_not_amend(cast: House, as_: Any) -> None:
    signed = cast.signed()
    for username in ("coordinator", "referrer"):
        assert as_(username).post(f"/decisions/{signed.pk}/amend/", {"because": "I think so."}).status_code == 403

"""The chair signs: once, alone, and from then on nothing in it changes."""

from typing import Any

import pytest

from conference.models import Decision
from tests.cast import House
from treatments.models import Course

pytestmark = pytest.mark.django_db


def test_the_chair_signs_and_the_treatment_is_planned(cast: House, as_: Any, audited: Any) -> None:
    draft = cast.decided()
    answer = as_("surgeon").post(f"/decisions/{draft.pk}/sign/", {"version": draft.version})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.signed_by) == ("signed", cast["surgeon"])
    assert draft.item.status == "decided"
    assert Course.objects.planned().get(patient=draft.patient).type == "tae"
    assert audited("case.sign") == 1
    text = as_("surgeon").get(f"/decisions/{draft.pk}/").content.decode()
    assert "Record it as performed" in text
    assert "Signed by" in text


def test_only_the_chair_finds_the_button_and_only_the_chair_signs(cast: House, as_: Any) -> None:
    draft = cast.decided()
    assert "Sign this decision" in as_("surgeon").get(f"/agenda/{draft.item_id}/").content.decode()
    other = as_("endocrinologist").get(f"/agenda/{draft.item_id}/").content.decode()
    assert "Sign this decision" not in other
    assert "Waits for the signature of Surgeon Test" in other
    refused = as_("endocrinologist").post(f"/decisions/{draft.pk}/sign/")
    assert refused.status_code == 422
    assert "Only the chair of this meeting signs." in refused.content.decode()
    assert as_("coordinator").post(f"/decisions/{draft.pk}/sign/").status_code == 403


def test_the_chair_does_not_sign_what_somebody_has_changed_meanwhile(cast: House, as_: Any) -> None:
    draft = cast.decided()
    draft.change(wording="Something else.")
    assert as_("surgeon").post(f"/decisions/{draft.pk}/sign/", {"version": 1}).status_code == 409
    assert Decision.objects.get().status == "draft"
    assert not Course.objects.planned().exists()


def test_the_referring_doctor_reads_what_is_signed_and_no_draft(cast: House, as_: Any) -> None:
    draft = cast.decided()
    assert as_("referrer").get(f"/decisions/{draft.pk}/").status_code == 404
    as_("surgeon").post(f"/decisions/{draft.pk}/sign/", {"version": draft.version})
    answer = as_("referrer").get(f"/decisions/{draft.pk}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Embolise the right hemiliver." in text
    assert "Amend this decision" not in text
    assert as_("stranger").get(f"/decisions/{draft.pk}/").status_code == 404


def test_the_decision_shows_the_proposal_the_board_saw_not_todays(cast: House, as_: Any) -> None:
    decision = cast.signed(cast.listed(cast.worked("W03")), "resection-ablation")
    assert decision.proposal is not None
    frozen = decision.proposal.answer
    answer = as_("surgeon").get(f"/decisions/{decision.pk}/")
    assert answer.context["options"].rules_version == frozen["rules_version"]
    assert frozen["rules_version"] in answer.content.decode()
    assert ("Ki-67", "8\u00a0%") in answer.context["frozen"]


def test_nobody_signs_what_the_page_did_not_show(cast: House, as_: Any) -> None:
    draft = cast.decided()
    assert as_("surgeon").post(f"/decisions/{draft.pk}/sign/").status_code == 409
    draft.refresh_from_db()
    assert draft.status == "draft"

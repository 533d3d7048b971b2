"""A draft ends: discarded, or with the case it answers leaving its meeting. It never waits for a signature that cannot come."""

from typing import Any

import pytest
from django.utils import timezone

from conference import actions
from conference.models import AgendaItem, Board, Case, Decision
from tests.cast import House
from treatments.models import Course

pytestmark = pytest.mark.django_db


def drop_words(draft: Decision) -> tuple[str, str]:
    draft.refresh_from_db()
    return draft.status, draft.dropped_because


def test_a_draft_is_discarded_with_its_reason_and_another_one_takes_its_number(
    cast: House, as_: Any, audited: Any
) -> None:
    draft = cast.decided()
    url = f"/decisions/{draft.pk}/discard/"
    assert url in as_("surgeon").get(f"/agenda/{draft.item_id}/").content.decode()
    refused = as_("surgeon").post(url, {"because": "", "version": draft.version})
    assert refused.status_code == 422
    assert "Embolise the right hemiliver." in refused.content.decode()
    assert as_("surgeon").post(url, {"because": "Wrong patient.", "version": draft.version}).status_code == 302
    assert drop_words(draft) == ("dropped", "Wrong patient.")
    assert audited("case.discard") == 1
    assert "Embolise" not in as_("surgeon").get(f"/agenda/{draft.item_id}/").content.decode()
    assert cast.decided(AgendaItem.objects.get()).number == 1


def test_a_draft_somebody_has_changed_meanwhile_is_not_discarded(cast: House, as_: Any) -> None:
    draft = cast.decided()
    draft.change(wording="Something else.")
    data = {"because": "Wrong patient.", "version": 1}
    assert as_("surgeon").post(f"/decisions/{draft.pk}/discard/", data).status_code == 409


def test_a_dropped_draft_stays_readable_and_is_dropped_for_good(cast: House, as_: Any) -> None:
    draft = cast.decided()
    actions.discard(decision=draft, because="Wrong patient.", by=cast["surgeon"])
    text = as_("surgeon").get(f"/decisions/{draft.pk}/").content.decode()
    assert "Draft, dropped" in text
    assert "Wrong patient." in text
    assert as_("referrer").get(f"/decisions/{draft.pk}/").status_code == 404
    assert as_("surgeon").post(f"/decisions/{draft.pk}/sign/").status_code == 422


def test_who_may_not_decide_discards_nothing(cast: House, as_: Any) -> None:
    draft = cast.decided()
    data = {"because": "I think so.", "version": draft.version}
    assert as_("coordinator").post(f"/decisions/{draft.pk}/discard/", data).status_code == 403
    assert as_("stranger").post(f"/decisions/{draft.pk}/discard/", data).status_code == 404


def postponed(cast: House, draft: Decision) -> None:
    item = AgendaItem.objects.get(pk=draft.item_id)
    actions.postpone(item=item, because="No time.", by=cast["coordinator"], to=cast.board(7))


def taken_off(cast: House, draft: Decision) -> None:
    actions.take_off(item=AgendaItem.objects.get(pk=draft.item_id), because="No time.", by=cast["coordinator"])


def cancelled(cast: House, draft: Decision) -> None:
    board = Board.objects.get(items=draft.item_id)
    actions.cancel_board(board=board, because="No time.", by=cast["coordinator"])


def closed(cast: House, draft: Decision) -> None:
    actions.withdraw(referral=draft.item.case.referral, because="No time.", by=cast["referrer"])


@pytest.mark.parametrize("leaves", [postponed, taken_off, cancelled, closed])
def test_a_draft_ends_with_what_it_answers_and_is_signed_no_more(cast: House, as_: Any, leaves: Any) -> None:
    draft = cast.decided()
    leaves(cast, draft)
    assert drop_words(draft) == ("dropped", "No time.")
    assert as_("surgeon").post(f"/decisions/{draft.pk}/sign/", {"version": draft.version}).status_code == 422
    assert not Course.objects.planned().exists()
    assert "Waiting for your signature" not in as_("surgeon").get("/").content.decode()


@pytest.mark.parametrize("amended", [False, True])
def test_a_death_ends_every_draft(cast: House, as_: Any, amended: bool) -> None:
    draft = cast.decided()
    if amended:
        signed = actions.sign(decision=draft, by=cast["surgeon"])
        draft = actions.amend(decision=signed, because="New facts.", by=cast["surgeon"])
    as_("surgeon").post(f"/patients/{draft.patient_id}/note_death/", {"on": f"{timezone.localdate()}", "version": 1})
    assert drop_words(draft) == ("dropped", "The patient died.")
    assert as_("surgeon").post(f"/decisions/{draft.pk}/sign/").status_code == 422
    assert not Course.objects.planned().exists()


def test_a_case_its_meeting_has_left_behind_goes_back_to_preparation(cast: House) -> None:
    draft = cast.decided()
    actions.close_board(board=Board.objects.get(), by=cast["surgeon"])
    assert AgendaItem.objects.get().status == "listed"  # discussed, and waiting for the chair
    actions.discard(decision=draft, because="Discuss it again.", by=cast["surgeon"])
    assert AgendaItem.objects.get().status == "postponed"
    case = Case.objects.get()
    assert (case.status, case.why) == ("preparing", "unanswered")


def test_who_postpones_a_case_or_cancels_its_meeting_is_told_that_a_draft_is_dropped(cast: House, as_: Any) -> None:
    drafted, plain = (cast.listed(cast.case(cast.patient(number=f"T-{n}")), cast.board(n)) for n in (1, 2))
    draft = cast.decided(drafted)
    dropped = "What is written of"
    for item, said in ((drafted, True), (plain, False)):
        for form in (
            *(f"/agenda/{item.pk}/postpone/", f"/agenda/{item.pk}/take_off/"),
            f"/boards/{item.board_id}/cancel_board/",
        ):
            assert (dropped in as_("coordinator").get(form).text) == said, form
    actions.cancel_board(board=drafted.board, because="Fire.", by=cast["coordinator"])
    page = as_("coordinator").get(f"/cases/{drafted.case_id}/").text
    assert f'href="/decisions/{draft.pk}/">Draft, dropped' in page
    assert "Embolise the right hemiliver." in as_("coordinator").get(f"/decisions/{draft.pk}/").text
    assert str(draft.pk) not in as_("referrer").get(f"/patients/{drafted.patient_id}/").text

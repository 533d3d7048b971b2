"""Seeing a patient is not yet a right over the case: the conference it was referred to works on it, and its board decides."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from accounts import actions as accounts
from accounts.roles import Role
from conference import actions
from conference.models import AgendaItem, Board, Case, Referral
from core.rules import RuleBroken
from tests.cast import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def abroad(cast: House) -> Board:
    """A meeting of another hospital's own conference, with its coordinator and a surgeon; both referred to us."""
    unit = accounts.open_unit(hospital=cast.other, name="Their conference", hosts_conference=True, by=None)
    cast.hire("coordinator-abroad", Role.COORDINATOR, cast.other, unit)
    cast.hire("surgeon-abroad", Role.SURGEON, cast.other, unit)
    starts = timezone.now() + dt.timedelta(days=3)
    return actions.call_board(
        unit=unit,
        name="Theirs",
        starts_at=starts,
        ends_at=starts + dt.timedelta(hours=1),
        by=cast["coordinator-abroad"],
    )


def referred(cast: House, username: str) -> Referral:
    patient = cast.patient(by=username)
    return actions.refer(patient=patient, unit=cast.unit, question="Is resection possible?", by=cast[username])


def test_a_coordinator_abroad_answers_no_referral_of_ours(cast: House, as_: Any, abroad: Board) -> None:
    referral = referred(cast, "coordinator-abroad")
    person = as_("coordinator-abroad")
    text = person.get(f"/referrals/{referral.pk}/").content.decode()
    assert "/prepare/" not in text
    assert "/decline/" not in text
    for verb in ("prepare", "send_back", "decline"):
        assert person.post(f"/referrals/{referral.pk}/{verb}/", {"because": "No."}).status_code == 404
    referral.refresh_from_db()
    assert referral.status == "sent"


def test_a_coordinator_abroad_neither_lists_nor_closes_our_case(cast: House, as_: Any, abroad: Board) -> None:
    case = actions.prepare(referral=referred(cast, "coordinator-abroad"), by=cast["coordinator"])
    person = as_("coordinator-abroad")
    text = person.get(f"/cases/{case.pk}/").content.decode()
    assert "/schedule/" not in text
    assert "/close/" not in text
    assert person.post(f"/cases/{case.pk}/schedule/", {"board": abroad.pk}).status_code == 404
    assert person.post(f"/cases/{case.pk}/close/", {"because": "No."}).status_code == 404
    assert Case.objects.get().status == "preparing"


def test_a_case_is_listed_by_the_conference_it_was_referred_to(cast: House, as_: Any, abroad: Board) -> None:
    case = cast.case()
    with pytest.raises(RuleBroken, match="referred to another conference"):
        actions.schedule(case=case, board=abroad, by=None)
    assert "Theirs" not in as_("coordinator").get(f"/cases/{case.pk}/schedule/").content.decode()


def test_a_surgeon_abroad_reads_what_is_signed_and_changes_nothing(cast: House, as_: Any, abroad: Board) -> None:
    case = actions.prepare(referral=referred(cast, "surgeon-abroad"), by=cast["coordinator"])
    draft = cast.decided(cast.listed(case))
    person = as_("surgeon-abroad")
    assert person.get(f"/decisions/{draft.pk}/").status_code == 404
    assert "Embolise" not in person.get(f"/cases/{case.pk}/").content.decode()
    assert person.get(f"/cases/{case.pk}/judge/").status_code == 404
    signed = actions.sign(decision=draft, by=cast["surgeon"])
    text = person.get(f"/decisions/{signed.pk}/").content.decode()
    assert "Embolise the right hemiliver." in text
    assert "/amend/" not in text
    assert person.post(f"/decisions/{signed.pk}/amend/", {"because": "I say."}).status_code == 404
    assert f"/agenda/{draft.item_id}/" not in person.get(f"/cases/{case.pk}/").content.decode()
    again = actions.amend(decision=signed, because="New facts.", by=cast["surgeon"])
    assert "Version 2" not in person.get(f"/decisions/{signed.pk}/").content.decode()
    assert person.post(f"/decisions/{again.pk}/sign/").status_code == 404
    assert person.post(f"/decisions/{again.pk}/discard/", {"because": "I say."}).status_code == 404


def test_a_guest_at_the_table_judges_and_decides_and_runs_nothing(cast: House, as_: Any, abroad: Board) -> None:
    item = cast.listed()
    board = Board.objects.get(pk=item.board_id)
    for username in ("surgeon-abroad", "coordinator-abroad"):
        actions.seat(board=board, user=cast[username], role="surgeon", by=cast["coordinator"])
    assert as_("surgeon-abroad").get(f"/agenda/{item.pk}/").status_code == 200
    assert as_("surgeon-abroad").get(f"/cases/{item.case_id}/judge/").status_code == 200
    guest = as_("coordinator-abroad")
    text = guest.get(f"/boards/{board.pk}/").content.decode()
    for verb in ("move_board", "cancel_board", "close_board", "seat", "unseat", "chair"):
        assert f"/boards/{board.pk}/{verb}/" not in text
        assert guest.post(f"/boards/{board.pk}/{verb}/", {"because": "No."}).status_code == 404
    for verb in ("move", "take_off", "allot"):
        assert guest.post(f"/agenda/{item.pk}/{verb}/", {"because": "No.", "to": "up"}).status_code == 404
    assert AgendaItem.objects.get().status == "listed"


@pytest.mark.parametrize("days", [-7, 7])
def test_a_rooms_display_reads_the_names_of_todays_meeting_only(cast: House, as_: Any, days: int) -> None:
    board = cast.board(days)
    cast.listed(cast.case(cast.patient("Zetterquist")), board)
    today = cast.board()
    cast.listed(cast.case(cast.patient("Ahlgren", "T-2")), today)
    display = as_("room-display")
    assert display.get(f"/boards/{board.pk}/").status_code == 404
    assert f"/boards/{board.pk}/" not in display.get("/boards/").content.decode()
    assert "Ahlgren" in display.get(f"/boards/{today.pk}/").content.decode()

"""A meeting ends when somebody ends it; no case it did not reach is lost."""

import datetime as dt
from concurrent.futures import wait
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from conference import actions
from conference.models import AgendaItem, Board, Case, Decision
from core.models import AuditEvent
from core.rules import RuleBroken
from tests.cast import House
from tests.conference.conftest import Meanwhile

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(cast: House) -> Board:
    """One case signed, one drafted, one not reached."""
    board = cast.board(-1)
    items = [cast.listed(cast.case(cast.patient(name, f"T-{name}")), board) for name in ("Signed", "Drafted", "Left")]
    cast.signed(items[0])
    cast.decided(items[1])
    return board


def status_of(surname: str) -> tuple[str, str, str]:
    item = AgendaItem.objects.filter(patient__surname=surname).select_related("case").latest("board__starts_at")
    return item.status, item.case.status, item.why


@pytest.mark.parametrize("username", ["coordinator", "surgeon"])
def test_coordinator_or_chair_ends_it_and_what_was_not_reached_goes_on_to_the_next(
    cast: House, as_: Any, board: Board, username: str
) -> None:
    later = cast.board(7)
    url = f"/boards/{board.pk}/close_board/"
    assert url in as_(username).get(f"/boards/{board.pk}/").content.decode()
    asks = as_(username).get(url).content.decode()
    assert "1 case was not reached, and goes on to Liver conference" in asks
    assert f'action="{url}"' in asks
    answer = as_(username).post(url, {"version": board.version}, follow=True)
    assert "Ended." in answer.content.decode()
    assert Board.objects.get(pk=board.pk).status == "closed"
    assert status_of("Left") == ("listed", "listed", "unanswered")
    assert AgendaItem.objects.get(board=later).patient.surname == "Left"
    assert status_of("Signed")[:2] == ("decided", "decided")
    assert status_of("Drafted")[:2] == ("listed", "listed")  # it waits for the chair


def test_without_a_meeting_to_come_a_case_goes_back_to_preparation(cast: House, as_: Any, board: Board) -> None:
    as_("coordinator").post(f"/boards/{board.pk}/close_board/", {"version": board.version})
    assert status_of("Left")[:2] == ("postponed", "preparing")
    case = Case.objects.get(patient__surname="Left")
    assert case.why == "unanswered"
    assert "question unanswered" in as_("coordinator").get("/").content.decode()
    assert actions.schedule(case=case, board=cast.board(14), by=cast["coordinator"]).why == "unanswered"


def test_ending_leaves_a_row_for_the_meeting_and_one_for_each_patient(cast: House, board: Board, audited: Any) -> None:
    actions.close_board(board=board, by=cast["coordinator"])
    assert audited("board.close") == 1
    left = AuditEvent.objects.get(action="agenda.postpone")
    assert left.patients == [Case.objects.get(patient__surname="Left").patient_id]
    assert "ended before this case was reached" in left.reason


def test_the_draft_is_still_changed_and_signed_after_the_end(cast: House, as_: Any, board: Board) -> None:
    actions.close_board(board=board, by=cast["coordinator"])
    item = AgendaItem.objects.get(patient__surname="Drafted")
    text = as_("surgeon").get(f"/agenda/{item.pk}/").content.decode()
    assert "Change the draft" in text
    draft = item.decisions.get()
    assert as_("surgeon").post(f"/decisions/{draft.pk}/sign/", {"version": draft.version}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_an_answer_written_at_that_moment_is_not_dropped(cast: House, meanwhile: Meanwhile) -> None:
    item = cast.listed(board=cast.board(-1))
    with transaction.atomic():
        cast.asked(item)
        second = meanwhile(lambda: actions.close_board(board=Board.objects.get(), by=cast["coordinator"]))
        wait([second], timeout=0.5)  # it waits for us
    second.result()
    assert Board.objects.get().status == "closed"
    assert (AgendaItem.objects.get().status, AgendaItem.objects.get().decisions.get().status) == ("listed", "draft")


def test_only_who_runs_a_meeting_ends_it_and_not_before_it_begins(cast: House, as_: Any, board: Board) -> None:
    url = f"/boards/{board.pk}/close_board/"
    assert as_("endocrinologist").post(url, {"version": board.version}).status_code == 404
    assert as_("referrer").post(url).status_code == 403
    later = cast.board(7)
    assert "close_board" not in as_("coordinator").get(f"/boards/{later.pk}/").content.decode()
    refused = as_("coordinator").post(f"/boards/{later.pk}/close_board/", {"version": later.version})
    assert refused.status_code == 422
    assert "has not begun" in refused.content.decode()


def test_a_meeting_ends_once(cast: House, as_: Any, board: Board) -> None:
    url = f"/boards/{board.pk}/close_board/"
    assert as_("coordinator").post(url, {"version": board.version}).status_code == 302
    assert as_("coordinator").post(url, {"version": board.version + 1}).status_code == 422


def test_a_case_on_a_meeting_that_nobody_ended_stands_on_the_desk(cast: House, as_: Any, board: Board) -> None:
    for username in ("coordinator", "surgeon"):
        text = as_(username).get("/").content.decode()
        left = text[text.index("Left on a meeting that is over") :]
        assert left.index("drafted, not signed") < left.index("nobody has ended it")
        assert f"/boards/{board.pk}/" in left
    assert "Left on a meeting" not in as_("endocrinologist").get("/").content.decode()


def test_a_meeting_that_has_just_been_held_is_not_called_left_behind(cast: House, as_: Any) -> None:
    cast.listed(board=cast.board())
    Board.objects.update(
        ends_at=timezone.now() - dt.timedelta(minutes=10), starts_at=timezone.now() - dt.timedelta(hours=1)
    )
    text = as_("coordinator").get("/").content.decode()
    assert "Left on a meeting" not in text
    assert "Next meeting" in text


def test_what_was_on_an_ended_meeting_stays_as_it_was(cast: House, as_: Any, board: Board) -> None:
    actions.attend(board=board, present=[cast["surgeon"]], by=cast["surgeon"])
    board.refresh_from_db()
    actions.close_board(board=board, by=cast["surgeon"])
    board.refresh_from_db()
    person, url = as_("coordinator"), f"/boards/{board.pk}"
    for name, sent in (
        ("attend", {"present": [], "version": board.version}),
        ("seat", {"user": cast["pathologist"].pk, "role": "pathologist"}),
        ("unseat", {"user": cast["endocrinologist"].pk}),
    ):
        assert person.post(f"{url}/{name}/", sent).status_code == 422, name
    assert board.seats.get(present=True).user == cast["surgeon"]


def test_the_chair_of_an_ended_meeting_changes_only_while_a_draft_waits_for_one(cast: House, board: Board) -> None:
    actions.close_board(board=board, by=cast["surgeon"])
    actions.chair(board=board, user=cast["surgeon"], by=cast["coordinator"])  # Drafted is not signed
    decision = Decision.objects.unsigned().get()
    actions.sign(decision=decision, by=cast["surgeon"])
    with pytest.raises(RuleBroken):
        actions.chair(board=board, user=cast["surgeon"], by=cast["coordinator"])


def test_a_draft_in_which_nothing_stands_keeps_no_case_from_going_on(cast: House, as_: Any, board: Board) -> None:
    item = AgendaItem.objects.get(patient__surname="Left")
    kept = as_("surgeon").post(f"/agenda/{item.pk}/jot/", {"wording": "R", "version": 0}).json()
    as_("surgeon").post(f"/agenda/{item.pk}/jot/", {"wording": "", "version": kept["version"]})
    asks = as_("surgeon").get(f"/boards/{board.pk}/close_board/").text
    assert "1 case was not reached" in asks
    actions.close_board(board=board, by=cast["surgeon"])
    assert status_of("Left")[:2] == ("postponed", "preparing")


def test_a_meeting_begun_before_its_hour_can_be_ended(cast: House, as_: Any) -> None:
    board = cast.board()
    soon = timezone.now() + dt.timedelta(seconds=30)
    Board.objects.filter(pk=board.pk).update(starts_at=soon)
    actions.begin(board=board, by=cast["surgeon"])
    url = f"/boards/{board.pk}/close_board/"
    assert url in as_("surgeon").get(f"/boards/{board.pk}/").text
    actions.close_board(board=Board.objects.get(pk=board.pk), by=cast["surgeon"])

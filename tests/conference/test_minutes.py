"""The minutes write themselves: who was there, what was asked, what was answered, what is not signed."""

from typing import Any

import pytest

from conference import actions
from conference.actions.decisions import Wording
from tests.cast import House
from tests.conference.conftest import queries_of

pytestmark = pytest.mark.django_db


def minutes(browser: Any, board: Any) -> str:
    answer = browser.get(f"/boards/{board.pk}/minutes/")
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def test_the_minutes_say_who_was_asked_about_what_was_decided_and_who_signed(cast: House, as_: Any) -> None:
    signed = cast.signed()
    text = minutes(as_("coordinator"), signed.item.board)
    for words in (
        *("Ahlgren", "T-1", "Is resection possible?", "Embolise the right hemiliver.", "Bland embolisation (TAE)"),
        *("right hemiliver", "The board&#x27;s judgement.", "Signed by Surgeon Test", "Missing on the day"),
    ):
        assert words in text, words


def test_a_draft_in_the_minutes_is_said_not_to_be_signed(cast: House, as_: Any) -> None:
    draft = cast.decided()
    text = minutes(as_("surgeon"), draft.item.board)
    assert "1 answer is not signed" in text
    assert "Draft, not signed" in text


def test_a_case_that_was_postponed_or_not_answered_says_so(cast: House, as_: Any) -> None:
    board = cast.board()
    cast.listed(board=board)
    off = cast.listed(cast.case(cast.patient("Berg", "T-2")), board)
    actions.postpone(item=off, because="The images did not come.", by=cast["coordinator"])
    text = minutes(as_("surgeon"), board)
    assert "Not answered" in text
    assert "Postponed</strong>: The images did not come." in text


def test_an_amended_decision_shows_its_version_and_why_and_the_one_before(cast: House, as_: Any) -> None:
    signed = cast.signed()
    draft = actions.amend(decision=signed, because="New images came.", by=cast["surgeon"])
    text = minutes(as_("surgeon"), signed.item.board)
    assert "Version 2 is drafted and not signed: New images came." in text
    wording = Wording.of(draft)
    again = Wording(**{**vars(wording), "wording": "Embolise the left hemiliver."})
    draft = actions.decide(item=signed.item, wording=again, version=draft.version, by=cast["endocrinologist"])
    actions.sign(decision=draft, by=cast["surgeon"])
    text = minutes(as_("surgeon"), signed.item.board)
    assert "version 2" in text
    assert "New images came." in text
    assert "Embolise the left hemiliver." in text
    assert f"/decisions/{signed.pk}/" in text
    assert "superseded</span>: Embolise the right hemiliver." in text


def test_who_came_stands_there_by_discipline_and_what_the_quorum_lacked(cast: House, as_: Any) -> None:
    board = cast.board()
    assert "nobody has written down who came" in minutes(as_("surgeon"), board)
    actions.attend(board=board, present=[cast["surgeon"], cast["endocrinologist"]], by=cast["coordinator"])
    text = minutes(as_("surgeon"), board)
    assert "nobody for Diagnostic radiologist or Interventional radiologist" in text
    assert "Diagnostic-Radiologist Test, Diagnostic radiologist" in text


def test_a_printed_copy_says_when_it_was_and_where_a_newer_one_is(cast: House, as_: Any) -> None:
    board = cast.board()
    text = minutes(as_("surgeon"), board)
    assert f"Check for a newer version at http://testserver/boards/{board.pk}/minutes/" in text


def test_only_those_who_see_the_board_read_its_minutes(cast: House, as_: Any) -> None:
    board = cast.signed().item.board
    assert as_("referrer").get(f"/boards/{board.pk}/minutes/").status_code == 404
    assert as_("stranger").get(f"/boards/{board.pk}/minutes/").status_code == 404
    assert as_("room-display").get(f"/boards/{board.pk}/minutes/").status_code == 403


def test_a_patient_the_reader_does_not_see_is_left_out_and_counted(cast: House, as_: Any) -> None:
    board = cast.signed().item.board
    cast.hire("newcomer", "surgeon", cast.other, None)
    later = cast.board(7)
    actions.seat(board=later, user=cast["newcomer"], role="surgeon", by=cast["coordinator"])
    cast["newcomer"].seats.update(board=board)  # a seat nobody gave the care of the patients with
    text = minutes(as_("newcomer"), board)
    assert "1 case is left out" in text
    assert "Ahlgren" not in text


def test_minutes_ask_the_same_few_questions_for_one_case_and_for_many(cast: House, as_: Any) -> None:
    board = cast.board()
    asked = []
    for number in range(6):
        cast.signed(cast.listed(cast.case(cast.patient(f"Patient{number}", f"T-{number}")), board))
        asked.append(queries_of(as_("surgeon"), f"/boards/{board.pk}/minutes/") if number in {0, 5} else 0)
    assert asked[0] == asked[5] <= 24

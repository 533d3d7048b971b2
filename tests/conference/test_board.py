"""Meetings: the list, one meeting with its roster and running order, and the ways to call, move and cancel one."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from conference import actions
from conference.models import AgendaItem, Board, Series
from core.models import AuditEvent
from tests.cast import House

pytestmark = pytest.mark.django_db


def test_who_sits_at_the_board_sees_its_meetings_and_a_referrer_does_not(cast: House, as_: Any) -> None:
    board = cast.board(days=2)
    answer = as_("surgeon").get("/boards/")
    assert answer.status_code == 200
    assert str(board.pk) in answer.content.decode()
    assert as_("referrer").get("/boards/").status_code == 403
    assert as_("stranger").get(f"/boards/{board.pk}/").status_code == 404


def test_a_meeting_names_its_cases_in_order_with_their_times_and_what_they_lack(cast: House, as_: Any) -> None:
    board = cast.board()
    for number, surname in enumerate(("Ahlgren", "Bech", "Cederlund")):
        cast.listed(cast.case(cast.patient(surname, f"T-{number}")), board)
    answer = as_("coordinator").get(f"/boards/{board.pk}/")
    text = answer.content.decode()
    assert text.index("Ahlgren") < text.index("Bech") < text.index("Cederlund")
    agenda = answer.context["agenda"]
    starts = timezone.localtime(board.starts_at)
    assert [one["starts"] for one in agenda] == [
        f"{starts + dt.timedelta(minutes=4 * place):%H:%M}" for place in range(3)
    ]
    assert all(one["missing"] > 0 for one in agenda)
    assert answer.context["start"].pk == agenda[0]["id"]


def test_a_meeting_of_many_cases_asks_no_more_of_the_database(
    cast: House, as_: Any, django_assert_max_num_queries: Any
) -> None:
    board = cast.board()
    for number in range(6):
        cast.listed(cast.case(cast.patient(f"Ahlgren{number}", f"T-{number}")), board)
    person = as_("coordinator")
    with django_assert_max_num_queries(20):
        assert person.get(f"/boards/{board.pk}/").status_code == 200


def test_an_absent_core_discipline_is_named(cast: House, as_: Any, audited: Any) -> None:
    board = cast.board()
    here = [cast["surgeon"].pk, cast["endocrinologist"].pk]
    answer = as_("coordinator").post(f"/boards/{board.pk}/attend/", {"present": here, "version": board.version})
    assert answer.status_code == 302
    assert audited("board.attend") == 1
    text = as_("surgeon").get(f"/boards/{board.pk}/").content.decode()
    assert "a core discipline is absent" in text
    assert "Diagnostic radiologist or Interventional radiologist" in text


def order(board: Board) -> list[str]:
    items = AgendaItem.objects.filter(board=board).exclude(status__in=["postponed", "taken-off"])
    return [item.patient.surname for item in items.select_related("patient").order_by("position")]


def item_of(board: Board, surname: str) -> AgendaItem:
    return AgendaItem.objects.get(board=board, patient__surname=surname)


def test_a_button_moves_a_case_one_place(three: Board, as_: Any, audited: Any) -> None:
    person = as_("coordinator")
    assert person.post(f"/agenda/{item_of(three, 'Cederlund').pk}/move/?to=up").status_code == 302
    assert order(three) == ["Ahlgren", "Cederlund", "Bech"]
    person.post(f"/agenda/{item_of(three, 'Ahlgren').pk}/move/?to=down")
    assert order(three) == ["Cederlund", "Ahlgren", "Bech"]
    assert audited("agenda.move") == 2


def test_dragging_moves_a_case_to_a_place_and_the_list_comes_back(three: Board, as_: Any) -> None:
    answer = as_("coordinator").post(
        f"/agenda/{item_of(three, 'Cederlund').pk}/move/", {"to": "1"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert answer.content.decode().strip().startswith('<div class="stack" id="board">')
    assert order(three) == ["Cederlund", "Ahlgren", "Bech"]


def test_a_case_off_the_list_does_not_stand_in_the_way_of_the_others(three: Board, as_: Any) -> None:
    person = as_("coordinator")
    item = item_of(three, "Bech")
    sent = person.post(f"/agenda/{item.pk}/take_off/", {"because": "The CT is not read.", "version": item.version})
    assert sent.status_code == 302
    person.post(f"/agenda/{item_of(three, 'Cederlund').pk}/move/?to=up")
    assert order(three) == ["Cederlund", "Ahlgren"]
    text = person.get(f"/boards/{three.pk}/").content.decode()
    assert "The CT is not read." in text


def test_only_who_schedules_and_the_chair_change_the_order(three: Board, as_: Any) -> None:
    up = f"/agenda/{item_of(three, 'Bech').pk}/move/?to=up"
    assert as_("endocrinologist").post(up).status_code == 404
    assert "?to=up" not in as_("endocrinologist").get(f"/boards/{three.pk}/").content.decode()
    assert "?to=up" in as_("surgeon").get(f"/boards/{three.pk}/").content.decode()
    assert as_("surgeon").post(up).status_code == 302
    assert order(three) == ["Bech", "Ahlgren", "Cederlund"]


def test_a_case_is_postponed_with_a_reason_to_another_meeting(three: Board, cast: House, as_: Any) -> None:
    later = cast.board(days=7)
    item = item_of(three, "Bech")
    person = as_("surgeon")
    empty = person.post(f"/agenda/{item.pk}/postpone/", {"because": ""})
    assert empty.status_code == 422
    said = {"because": "No time.", "to": later.pk, "version": item.version}
    assert person.post(f"/agenda/{item.pk}/postpone/", said).status_code == 302
    item.refresh_from_db()
    assert (item.status, item.because) == ("postponed", "No time.")
    assert item_of(later, "Bech").status == "listed"


def test_an_extra_meeting_is_called_with_the_last_roster(cast: House, as_: Any, audited: Any) -> None:
    cast.board(days=-1)
    data = {"name": "Extra", "day": f"{timezone.localdate() + dt.timedelta(days=3):%Y-%m-%d}", "starts": "14:00"}
    person = as_("coordinator")
    wrong = person.post("/boards/call_board/", {**data, "minutes": "60", "minutes_per_case": "four"})
    assert wrong.status_code == 422
    assert 'value="Extra"' in wrong.content.decode()
    assert person.post("/boards/call_board/", {**data, "minutes": "60", "minutes_per_case": "4"}).status_code == 302
    made = Board.objects.get(name="Extra")
    assert made.seats.count() == 4
    assert made.chair == cast["surgeon"]
    assert audited("board.call") == 2


def test_a_series_comes_with_its_next_four_meetings_and_then_four_more(cast: House, as_: Any) -> None:
    data = {"name": "Weekly", "weekday": "2", "starts": "14:00", "minutes": "60", "minutes_per_case": "4"}
    person = as_("coordinator")
    assert person.post("/boards/open_series/", data).status_code == 302
    series = Series.objects.get()
    assert series.boards.count() == 4
    assert {board.day.weekday() for board in series.boards.all()} == {2}
    assert person.post(f"/boards/series/{series.pk}/next_boards/").status_code == 302
    assert series.boards.count() == 8


def test_a_meeting_is_moved_and_somebody_elses_move_is_not_overwritten(cast: House, as_: Any) -> None:
    board = cast.board(days=3)
    day = f"{timezone.localdate() + dt.timedelta(days=5):%Y-%m-%d}"
    data = {"day": day, "starts": "09:30", "minutes": 45, "minutes_per_case": 6, "room": "Room 2"}
    data |= {"link": "https://meet.example/liver", "version": board.version}
    person = as_("coordinator")
    assert person.post(f"/boards/{board.pk}/move_board/", data).status_code == 302
    assert person.post(f"/boards/{board.pk}/move_board/", {**data, "room": "Room 3"}).status_code == 409
    board.refresh_from_db()
    assert (board.room, board.link, board.length, board.minutes_per_case) == (
        "Room 2",
        "https://meet.example/liver",
        45,
        6,
    )


def test_a_meeting_does_not_move_onto_another_of_its_series(cast: House, as_: Any) -> None:
    series = actions.open_series(unit=cast.unit, name="Weekly", starts=dt.time(14), by=None)
    first, second = actions.next_boards(series=series, count=2, by=None)
    data = {"day": f"{second.day}", "starts": "14:00", "minutes": 60, "minutes_per_case": 4, "version": first.version}
    answer = as_("coordinator").post(f"/boards/{first.pk}/move_board/", data)
    assert answer.status_code == 422
    assert "Another meeting of this series is at that time." in answer.context["form"].errors["starts"][0]


@pytest.mark.parametrize("to", ["²", "", "first", "1" * 5000])
def test_a_place_that_is_no_place_moves_nothing(three: Board, as_: Any, to: str) -> None:
    answer = as_("coordinator").post(f"/agenda/{item_of(three, 'Cederlund').pk}/move/", {"to": to})
    assert answer.status_code == 422
    assert order(three) == ["Ahlgren", "Bech", "Cederlund"]


def test_a_cancelled_meeting_hands_its_cases_to_the_next(three: Board, cast: House, as_: Any) -> None:
    later = cast.board(days=7)
    person = as_("coordinator")
    assert (
        person.post(f"/boards/{three.pk}/cancel_board/", {"because": "", "version": three.version}).status_code == 422
    )
    answer = person.post(f"/boards/{three.pk}/cancel_board/", {"because": "Strike.", "version": three.version})
    assert answer.status_code == 302
    assert order(later) == ["Ahlgren", "Bech", "Cederlund"]
    assert set(later.items.values_list("why", flat=True)) == {"new"}  # cancelled is not unanswered
    assert "Strike." in person.get(f"/boards/{three.pk}/").content.decode()


def test_a_meeting_cancelled_with_none_to_come_names_every_patient_in_the_audit_trail(
    three: Board, cast: House
) -> None:
    actions.cancel_board(board=three, because="Strike.", by=cast["coordinator"])
    named = AuditEvent.objects.filter(action="agenda.postpone").values_list("patients", flat=True)
    assert sorted(pk for patients in named for pk in patients) == sorted(three.items.values_list("patient", flat=True))


def test_a_form_says_where_it_posts_to(three: Board, as_: Any) -> None:
    item = item_of(three, "Bech")
    for path in (f"/boards/{three.pk}/cancel_board/", f"/agenda/{item.pk}/take_off/", f"/agenda/{item.pk}/postpone/"):
        assert f'action="{path}"' in as_("coordinator").get(path).content.decode()


def test_a_case_gets_its_minutes_later_and_a_complex_one_goes_to_the_front(
    three: Board, as_: Any, audited: Any
) -> None:
    item = item_of(three, "Cederlund")
    path = f"/agenda/{item.pk}/allot/"
    person = as_("coordinator")
    assert path in person.get(f"/boards/{three.pk}/").content.decode()
    assert person.post(path, {"minutes": "0", "version": item.version}).status_code == 422
    assert person.post(path, {"minutes": "12", "complex": "on", "version": item.version}).status_code == 302
    item.refresh_from_db()
    assert (item.minutes, item.case.complex, order(three)[0]) == (12, True, "Cederlund")
    assert audited("agenda.allot") == 1
    assert as_("surgeon").get(path).status_code == 403


def test_the_title_of_a_page_never_names_a_patient(three: Board, as_: Any) -> None:
    item = f"/agenda/{item_of(three, 'Bech').pk}/"
    for path in (f"/boards/{three.pk}/", item, f"{item}?view=wall"):
        text = as_("surgeon").get(path).content.decode()
        assert "Bech" not in text[text.index("<title>") : text.index("</title>")]


def test_two_who_write_down_who_is_here_do_not_overwrite_each_other(cast: House, as_: Any) -> None:
    board = cast.board()
    mine = {"present": [cast["endocrinologist"].pk], "version": board.version}
    actions.attend(board=board, present=[cast["surgeon"]], by=cast["surgeon"])
    answer = as_("coordinator").post(f"/boards/{board.pk}/attend/", mine)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert str(cast["surgeon"]) in text
    assert str(cast["endocrinologist"]) in text
    assert board.seats.get(present=True).user == cast["surgeon"]


@pytest.mark.parametrize("how", ["moved", "cancelled"])
def test_a_meeting_moved_or_cancelled_is_not_made_again(cast: House, how: str) -> None:
    series = actions.open_series(unit=cast.unit, name="Weekly", starts=dt.time(14), by=None)
    first, _second = actions.next_boards(series=series, count=2, by=None)
    if how == "moved":
        actions.move_board(
            board=first,
            starts_at=first.starts_at - dt.timedelta(hours=2) + dt.timedelta(days=3),
            minutes=60,
            room="",
            link="",
            minutes_per_case=4,
            by=cast["coordinator"],
        )
    else:
        actions.cancel_board(board=first, because="A holiday.", by=cast["coordinator"])
    assert first in actions.next_boards(series=series, count=2, by=None)
    assert series.boards.count() == 2


def test_a_meeting_is_not_moved_into_the_past(cast: House, as_: Any) -> None:
    board = cast.board(days=3)
    yesterday = f"{timezone.localdate() - dt.timedelta(days=1)}"
    data = {"day": yesterday, "starts": "14:00", "minutes": 60, "minutes_per_case": 4, "version": board.version}
    answer = as_("coordinator").post(f"/boards/{board.pk}/move_board/", data)
    assert answer.status_code == 422
    assert "can only be moved ahead" in answer.content.decode()

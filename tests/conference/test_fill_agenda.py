"""The agenda builds itself from what is ready, and never argues with whoever took a case off."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from conference import actions, tasks
from conference.actions.lanes import to_fill
from conference.models import AgendaItem, Board, Case
from core.models import AuditEvent
from core.rules import RuleBroken
from tests.cast import House

pytestmark = pytest.mark.django_db


def names(board: Board) -> list[str]:
    items = AgendaItem.objects.filter(board=board, status="listed").select_related("patient")
    return [item.patient.surname for item in items.order_by("position")]


@pytest.fixture
def weekly(cast: House) -> Board:
    """The next meeting of a series, in a few days, with the conference on its roster."""
    starts = timezone.localtime() + dt.timedelta(days=3)
    series = actions.open_series(
        unit=cast.unit, name="Weekly", starts=starts.time(), weekday=starts.weekday(), by=cast["coordinator"]
    )
    board, _later = actions.next_boards(series=series, count=2, by=cast["coordinator"], chair=cast["surgeon"])
    return board


def test_what_is_ready_is_listed_and_what_is_not_waits(cast: House, audited: Any) -> None:
    board = cast.board(2)
    cast.ready("Ahlgren")
    cast.case(cast.patient("Bech", "T-1"))
    items = actions.fill_agenda(board=board, by=cast["coordinator"])
    assert names(board) == ["Ahlgren"]
    assert items[0].why == "new"
    assert Case.objects.get(patient__surname="Bech").status == "preparing"
    assert (audited("agenda.fill"), audited("case.schedule")) == (1, 1)


def test_what_will_be_too_old_on_the_day_is_not_ready(cast: House) -> None:
    cast.ready("Ahlgren")
    far = cast.board(120)
    assert actions.fill_agenda(board=far, by=cast["coordinator"]) == []


def test_complex_before_the_others_then_the_oldest_first_until_the_meeting_is_full(cast: House) -> None:
    board = cast.board(2)
    Board.objects.filter(pk=board.pk).update(ends_at=board.starts_at + dt.timedelta(minutes=17))
    board.refresh_from_db()
    for surname in ("Ahlgren", "Bech", "Cederlund", "Dahl"):
        case = cast.ready(surname)
        case.change(complex=surname == "Cederlund")
    actions.fill_agenda(board=board, by=cast["coordinator"])
    assert names(board) == ["Cederlund", "Ahlgren", "Bech"]  # 8 + 4 + 4 of 17 minutes
    following = cast.board(9)
    actions.fill_agenda(board=following, by=cast["coordinator"])
    assert names(following) == ["Dahl"]


def test_a_case_is_never_listed_twice(cast: House) -> None:
    board = cast.board(2)
    cast.ready("Ahlgren")
    assert len(actions.fill_agenda(board=board, by=cast["coordinator"])) == 1
    assert actions.fill_agenda(board=board, by=cast["coordinator"]) == []
    assert actions.fill_agenda(board=cast.board(3), by=cast["coordinator"]) == []


@pytest.mark.parametrize("way", ["take_off", "postpone"])
def test_what_somebody_took_off_is_not_put_back(cast: House, way: str) -> None:
    board = cast.board(2)
    cast.ready("Ahlgren")
    (item,) = actions.fill_agenda(board=board, by=cast["coordinator"])
    getattr(actions, way)(item=item, because="The family is away.", by=cast["coordinator"])
    assert actions.fill_agenda(board=board, by=None) == []
    assert len(actions.fill_agenda(board=cast.board(9), by=None)) == 1


def test_the_coordinator_sees_whom_one_press_would_take_in_and_that_is_what_it_takes(cast: House, as_: Any) -> None:
    board = cast.board(2)
    seen, later = cast.ready("Ahlgren"), None
    person = as_("coordinator")
    answer = person.get(f"/boards/{board.pk}/")
    assert "Take in 1 ready case" in answer.text
    assert "New referral" in answer.text
    assert [one["case"] for one in answer.context["intake"]["fits"]] == [seen]
    later = cast.ready("Bech")
    sent = person.post(f"/boards/{board.pk}/fill_agenda/", {"case": [seen.pk]}, follow=True)
    assert "1 case is taken in." in sent.text
    assert names(board) == ["Ahlgren"]
    assert later.status == "preparing"


def test_what_is_listed_meanwhile_is_not_taken_in(cast: House, as_: Any) -> None:
    board, case = cast.board(2), cast.ready("Ahlgren")
    cast.listed(case, cast.board(3))
    answer = as_("coordinator").post(f"/boards/{board.pk}/fill_agenda/", {"case": [case.pk, "no id"]}, follow=True)
    assert "Nothing was taken in" in answer.text
    assert names(board) == []


def test_only_who_schedules_fills_a_list(cast: House, as_: Any) -> None:
    board, case = cast.board(2), cast.ready("Ahlgren")
    assert "Take in" not in as_("surgeon").get(f"/boards/{board.pk}/").text
    assert as_("surgeon").post(f"/boards/{board.pk}/fill_agenda/", {"case": [case.pk]}).status_code == 403
    assert as_("coordinator").get(f"/boards/{board.pk}/fill_agenda/").status_code == 405
    assert names(board) == []


def test_a_meeting_that_is_over_takes_nothing_in(cast: House) -> None:
    board = cast.board(-1)
    actions.close_board(board=board, by=cast["coordinator"])
    with pytest.raises(RuleBroken, match="ended"):
        actions.fill_agenda(board=board, by=cast["coordinator"])


def test_the_house_fills_the_next_meeting_of_a_series_once_a_day(cast: House, weekly: Board, audited: Any) -> None:
    cast.ready("Ahlgren")
    version = Board.objects.get(pk=weekly.pk).version
    tasks.tick()
    assert names(weekly) == ["Ahlgren"]
    event = AuditEvent.objects.get(action="agenda.fill")
    assert (event.user_name, event.object_id) == ("Cantlie", weekly.pk)
    cast.ready("Bech")
    tasks.tick()
    assert names(weekly) == ["Ahlgren"]  # tomorrow
    assert to_fill(timezone.now() + dt.timedelta(days=1)) == [weekly.pk]
    assert Board.objects.get(pk=weekly.pk).version == version  # nobody's form is stale because the house looked


def test_the_house_leaves_a_meeting_far_away_and_one_called_between_weeks(cast: House) -> None:
    cast.board(2)
    today = timezone.localdate()
    series = actions.open_series(
        unit=cast.unit, name="Weekly", starts=dt.time(14), weekday=(today.weekday() + 1) % 7, by=None
    )
    (far,) = actions.next_boards(series=series, count=1, by=None, after=today + dt.timedelta(days=2))
    assert far.day == today + dt.timedelta(days=8)
    assert to_fill() == []


def test_the_house_does_not_put_back_what_a_coordinator_took_off(cast: House, weekly: Board) -> None:
    cast.ready("Ahlgren")
    tasks.tick()
    item = AgendaItem.objects.get()
    actions.take_off(item=item, because="Not this week.", by=cast["coordinator"])
    Board.objects.filter(pk=weekly.pk).update(filled_on=timezone.localdate() - dt.timedelta(days=1))
    tasks.tick()
    assert names(weekly) == []

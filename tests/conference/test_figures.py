"""Meeting figures without an observer: the sums by hand, the same sums from what a meeting has written."""

import csv
import datetime as dt
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from conference import actions
from conference.figures import Mean, Meeting, Share, Taken, as_csv, cell, chart, figures, halves, total
from conference.models import AgendaItem, Board, Showing
from core.models import AuditEvent
from tests.cast import House

MINUTES = 60.0
DAY = dt.date(2026, 11, 2)


def taken(order: float = 0, **said: Any) -> Taken:
    return Taken(order=(0.0, order), **said)


def meeting(cases: list[Taken], day: dt.date = DAY, name: str = "Liver conference") -> Meeting:
    return Meeting(uuid4(), day, name, cases)


# --- the sums ----------------------------------------------------------------------------------------------------------


def test_minutes_are_of_the_cases_that_stood_on_the_screens() -> None:
    of = figures([taken(seconds=3 * MINUTES), taken(seconds=6 * MINUTES), taken()])
    assert of.took == Mean(9 * MINUTES, 2)
    assert of.took.minutes == 4.5
    assert figures([taken()]).took.minutes is None


def test_a_share_is_of_what_is_known() -> None:
    cases = [taken(complete=True), taken(complete=False), taken(complete=None), taken(postponed=True)]
    of = figures(cases)
    assert of.complete == Share(1, 2)
    assert of.postponed == Share(1, 4)
    assert of.decided == Share(0, 4)


def test_amended_is_of_what_was_signed_and_carried_out_of_what_somebody_said() -> None:
    signed = {"signed": True, "decided": True, "asked": True}
    cases = [
        taken(**signed, carried="done", amended=True),
        taken(**signed, carried="partly"),
        taken(**signed, carried="not-done"),
        taken(**signed),
        taken(signed=True, carried="done"),  # it asked for information: nothing to carry out
        taken(),
    ]
    of = figures(cases)
    assert of.amended == Share(1, 5)
    assert of.carried == Share(1, 3)
    assert (of.partly, of.untold) == (1, 1)


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(3, 4, None), (0, 0, None), (9, 10, 90), (1, 16, 6), (1, 40, 3)]
)
def test_of_few_there_is_no_percentage(part: int, whole: int, percent: int | None) -> None:
    assert Share(part, whole).percent == percent


def test_halves_go_by_the_order_on_the_screens_and_leave_out_what_was_not_discussed() -> None:
    cases = [taken(5), taken(1), taken(3, postponed=True), taken(4), Taken(order=(1.0, 1.0)), taken(2)]
    first, second = halves(cases)
    assert [case.order for case in first] == [(0.0, 1), (0.0, 2), (0.0, 4)]
    assert [case.order for case in second] == [(0.0, 5), (1.0, 1.0)]
    assert halves([]) == ([], [])


def test_the_halves_of_all_meetings_are_those_of_each() -> None:
    slow = meeting([taken(1, seconds=120.0), taken(2, seconds=240.0)])
    quick = meeting([taken(1, seconds=60.0), taken(2, seconds=120.0)])
    of = total([slow, quick])
    assert (of.first.took.minutes, of.second.took.minutes) == (1.5, 3.0)
    assert of.all.cases == 4


def test_the_drawing_has_a_bar_for_each_half_and_stays_inside() -> None:
    many = [
        meeting([taken(1, seconds=120.0), taken(2, seconds=700.0)], DAY + dt.timedelta(weeks=week))
        for week in range(30)
    ]
    drawn = chart(many)
    assert drawn is not None
    assert len(drawn["groups"]) == 26
    assert drawn["groups"][-1]["day"] == DAY + dt.timedelta(weeks=29)
    for group in drawn["groups"]:
        first, second = group["bars"]
        assert first["x"] + first["width"] < second["x"]
        for bar in group["bars"]:
            assert 0 <= bar["x"] <= drawn["width"] - bar["width"]
            assert 0 <= bar["y"] <= bar["y"] + bar["height"] <= drawn["height"]
    assert chart([meeting([taken()])]) is None
    lone = chart([meeting([taken(1, seconds=120.0)])])
    assert lone is not None
    assert [bar["half"] for bar in lone["groups"][0]["bars"]] == ["first"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"
    (row,) = csv.DictReader(StringIO(as_csv([meeting([], name=text)]), newline=""))
    assert row["meeting"] == f"'{text}"


# --- the same from a meeting -------------------------------------------------------------------------------------------


@pytest.fixture
def held(cast: House) -> Board:
    """A meeting of three days ago: two decided, one postponed, one asked for more; one was taken off before."""
    board = cast.board(-3)
    items = [cast.listed(cast.case(cast.patient(f"Patient{n}", f"T-{n}")), board) for n in range(5)]
    at = board.starts_at + dt.timedelta(hours=1)
    decided = actions.sign(decision=cast.decided(items[0]), by=cast["surgeon"], at=at)
    actions.sign(decision=cast.decided(items[1]), by=cast["surgeon"], at=at)
    actions.sign(decision=cast.asked(items[2]), by=cast["surgeon"], at=at)
    actions.postpone(item=items[3], because="No images.", by=cast["coordinator"])
    actions.take_off(item=items[4], because="Moved away.", by=cast["coordinator"])
    for item, starts, seconds in ((items[1], 0, 120), (items[0], 200, 100), (items[1], 400, 60), (items[2], 500, 300)):
        began = board.starts_at + dt.timedelta(seconds=starts)
        ended = began + dt.timedelta(seconds=seconds)
        Showing.objects.create(
            board=board, item=item, patient=item.patient, began_at=began, ended_at=ended, by=cast["surgeon"]
        )
    actions.carry_out(decision=decided, state="not-done", why="patient", by=cast["surgeon"])
    told = {"on": board.day, "who": "Dr Referrer", "how": "visit"}
    actions.tell_patient(decision=decided, by=cast["referrer"], **told)
    return board


@pytest.mark.django_db
class TestTheUnit:
    def test_the_page_counts_what_the_meeting_has_written(self, cast: House, as_: Any, held: Board) -> None:
        answer = as_("coordinator").get("/boards/figures/")
        (one,) = answer.context["meetings"]
        of = one.all
        assert of.cases == 4
        assert of.took == Mean(580.0, 3)  # a case shown twice counts once, with both its times
        assert of.decided == Share(2, 4)
        assert of.postponed == Share(1, 4)
        assert of.amended == Share(0, 3)
        assert of.complete == Share(0, 2)
        assert of.carried == Share(0, 1)
        assert of.untold == 1
        assert of.informed.part == 1
        first, second = one.halves
        assert first.took == Mean(280.0, 2)  # the second of the list was shown first
        assert second.took == Mean(300.0, 1)
        text = answer.text
        assert "2 of 4" in text
        assert "3.2" in text
        assert "%</strong>" not in text  # of so few
        assert "Patient1" not in text

    def test_a_draft_a_meeting_to_come_and_a_cancelled_one_do_not_count(self, cast: House, as_: Any) -> None:
        cast.decided(cast.listed(board=cast.board(7)))
        off = cast.board(8)
        actions.cancel_board(board=off, because="Holiday.", by=cast["coordinator"])
        text = as_("surgeon").get("/boards/figures/").text
        assert "No meeting was held in this time." in text

    def test_the_period_says_how_far_back(self, cast: House, as_: Any) -> None:
        cast.board(-100)
        cast.board(-10)
        browser = as_("surgeon")
        assert len(browser.get("/boards/figures/?period=90").context["meetings"]) == 1
        assert len(browser.get("/boards/figures/?period=all").context["meetings"]) == 2
        wrong = browser.get("/boards/figures/?period=7")
        assert wrong.status_code == 422
        assert "meetings" not in wrong.context

    def test_a_patient_still_to_be_told_is_neither_in_time_nor_late(self, cast: House, as_: Any) -> None:
        signed = cast.signed()
        signed.item.board.change(status=Board.Status.CLOSED)
        (one,) = as_("surgeon").get("/boards/figures/").context["meetings"]
        assert one.all.informed == Share(0, 0)

    def test_the_figures_are_the_units_own(self, cast: House, as_: Any, held: Board) -> None:
        assert as_("referrer").get("/boards/figures/").status_code == 403
        assert as_("room-display").get("/boards/figures/").status_code == 403
        assert as_("stranger").get("/boards/figures/").context["meetings"] == []

    def test_the_export_names_nobody_and_stands_in_the_trail(self, cast: House, as_: Any, held: Board) -> None:
        answer = as_("surgeon").get("/boards/figures/export_figures/?period=365")
        (row,) = csv.DictReader(StringIO(answer.text))
        assert (row["day"], row["cases"], row["minutes"], row["shown"]) == (held.day.isoformat(), "4", "3.2", "3")
        assert (row["decided"], row["decided_of"]) == ("2", "4")
        assert (row["minutes_first_half"], row["minutes_second_half"]) == ("2.3", "5.0")
        assert "Patient" not in answer.text
        event = AuditEvent.objects.get(action="figures.export")
        assert (event.patients, event.details) == ([], {"period": "365", "meetings": 1})
        assert as_("surgeon").get("/boards/figures/export_figures/?period=x").status_code == 422
        assert as_("referrer").get("/boards/figures/export_figures/").status_code == 403

    @pytest.mark.parametrize("meetings", [1, 4])
    def test_many_meetings_ask_no_more_of_the_database(
        self, cast: House, as_: Any, django_assert_max_num_queries: Any, meetings: int
    ) -> None:
        for number in range(meetings):
            board = cast.board(-1 - number)
            for place in range(2):
                cast.signed(cast.listed(cast.case(cast.patient(number=f"T-{number}-{place}")), board))
        browser = as_("surgeon")
        browser.get("/boards/figures/")
        with django_assert_max_num_queries(10):
            browser.get("/boards/figures/")
        assert AgendaItem.objects.count() == 2 * meetings
        assert timezone.localdate() > board.day

    def test_a_screen_left_on_over_lunch_is_no_discussion(self, cast: House, as_: Any, held: Board) -> None:
        most = 4 * 60 * held.minutes_per_case
        Showing.objects.filter(board=held, item__position=3).update(ended_at=held.starts_at + dt.timedelta(hours=3))
        (one,) = as_("coordinator").get("/boards/figures/").context["meetings"]
        assert one.all.took == Mean(280.0 + most, 3)

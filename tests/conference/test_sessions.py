"""Arterial sessions by half of the liver: done, imaged, planned, and from when to when the next is possible."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from conference.models import Case
from conference.reading import present
from conference.sessions import Next, Session, Sessions, sessions_of
from conference.sessionstrip import Strip
from patients import actions as patients
from patients.actions import Answer
from tests.cast import House
from treatments import actions as treatments
from treatments import limits

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def case(cast: House) -> Case:
    return cast.case()


def lesion(cast: House, case: Case, label: str, *segments: str) -> None:
    patients.add_lesion(patient=case.patient, label=label, segments=list(segments), by=cast["diagnostic-radiologist"])


def given(cast: House, case: Case, days_ago: int | None, territory: str, **more: Any) -> None:
    day = None if days_ago is None else TODAY - dt.timedelta(days=days_ago)
    treatments.report_course(
        patient=case.patient,
        type=more.pop("type", "tae"),
        date=day,
        territory=territory,
        by=cast["referrer"],
        **more,
    )


def found(case: Case) -> Sessions:
    sessions = sessions_of(present(case))
    assert sessions
    return sessions


def halves(case: Case) -> dict[str, Next]:
    return {one.half: one for one in found(case).next_ones}


def page(cast: House, case: Case) -> str:
    return str(cast.browser_of("surgeon").get(reverse("conference:case", args=[case.pk])).text)


def made(*done: dt.date, planned: tuple[dt.date, ...] = (), as_of: dt.date = dt.date(2026, 4, 1)) -> Sessions:
    """Sessions of the right half; the left one has disease and was not treated."""
    return Sessions(
        [Session("TAE", day, str(day), ("right",), "right", is_done=True) for day in done],
        [Session("TAE", day, str(day), ("left",), "left", is_done=False) for day in planned],
        {"right": True, "left": True},
        as_of,
        2,
    )


def test_where_nothing_arterial_was_done_or_is_planned_there_is_no_strip(cast: House, case: Case) -> None:
    assert sessions_of(present(case)) is None
    given(cast, case, 100, "right", type="resection")
    assert sessions_of(present(case)) is None
    assert "sessions__drawing" not in page(cast, case)


def test_the_other_half_is_possible_two_to_three_months_after_the_first(cast: House, case: Case) -> None:
    lesion(cast, case, "L1", "6")
    lesion(cast, case, "L2", "2", "3")
    given(cast, case, 30, "right")
    left, right = halves(case)["left"], halves(case)["right"]
    assert left.is_second
    assert not right.is_second
    day = TODAY - dt.timedelta(days=30)
    assert left.opens == right.opens == treatments_months(day, 2)
    assert left.closes == treatments_months(day, 3)
    text = page(cast, case)
    assert "Left half</strong> (not treated yet): possible from" in text
    assert 'class="sessions__next"' in text


def treatments_months(day: dt.date, number: int) -> dt.date:
    from treatments.eligibility.dates import add_months

    return add_months(day, number)


def test_the_window_is_the_one_the_rules_keep(cast: House, case: Case) -> None:
    lesion(cast, case, "L1", "6")
    given(cast, case, 30, "right")
    allowed = present(case).assessment.verdicts["tae"].possible_from
    assert allowed == str(halves(case)["right"].opens)


def test_months_end_where_the_month_ends() -> None:
    (right, left) = made(dt.date(2025, 12, 31)).next_ones
    assert (right.opens, right.closes) == (dt.date(2026, 2, 28), dt.date(2026, 3, 31))
    assert left.is_second


def test_a_half_without_disease_gets_no_session_and_unknown_is_not_no(cast: House, case: Case) -> None:
    given(cast, case, 30, "right")
    assert halves(case)["left"].says.endswith(", if there is disease")
    lesion(cast, case, "L1", "6", "7")
    assert halves(case)["left"] == Next("left", says="no metastasis there")
    patients.observe(
        patient=case.patient, answers={"liver.hemilivers": Answer(text="both")}, by=cast["diagnostic-radiologist"]
    )
    assert halves(case)["left"].opens


def test_a_lesion_of_no_known_place_leaves_a_half_unknown(cast: House, case: Case) -> None:
    given(cast, case, 30, "right")
    lesion(cast, case, "L1", "6")
    lesion(cast, case, "L2")
    assert found(case).diseased == {"right": True, "left": None}


def test_a_session_without_a_day_says_that_nobody_can_tell(cast: House, case: Case) -> None:
    given(cast, case, None, "right")
    given(cast, case, 300, "left")
    assert {one.says for one in found(case).next_ones} == {"a session has no day: the interval cannot be told"}
    assert "no day" in page(cast, case)


def test_a_session_of_the_whole_liver_stands_on_both_lines_and_one_of_nowhere_on_its_own(
    cast: House, case: Case
) -> None:
    given(cast, case, 300, "whole-liver", type="tare")
    given(cast, case, 200, "")
    given(cast, case, 100, "segments", segments=["4a", "5"])
    sessions = found(case)
    assert [one.halves for one in sessions.every] == [("right", "left"), ("unstated",), ("right", "left")]
    assert [str(track.name) for track in Strip(sessions).tracks] == ["Right half", "Left half", "Place not stated"]
    assert [len(track.marks) for track in Strip(sessions).tracks] == [2, 2, 1]


def test_a_decided_session_is_planned_and_the_other_half_waits_for_it(cast: House) -> None:
    decision = cast.signed()  # an embolisation of the right half
    case = decision.item.case
    lesion(cast, case, "L1", "6")
    lesion(cast, case, "L2", "3")
    sessions = found(case)
    (planned,) = sessions.planned
    assert not planned.is_done
    assert planned.day == decision.target_date
    assert halves(case)["right"].says == "planned"
    left = halves(case)["left"]
    assert (left.is_second, left.opens) == (True, treatments_months(planned.day or TODAY, 2))
    text = page(cast, case)
    assert "data-planned" in text
    assert "<td>planned</td>" in text


def test_a_plan_without_a_day_says_how_long_after_the_first_the_other_half_follows() -> None:
    plan = Session("TARE", None, "", ("right",), "right", is_done=False)
    sessions = Sessions([], [plan], {"right": True, "left": True}, TODAY, 2)
    assert [one.says for one in sessions.next_ones] == [
        "planned, no day set",
        "2 to 3 months after the first session",
    ]
    assert not Strip(sessions).is_drawn


def test_what_was_imaged_is_told_from_what_was_not_and_what_nobody_said(cast: House, case: Case) -> None:
    for days, imaged in ((300, True), (200, False), (100, None)):
        given(cast, case, days, "right", response_imaging_done=imaged)
    assert [one.state for one in found(case).every] == [
        "done, response imaged",
        "done, response not imaged",
        "done; whether the response was imaged is not stated",
    ]
    marks = Strip(found(case)).tracks[0].marks
    assert [mark.imaged for mark in marks] == [True, False, False]


def test_the_control_is_six_to_eight_weeks_after() -> None:
    (session,) = made(dt.date(2026, 3, 2)).done
    assert session.control == (dt.date(2026, 4, 13), dt.date(2026, 4, 27))


def test_a_window_that_is_over_says_since_when() -> None:
    (_right, left) = made(dt.date(2025, 6, 1), as_of=dt.date(2026, 4, 1)).next_ones
    assert left.says == "possible since 01-Aug-2025; the usual time ended 01-Sep-2025"


@pytest.fixture
def longer(tmp_path: Path, settings: Any) -> Iterator[None]:
    file = tmp_path / "limits.txt"
    file.write_text("INTERVAL.met 4\n", encoding="utf-8")
    settings.LOCAL_LIMITS_FILE = str(file)
    limits._read.cache_clear()
    yield
    limits._read.cache_clear()


@pytest.mark.usefixtures("longer")
def test_a_hospital_that_waits_longer_sees_its_own_interval(cast: House, case: Case) -> None:
    lesion(cast, case, "L1", "6")
    given(cast, case, 30, "right")
    right = halves(case)["right"]
    assert right.opens == treatments_months(TODAY - dt.timedelta(days=30), 4)
    assert right.closes is None
    assert right.says.endswith(" on")
    assert "not sooner than 4 months" in page(cast, case)


def test_everything_drawn_lies_inside_the_drawing_and_stands_in_the_table(cast: House, case: Case) -> None:
    lesion(cast, case, "L1", "6")
    lesion(cast, case, "L2", "3")
    for days in (2000, 500, 60, 50):
        given(cast, case, days, "right")
    strip = Strip(found(case))
    places = [mark.x for track in strip.tracks for mark in track.marks]
    places += [x for x, _month in strip.ticks] + [strip.today]
    places += [track.band.x + track.band.width for track in strip.tracks if track.band]
    assert all(strip.start <= x <= strip.end for x in places)
    assert len(strip.tracks[0].marks) == 3  # the oldest is in the table only
    names = [mark.name for mark in strip.tracks[0].marks]
    assert names[-1] == ""  # it would run into the one before
    text = page(cast, case)
    table = text[text.index('class="sessions__table"') :]
    assert table[: table.index("</table>")].count("<tr>") == 5
    assert len(strip.ticks) <= 7


def test_the_dead_get_no_next_session(cast: House, case: Case) -> None:
    given(cast, case, 30, "right")
    patients.note_death(patient=case.patient, on=TODAY, by=cast["coordinator"])
    case.refresh_from_db()
    assert sessions_of(present(Case.objects.get(pk=case.pk))) is None


def test_a_planned_session_of_no_stated_half_lets_nobody_count_from_it() -> None:
    day = dt.date(2026, 2, 3)
    done = [Session("TAE", day, "3-Feb-2026", ("right",), "right hemiliver", is_done=True, imaged=True)]
    planned = [Session("TARE", dt.date(2026, 12, 19), "by 19-Dec-2026", ("unstated",), "", is_done=False)]
    sessions = Sessions(done, planned, {"right": True, "left": True}, dt.date(2026, 11, 20), 2)
    assert [(one.opens, one.closes) for one in sessions.next_ones] == [(None, None)] * 2

"""The strip of the years: the latest on the right, long pauses in words, the oldest folded, and nothing on top of another."""

import datetime as dt
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from conference.gallery_live import some_strip, some_years
from conference.letters import wide, wrapped
from conference.reading import present
from conference.strip import LETTERS, MOST, Strip, Text, laid_out, strip
from conference.years import EVENTS, LOAD, SYMPTOMS, Piece, Years
from patients import actions as patients
from patients.actions import Answer
from tests.cast import House
from treatments import actions as treatments

MEETING = dt.date(2026, 11, 25)
WALL = 1888
NAMES = {LOAD: "Sum, mm", SYMPTOMS: "Symptoms"}


def event(day: dt.date, words: str = "TAE right", kind: str = "course") -> Piece:
    return Piece(day, EVENTS, words, words, kind)


def years(*pieces: Piece, undated: tuple[str, ...] = ()) -> Years:
    return Years(tuple(sorted(pieces, key=lambda piece: piece.day)), undated, NAMES)


def meet(one: Text, other: Text) -> bool:
    beside = one.right <= other.left + 0.2 or other.right <= one.left + 0.2
    return not beside and one.top < other.bottom - 0.2 and other.top < one.bottom - 0.2


def of_role(drawn: Strip, *roles: str) -> list[Text]:
    return sorted((one for one in drawn.texts if one.role in roles), key=lambda one: one.left)


def assert_legible(drawn: Strip) -> None:
    """Every word inside the drawing, none on top of another."""
    for one in drawn.texts:
        assert one.left >= 0, one
        assert one.right <= drawn.width + 0.2, one
        assert one.bottom <= drawn.height + 0.2, one
    assert not [pair for pair in combinations(drawn.texts, 2) if meet(*pair)]


# Order


def test_the_latest_is_on_the_right_and_the_day_of_the_meeting_is_last() -> None:
    drawn = laid_out(years(event(dt.date(2026, 3, 3)), event(dt.date(2025, 9, 1)), event(MEETING)), MEETING, WALL)
    assert [one.words for one in of_role(drawn, "date", "day")] == ["Sep 2025", "Mar 2026", "25-Nov-2026"]
    (marked,) = of_role(drawn, "day")
    assert drawn.meeting < marked.left
    assert all(one.right < drawn.meeting for one in of_role(drawn, "date"))


def test_a_case_on_no_meeting_ends_today() -> None:
    drawn = laid_out(years(), MEETING, WALL, is_meeting=False)
    assert [one.words for one in of_role(drawn, "meeting")] == ["Today"]
    assert drawn.is_empty


def test_what_happened_in_one_month_stands_in_one_column() -> None:
    drawn = laid_out(years(event(dt.date(2026, 3, 3)), event(dt.date(2026, 3, 20), "G2", "pathology")), MEETING, WALL)
    assert len(of_role(drawn, "date")) == 1
    (one,), (other,) = of_role(drawn, "course"), of_role(drawn, "pathology")
    assert one.left == other.left
    assert one.bottom <= other.top + 0.2


def test_a_day_known_by_its_year_only_has_no_month() -> None:
    piece = Piece(dt.date(2014, 1, 1), EVENTS, "PRRT", "PRRT", "course", precision="year")
    assert [one.words for one in of_role(laid_out(years(piece), MEETING, WALL), "date")] == ["2014"]


def test_a_number_has_a_bar_beside_the_largest_of_its_line() -> None:
    low = Piece(dt.date(2026, 3, 3), LOAD, "20", "20 mm", value=Decimal(20))
    high = Piece(dt.date(2026, 6, 3), LOAD, "80", "80 mm", value=Decimal(80))
    untold = Piece(dt.date(2026, 9, 3), LOAD, "?", "sum cannot be told")
    small, large = sorted(laid_out(years(low, high, untold), MEETING, WALL).bars, key=lambda bar: bar.x)
    assert large.height == pytest.approx(4 * small.height, rel=0.02)


# Folding


def test_a_long_pause_is_told_in_words_and_breaks_the_axis() -> None:
    drawn = laid_out(years(event(dt.date(2023, 12, 1)), event(dt.date(2026, 3, 3))), MEETING, WALL)
    assert [one.words for one in of_role(drawn, "pause")] == ["2 years", "3 months"]
    assert len(drawn.folds) == 1
    assert any(one.is_pause and one.told == ("2 years 3 months",) for one in drawn.listed)


def test_a_year_without_anything_is_no_pause() -> None:
    assert not laid_out(years(event(dt.date(2026, 1, 3))), MEETING, WALL).folds


def test_the_oldest_are_folded_and_counted_and_the_list_has_them_all() -> None:
    pieces = [event(dt.date(year, month, 3), f"TAE {year}") for year in range(2018, 2026) for month in (2, 8)]
    drawn = laid_out(years(*pieces), MEETING, WALL)
    shown = len(of_role(drawn, "date"))
    assert shown < MOST
    assert [one.words for one in sorted(of_role(drawn, "earlier"), key=lambda one: one.top)] == [
        f"+{len(pieces) - shown} earlier"
    ]
    assert [one for one in drawn.listed if one.told == ("TAE 2018",)]


def test_a_narrow_strip_folds_more_and_keeps_the_meeting() -> None:
    pieces = [event(dt.date(2026, month, 3)) for month in range(1, 11)]
    wall, narrow = laid_out(years(*pieces), MEETING, WALL), laid_out(years(*pieces), MEETING, 700)
    assert len(of_role(narrow, "date")) < len(of_role(wall, "date"))
    assert of_role(narrow, "day")


def test_what_has_no_day_is_counted_and_listed() -> None:
    drawn = laid_out(years(event(dt.date(2026, 3, 3)), undated=("Liver biopsy",)), MEETING, WALL)
    assert [one.words for one in sorted(of_role(drawn, "earlier"), key=lambda one: one.top)] == ["+1 undated"]
    assert drawn.listed[-1].told == ("Liver biopsy",)


def test_a_wall_has_room_for_a_dozen() -> None:
    pieces = [event(dt.date(2026, month, 3), "TAE") for month in range(1, 11)]
    assert len(of_role(laid_out(years(*pieces), MEETING, WALL), "date")) == 10


# Nothing overlaps

WORDS = st.sampled_from(
    [
        "TAE",
        "Resection of the primary",
        "Board: further diagnostics",
        "PRRT",
        "Stereotactic-radiotherapy",
        "G2",
        "Ki-67 12 %",
    ]
)
KINDS = st.sampled_from(["course", "board", "pathology", "follow-up", "other"])
NUMBERS = st.one_of(st.none(), st.integers(0, 10**6))


@st.composite
def lives(draw: st.DrawFn) -> Years:
    """Up to thirty things on all lines in twenty years."""
    rows = draw(
        st.lists(
            st.tuples(
                st.dates(dt.date(2006, 1, 1), MEETING), st.sampled_from([EVENTS, LOAD, SYMPTOMS]), WORDS, KINDS, NUMBERS
            ),
            max_size=30,
        )
    )
    pieces = []
    for day, lane, words, kind, number in rows:
        if lane == LOAD:
            pieces.append(Piece(day, lane, str(number or "?"), "", value=None if number is None else Decimal(number)))
        else:
            pieces.append(Piece(day, lane, words, words, kind if lane == EVENTS else ""))
    return years(*pieces, undated=("PRRT",) if len(rows) % 2 else ())


@settings(max_examples=150, deadline=None)
@given(lives(), st.sampled_from([(WALL, 26), (1180, 15), (800, 15), (1300, 18)]))
def test_nothing_overlaps_and_nothing_leaves_the_drawing(life: Years, size: tuple[int, int]) -> None:
    assert_legible(laid_out(life, MEETING, *size))


@settings(max_examples=60, deadline=None)
@given(lives())
def test_columns_are_in_the_order_of_time(life: Years) -> None:
    drawn = laid_out(life, MEETING, WALL)
    assert len(of_role(drawn, "date")) < MOST
    assert [one.words for one in of_role(drawn, "date")] == [
        one.date for one in drawn.listed if one.date and "(" not in one.date and one.date != "no date"
    ][-len(of_role(drawn, "date")) or len(drawn.listed) :]
    assert all(one.right <= other.left for one, other in pairwise(of_role(drawn, "date", "day")))


def test_words_too_long_for_their_room_end_in_an_ellipsis() -> None:
    lines = wrapped("Board: further diagnostics and another opinion", 6, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(wide(line) <= 6 for line in lines)


def test_the_gallery_has_one_with_everything() -> None:
    assert_legible(some_strip())
    assert_legible(laid_out(some_years(), MEETING, WALL, LETTERS))


def test_the_drawing_is_hidden_from_those_who_listen_and_the_list_tells_it() -> None:
    html = render_to_string("components/strip.html", {"strip": some_strip()})
    assert 'aria-hidden="true"' in html
    assert html.count("<li") == len(some_strip().listed)
    assert "<script" not in html


# Of a case


@pytest.mark.django_db
def test_the_strip_of_a_case_has_treatments_load_markers_symptoms_and_meetings(cast: House) -> None:
    decision = cast.signed()
    patient, by = decision.patient, cast["diagnostic-radiologist"]
    treatments.report_course(patient=patient, type="prrt", date=dt.date(2024, 2, 1), by=cast["referrer"])
    lesion = patients.add_lesion(patient=patient, label="L1", segments=["6"], by=by)
    for day, size in ((dt.date(2024, 1, 2), 40), (dt.date(2024, 6, 2), 25)):
        study = patients.add_study(patient=patient, modality="ct", date=day, by=by)
        patients.measure(lesion=lesion, study=study, state="measured", longest_mm=Decimal(size), by=by)
    told = {
        "labs.chromogranin_a_ug_l": Answer(number=Decimal(310)),
        "symptoms.flushing_per_day": Answer(number=Decimal(4)),
        "symptoms.jaundice": Answer(text="no"),
    }
    patients.observe(patient=patient, answers=told, date=dt.date(2024, 6, 4), by=cast["referrer"])
    drawn = strip(present(decision.item.case, decision.item.board.day, decision.item), WALL)
    words = {one.words for one in drawn.texts}
    assert {"PRRT", "40", "25", "310", "Meeting", "Sum, mm", "CgA, µg/L", "Flushing 4/day"} <= words
    assert not any("Jaundice" in one.words for one in drawn.texts)
    assert_legible(drawn)


@pytest.mark.django_db
@pytest.mark.parametrize(("username", "status"), [("surgeon", 200), ("referrer", 403), ("stranger", 404)])
def test_the_page_of_a_case_loads_it_and_it_is_a_page_of_its_own(cast: House, username: str, status: int) -> None:
    case = cast.listed().case
    url = reverse("conference:strip", args=[case.pk])
    browser = cast.browser_of(username)
    assert browser.get(url).status_code == status
    if status == 200:
        assert f'hx-get="{url}"' in browser.get(reverse("conference:case", args=[case.pk])).text
        part = browser.get(url, headers={"HX-Request": "true"}).text
        assert part.strip().startswith('<section class="panel" id="strip"')


@pytest.mark.django_db
def test_a_case_of_which_nothing_is_written_says_so(cast: House) -> None:
    case = cast.case()
    referred = cast.browser_of("surgeon").get(reverse("conference:strip", args=[case.pk])).text
    assert "Referred" in referred
    drawn = laid_out(years(), MEETING, WALL)
    assert drawn.is_empty


@pytest.mark.django_db
def test_what_came_after_the_meeting_is_not_on_its_strip(cast: House) -> None:
    item = cast.listed(board=cast.board(-30))
    today = timezone.localdate()
    treatments.report_course(patient=item.case.patient, type="prrt", date=today, by=cast["referrer"])
    drawn = strip(present(item.case, item.board.day, item), WALL)
    assert not of_role(drawn, "course")


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_years(cast: House) -> None:
    item = cast.listed()
    presentation = present(item.case, item.board.day, item)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            strip(presentation, WALL)
        return len(queries)

    few = asked()
    for year in range(2000, 2020):
        treatments.report_course(patient=item.case.patient, type="prrt", date=dt.date(year, 1, 1), by=cast["referrer"])
        told: dict[str, Any] = {"labs.chromogranin_a_ug_l": Answer(number=Decimal(year))}
        patients.observe(patient=item.case.patient, answers=told, date=dt.date(year, 2, 1), by=cast["referrer"])
    assert asked() == few <= 5

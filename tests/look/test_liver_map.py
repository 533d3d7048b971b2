"""The liver map: its nine segments tile the liver, and every lesion lies where the report says, as large as it says."""

import math
import re
from collections import Counter
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from patients import livershape
from patients.livermap import SMALLEST_RADIUS, TRAYS, Mark, Plan, Spot, State, draw, place
from patients.livershape import HEIGHT, MM_PER_UNIT, OUTLINE, SEGMENTS, SIDES, WIDTH, contains, seats, target

CODES = st.sampled_from(["4", *SEGMENTS])
SIZES = st.one_of(st.none(), st.floats(1, 120))
STATES: st.SearchStrategy[State] = st.sampled_from(
    ["untreated", "new", "treated", "vanished", "merged", "not-evaluable"]
)
PLANS: st.SearchStrategy[Plan] = st.sampled_from(["resect", "resect-second-stage", "ablate", "leave"])


@st.composite
def spots(draw_one: st.DrawFn) -> list[Spot]:
    """Up to thirty lesions, in up to three segments each, or in none."""
    rows = draw_one(st.lists(st.tuples(st.lists(CODES, max_size=3), SIZES, STATES, PLANS), max_size=30))
    return [
        Spot(key=str(n), label=f"L{n}", segments=tuple(codes), longest_mm=size, state=state, planned=plan)
        for n, (codes, size, state, plan) in enumerate(rows)
    ]


def parts(spot: Spot) -> set[str]:
    return {half for code in spot.segments for half in (("4a", "4b") if code == "4" else (code,))}


def area(polygon: list[tuple[float, float]]) -> float:
    closed = pairwise([*polygon, polygon[0]])
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in closed)) / 2


def centre(code: str) -> tuple[float, float]:
    places = seats(code)
    return sum(seat.x for seat in places) / len(places), sum(seat.y for seat in places) / len(places)


def gap(one: Mark, other: Mark) -> float:
    return math.dist((one.x, one.y), (other.x, other.y)) - one.radius - other.radius


# The shape


def test_there_are_the_nine_segments_of_couinaud() -> None:
    assert list(SEGMENTS) == ["1", "2", "3", "4a", "4b", "5", "6", "7", "8"]


@pytest.mark.parametrize("code", SEGMENTS)
def test_every_segment_is_one_closed_path(code: str) -> None:
    curves = livershape._BORDERS[code]
    assert all(before[-1] == after[0] for before, after in pairwise([*curves, curves[0]]))
    assert SEGMENTS[code].startswith("M")
    assert SEGMENTS[code].endswith("Z")


def test_a_border_is_shared_to_the_last_decimal() -> None:
    used = Counter(min(curve, curve[::-1]) for curves in livershape._BORDERS.values() for curve in curves)
    rim = {min(curve, curve[::-1]) for curve in livershape._RIM}
    assert {curve for curve, times in used.items() if times == 1} == rim
    assert set(used.values()) == {1, 2}


def test_the_segments_tile_the_liver() -> None:
    whole = area(livershape._flat(livershape._RIM))
    assert math.isclose(sum(area(polygon) for polygon in livershape._POLYGONS.values()), whole, rel_tol=1e-9)
    belongs = [
        sum(contains(code, x + 0.37, y + 0.41) for code in SEGMENTS)
        for x in range(0, WIDTH, 7)
        for y in range(0, HEIGHT, 7)
    ]
    assert set(belongs) == {0, 1}


def test_the_right_side_of_the_liver_is_on_the_left_of_the_drawing() -> None:
    for right, left in (("8", "4a"), ("5", "4b"), ("7", "8"), ("6", "5"), ("4a", "2"), ("4b", "3")):
        assert centre(right)[0] < centre(left)[0]
    for row in range(40, HEIGHT, 10):
        at_right = [x for x in range(0, WIDTH, 3) if any(contains(code, x, row) for code in ("5", "6", "7", "8"))]
        at_left = [x for x in range(0, WIDTH, 3) if any(contains(code, x, row) for code in ("2", "3", "4a", "4b"))]
        assert not at_right or not at_left or max(at_right) < min(at_left)


@pytest.mark.parametrize(("upper", "lower"), [("7", "6"), ("8", "5"), ("4a", "4b"), ("2", "3")])
def test_the_upper_segments_are_above_the_lower(upper: str, lower: str) -> None:
    assert centre(upper)[1] < centre(lower)[1]


def test_the_right_lobe_is_the_larger_and_the_caudate_the_smallest() -> None:
    sizes = {code: area(polygon) for code, polygon in livershape._POLYGONS.items()}
    right = sum(size for code, size in sizes.items() if SIDES[code] == "right")
    left = sum(size for code, size in sizes.items() if SIDES[code] == "left")
    assert 1.3 < right / left < 2.2
    assert min(sizes, key=lambda code: sizes[code]) == "1"


def test_the_liver_is_210_mm_wide_and_fits_its_frame() -> None:
    rim = livershape._flat(livershape._RIM)
    assert 205 < (max(x for x, _ in rim) - min(x for x, _ in rim)) * MM_PER_UNIT < 215
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in rim)
    assert OUTLINE.endswith("Z")


# The lesions


@settings(deadline=None, max_examples=60)
@given(spots())
def test_every_lesion_lies_in_one_of_its_segments(lesions: list[Spot]) -> None:
    for mark in place(lesions):
        if mark.spot.segments:
            assert any(contains(code, mark.x, mark.y) for code in parts(mark.spot))
        else:
            assert not any(contains(code, mark.x, mark.y) for code in SEGMENTS)


@settings(deadline=None, max_examples=40)
@given(spots())
def test_every_lesion_is_drawn_to_scale(lesions: list[Spot]) -> None:
    for mark in place(lesions):
        size = mark.spot.longest_mm
        if not mark.spot.segments:
            continue
        if size is None or float(size) / 2 / MM_PER_UNIT < SMALLEST_RADIUS:
            assert mark.radius == SMALLEST_RADIUS
        else:
            assert math.isclose(mark.radius * 2 * MM_PER_UNIT, float(size), abs_tol=0.05)


@settings(deadline=None, max_examples=40)
@given(spots(), spots())
def test_a_new_lesion_moves_none_of_the_old(old: list[Spot], new: list[Spot]) -> None:
    before, after = place(old), place([*old, *new])
    assert [(mark.x, mark.y, mark.where) for mark in before] == [(m.x, m.y, m.where) for m in after[: len(old)]]


@settings(deadline=None, max_examples=30)
@given(spots())
def test_the_same_lesions_give_the_same_drawing(lesions: list[Spot]) -> None:
    assert draw(lesions) == draw(lesions)


@settings(deadline=None, max_examples=30)
@given(spots())
def test_no_label_touches_another(lesions: list[Spot]) -> None:
    labels = [
        (mark.label_x - {"start": 0.0, "end": width}.get(mark.anchor, width / 2), mark.label_y, width)
        for mark in draw(lesions).marks
        if mark.anchor
        for width in [13 * 0.58 * len(mark.spot.label)]
    ]
    for (ax, ay, width), (bx, by, other) in combinations(labels, 2):
        assert ax + width <= bx or bx + other <= ax or abs(ay - by) >= 13 * 0.9


@pytest.mark.parametrize("codes", [("5", "8"), ("6", "7"), ("2", "3"), ("4a", "4b"), ("5", "4b"), ("4a", "2")])
def test_a_lesion_of_two_neighbours_lies_at_their_border(codes: tuple[str, ...]) -> None:
    (mark,) = place([Spot(key="1", label="L1", segments=codes, longest_mm=20)])
    for code in codes:
        assert min(math.dist((mark.x, mark.y), point) for point in livershape._POLYGONS[code]) < 20
    assert math.dist((mark.x, mark.y), target(codes)) < 20


def test_segment_4_without_a_letter_lies_across_its_halves() -> None:
    (mark,) = place([Spot(key="1", label="L1", segments=("4",), longest_mm=12)])
    (same,) = place([Spot(key="1", label="L1", segments=("4a", "4b"), longest_mm=12)])
    assert (mark.x, mark.y) == (same.x, same.y)


def test_a_lesion_of_two_segments_that_do_not_touch_still_lies_in_one_of_them() -> None:
    (mark,) = place([Spot(key="1", label="L1", segments=("2", "6"), longest_mm=20)])
    assert contains("2", mark.x, mark.y) or contains("6", mark.x, mark.y)


@pytest.mark.parametrize("code", SEGMENTS)
def test_a_segment_the_liver_does_not_have_is_a_bug(code: str) -> None:
    with pytest.raises(KeyError):
        place([Spot(key="1", label="L1", segments=(code, "9"))])


@pytest.mark.parametrize(("side", "tray"), [("right", "right"), ("left", "left"), ("both", "unknown"), ("", "unknown")])
def test_a_lesion_without_a_segment_lies_beside_the_liver(side: str, tray: str) -> None:
    liver = draw([Spot(key="1", label="L1", side=side, longest_mm=40)])
    (mark,) = liver.marks
    assert mark.where == tray
    assert mark.x > TRAYS[tray]
    assert mark.y > HEIGHT
    assert liver.height > mark.y + mark.radius


@pytest.mark.parametrize("code", ["3", "5", "6", "7", "8"])
def test_a_few_lesions_of_one_segment_do_not_overlap(code: str) -> None:
    marks = place([Spot(key=str(n), label=f"L{n}", segments=(code,), longest_mm=10) for n in range(5)])
    assert all(gap(one, other) > 0 for one, other in combinations(marks, 2))


def test_seventy_small_lesions_hardly_hide_each_other() -> None:
    codes = ("2", "3", "4a", "4b", "5", "6", "7", "8", "7", "8")
    marks = place([Spot(key=str(n), label=f"L{n}", segments=(codes[n % 10],), longest_mm=6) for n in range(70)])
    assert sum(gap(one, other) < -4 for one, other in combinations(marks, 2)) == 0


def test_small_lesions_are_painted_over_large_ones() -> None:
    liver = draw([Spot(key="1", label="L1", segments=("8",), longest_mm=5), Spot(key="2", label="L2", longest_mm=90)])
    assert [mark.radius for mark in liver.painted] == sorted((mark.radius for mark in liver.marks), reverse=True)


def test_the_drawing_says_what_is_selected_resected_embolised_and_uncountable() -> None:
    liver = draw([], selected=["6"], resected=["2", "3"], embolised=["5"], diffuse="right")
    told = {part.code: part for part in liver.segments}
    assert [code for code, part in told.items() if part.selected] == ["6"]
    assert [code for code, part in told.items() if part.resected] == ["2", "3"]
    assert [code for code, part in told.items() if part.embolised] == ["5"]
    assert [code for code, part in told.items() if part.diffuse] == ["5", "6", "7", "8"]
    assert all(part.diffuse for part in draw([], diffuse="both").segments)


def shown(*spots: Spot) -> str:
    """The map as the page has it."""
    return render_to_string("components/liver_map.html", {"map": draw(spots)})


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"longest_mm": 28}, "L1, segment 6, 28 mm, untreated"),
        ({}, "L1, segment 6, size not stated, untreated"),
        ({"too_small": True}, "L1, segment 6, too small to measure, untreated"),
        ({"too_small": True, "state": "treated"}, "L1, segment 6, too small to measure, treated"),
        ({"state": "vanished"}, "L1, segment 6, vanished"),
        ({"state": "merged", "into": "L2"}, "L1, segment 6, merged into L2"),
        ({"segments": (), "side": "right"}, "L1, right side, segment not stated, size not stated, untreated"),
        ({"segments": (), "side": "both"}, "L1, both sides, segment not stated, size not stated, untreated"),
        ({"segments": ()}, "L1, place not stated, size not stated, untreated"),
    ],
)
def test_a_lesion_says_its_place_its_size_and_its_state(told: dict[str, Any], name: str) -> None:
    assert f'aria-label="{name}"' in shown(Spot(key="1", label="L1", **({"segments": ("6",)} | told)))


def test_every_state_has_a_shape_of_its_own() -> None:
    told: list[dict[str, Any]] = [
        {"longest_mm": 11, "state": state} for state in ("untreated", "new", "treated", "not-evaluable")
    ]
    told += [{"state": "vanished"}, {"state": "merged"}, {"too_small": True}, {}]
    shapes = set()
    for one in told:
        drawn = shown(Spot(key="1", label="L1", segments=("6",), **one)).split('class="lesion"')[1].split("</g>")[0]
        sign = re.findall(r'class="lesion__(?:sign" d="[^"]*"|query"[^>]*>[^<]*)', drawn)
        outline = re.search(r'data-state="(vanished|merged|treated|not-evaluable)"|data-unmeasured|data-small', drawn)
        shapes.add((*sign, outline and outline[0]))
    assert len(shapes) == len(told)


@pytest.mark.parametrize(
    ("sides", "word"),
    [(["both"], "Both sides<"), ([""], "Place not stated<"), (["both", ""], "Both, or not stated<")],
)
def test_the_middle_tray_says_whose_it_is(sides: list[str], word: str) -> None:
    assert f">{word}" in shown(*(Spot(key=side, label=f"L{n}", side=side) for n, side in enumerate(sides)))


def test_the_legend_explains_what_is_there_and_nothing_else() -> None:
    liver = draw([Spot(key="1", label="L1", segments=("6",), state="treated", planned="leave")])
    assert liver.states == ["treated"]
    assert liver.plans == []
    assert liver.unmeasured


# Two days in one drawing


def test_the_size_before_is_a_ring_to_scale_round_the_disc_or_inside_it() -> None:
    shrunk, grown = place(
        [
            Spot(key="1", label="L1", segments=("8",), longest_mm=20, was_mm=50),
            Spot(key="2", label="L2", segments=("6",), longest_mm=50, was_mm=20),
        ]
    )
    assert math.isclose(shrunk.was * 2 * MM_PER_UNIT, 50, abs_tol=0.05)
    assert math.isclose(grown.was * 2 * MM_PER_UNIT, 20, abs_tol=0.05)
    assert shrunk.was > shrunk.radius
    assert grown.was < grown.radius


def test_a_lesion_that_has_not_changed_has_its_ring_close_by() -> None:
    (same,) = place([Spot(key="1", label="L1", segments=("8",), longest_mm=20, was_mm=20)])
    assert 0 < same.was - same.radius < 4


def test_a_vanished_lesion_is_an_empty_ring_as_large_as_it_was_with_its_label() -> None:
    (mark,) = draw([Spot(key="1", label="L1", segments=("8",), state="vanished", was_mm=40)], before="CT").marks
    assert math.isclose(mark.radius * 2 * MM_PER_UNIT, 40, abs_tol=0.05)
    assert mark.was == 0
    assert mark.anchor == "inside"


@settings(deadline=None, max_examples=40)
@given(spots(), st.lists(st.one_of(st.none(), st.floats(1, 120)), min_size=30, max_size=30))
def test_no_label_lies_on_a_ring_of_before(lesions: list[Spot], before: list[float | None]) -> None:
    changed = [replace(spot, was_mm=was) for spot, was in zip(lesions, before, strict=False)]
    for mark in draw(changed, before="CT").marks:
        if mark.anchor == "inside" and mark.was:
            assert mark.inner * 2 >= 13 * 0.58 * len(mark.spot.label)


def test_two_days_say_themselves_in_the_legend_the_table_and_the_names() -> None:
    liver = draw([Spot(key="1", label="L1", segments=("8",), longest_mm=20, was_mm=50)], before="CT 2-Mar-2026")
    html = render_to_string("components/liver_map.html", {"map": liver})
    assert "Dashed ring: as large as on CT 2-Mar-2026." in html
    assert 'aria-label="L1, segment 8, 20 mm, untreated, 50 mm before"' in html
    assert '<th scope="col" class="number">CT 2-Mar-2026</th>' in html
    assert "Dashed ring" not in render_to_string("components/liver_map.html", {"map": draw([], name="other")})


def test_a_lesion_that_is_not_drawn_keeps_its_seat() -> None:
    both = [Spot(key=str(n), label=f"L{n}", segments=("6",), longest_mm=30) for n in range(3)]
    whole, missing = draw(both), draw([both[0], replace(both[1], unseen=True), both[2]])
    assert [mark.spot.label for mark in missing.marks] == ["L0", "L2"]
    assert (whole.marks[2].x, whole.marks[2].y) == (missing.marks[1].x, missing.marks[1].y)

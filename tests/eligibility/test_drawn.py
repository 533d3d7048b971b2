"""A plan as somebody draws it: weighed as the planner weighs its own, and judged as if it held."""

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from tests.eligibility.cases import ALL_CASES, lesion, worked
from tests.eligibility.test_plan import LESIONS, LIVERS, case
from treatments.eligibility import assess, validate
from treatments.eligibility.drawn import Act, Drawing, as_drawn, balance, starts
from treatments.eligibility.parameters import Limits
from treatments.eligibility.plan import plan, validate_for_plan

TWO = [lesion("L1", segments=["6"], longest_mm=20), lesion("L2", segments=["2", "3"], longest_mm=40)]


def draw(asked: dict[str, Any], *segments: str, **acts: Act) -> Drawing:
    return Drawing.of(asked["lesions"], segments, acts)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(lesions=LESIONS, liver=LIVERS)
def test_every_plan_of_the_planner_drawn_again_weighs_the_same(
    lesions: list[dict[str, Any]], liver: dict[str, Any]
) -> None:
    asked = case(*lesions, **liver)
    assume(not validate_for_plan(asked))
    answer = plan(asked)
    rounded = 0.0501 + len(lesions) / answer["tumour_volume_ml"]  # the planner counts in hundredths of a millilitre
    for one in answer["plans"]:
        acts: dict[str, Any] = dict.fromkeys(one["wedge"], "wedge") | dict.fromkeys(one["ablate"], "ablate")
        weighed = balance(asked, draw(asked, *one["resect"], **acts))
        assert (weighed.name, weighed.cleared, weighed.left) == (one["name"], one["cleared_count"], one["left"])
        assert float(weighed.clearance.count or 0) == pytest.approx(one["cleared_count_percent"], abs=0.0501)
        assert float(weighed.clearance.volume or 0) == pytest.approx(one["cleared_volume_percent"], abs=rounded)
        assert float(weighed.remnant or 0) == pytest.approx(one["flr_percent"], abs=0.0501)
        assert weighed.too_large == weighed.no_wedge == weighed.wedge_untold == []


def test_to_resect_a_lesion_takes_its_segments_and_what_lies_wholly_in_them() -> None:
    asked = case(*TWO, lesion("L3", segments=["3"]))
    drawing = draw(asked, L2="resect", L3="ablate")
    assert drawing.segments == ("2", "3")
    assert drawing.acts == {"L1": "leave", "L2": "resect", "L3": "resect"}
    assert draw(asked, "2").acts["L2"] == "leave"  # half of it stays


def test_a_lesion_of_no_known_place_cannot_be_resected_with_segments() -> None:
    asked = case(lesion("L1", segments=[]))
    assert draw(asked, "6", L1="resect").acts == {"L1": "leave"}
    assert draw(asked, L1="ablate").acts == {"L1": "ablate"}


def test_shares_are_of_all_lesions_and_unknown_where_a_size_is() -> None:
    asked = case(*TWO) | {"lesion_count": 4}
    weighed = balance(asked, draw(asked, L1="ablate", L2="wedge"))
    assert (weighed.cleared, weighed.lesions, weighed.clearance.count) == (2, 4, 50)
    assert weighed.clearance.volume is None
    assert weighed.clearance.reaches(90) is False
    unsized = case(lesion("L1", longest_mm=None), lesion("L2"))
    weighed = balance(unsized, draw(unsized, L1="wedge", L2="wedge"))
    assert (weighed.clearance.count, weighed.clearance.volume, weighed.clearance.reaches(90)) == (100, None, None)


def test_sessions_are_one_for_the_knife_and_the_needle_and_one_for_each_half_embolised() -> None:
    asked = case(*TWO)
    assert balance(asked, draw(asked)).sessions == 0
    assert balance(asked, draw(asked, L1="ablate", L2="resect")).sessions == 1
    assert balance(asked, draw(asked, L1="ablate", L2="embolise")).sessions == 2
    assert balance(asked, draw(asked, L1="embolise", L2="embolise")).sessions == 2


def test_what_is_too_large_to_ablate_and_what_nobody_called_a_wedge_is_named_and_not_refused() -> None:
    asked = case(lesion("L1", longest_mm=51), lesion("L2", wedge_resectable=True), lesion("L3"))
    weighed = balance(asked, draw(asked, L1="ablate", L2="wedge", L3="wedge"))
    assert (weighed.too_large, weighed.wedge_untold, weighed.no_wedge, weighed.cleared) == (["L1"], ["L3"], [], 3)
    assert balance(asked, draw(asked, L1="ablate"), Limits({"ABL_D.caution": 60})).too_large == []


def test_a_no_is_no_blank_and_a_size_nobody_knows_is_not_small() -> None:
    asked = case(lesion("L1", wedge_resectable=False), lesion("L2", longest_mm=None), lesion("L3", segments=[]))
    weighed = balance(asked, draw(asked, L1="wedge", L2="ablate"))
    assert (weighed.no_wedge, weighed.wedge_untold, weighed.unsized, weighed.unplaced) == (["L1"], [], ["L2"], ["L3"])
    assert weighed.too_large == []
    many = case(*(lesion(f"L{n}") for n in range(1, 10)))
    for ablated, too_many in ((9, 9), (8, 8), (7, 0)):
        acts: dict[str, Act] = {f"L{n}": "ablate" for n in range(1, ablated + 1)}
        assert balance(many, Drawing.of(many["lesions"], (), acts)).too_many == too_many


def test_the_remnant_is_of_these_segments_or_as_it_was_told() -> None:
    asked = case(*TWO, flr_percent=68)
    weighed = balance(asked, draw(asked, "5", "6", "7", "8"))
    assert float(weighed.remnant or 0) == pytest.approx(55.555556)
    assert (weighed.told_remnant, weighed.least) == (False, 20)
    told = case(*TWO, flr_percent=68, segment_volumes_ml=None)
    assert balance(told, draw(told, "6")).remnant == 68
    assert balance(told, draw(told, "6")).told_remnant
    assert balance(told, draw(told, L1="ablate")).remnant == 100
    assert not balance(told, draw(told, L1="ablate")).told_remnant


def test_the_rules_judge_the_case_as_if_the_plan_held() -> None:
    asked = worked("W03")
    nothing = Drawing.of(asked["lesions"], (), {})
    assert assess(as_drawn(asked, nothing)).verdicts["resection"].outcome == "not-eligible"
    everything: dict[str, Act] = {one["label"]: "wedge" for one in asked["lesions"]}
    supposed = as_drawn(asked, Drawing.of(asked["lesions"], (), everything))
    assert validate(supposed) == []
    assert assess(supposed).verdicts["resection"].row("RES-5").result == "met"
    assert asked == worked("W03")  # nothing is changed by looking


@pytest.mark.parametrize("name", ALL_CASES)
def test_every_case_we_have_can_be_drawn_on(name: str) -> None:
    asked = ALL_CASES[name]
    drawing = Drawing.of(asked.get("lesions") or [], ("6", "7"), {})
    balance(asked, drawing)
    assert validate(as_drawn(asked, drawing)) == []


def test_a_start_is_the_least_liver_lost_and_the_fewest_steps() -> None:
    asked = case(
        *(lesion(f"L{n}", segments=["6"], wedge_resectable=True, longest_mm=10) for n in range(1, 4)),
        lesion("L4", segments=["7"], wedge_resectable=True, longest_mm=10),
    )
    least, fewest = starts(asked)
    assert (least.reason, least.drawing.segments, least.drawing.labels("wedge")) == (
        "least-liver", (), ["L1", "L2", "L3", "L4"]
    )  # fmt: skip
    assert (fewest.reason, fewest.drawing.segments) == ("fewest-steps", ("6", "7"))


def test_where_nothing_clears_enough_the_start_is_what_clears_most() -> None:
    places = [["2", "5"], ["3", "6"], ["4a", "7"], ["4b", "8"], ["1"]]  # all of it would have to go
    asked = case(*(lesion(f"L{n}", segments=segments, longest_mm=60) for n, segments in enumerate(places)))
    (start,) = starts(asked)
    assert start.reason == "most-cleared"
    assert starts(case(*TWO, segment_volumes_ml=None)) == []

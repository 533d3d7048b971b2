"""The debulking balance: the worked plans, the whole front against brute force, names and faults. Decisions L1 to L14."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.eligibility.cases import WORKED
from treatments.eligibility.liver import SEGMENTS
from treatments.eligibility.plan import Balance, plan, resection_name, validate_for_plan
from treatments.eligibility.validation import shape_faults

EXAMPLES = {name: worked for name, worked in WORKED.items() if name.startswith("P")}
OBJECTIVES = ("cleared_count", "cleared_volume_ml", "resected_ml")

type Vector = tuple[int, int, int, int, int]  # cleared, volume cleared, resected, ablated, wedged


def vectors(answer: dict[str, Any]) -> set[tuple[Any, ...]]:
    """What a plan is compared by."""
    return {(*(one[name] for name in OBJECTIVES), len(one["ablate"]), len(one["wedge"])) for one in answer["plans"]}


def case(*lesions: dict[str, Any], **liver: Any) -> dict[str, Any]:
    """A case that can be planned: every segment 100 mL, a normal liver."""
    liver = {"background": "normal", "segment_volumes_ml": dict.fromkeys(SEGMENTS, 100)} | liver
    named = [{"label": f"L{place}", "segments": ["6"], "longest_mm": 20} | one for place, one in enumerate(lesions, 1)]
    return {"format": "cantlie-case/1", "reference": "T1", "as_of": "2026-03-02", "liver": liver, "lesions": named}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_worked_plan_is_answered_as_the_knowledge_base_expects(name: str) -> None:
    given_case, expected = EXAMPLES[name]["input"], EXAMPLES[name]["expected"]
    assert validate_for_plan(given_case) == []
    answer = json.loads(json.dumps(plan(given_case)))
    assert shape_faults(answer, "plan") == []
    assert vectors(answer) == vectors(expected)
    assert answer | {"plans": []} == expected | {"plans": []}
    expected_by_vector = {vector: one for one in expected["plans"] for vector in vectors({"plans": [one]})}
    for one in answer["plans"]:
        theirs = expected_by_vector[next(iter(vectors({"plans": [one]})))]
        for name_of in (
            "flr_percent",
            "cleared_count_percent",
            "cleared_volume_percent",
            "met90_count",
            "met90_volume",
        ):
            assert one[name_of] == theirs[name_of]


SIZES = st.sampled_from([5, 10, 10, 20, 29.9, 50, 50.1, 70])
LESIONS = st.lists(
    st.fixed_dictionaries(
        {
            "segments": st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=3, unique=True),
            "longest_mm": SIZES,
            "wedge_resectable": st.sampled_from([None, False, True]),
        }
    ),
    min_size=1,
    max_size=10,
)
LIVERS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "background": st.sampled_from(["normal", "injured", "cirrhosis"]),
        "segment_volumes_ml": st.fixed_dictionaries(dict.fromkeys(SEGMENTS, st.sampled_from([0, 100, 100, 150.25]))),
    }
)


def brute_force(balance: Balance, segments: list[int]) -> list[Vector]:
    """Every allowed plan, one by one, without those another plan beats; in the order of L12."""
    found: set[Vector] = set()
    for resected in range(1 << len(segments)):
        taken = sum(volume for place, volume in enumerate(segments) if resected >> place & 1)
        if 100 * (sum(segments) - taken) >= balance.least * sum(segments):
            found |= _with_lesions(balance, resected, taken)
    ordered = sorted(found, key=lambda one: (-one[0], -one[1], *one[2:]))
    front: list[Vector] = []
    for one in ordered:
        if not any(_beats(other, one) for other in front):
            front.append(one)
    return front


def _with_lesions(balance: Balance, resected: int, taken: int) -> set[Vector]:
    gone = [not one.segments & ~resected for one in balance.targets]
    plans = {(sum(gone), sum(one.volume for one, is_gone in zip(balance.targets, gone, strict=True) if is_gone), 0, 0)}
    for one, is_gone in zip(balance.targets, gone, strict=True):
        if not is_gone and one.ablate:
            more = {(n + 1, volume + one.volume, a + 1, w) for n, volume, a, w in plans if a < 7}
        else:
            more = set()
        if not is_gone and one.wedge:
            more |= {(n + 1, volume + one.volume, a, w + 1) for n, volume, a, w in plans}
        plans |= more
    return {(n, volume, taken, a, w) for n, volume, a, w in plans}


def _beats(one: Vector, other: Vector) -> bool:
    return one[0] >= other[0] and one[1] >= other[1] and all(a <= b for a, b in zip(one[2:], other[2:], strict=True))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(lesions=LESIONS, liver=LIVERS)
def test_the_front_is_that_of_brute_force_and_every_plan_is_what_it_says(
    lesions: list[dict[str, Any]], liver: dict[str, Any]
) -> None:
    assume(any(liver["segment_volumes_ml"].values()))
    asked = case(*lesions, **liver)
    balance = Balance(asked)
    volumes = [int(Decimal(str(liver["segment_volumes_ml"][segment])) * 100) for segment in SEGMENTS]
    choices = list(balance.front.choices())
    found = [(one.count, one.volume, one.resected, len(one.ablate), len(one.wedge)) for one in choices]
    assert found == brute_force(balance, volumes)
    for one, shown in zip(choices, plan(asked)["plans"], strict=True):
        assert not {*one.wedge} & {*one.ablate}
        assert all(balance.targets[place].wedge for place in one.wedge)
        assert all(balance.targets[place].ablate for place in one.ablate)
        left = {balance.labels.index(label) for label in shown["left"]}
        cleared = set(range(len(lesions))) - left
        assert len(cleared) == shown["cleared_count"] == one.count
        assert sum(balance.targets[place].volume for place in cleared) == one.volume
        inside = {place for place, target in enumerate(balance.targets) if not target.segments & ~one.resect}
        assert cleared == inside | {*one.wedge, *one.ablate}


def test_at_most_seven_lesions_are_ablated_and_none_over_fifty_millimetres() -> None:
    many = plan(case(*[{"segments": [segment]} for segment in SEGMENTS]))
    assert max(len(one["ablate"]) for one in many["plans"]) == 7
    for size, ablated in ((50, [["L1"], []]), (50.1, [[]])):
        assert [one["ablate"] for one in plan(case({"longest_mm": size}))["plans"] if not one["resect"]] == ablated


@pytest.mark.parametrize(("background", "least"), [("normal", 20), ("injured", 30), ("cirrhosis", 40)])
def test_a_remnant_of_exactly_the_minimum_is_allowed_and_less_is_not(background: str, least: int) -> None:
    volumes: dict[str, Any] = dict.fromkeys(SEGMENTS, 0) | {"6": 100 - least, "2": least}
    allowed = plan(case({"longest_mm": 60}, background=background, segment_volumes_ml=volumes))
    assert [one["flr_percent"] for one in allowed["plans"]] == [least, 100]
    volumes |= {"6": Decimal(str(100 - least)) + Decimal("0.05"), "2": Decimal(str(least)) - Decimal("0.05")}
    refused = plan(case({"longest_mm": 60}, background=background, segment_volumes_ml=volumes))
    assert [one["resect"] for one in refused["plans"]] == [[]]


def test_ninety_percent_is_tested_exactly_not_on_the_rounded_figure() -> None:
    lesions: list[dict[str, Any]] = [{"volume_ml": volume, "longest_mm": 60} for volume in (899.9, 100.1)]
    lesions[1]["segments"] = ["2"]
    best = max(
        (one for one in plan(case(*lesions))["plans"] if one["cleared_count"] == 1), key=lambda one: one["resect"]
    )
    assert (best["cleared_volume_percent"], best["met90_volume"]) == (90.0, False)


@pytest.mark.parametrize(
    ("segments", "name"),
    [
        ("", "no resection"),
        ("1", "caudate resection"),
        ("6", "segmentectomy 6"),
        ("5 6", "bisegmentectomy 5+6"),
        ("5 8", "right anterior sectionectomy"),
        ("2 6 7", "segments 2+6+7"),
        ("4a 4b 5 6 7 8", "right trisectionectomy"),
        ("1 2 3 4a 4b 5 8", "left trisectionectomy with caudate"),
    ],
)
def test_a_resection_is_named_as_in_brisbane(segments: str, name: str) -> None:
    assert resection_name(segments.split()) == name


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"liver": {"background": None}}, "liver.background"),
        ({"liver": {"diffuse": True}}, "liver.diffuse"),
        ({"liver": {"segment_volumes_ml": None}}, "liver.segment_volumes_ml"),
        ({"liver": {"segment_volumes_ml": dict.fromkeys(SEGMENTS, 0)}}, "liver.segment_volumes_ml"),
        ({"liver": {"segment_volumes_ml": dict.fromkeys(SEGMENTS, 100) | {"4a": None}}}, "liver.segment_volumes_ml.4a"),
        ({"lesions": []}, "lesions"),
        ({"lesions": None}, "lesions"),
        ({"lesions": [{"label": "A", "segments": ["6"], "volume_ml": 0}]}, "lesions"),
        ({"lesions": [{"label": "A", "segments": [], "longest_mm": 20}]}, "lesions[0].segments"),
        ({"lesions": [{"label": "A", "segments": ["6"]}]}, "lesions[0].longest_mm"),
        ({"lesion_count": 3}, "lesion_count"),
    ],
)
def test_what_cannot_be_planned_is_a_fault_at_its_path(changes: dict[str, Any], path: str) -> None:
    asked = case({})
    for key, value in changes.items():
        asked[key] = asked["liver"] | value if key == "liver" else value
    assert [fault.path for fault in validate_for_plan(asked)] == [path]

"""Response over a series: RECIST 1.1, nadir, growth. Decisions R1 to R24, one after the other."""

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.eligibility.cases import WORKED
from treatments.eligibility.calculators import tumour_growth_percent
from treatments.eligibility.response import response, validate_measurements
from treatments.eligibility.validation import shape_faults

EXAMPLES = {name: worked for name, worked in WORKED.items() if name.endswith("-response")}
DAYS = ("2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01")


def studies(count: int = 2, **facts: Any) -> list[dict[str, Any]]:
    """So many CTs, three months apart, thin slices."""
    ct = {"modality": "ct", "phase": "arterial", "slice_mm": 3} | facts
    return [{"id": f"s{place}", "date": day} | ct for place, day in enumerate(DAYS[:count], 1)]


def lesion(label: str, *sizes: Any, node: bool = False, **facts: Any) -> dict[str, Any]:
    """A lesion of the liver with its size at s1, s2 …; a word is a state, None no entry."""
    axis = "short_axis_mm" if node else "longest_mm"
    entries = [
        {"study": f"s{place}"} | ({"state": size} if isinstance(size, str) else {"state": "measured", axis: size})
        for place, size in enumerate(sizes, 1)
        if size is not None
    ]
    kind = "node" if node else "lesion"
    return {"label": label, "organ": "liver", "kind": kind, "measurements": entries} | facts


def record(*lesions: dict[str, Any], of: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    return (
        {"format": "cantlie-measurements/1", "reference": "T1", "studies": of or studies()}
        | {"lesions": list(lesions)}
        | more
    )


def judged(*lesions: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    """The answer, study by study; every answer keeps the format."""
    asked = record(*lesions, **more)
    assert validate_measurements(asked) == []
    answer = json.loads(json.dumps(response(asked)))
    assert shape_faults(answer, "response", "output") == []
    found: list[dict[str, Any]] = answer["studies"]
    return found


def last(*lesions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return judged(*lesions, **more)[-1]


def faults(*lesions: dict[str, Any], **more: Any) -> list[str]:
    return [fault.path for fault in validate_measurements(record(*lesions, **more))]


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_worked_series_is_answered_as_the_knowledge_base_expects(name: str) -> None:
    assert validate_measurements(EXAMPLES[name]["input"]) == []
    assert json.loads(json.dumps(response(EXAMPLES[name]["input"]))) == EXAMPLES[name]["expected"]


def test_studies_are_answered_in_order_of_date() -> None:
    answer = judged(lesion("A", 30, 20), of=studies()[::-1])
    assert [study["study"] for study in answer] == ["s1", "s2"]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((20, 24), "SD"),  # 20 %, but 4 mm
        ((25, 30), "PD"),  # 20 % and 5 mm
        ((25, 29.9), "SD"),
        ((100, 70), "PR"),
        ((100, 70.1), "SD"),
        ((20, "vanished"), "CR"),
        ((20, "too-small"), "PR"),
        ((20, "not-evaluable"), "NE"),
        ((20, None), "NE"),
    ],
)
def test_the_borders_of_the_target_response(sizes: tuple[Any, ...], expected: str) -> None:
    answer = last(lesion("A", *sizes))
    assert (answer["target_response"], answer["overall"]) == (expected, expected)


def test_progression_counts_from_the_lowest_sum_and_is_not_carried_on() -> None:
    answer = judged(lesion("A", 50, 20, 26, 22), of=studies(4))
    assert [study["target_response"] for study in answer] == [None, "PR", "PD", "PR"]
    assert [study["nadir_sum_mm"] for study in answer] == [50, 50, 20, 20]


def test_a_lesion_that_comes_back_ends_the_complete_response() -> None:
    answer = judged(lesion("A", 20, "vanished", 4, 5), of=studies(4))
    assert [study["overall"] for study in answer] == [None, "CR", "PR", "PD"]
    assert answer[2]["change_from_nadir_percent"] is None
    assert answer[2]["tgr"]["refused"] == "sum-zero"


def test_the_rule_chooses_the_largest_two_of_an_organ_and_five_in_all() -> None:
    lesions = [lesion(f"L{size}", size, size) for size in (12, 30, 20, 9)]
    lesions += [
        lesion(f"{organ}{size}", size, size, organ=organ) for organ in ("lung", "bone") for size in (11, 15, 18)
    ]
    lesions.append(lesion("N", 16, 16, node=True, organ="node"))
    assert last(*lesions)["targets"] == ["L30", "L20", "lung15", "lung18", "N"] or last(*lesions)["targets"][:2] == [
        "L30",
        "L20",
    ]
    by_size = last(*lesions)["targets"]
    assert by_size == ["L30", "L20", "lung18", "bone18", "N"]


def test_the_radiologists_choice_goes_before_the_rule() -> None:
    chosen = last(lesion("A", 40, 40), lesion("B", 12, 12, target=True))
    assert chosen["targets"] == ["B"]
    assert last(lesion("A", 40, 40, target=False), lesion("B", 12, 12))["targets"] == ["B"]


@pytest.mark.parametrize(
    ("slice_mm", "least"),
    [(3, 10), (5, 10), (6, 12), (7.5, 15), (None, 10)],
)
def test_what_is_measurable_depends_on_the_slice(slice_mm: float | None, least: float) -> None:
    enough, short = (last(lesion("A", size, size), of=studies(slice_mm=slice_mm)) for size in (least, least - 0.1))
    assert (enough["targets"], short["targets"]) == (["A"], [])
    assert ("slice-unknown" in enough["flags"]) == (slice_mm is None)


def test_a_node_is_measured_across_and_is_gone_under_ten() -> None:
    assert last(lesion("N", 15, 9.9, node=True))["target_response"] == "CR"
    assert last(lesion("N", 15, 10, node=True))["target_response"] == "PR"
    assert last(lesion("N", 14.9, 9.9, node=True)) | {} == last(lesion("N", 14.9, 9.9, node=True))
    small = last(lesion("N", 14.9, 9.9, node=True))
    assert (small["targets"], small["non_target_response"], small["overall"]) == ([], "CR", "CR")


def test_a_treated_lesion_is_no_target_and_is_named_when_treated_later() -> None:
    treated = lesion("A", 30, 30)
    treated["measurements"][0]["treated"] = True
    assert last(treated, lesion("B", 12, 12))["targets"] == ["B"]
    later = lesion("A", 30, 20)
    later["measurements"][1]["treated"] = True
    answer = last(later)
    assert (answer["treated_targets"], answer["sum_mm"]) == (["A"], 20)


def test_merged_lesions_count_once() -> None:
    answer = last(lesion("A", 30, 45), lesion("B", 20, "merged-into:A"))
    assert (answer["sum_mm"], answer["target_response"]) == (45, "SD")
    assert answer["all_lesions"] == {"sum_mm": 45, "present": 1, "not_evaluable": []}


def test_a_new_lesion_is_progression_then_and_ever_after() -> None:
    answer = judged(lesion("A", 30, 10, 10), lesion("B", None, 8, "vanished", new_in="s2"), of=studies(3))
    assert [study["overall"] for study in answer] == [None, "PD", "PD"]
    assert [study["new_lesions"] for study in answer] == [[], ["B"], []]
    assert [study["target_response"] for study in answer] == [None, "PR", "PR"]
    assert [study["all_lesions"]["sum_mm"] for study in answer] == [30, 18, 10]


def test_a_lesion_first_seen_later_and_not_called_new_is_unknown_before() -> None:
    answer = judged(lesion("A", 30, 30), lesion("B", None, 20))
    assert [study["targets"] for study in answer] == [["A"], ["A"]]
    assert answer[0]["all_lesions"] == {"sum_mm": None, "present": 1, "not_evaluable": ["B"]}
    assert answer[1]["non_target_response"] == "non-CR/non-PD"


@pytest.mark.parametrize(
    ("states", "expected", "overall"),
    [
        (["absent"], "CR", "CR"),
        (["present"], "non-CR/non-PD", "PR"),
        (["absent", "not-evaluable"], "NE", "PR"),
        (["present", "unequivocal-progression"], "PD", "PD"),
    ],
)
def test_disease_that_is_not_measured_counts_too(states: list[str], expected: str, overall: str) -> None:
    followed = [
        {"label": f"X{place}", "assessments": [{"study": "s2", "state": state}]} for place, state in enumerate(states)
    ]
    answer = last(lesion("A", 30, "vanished"), non_target=followed)
    assert (answer["non_target_response"], answer["overall"]) == (expected, overall)


def test_without_targets_the_rest_decides() -> None:
    assert last(lesion("A", 9, 9))["overall"] == "non-CR/non-PD"
    assert last()["overall"] == "NE"
    assert last(lesion("A", 9, 9))["tgr"]["refused"] == "sum-not-available"


def test_growth_of_a_small_lesion_is_never_progression_by_arithmetic() -> None:
    assert last(lesion("A", 30, 30), lesion("B", 5, 60))["overall"] == "SD"


@pytest.mark.parametrize(("day", "refused"), [("2024-01-31", "interval-under-1-month"), ("2024-02-01", None)])
def test_growth_needs_a_month(day: str, refused: str | None) -> None:
    series = studies()
    series[1]["date"] = day
    assert last(lesion("A", 30, 40), of=series)["tgr"]["refused"] == refused


def test_growth_needs_the_same_modality_and_the_change_is_flagged() -> None:
    series = studies()
    series[1] |= {"modality": "mri", "phase": "hepatobiliary"}
    answer = last(lesion("A", 30, 40), of=series)
    assert answer["tgr"] == {"percent_per_month": None, "refused": "modality-differs"}
    assert answer["flags"] == ["modality-differs-from-baseline", "phase-differs-from-baseline"]


@pytest.mark.parametrize(
    ("before", "now", "months", "expected"),
    [(80, 82, 6, "1.24"), (80, 90, 6, "6.07"), (100, 88, 3, "-12.0"), (60, 75, 6, "11.8")],
)
def test_growth_in_percent_a_month(before: int, now: int, months: int, expected: str) -> None:
    found = tumour_growth_percent(before_mm=before, now_mm=now, days=round(Decimal("30.44") * months))
    assert abs(found - Decimal(expected)) < Decimal("0.06")


def test_decimals_are_compared_as_written() -> None:
    assert last(lesion("A", 60, 42.1), lesion("B", 40, 28))["target_response"] == "SD"  # 70.1 of 100
    assert last(lesion("A", 60, 42), lesion("B", 40, 28))["target_response"] == "PR"


@pytest.mark.parametrize(("sizes", "percent"), [((80, 85), 6.3), ((80, 75), -6.3)])
def test_a_half_is_rounded_away_from_zero(sizes: tuple[int, int], percent: float) -> None:
    assert last(lesion("A", *sizes))["change_from_baseline_percent"] == percent


def test_what_cannot_be_read_is_a_fault_at_its_path() -> None:
    twice = studies()
    twice[1]["date"] = DAYS[0]
    assert faults(of=twice) == ["studies[1].date"]
    assert faults(of=[studies()[0], studies()[1] | {"id": "s1"}]) == ["studies[1].id"]
    assert faults(of=[studies()[0], studies()[1] | {"date": "2023-02-29"}]) == ["studies[1].date"]
    assert faults(lesion("A", 30), lesion("A", 20)) == ["lesions[1].label"]
    assert faults(lesion("A", 30), non_target=[{"label": "A", "assessments": []}]) == ["non_target[0].label"]
    assert faults(lesion("A", 30, new_in="s9")) == ["lesions[0].new_in"]
    assert faults(lesion("A", 30, 30, 30)) == ["lesions[0].measurements[2].study"]
    doubled = lesion("A", 30, 30)
    doubled["measurements"][1]["study"] = "s1"
    assert faults(doubled) == ["lesions[0].measurements[1].study"]


def test_a_size_belongs_to_a_measured_lesion_and_to_no_other() -> None:
    bare, beside = lesion("A", 30), lesion("A", "vanished")
    del bare["measurements"][0]["longest_mm"]
    beside["measurements"][0]["longest_mm"] = 10
    assert faults(bare) == faults(beside) == ["lesions[0].measurements[0].longest_mm"]
    assert faults(lesion("N", 30, node=True, kind="lesion")) == ["lesions[0].measurements[0].longest_mm"]


@pytest.mark.parametrize(
    "lesions",
    [
        [lesion("A", "merged-into:A")],
        [lesion("A", "merged-into:B")],
        [lesion("A", "merged-into:B"), lesion("B", None, 20)],
        [lesion("A", "merged-into:B"), lesion("B", "merged-into:C"), lesion("C", 30)],
    ],
)
def test_a_lesion_merges_into_another_that_stands_by_itself(lesions: list[dict[str, Any]]) -> None:
    assert faults(*lesions) == ["lesions[0].measurements[0].state"]


def test_a_target_must_be_measurable_and_there_are_few() -> None:
    assert faults(lesion("A", 9, target=True)) == ["lesions[0]"]
    three = [lesion(name, 20, target=True) for name in "ABC"]
    assert faults(*three) == ["lesions[2]"]
    six = [lesion(name, 20, target=True, organ=f"o{place // 2}") for place, name in enumerate("ABCDEF")]
    assert faults(*six) == ["lesions[5]"]


def test_what_is_new_was_not_there_before() -> None:
    assert faults(lesion("A", 20, new_in="s1")) == ["lesions[0].new_in"]
    assert faults(lesion("A", 20, 20, new_in="s2")) == ["lesions[0].measurements[0]"]
    assert faults(lesion("A", "vanished", 20, new_in="s2")) == []

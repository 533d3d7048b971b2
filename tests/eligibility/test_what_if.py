"""What other limits would do to many cases."""

from random import Random
from typing import Any

import pytest

from tests.eligibility.any_case import any_case
from tests.eligibility.cases import ALL_CASES, empty, worked
from treatments.eligibility import assess
from treatments.eligibility.parameters import HOUSE, Limits
from treatments.eligibility.what_if import Effect, what_if


def effect_of(cases: dict[str, Any], **limits: float) -> Effect[str]:
    return what_if(cases.items(), HOUSE, Limits({name.replace("__", "."): value for name, value in limits.items()}))


@pytest.mark.parametrize(
    "limits",
    [
        {"ABL_D.met": 20, "ABL_D.caution": 60},
        {"GROUND90.met": 70},
        {"BLOODS_AGE.met": 3},
        {"INTERVAL.met": 1},
        {"FIT.caution": 1},
    ],
)
def test_every_change_is_what_the_engine_says_of_the_case_alone(limits: dict[str, float]) -> None:
    random = Random(5)
    cases = ALL_CASES | {str(number): any_case(random) for number in range(500)}
    effect = what_if(cases.items(), HOUSE, Limits(limits))
    expected = set()
    for name, case in cases.items():
        now, supposed = assess(case).verdicts, assess(case, limits=limits).verdicts
        expected |= {
            (name, code, one.outcome, supposed[code].outcome)
            for code, one in now.items()
            if one.outcome != supposed[code].outcome
        }
    assert {(one.case, one.code, one.now, one.supposed) for one in effect.changes} == expected
    assert len(effect.changes) == len(expected) > 0


def test_the_counts_are_those_of_all_cases() -> None:
    effect = effect_of({"small": empty(largest_lesion_mm=20), "large": empty(largest_lesion_mm=51)}, ABL_D__caution=60)
    assert effect.cases == 2
    assert effect.counts("ablation", supposed=False) == {
        "not-eligible": 1, "cannot-tell": 1, "cautions": 0, "eligible": 0
    }  # fmt: skip
    assert effect.counts("ablation", supposed=True)["cannot-tell"] == 2
    assert effect.changed == ["large"]
    assert effect.counts("resection", supposed=True) == effect.counts("resection", supposed=False)


def test_a_case_of_which_nothing_changes_is_not_among_the_changed() -> None:
    effect = effect_of({"W01": worked("W01"), "W04": worked("W04")}, SBRT_SPARED__met=701)
    assert effect.changes == []
    assert effect.changed == []
    assert effect.cases == 2


def test_without_cases_there_is_nothing_to_tell() -> None:
    effect = effect_of({}, FIT__met=0)
    assert (effect.cases, effect.changes) == (0, [])
    assert effect.counts("ablation", supposed=True) == dict.fromkeys(
        ("eligible", "cautions", "not-eligible", "cannot-tell"), 0
    )

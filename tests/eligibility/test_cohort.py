"""A cohort says of every case what the engine says of it alone."""

from random import Random

import pytest

from tests.eligibility.any_case import any_case
from tests.eligibility.cases import ALL_CASES, Case, empty, worked
from treatments.eligibility import assess, validate
from treatments.eligibility.asks import AtMost, asking
from treatments.eligibility.cohort import VERDICTS, Cohort, Group, Parting, judge
from treatments.eligibility.criteria import MET, NOT_MET, Answer, Hard, missing
from treatments.eligibility.facts import Facts
from treatments.eligibility.modalities import MODALITIES
from treatments.eligibility.parameters import ABL_D, HOUSE, Limits


def disagreements(cases: list[Case], limits: Limits = HOUSE) -> list[str]:
    """Every outcome and every row of which the cohort and the engine do not say the same."""
    cohort = Cohort.of([Facts(case, limits) for case in cases])
    verdicts = judge(cohort)
    results = {modality.code: [cohort.results(row) for row in modality.criteria] for modality in MODALITIES}
    found = []
    for place, case in enumerate(cases):
        for code, alone in assess(case, limits=limits.changes).verdicts.items():
            if VERDICTS[verdicts[code][place]] != (alone.outcome, alone.because):
                found.append(f"{place}: {code} is {alone.outcome}, not {VERDICTS[verdicts[code][place]]}")
            found += [
                f"{place}: {row.id} is {row.result}, not {results[code][number][place]}"
                for number, row in enumerate(alone.rows)
                if row.result != results[code][number][place]
            ]
    return found


@pytest.mark.parametrize("seed", range(4))
def test_any_cases_are_judged_together_as_each_alone(seed: int) -> None:
    random = Random(seed)
    cases = [any_case(random) for _one in range(1500)]
    assert [fault for case in cases for fault in validate(case)] == []
    assert disagreements(cases) == []


def test_the_cases_we_have_are_judged_together_as_each_alone() -> None:
    assert disagreements(list(ALL_CASES.values())) == []


def test_other_limits_hold_for_a_cohort_as_for_a_case() -> None:
    random = Random(9)
    changed = Limits(
        {"ABL_D.met": 25, "ABL_D.caution": 60, "GROUND90.met": 70, "BLOODS_AGE.met": 5, "PRESSURE_SEVERE.met": 2}
    )
    assert disagreements([any_case(random) for _one in range(400)], changed) == []


def test_any_case_reaches_every_outcome_of_every_modality() -> None:
    random = Random(3)
    cohort = Cohort.of([Facts(any_case(random)) for _one in range(6000)])
    reached = {code: {VERDICTS[place][0] for place in set(places.tolist())} for code, places in judge(cohort).items()}
    assert all(len(outcomes) >= 3 for outcomes in reached.values())
    assert {outcome for outcomes in reached.values() for outcome in outcomes} == {outcome for outcome, _why in VERDICTS}


def test_columns_once_read_serve_other_limits() -> None:
    cases = [empty(largest_lesion_mm=size) for size in (29, 34, 51)] + [empty()]
    here = Cohort.of([Facts(case) for case in cases])
    row = Hard("X", AtMost("largest_lesion_mm", ABL_D), says="")
    assert here.results(row) == ["met", "caution", "not-met", "unknown"]
    there = Cohort(here.columns, here.size, Limits({"ABL_D.met": 20, "ABL_D.caution": 30}))
    assert there.results(row) == ["caution", "not-met", "not-met", "unknown"]


def test_a_rule_is_asked_once_for_each_of_its_ends_whatever_the_number_of_cases() -> None:
    asked = []

    @asking("largest_lesion_mm")
    def small(facts: Facts) -> Answer:
        asked.append(facts)
        size = facts["largest_lesion_mm"]
        return missing("largest_lesion_mm") if size is None else MET if size < 30 else NOT_MET

    sizes = [*range(1, 61)] * 20
    cohort = Cohort.of([Facts(empty(largest_lesion_mm=size)) for size in sizes] + [Facts(empty())])
    results = cohort.results(Hard("X", small, says=""))
    assert results == ["met" if size < 30 else "not-met" for size in sizes] + ["unknown"]
    assert len(asked) == 5  # three ends, and the two places where the cases parted


def test_a_group_that_does_not_agree_is_parted() -> None:
    cohort = Cohort.of([Facts(empty(tumour={"functional": word})) for word in ("none", "refractory", "none")])
    whole = Group(cohort, cohort.everyone)
    with pytest.raises(Parting) as parted:
        whole["tumour.functional"]
    assert cohort.places(parted.value.side).tolist() == [True, False, True]
    assert cohort.mask(cohort.places(parted.value.side)) == parted.value.side
    assert Group(cohort, parted.value.side)["tumour.functional"] == "none"


def test_the_order_of_the_cases_changes_nothing() -> None:
    cases = [worked(name) for name in ("W01", "W04", "W08", "W13")]
    forth, back = (judge(Cohort.of([Facts(case) for case in some])) for some in (cases, cases[::-1]))
    assert {code: places.tolist()[::-1] for code, places in back.items()} == {
        code: places.tolist() for code, places in forth.items()
    }

"""What would change the answer: tried on the rules themselves, and true when it is told."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests.eligibility.any_case import any_case
from tests.eligibility.cases import ALL_CASES, worked
from treatments.eligibility import assess
from treatments.eligibility.engine import judged
from treatments.eligibility.levers import Changes, levers


def turned(case: dict[str, Any], code: str) -> dict[str, Changes]:
    """The changes by row."""
    assessment = assess(case)
    return {lever.row.id: lever.changes for lever in levers(assessment.verdicts[code], assessment.facts)}


@pytest.mark.parametrize("name", ALL_CASES)
def test_told_so_a_barred_treatment_is_open_or_asks_and_one_with_cautions_is_clean(name: str) -> None:
    assessment = assess(ALL_CASES[name])
    for verdict in assessment.verdicts.values():
        found = levers(verdict, assessment.facts)
        if not found or not all(lever.changes for lever in found):
            continue
        together = {path: value for lever in found for path, value in lever.changes.items()}
        again = judged(verdict.modality, assessment.facts.supposing(together), {})
        still = {row.id for row in again.rows} & {
            lever.row.id for lever in found if again.row(lever.row.id).result == "not-met"
        }
        assert not still, (verdict.code, together)
        if verdict.outcome == "not-eligible":
            assert again.outcome != "not-eligible", (verdict.code, together)


def needless(case: dict[str, Any]) -> list[tuple[str, str]]:
    """Changes without which every row would be turned as well."""
    assessment, found = assess(case), []
    for verdict in assessment.verdicts.values():
        moved = [lever for lever in levers(verdict, assessment.facts) if lever.changes]
        together = {path: value for lever in moved for path, value in lever.changes.items()}
        for left_out in together:
            fewer = {path: value for path, value in together.items() if path != left_out}
            answers = [lever.row.criterion.answer(assessment.facts.supposing(fewer)) for lever in moved]
            if not any(
                answer.missing or answer.result in (lever.row.result, "not-met", "caution", "unknown")
                for lever, answer in zip(moved, answers, strict=True)
            ):
                found.append((verdict.code, left_out))
    return found


@pytest.mark.parametrize("name", ALL_CASES)
def test_no_change_is_needless(name: str) -> None:
    assert needless(ALL_CASES[name]) == []


@pytest.mark.parametrize("seed", range(3))
def test_of_any_case_what_is_said_together_is_true_together(seed: int) -> None:
    random = Random(seed)
    for _one in range(20):
        assessment = assess(any_case(random))
        for verdict in assessment.verdicts.values():
            found = levers(verdict, assessment.facts)
            if verdict.outcome != "not-eligible" or not all(lever.changes for lever in found):
                continue
            together = {path: value for lever in found for path, value in lever.changes.items()}
            again = judged(verdict.modality, assessment.facts.supposing(together), {})
            assert again.outcome != "not-eligible", (verdict.code, together)


def test_two_rows_that_read_one_fact_ask_for_the_stricter() -> None:
    case = worked("W14", labs={"bilirubin_umol_l": {"value": 60}, "albumin_g_l": {"value": 30}})
    together = {path: value for changes in turned(case, "tare").values() for path, value in changes.items()}
    if "labs.bilirubin_umol_l" in together:
        assert together["labs.bilirubin_umol_l"] <= Decimal("34.2")
    assessment = assess(case)
    again = judged(assessment.verdicts["tare"].modality, assessment.facts.supposing(together), {})
    assert again.row("TARE-3").result != "not-met"


def test_a_clean_treatment_needs_nothing_and_one_that_cannot_be_told_says_what_is_missing() -> None:
    assert turned(worked("W01"), "resection") == {}
    assert turned(worked("W16"), "resection") == {}


def test_ablation_is_reopened_by_a_smaller_lesion_and_fewer_of_them() -> None:
    assert turned(worked("W04"), "ablation") == {"ABL-1": {"lesion_count": 7}, "ABL-2": {"largest_lesion_mm": 50}}


def test_a_patient_too_weak_for_an_operation_would_have_to_be_fitter() -> None:
    assert turned(worked("W02"), "resection")["RES-1"] == {"fitness.ecog": 2}


def test_embolisation_is_indicated_once_no_better_way_is_open() -> None:
    assert turned(worked("W03"), "tae") == {"IA-1": {"outcome.resection-ablation": "not-eligible"}}


def test_what_a_choice_can_change_goes_before_the_nature_of_the_tumour() -> None:
    assert turned(worked("W04"), "tare")["TARE-7"] == {"intended.whole_liver": False}


def test_what_nothing_would_turn_has_no_lever() -> None:
    assert turned(worked("W04"), "deb-tace")["DEBTACE-1"] == {}


def test_the_limits_of_the_hospital_are_the_ones_that_turn() -> None:
    assessment = assess(worked("W04"), limits={"ABL_D.caution": 40})
    found = {one.row.id: one.changes for one in levers(assessment.verdicts["ablation"], assessment.facts)}
    assert found["ABL-2"] == {"largest_lesion_mm": 40}


def test_a_territory_too_soon_names_the_day_from_which_it_is_possible() -> None:
    assert turned(worked("W13"), "tae")["IA-11"] == {
        "intended.date": assess(worked("W13")).verdicts["tae"].possible_from
    }


def test_a_plan_that_would_do_reaches_by_number_and_by_volume() -> None:
    found = turned(worked("W04"), "resection")["RES-5"]["surgery.resection_alone"]
    assert found == {"count_percent": 90, "volume_percent": 90}
    found = turned(worked("W03"), "resection")["RES-5"]["surgery.resection_alone"]
    assert found["count_percent"] == 90
    assert found["volume_percent"] > 92  # more than it is asked, as now

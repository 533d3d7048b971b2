"""What follows from a case before any rule is asked: age of facts, grade, counting, clearance, remnant, territory."""

from decimal import Decimal

import pytest

from tests.eligibility.cases import empty, lesion, results, worked
from treatments.eligibility import assess
from treatments.eligibility.facts import Facts
from treatments.eligibility.liver import SEGMENTS


def test_what_is_out_of_date_is_unknown_and_says_since_when() -> None:
    case = worked("W01", liver={"imaging_date": "2025-10-01"}, labs={"inr": {"value": 1.0, "date": "2025-10-02"}})
    facts = Facts(case)
    assert facts["labs.inr"] is None
    assert facts["lesion_count"] is None
    assert facts.out_of_date["labs.inr"] == "2025-10-02"
    assert facts.out_of_date["lesions"] == "2025-10-01"
    assert "liver.ascites" not in facts.out_of_date


def test_months_of_age_end_where_the_month_ends() -> None:
    case = empty(liver={"imaging_date": "2025-11-30", "tumour_burden_percent": 10}) | {"as_of": "2026-02-28"}
    assert Facts(case)["liver.tumour_burden_percent"] == 10
    assert Facts(case | {"as_of": "2026-03-01"})["liver.tumour_burden_percent"] is None


@pytest.mark.parametrize(
    ("tumour", "grade", "is_nec"),
    [
        ({"differentiation": "nec", "ki67_percent": 2}, None, True),
        ({"differentiation": "net", "ki67_percent": 2, "mitoses_per_2mm2": 5}, "g2", False),
        ({"differentiation": "net", "grade": "g3", "ki67_percent": 2}, "g3", False),
        ({"differentiation": "net"}, None, False),
        ({"grade": "g1"}, "g1", False),
        ({"grade": "g3"}, None, None),
        ({}, None, None),
    ],
)
def test_the_highest_index_gives_the_grade(tumour: dict[str, object], grade: str | None, is_nec: bool | None) -> None:
    grading = Facts(empty(tumour=tumour)).grading
    assert (grading.grade, grading.is_nec) == (grade, is_nec)


def test_an_empty_list_of_lesions_tells_nothing() -> None:
    assert Facts(empty(lesions=[]))["lesion_count"] is None


def test_a_known_lesion_over_the_limit_fails_although_not_all_are_measured() -> None:
    lesions = [lesion("A", longest_mm=60), lesion("B")]
    assert results(empty(lesions=lesions))["ABL-2"] == "not-met"
    assert results(empty(lesions=[lesion("A", longest_mm=40), lesion("B")]))["ABL-2"] == "unknown"


def test_lesions_on_both_sides_are_bilobar_and_segment_1_is_on_neither() -> None:
    assert Facts(empty(lesions=[lesion("A", segments=["1", "8"])])).lesions.bilobar is False
    assert Facts(empty(lesions=[lesion("A", segments=["4b", "8"])])).lesions.bilobar is True
    assert Facts(empty(lesions=[lesion("A", segments=["8"])], lesion_count=2)).lesions.bilobar is None


def test_plans_of_all_lesions_give_the_clearance() -> None:
    lesions = [lesion(str(n), longest_mm=10, plan="resect") for n in range(9)] + [
        lesion("9", longest_mm=10, plan="ablate")
    ]
    found = Facts(empty(lesions=lesions)).lesions
    assert found.cleared_alone.count == found.cleared_alone.volume == 90
    assert found.cleared_combined.count == 100
    assert results(empty(lesions=lesions))["RES-5"] == "met"


def test_one_lesion_without_a_plan_leaves_the_clearance_unknown() -> None:
    lesions = [lesion("A", longest_mm=10, plan="resect"), lesion("B", longest_mm=10)]
    assert Facts(empty(lesions=lesions)).lesions.cleared_alone.count is None


def test_what_the_surgeon_states_goes_before_what_is_worked_out() -> None:
    lesions = [lesion("A", longest_mm=10, plan="resect")]
    case = empty(lesions=lesions, surgery={"resection_alone": {"count_percent": 50}})
    assert Facts(case).lesions.cleared_alone.count == 50
    assert Facts(case).lesions.cleared_alone.volume == 100


def test_volumes_come_from_diameters_when_none_is_stated() -> None:
    lesions = [lesion("A", longest_mm=30, plan="resect"), lesion("B", volume_ml=14.137167, plan="leave")]
    volume = Facts(empty(lesions=lesions)).lesions.cleared_alone.volume
    assert volume == Decimal("50.000000")


def test_not_resectable_settles_what_is_not_known_of_resection_alone() -> None:
    assert results(empty(surgery={"resectable": "no"}))["COMB-7"] == "met"
    assert results(empty(surgery={"resectable": "no"}))["TSH-7"] == "not-met"
    assert results(empty(surgery={"resectable_part": False}))["COMB-9"] == "not-met"
    assert results(empty(surgery={"resectable": "uncertain"}))["COMB-8"] == "met"


@pytest.mark.parametrize(
    ("liver", "surgery", "percent"),
    [
        ({"flr_percent": 33}, {}, Decimal(33)),
        ({"flr_volume_ml": 300, "total_volume_ml": 1600, "tumour_volume_ml": 100}, {}, Decimal(20)),
        ({"flr_volume_ml": 300, "total_volume_ml": 1500, "tumour_burden_percent": 20}, {}, Decimal(25)),
        ({"flr_volume_ml": 300, "total_volume_ml": 1500, "tumour_volume_ml": 1500}, {}, None),
        (
            {"segment_volumes_ml": dict.fromkeys(SEGMENTS, 100)},
            {"segments_removed": ["6", "7", "8"]},
            Decimal("66.666667"),
        ),
        ({"segment_volumes_ml": dict.fromkeys(SEGMENTS[:8], 100)}, {"segments_removed": ["8"]}, None),
    ],
)
def test_the_remnant_is_told_measured_or_added_up(
    liver: dict[str, object], surgery: dict[str, object], percent: Decimal | None
) -> None:
    assert Facts(empty(liver=liver, surgery=surgery))["liver.flr_percent"] == percent


def test_decimals_are_what_is_written() -> None:
    facts = Facts(empty(labs={"inr": 1.5}, liver={"tumour_burden_percent": 42.1}))
    assert facts["liver.tumour_burden_percent"] == Decimal("42.1")
    assert facts.shown["liver.tumour_burden_percent"] == 42.1
    assert isinstance(facts.shown["labs.inr"], float)


def test_a_row_shows_every_fact_it_used() -> None:
    verdict = assess(worked("W08")).verdicts["ablation"]
    assert verdict.row("ABL-3").facts == {"lesions.duct_distance_mm": {"L1": 5}}
    assert verdict.row("ABL-2").facts["largest_lesion_mm"] == 45
    tae = assess(worked("W13")).verdicts["tae"]
    assert tae.row("IA-11").facts["earlier_treatments"] == ["tae 2026-01-26"]
    assert tae.row("IA-1").facts["outcome.resection"] == "not-eligible"


def test_what_the_plans_clear_is_a_fact_like_one_that_was_told() -> None:
    alone = Facts(worked("W03"))["surgery.resection_alone"]
    assert alone["count_percent"] == 25
    assert 92 < alone["volume_percent"] < 93
    assert Facts(worked("W16"))["surgery.resection_alone"] is None

"""A hospital's own limits: one band changed, one number, and everybody can see it is theirs."""

from decimal import Decimal
from typing import Any

import pytest

from tests.eligibility.cases import EXPECTED, empty, results
from treatments.eligibility import RULES_VERSION, assess, propose
from treatments.eligibility.parameters import ABL_D, HOUSE, read_limits


def test_a_changed_band_changes_the_answer_and_nothing_else() -> None:
    case = empty(largest_lesion_mm=28)
    assert results(case)["ABL-2"] == "met"
    assert results(case, **{"ABL_D.met": 25})["ABL-2"] == "caution"
    assert results(case)["ABL-2"] == "met"
    house, local = results(case), results(case, **{"ABL_D.met": 25})
    assert {row for row in house if house[row] != local[row]} == {"ABL-2"}


def test_a_changed_band_is_shown_as_a_local_setting_with_its_own_number() -> None:
    row = assess(empty(), limits={"ABL_D.met": 25}).verdicts["ablation"].row("ABL-2")
    assert row.threshold == "met < 25 mm · caution ≤ 50 mm · not met > 50 mm"
    assert row.sources == ("001-15", "local setting")
    assert assess(empty()).verdicts["ablation"].row("ABL-2").sources == ("001-15",)


def test_a_changed_band_reaches_facts_that_are_worked_out() -> None:
    case = empty(labs={"inr": {"value": 1.0, "date": "2026-01-15"}, "platelets_10e9_l": 220})
    assert results(case)["RES-9"] == "unknown"
    assert results(case, **{"BLOODS_AGE.met": 60})["RES-9"] == "met"


def test_local_limits_are_part_of_the_name_of_the_rule_set() -> None:
    names = {
        propose(empty(), limits=limits)["rules_version"] for limits in (None, {"ABL_D.met": 25}, {"ABL_D.met": 26})
    }
    assert len(names) == 3
    assert RULES_VERSION in names
    assert propose(empty(), limits={"ABL_D.met": 25.0})["rules_version"] in names


def test_a_limit_nobody_has_is_refused_by_name() -> None:
    for name in ("ABL_X.met", "ABL_D.most", "ABL_D"):
        with pytest.raises(ValueError, match=name):
            propose(empty(), limits={name: 1})


def test_a_limits_file_has_one_band_and_number_a_line() -> None:
    text = "# ours since May\nABL_D.met 25\n\nFLR_MIN_NORMAL.met = 25.5  # the surgeons\n"
    assert read_limits(text) == {"ABL_D.met": Decimal(25), "FLR_MIN_NORMAL.met": Decimal("25.5")}
    with pytest.raises(ValueError, match="GROUND91"):
        read_limits("GROUND91.met 91")


def test_the_house_itself_is_never_changed() -> None:
    propose(empty(), limits={"ABL_D.met": 25})
    assert HOUSE(ABL_D).met == ABL_D.met == 30


def test_one_line_of_a_file_is_enough_for_a_limit_of_the_hospital() -> None:
    """Another answer, another threshold, and everybody can see whose it is."""
    here = read_limits("ABL_D.met 25\n")
    case = empty(largest_lesion_mm=28, lesion_count=1)
    before, after = (propose(case, limits=limits) for limits in (None, here))

    def row(proposal: dict[str, Any]) -> dict[str, Any]:
        (ablation,) = (one for one in proposal["modalities"] if one["code"] == "ablation")
        return next(one for one in ablation["criteria"] if one["id"] == "ABL-2")

    assert (row(before)["result"], row(after)["result"]) == ("met", "caution")
    assert row(before)["threshold"] == "met < 30 mm · caution ≤ 50 mm · not met > 50 mm"
    assert row(after)["threshold"] == "met < 25 mm · caution ≤ 50 mm · not met > 50 mm"
    assert (row(before)["sources"], row(after)["sources"]) == (["001-15"], ["001-15", "local setting"])
    worked = EXPECTED["W01"]["case"]  # 28, 22 and 19 mm
    (house,), (local,) = (
        [one["outcome"] for one in propose(worked, limits=limits)["modalities"] if one["code"] == "ablation"]
        for limits in (None, here)
    )
    assert (house, local) == ("eligible", "cautions")

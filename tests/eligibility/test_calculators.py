"""The formulas, against the numbers the knowledge base gives for them."""

import re
from collections.abc import Callable
from decimal import Decimal
from types import FunctionType, ModuleType
from typing import Any

import pytest

from treatments.eligibility import calculators, scores
from treatments.eligibility.calculators import (
    child_pugh,
    ellipsoid_ml,
    flr_percent,
    grade_of_ki67,
    grade_of_mitoses,
    lung_dose_gy,
    rounded,
    tumour_growth_percent,
)


@pytest.mark.parametrize(
    ("diameters", "millilitres"),
    [
        ((30,), "14.14"),
        ((50, 40, 40), "41.89"),
        ((15,), "1.77"),
        ((80, 70, 60), "175.93"),
        ((50, None, 40), "41.89"),
        ((50, 40), "41.89"),
    ],
)
def test_a_lesion_is_an_ellipsoid(diameters: tuple[int, ...], millilitres: str) -> None:
    assert round(ellipsoid_ml(*diameters), 2) == Decimal(millilitres)


def test_lung_dose_by_activity_and_shunt() -> None:
    assert round(lung_dose_gy(activity_gbq=Decimal("2.0"), shunt_percent=10), 2) == Decimal("9.93")
    assert lung_dose_gy(activity_gbq=2, shunt_percent=10, lung_kg=Decimal("0.5")) == Decimal("19.868")


def test_child_pugh_counts_one_point_for_the_unknown() -> None:
    nothing: dict[str, Any] = {"bilirubin": None, "albumin": None, "inr": None, "ascites": None, "encephalopathy": None}
    assert child_pugh(**nothing) == 5
    worst: dict[str, Any] = {
        "bilirubin": 60,
        "albumin": 27,
        "inr": Decimal("2.4"),
        "ascites": "moderate",
        "encephalopathy": 3,
    }
    assert child_pugh(**worst) == 15
    edges: dict[str, Any] = {
        "bilirubin": 34,
        "albumin": 35,
        "inr": Decimal("1.7"),
        "ascites": "mild",
        "encephalopathy": 1,
    }
    assert child_pugh(**edges) == 10
    assert child_pugh(**edges | {"bilirubin": 51, "albumin": 28, "inr": Decimal("2.3"), "encephalopathy": 2}) == 10


def test_grades_by_ki67_and_mitoses() -> None:
    assert [grade_of_ki67(Decimal(ki67)) for ki67 in ("2.9", "3", "20", "20.1")] == ["g1", "g2", "g2", "g3"]
    assert [grade_of_mitoses(Decimal(mitoses)) for mitoses in ("1.9", "2", "20", "20.1")] == ["g1", "g2", "g2", "g3"]


def test_a_remnant_of_a_liver_that_is_all_tumour_is_unknown() -> None:
    assert flr_percent(remnant_ml=300, total_ml=1500, tumour_ml=1500) is None
    assert flr_percent(remnant_ml=100, total_ml=400, tumour_ml=100) == Decimal("33.333333")


def test_rounding_is_half_away_from_zero() -> None:
    assert rounded(Decimal("89.9999995")) == 90
    assert rounded(Decimal("-0.0000005")) == Decimal("-0.000001")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("longest", lambda: ellipsoid_ml(0)),
        ("percent", lambda: grade_of_ki67(-1)),
        ("per_2mm2", lambda: grade_of_mitoses(-1)),
        ("tumour_ml", lambda: flr_percent(remnant_ml=1, total_ml=1, tumour_ml=-1)),
        ("lung_kg", lambda: lung_dose_gy(activity_gbq=1, shunt_percent=1, lung_kg=0)),
        ("shunt_percent", lambda: lung_dose_gy(activity_gbq=1, shunt_percent=101)),
        ("now_mm", lambda: tumour_growth_percent(before_mm=80, now_mm=0, days=90)),
        ("days", lambda: tumour_growth_percent(before_mm=80, now_mm=82, days=0)),
        ("ascites", lambda: child_pugh(bilirubin=9, albumin=40, inr=1, ascites="some", encephalopathy=0)),
        ("encephalopathy", lambda: child_pugh(bilirubin=9, albumin=40, inr=1, ascites="none", encephalopathy=5)),
    ],
)
def test_what_lies_outside_the_domain_is_named(name: str, wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=f"^{name}: "):
        wrong()


@pytest.mark.parametrize("module", [calculators, scores], ids=lambda module: module.__name__)
def test_every_formula_says_where_it_comes_from(module: ModuleType) -> None:
    formulas = [
        one
        for name, one in vars(module).items()
        if isinstance(one, FunctionType) and one.__module__ == module.__name__ and not name.startswith("_")
    ]
    own = {"half_up", "rounded", "above_zero"}  # no formulas
    said = {one.__name__: one.__doc__ or "" for one in formulas if one.__name__ not in own}
    assert said
    assert not [name for name, words in said.items() if not re.search(r"[Ss]ources? |§", words)]

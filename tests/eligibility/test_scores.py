"""The scores, against the numbers the knowledge base gives for them (§3.4, §3.6, §3.7, §3.10, §3.11)."""

from decimal import Decimal
from typing import Any

import pytest

from treatments.eligibility import scores
from treatments.eligibility.scores import albi, bsa_m2, burden_band, burden_percent, child_pugh_class, meld, mrecist


@pytest.mark.parametrize(
    ("bilirubin", "albumin", "score", "grade"),
    [(10, 42, "-2.910", 1), (12, 38, "-2.518", 2), (34, 35, "-1.964", 2), (60, 27, "-1.121", 3)],
)
def test_albi(bilirubin: int, albumin: int, score: str, grade: int) -> None:
    found = albi(bilirubin_umol_l=bilirubin, albumin_g_l=albumin)
    assert (round(found.score, 3), found.grade) == (Decimal(score), grade)


@pytest.mark.parametrize(
    ("values", "expected"),
    [(("2.5", 131, "1.0", "1.2", "3.8"), (12, 18, 16, 17)), (("6.0", 131, "1.5", "1.5", "2.2"), (22, 26, 26, 27))],
)
def test_the_meld_family(values: tuple[str | int, ...], expected: tuple[int, ...]) -> None:
    bilirubin, sodium, inr, creatinine, albumin = map(Decimal, values)
    man, woman = (
        meld(
            bilirubin_mg_dl=bilirubin,
            creatinine_mg_dl=creatinine,
            inr=inr,
            sodium_mmol_l=sodium,
            albumin_g_dl=albumin,
            female=female,
        )
        for female in (False, True)
    )
    assert (*man, woman.meld_3) == expected


def test_a_meld_stays_between_six_and_forty_and_dialysis_counts_as_the_worst_creatinine() -> None:
    well = meld(bilirubin_mg_dl=1, creatinine_mg_dl=1, inr=1, sodium_mmol_l=140, albumin_g_dl=4, female=False)
    worst = meld(bilirubin_mg_dl=50, creatinine_mg_dl=9, inr=9, sodium_mmol_l=110, albumin_g_dl=1, female=True)
    assert (tuple(well), tuple(worst)) == ((6, 6, 6), (40, 40, 40))
    given: dict[str, Any] = {"bilirubin_mg_dl": 1, "inr": 1, "sodium_mmol_l": 137, "albumin_g_dl": 4, "female": False}
    assert meld(**given, creatinine_mg_dl=1, dialysis=True) == meld(**given, creatinine_mg_dl=9)


@pytest.mark.parametrize(
    ("height", "weight", "bsa", "vauthey", "urata"), [(175, 75, "1.909", 1625, 1351), (165, 62, "1.686", 1342, 1193)]
)
def test_the_standard_liver(height: int, weight: int, bsa: str, vauthey: int, urata: int) -> None:
    surface = bsa_m2(height_cm=height, weight_kg=weight)
    assert round(surface, 3) == Decimal(bsa)
    assert round(scores.standard_liver_vauthey_ml(bsa_m2=surface)) == vauthey
    assert round(scores.standard_liver_urata_ml(bsa_m2=surface)) == urata
    assert scores.flr_of_standard_percent(remnant_ml=325, standard_ml=1625) == 20


@pytest.mark.parametrize(("percent", "band"), [(0, 0), (10, 10), ("10.1", 25), (25, 25), (50, 50), ("75.1", 100)])
def test_the_bands_of_the_burden_have_no_gaps(percent: str | int, band: int) -> None:
    assert burden_band(Decimal(percent)) == band


def test_the_burden_is_the_share_of_the_liver_with_its_tumour() -> None:
    assert burden_percent(tumour_ml=400, liver_ml=1600) == 25


@pytest.mark.parametrize(("points", "letter"), [(5, "A"), (6, "A"), (7, "B"), (9, "B"), (10, "C"), (15, "C")])
def test_the_child_pugh_class(points: int, letter: str) -> None:
    assert child_pugh_class(points) == letter


@pytest.mark.parametrize(
    ("viable", "lowest", "expected"), [(0, 50, "CR"), (70, 100, "PR"), (71, 100, "SD"), (60, 50, "PD"), (59, 50, "PR")]
)
def test_mrecist_counts_what_still_enhances(viable: int, lowest: int, expected: str) -> None:
    assert mrecist(before_mm=100, viable_mm=viable, lowest_mm=lowest) == expected


def test_what_lies_outside_the_domain_is_named() -> None:
    for wrong in (
        lambda: albi(bilirubin_umol_l=0, albumin_g_l=40),
        lambda: bsa_m2(height_cm=0, weight_kg=70),
        lambda: burden_percent(tumour_ml=2, liver_ml=1),
        lambda: burden_band(101),
        lambda: child_pugh_class(4),
        lambda: mrecist(before_mm=0, viable_mm=0, lowest_mm=0),
    ):
        with pytest.raises(ValueError, match=":"):
            wrong()

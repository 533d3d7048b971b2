"""Scores and sizes the board asks for beside the rules: no criterion reads them. Pure functions, decimals throughout.

Every argument has its unit in its name. A value outside the domain raises ValueError naming the argument.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from treatments.eligibility.calculators import above_zero, half_up
from treatments.eligibility.parameters import Number

type AlbiGrade = Literal[1, 2, 3]
type ChildPughClass = Literal["A", "B", "C"]

BURDEN_BANDS = (10, 25, 50, 75, 100)
MELD_LOWEST, MELD_HIGHEST = 6, 40


class Albi(NamedTuple):
    """The score, and its grade: the higher, the worse."""

    score: Decimal
    grade: AlbiGrade


class Meld(NamedTuple):
    """The three members of the family, each from 6 to 40."""

    meld: int
    meld_na: int
    meld_3: int


def child_pugh_class(points: int) -> ChildPughClass:
    """Child-Pugh A 5-6, B 7-9, C 10-15 points. Source V:ccjm. Not validated in a liver without cirrhosis."""
    if not 5 <= points <= 15:
        raise ValueError("points: 5 to 15")
    return "A" if points <= 6 else "B" if points <= 9 else "C"


def albi(*, bilirubin_umol_l: Number, albumin_g_l: Number) -> Albi:
    """ALBI: 0.66 · log10(bilirubin) - 0.085 · albumin. Domain: bilirubin above 0. Source V2:albi, cut-offs R:albi.

    10 µmol/L and 42 g/L: -2.910, grade 1; 60 and 27: -1.121, grade 3.
    """
    above_zero(bilirubin_umol_l=bilirubin_umol_l)
    score = Decimal("0.66") * Decimal(bilirubin_umol_l).log10() - Decimal("0.085") * albumin_g_l
    return Albi(score, 1 if score <= Decimal("-2.60") else 2 if score <= Decimal("-1.39") else 3)


def meld(
    *,
    bilirubin_mg_dl: Number,
    creatinine_mg_dl: Number,
    inr: Number,
    sodium_mmol_l: Number,
    albumin_g_dl: Number,
    female: bool,
    dialysis: bool = False,
) -> Meld:
    """MELD, MELD-Na and MELD 3.0 of an adult. Domain: all values above 0. Source V2:meld.

    Bilirubin, creatinine and INR count at least 1; creatinine at most 4 (dialysis counts 4), in MELD 3.0 at most 3;
    sodium 125-137; albumin 1.5-3.5. Bilirubin 6.0, sodium 131, INR 1.5, creatinine 1.5, albumin 2.2: 22, 26, 26 (a woman 27).
    """
    above_zero(bilirubin_mg_dl=bilirubin_mg_dl, creatinine_mg_dl=creatinine_mg_dl, inr=inr, albumin_g_dl=albumin_g_dl)
    bilirubin, clotting = (max(Decimal(value), Decimal(1)).ln() for value in (bilirubin_mg_dl, inr))
    low_sodium = 137 - _within(sodium_mmol_l, 125, 137)
    told = 4 if dialysis else creatinine_mg_dl
    classic = _classic(bilirubin, _within(told, 1, 4).ln(), clotting)
    with_sodium = classic
    if classic > 11:
        with_sodium += Decimal("1.32") * low_sodium - Decimal("0.033") * classic * low_sodium
    creatinine = _within(told, 1, 3).ln()
    low_albumin = Decimal("3.5") - _within(albumin_g_dl, Decimal("1.5"), Decimal("3.5"))
    third = (
        (Decimal("1.33") if female else 0)
        + Decimal("4.56") * bilirubin
        + (Decimal("0.82") - Decimal("0.24") * bilirubin) * low_sodium
        + Decimal("9.09") * clotting
        + Decimal("11.14") * creatinine
        + (Decimal("1.85") - Decimal("1.83") * creatinine) * low_albumin
        + 6
    )
    return Meld(_capped(classic), _capped(with_sodium), _capped(third))


def _classic(bilirubin: Decimal, creatinine: Decimal, clotting: Decimal) -> Decimal:
    """MELD of the logarithms, to a tenth before it is multiplied."""
    sum_of_logs = (
        Decimal("0.957") * creatinine + Decimal("0.378") * bilirubin + Decimal("1.120") * clotting + Decimal("0.643")
    )
    return 10 * half_up(sum_of_logs, 1)


def _capped(score: Decimal) -> int:
    return min(max(int(half_up(score, 0)), MELD_LOWEST), MELD_HIGHEST)


def bsa_m2(*, height_cm: Number, weight_kg: Number) -> Decimal:
    """Body surface by Mosteller in m²: √(cm · kg / 3600). Domain: both above 0. Source R. 175 cm and 75 kg: 1.909."""
    above_zero(height_cm=height_cm, weight_kg=weight_kg)
    return (Decimal(height_cm) * weight_kg / 3600).sqrt()


def standard_liver_vauthey_ml(*, bsa_m2: Number) -> Decimal:
    """Standard liver volume in mL: 1267.28 · BSA - 794.41. Source V:flr2019, constant R. 1.909 m²: 1625 mL."""
    return Decimal("1267.28") * bsa_m2 - Decimal("794.41")


def standard_liver_urata_ml(*, bsa_m2: Number) -> Decimal:
    """Standard liver volume in mL: 706.2 · BSA + 2.4. Source V:flr2019. 1.909 m²: 1351 mL."""
    return Decimal("706.2") * bsa_m2 + Decimal("2.4")


def flr_of_standard_percent(*, remnant_ml: Number, standard_ml: Number) -> Decimal:
    """Future liver remnant as percent of the standard liver. Domain: standard above 0. Source V:flr2019."""
    above_zero(standard_ml=standard_ml)
    return Decimal(100) * remnant_ml / standard_ml


def burden_percent(*, tumour_ml: Number, liver_ml: Number) -> Decimal:
    """Hepatic tumour burden in percent of the liver, tumour included. Domain: liver above 0, tumour at most the liver. §3.4."""
    above_zero(liver_ml=liver_ml)
    if not 0 <= tumour_ml <= liver_ml:
        raise ValueError("tumour_ml: 0 to the whole liver")
    return Decimal(100) * tumour_ml / liver_ml


def burden_band(percent: Number) -> int:
    """The upper end of the band: (0, 10], (10, 25], (25, 50], (50, 75], (75, 100]; no tumour is 0. Source R:clarinet-strata."""
    if not 0 <= percent <= 100:
        raise ValueError("percent: 0 to 100")
    return next(band for band in (0, *BURDEN_BANDS) if percent <= band)


def mrecist(*, before_mm: Number, viable_mm: Number, lowest_mm: Number) -> Literal["CR", "PR", "SD", "PD"]:
    """mRECIST on the sums of arterially enhancing diameters in mm: none left CR, at least 120 % of the lowest PD, at most 70 % of
    the first PR. The method is that of HCC: an extra after intra-arterial treatment. Domain: before above 0. Source R:mrecist.
    """
    above_zero(before_mm=before_mm)
    if viable_mm == 0:
        return "CR"
    if lowest_mm and 100 * viable_mm >= 120 * lowest_mm:
        return "PD"
    return "PR" if 100 * viable_mm <= 70 * before_mm else "SD"


def _within(value: Number, low: Number, high: Number) -> Decimal:
    return Decimal(min(max(value, low), high))

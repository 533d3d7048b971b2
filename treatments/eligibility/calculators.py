"""The formulas the rules need. Pure functions: same numbers in, same number out, decimals throughout.

A value outside the domain raises ValueError naming the argument; None is allowed only where a docstring says what it counts.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from treatments.eligibility.dates import AVERAGE_MONTH
from treatments.eligibility.parameters import Number

type Grade = Literal["g1", "g2", "g3"]

PI = Decimal("3.14159265358979323846264338327950288")
GRAY_PER_GBQ = Decimal("49.67")
LUNG_KG = 1  # of a lung nobody has weighed; R:y90-ifu
BILIRUBIN_LOW, BILIRUBIN_HIGH = 34, 51
ALBUMIN_LOW, ALBUMIN_HIGH = 28, 35
INR_LOW, INR_HIGH = Decimal("1.7"), Decimal("2.3")
KI67_G2, KI67_G3 = 3, 20
MITOSES_G2, MITOSES_G3 = 2, 20
# Where the formulas turn, by the path of the case that tells the number.
CHILD_PUGH_TURNS: dict[str, tuple[Number, ...]] = {
    "labs.bilirubin_umol_l": (BILIRUBIN_LOW, BILIRUBIN_HIGH),
    "labs.albumin_g_l": (ALBUMIN_LOW, ALBUMIN_HIGH),
    "labs.inr": (INR_LOW, INR_HIGH),
}
GRADE_TURNS: dict[str, tuple[Number, ...]] = {
    "tumour.ki67_percent": (KI67_G2, KI67_G3),
    "tumour.mitoses_per_2mm2": (MITOSES_G2, MITOSES_G3),
}
WORST_ENCEPHALOPATHY = 4
ASCITES_POINTS = {"none": 1, "mild": 2, "moderate": 3}


def half_up(value: Decimal, decimals: int) -> Decimal:
    """VALUE to so many decimals, half away from zero: 6.25 is 6.3."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def rounded(value: Decimal) -> Decimal:
    """VALUE to six decimals, half away from zero: 9 of 10 equal volumes are 90 %, whatever pi leaves behind."""
    return half_up(value, 6)


def grade_of_ki67(percent: Number) -> Grade:
    """WHO grade of a well differentiated tumour. Ki-67 in %: <3 G1, 3-20 G2, >20 G3. Domain: 0 or more. Source V2:who."""
    _not_below_zero(percent=percent)
    return "g1" if percent < KI67_G2 else "g2" if percent <= KI67_G3 else "g3"


def grade_of_mitoses(per_2mm2: Number) -> Grade:
    """WHO grade by mitoses per 2 mm²: <2 G1, 2-20 G2, >20 G3. Domain: 0 or more. Source V2:who."""
    _not_below_zero(per_2mm2=per_2mm2)
    return "g1" if per_2mm2 < MITOSES_G2 else "g2" if per_2mm2 <= MITOSES_G3 else "g3"


def child_pugh(
    *,
    bilirubin: Number | None,
    albumin: Number | None,
    inr: Number | None,
    ascites: str | None,
    encephalopathy: int | None,
) -> int:
    """Child-Pugh points, 5-15. µmol/L, g/L, ratio, none/mild/moderate, grade 0-4; unknown counts one point.

    Domain: grade 0-4, ascites one of the three words. Source V:ccjm. Made for cirrhosis: not validated in a liver without it.
    """
    if encephalopathy is not None and not 0 <= encephalopathy <= WORST_ENCEPHALOPATHY:
        raise ValueError("encephalopathy: grade 0 to 4")
    if ascites is not None and ascites not in ASCITES_POINTS:
        raise ValueError(f"ascites: {', '.join(ASCITES_POINTS)}")
    points = ASCITES_POINTS[ascites or "none"]
    points += _one_to_three(bilirubin, BILIRUBIN_LOW, BILIRUBIN_HIGH)
    points += _one_to_three(inr, INR_LOW, INR_HIGH)
    if albumin is None or albumin > ALBUMIN_HIGH:
        points += 1
    else:
        points += 2 if albumin >= ALBUMIN_LOW else 3
    return points + (1 if not encephalopathy else 2 if encephalopathy <= 2 else 3)


def _one_to_three(value: Number | None, low: Number, high: Number) -> int:
    """Below LOW one point, up to HIGH two, above it three."""
    return 1 if value is None or value < low else 2 if value <= high else 3


def ellipsoid_ml(longest: Number, second: Number | None = None, third: Number | None = None) -> Decimal:
    """Volume in mL of a lesion measured in mm: pi/6 · a · b · c. One axis unknown: the known one twice; both: a sphere.

    Domain: positive diameters. Source: clinical knowledge base §3.11; 30 mm sphere 14.14 mL.
    """
    above_zero(longest=longest)
    second, third = second or third or longest, third or second or longest
    return PI * longest * second * third / 6000


def flr_percent(*, remnant_ml: Number, total_ml: Number, tumour_ml: Number) -> Decimal | None:
    """Future liver remnant in mL as percent of the liver without tumour; None when nothing but tumour is left.

    Domain: all 0 mL or more. Source V:flr2019. 100 of 400 mL with 100 mL of tumour: 33.3 %.
    """
    _not_below_zero(remnant_ml=remnant_ml, total_ml=total_ml, tumour_ml=tumour_ml)
    healthy = total_ml - tumour_ml
    return rounded(Decimal(100) * remnant_ml / healthy) if healthy > 0 else None


def lung_dose_gy(*, activity_gbq: Number, shunt_percent: Number, lung_kg: Number | None = None) -> Decimal:
    """Lung dose of yttrium-90 spheres in Gy: 49.67 · GBq · shunt / kg. Source R:y90-ifu.

    Domain: activity 0 or more, shunt 0-100 %, lung mass above 0.

    2.0 GBq, shunt 10 %, 1 kg: 9.93 Gy.
    """
    _not_below_zero(activity_gbq=activity_gbq, shunt_percent=shunt_percent)
    mass = LUNG_KG if lung_kg is None else lung_kg
    above_zero(lung_kg=mass)
    if shunt_percent > 100:
        raise ValueError("shunt_percent: 0 to 100")
    return GRAY_PER_GBQ * activity_gbq * shunt_percent / (100 * mass)


def tumour_growth_percent(*, before_mm: Number, now_mm: Number, days: int) -> Decimal:
    """Growth of the tumour volume in percent a month of 30.44 days, from two sums of diameters in mm.

    100 · ((now / before)^(3 / months) - 1). Domain: both sums and the days above 0. Source R:tgr-formula.
    80 to 82 mm in 6 months: 1.24; 100 to 88 mm in 3 months: -12.0.
    """
    above_zero(before_mm=before_mm, now_mm=now_mm, days=days)
    months = days / AVERAGE_MONTH
    return 100 * ((3 * (Decimal(now_mm) / before_mm).ln() / months).exp() - 1)


def above_zero(**values: Number) -> None:
    for name, value in values.items():
        if value <= 0:
            raise ValueError(f"{name}: must be above 0")


def _not_below_zero(**values: Number) -> None:
    for name, value in values.items():
        if value < 0:
            raise ValueError(f"{name}: must not be below 0")

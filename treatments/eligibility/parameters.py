"""Every limit of the house, once: the number, its unit and who says so.

A criterion refers to a band by name and never repeats its number. A hospital changes one band through
`Limits({"ABL_D.met": 25})`, which `local.py` reads from a file; the changed row then says "local setting" beside its source.
Sources: 001-15 a fact of a seed document; V: read and verified; V2: verified in a secondary place;
R: recalled, to be confirmed; P: chosen by this project. The last two are shown as "local setting", never as a citation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from treatments.eligibility.words import _

type Number = int | Decimal

LOCAL_SETTING = "local setting"


@dataclass(frozen=True, slots=True)
class Band:
    """One limit: up to where it is met, up to where it is still a caution, in which unit, and who says so."""

    key: str
    met: Number
    caution: Number | None = None
    unit: str = ""
    source: str = "P"
    about: str = ""

    def times(self, scale: Number) -> Band:
        """The band in a unit of which SCALE are one of its own."""
        return replace(self, met=self.met * scale, caution=None if self.caution is None else self.caution * scale)


def _band(
    key: str, about: str, met: Number | str, caution: Number | str | None = None, *, unit: str = "", source: str = "P"
) -> Band:
    """A band with its decimals written as text, so that 34.2 is exactly 34.2."""
    still = Decimal(caution) if isinstance(caution, str) else caution
    return Band(key, Decimal(met) if isinstance(met, str) else met, still, unit, source, about)


# How much disease a treatment must reach
GROUND90 = _band("GROUND90", _("Share of the metastases removed or destroyed"), 90, unit="%", source="000-10")
DEB_MIN_EVID = _band(
    "DEB_MIN_EVID", _("Share of the tumour volume removed by debulking"), 70, unit="%", source="V:cith2023"
)

# Fitness
FIT = _band("FIT", _("ECOG performance status for an operation"), 1, 2, source="001-11 P")
FIT_ARTERIAL = _band("FIT_ARTERIAL", _("ECOG performance status for embolisation"), 2, 3)
FIT_TARE = _band("FIT_TARE", _("ECOG performance status for radioembolisation"), 2, source="V2:vanroekel")
FIT_SBRT = _band("FIT_SBRT", _("ECOG performance status for stereotactic radiotherapy"), 2, 3)
FIT_PRRT = _band("FIT_PRRT", _("ECOG performance status for PRRT"), 2)
FIT_CHEMO = _band("FIT_CHEMO", _("ECOG performance status for chemotherapy"), 1, 2)
ASA_MAX = _band("ASA_MAX", _("ASA class"), 3)

# Operation
FLR_MIN = {
    "normal": _band("FLR_MIN_NORMAL", _("Future liver remnant, normal liver"), 20, unit="%", source="V:flr2019"),
    "injured": _band("FLR_MIN_INJURED", _("Future liver remnant, injured liver"), 30, unit="%", source="V:flr2019"),
    "cirrhosis": _band("FLR_MIN_CIRRHOSIS", _("Future liver remnant, cirrhosis"), 40, unit="%", source="V:flr2019"),
}
INR_HI = _band("INR_HI", _("INR before a procedure with high bleeding risk"), "1.5", source="V:sir2019")
PLT_HI = _band(
    "PLT_HI", _("Platelets before a procedure with high bleeding risk"), 50, unit="×10⁹/L", source="V:sir2019"
)
MANY_LESIONS = _band("MANY_LESIONS", _("Metastases in one operation"), 10, source="R:resectability")
MAJOR_STEPS = _band("MAJOR_STEPS", _("Major steps in one operation"), 1, source="R:resectability")
NT_PROBNP = _band(
    "NT_PROBNP", _("NT-proBNP, when to look for carcinoid heart disease"), 260, unit="ng/L", source="R:enets-chd"
)
PVE_HYPERTROPHY = _band(
    "PVE_HYPERTROPHY", _("Growth of the remnant after embolisation"), 5, unit=_("points"), source="R:pve"
)
PVE_KINETIC = _band("PVE_KINETIC", _("Weekly growth of the remnant"), 2, unit="%", source="R:pve")

# Ablation
ABL_N = _band("ABL_N", _("Metastases to ablate"), 6, 7, source="001-15")
ABL_D = _band("ABL_D", _("Longest diameter of a lesion to ablate"), 30, 50, unit="mm", source="001-15")
ABL_BD = _band("ABL_BD", _("Distance to a central bile duct"), 10, unit="mm", source="R:cirse-abl")
DISSEM = _band("DISSEM", _("Metastases in both halves that count as disseminated"), 10, source="P")

# Decompensation
DECOMP = _band("DECOMP", _("Child-Pugh points"), 6, 7, unit=_("points"), source="V:tace2015 P")

# Embolisation
BILI_IA = _band("BILI_IA", _("Bilirubin before embolisation"), 34, 51, unit="µmol/L", source="R:cirse-tace")
BURDEN_IA = _band(
    "BURDEN_IA", _("Tumour burden before embolisation"), 50, 75, unit="%", source="R:cirse-tace V:tace2015"
)
EGFR_IA = _band("EGFR_IA", _("eGFR before contrast"), 45, unit="mL/min/1.73 m²", source="V2:tace-cr V:tace2015")
INR_ART = _band("INR_ART", _("INR before arterial access"), "1.8", source="V:sir2019")
PLT_ART = _band("PLT_ART", _("Platelets before arterial access"), 20, unit="×10⁹/L", source="V:sir2019")
INTERVAL = _band("INTERVAL", _("Time between embolisations"), 2, unit=_("months"), source="001-27")
DEB_CHEMO = _band(
    "DEB_CHEMO", _("Time from chemotherapy to drug-eluting beads"), 3, unit=_("months"), source="V:debabscess"
)

# Radioembolisation
BILI_TARE = _band(
    "BILI_TARE", _("Bilirubin before radioembolisation"), "34.2", unit="µmol/L", source="V2:vanroekel V2:seekhealth"
)
BURDEN_TARE = _band("BURDEN_TARE", _("Tumour burden before radioembolisation"), 50, unit="%", source="V2:seekhealth")
TARE_PLT = _band("TARE_PLT", _("Platelets before radioembolisation"), 50, unit="×10⁹/L", source="V2:vanroekel")
TARE_WBC = _band("TARE_WBC", _("Leucocytes before radioembolisation"), 2, unit="×10⁹/L", source="V2:vanroekel")
TARE_EGFR = _band("TARE_EGFR", _("eGFR before radioembolisation"), 35, unit="mL/min/1.73 m²", source="V2:vanroekel")
TARE_INR = _band("TARE_INR", _("INR before radioembolisation"), "1.5", source="V2:vanroekel")
TARE_DRUGS = _band(
    "TARE_DRUGS", _("Time from systemic treatment to radioembolisation"), 28, unit=_("days"), source="V2:vanroekel"
)
TARE_SESSIONS = _band("TARE_SESSIONS", _("Sessions of radioembolisation booked, work-up included"), 2, source="001-29")
LUNG_DOSE = _band("LUNG_DOSE", _("Lung dose of one session"), 30, unit="Gy", source="V2:vanroekel R:y90-ifu")
LUNG_DOSE_SUM = _band("LUNG_DOSE_SUM", _("Lung dose of all sessions"), 50, unit="Gy", source="V2:vanroekel R:y90-ifu")
LSF_RESIN = _band("LSF_RESIN", _("Lung shunt with resin spheres"), 20, unit="%", source="R:y90-ifu")

# Stereotactic radiotherapy
SBRT_N = _band("SBRT_N", _("Metastases to irradiate"), 3, 5, source="V:scorsetti2018 V:yuan2014")
SBRT_D = _band(
    "SBRT_D", _("Longest diameter of a lesion to irradiate"), 60, unit="mm", source="V:scorsetti2018 V:yuan2014"
)
SBRT_BILI = _band("SBRT_BILI", _("Bilirubin before radiotherapy"), 34, 51, unit="µmol/L", source="V:scorsetti2018 P")
SBRT_ALB = _band("SBRT_ALB", _("Albumin before radiotherapy"), 25, unit="g/L", source="V:scorsetti2018")
SBRT_ALT = _band("SBRT_ALT", _("ALT and AST before radiotherapy"), 3, unit=_("× upper limit"), source="V:scorsetti2018")
SBRT_CHEMO = _band(
    "SBRT_CHEMO", _("Time from chemotherapy to radiotherapy"), 14, unit=_("days"), source="V:scorsetti2018"
)
SBRT_LIVER = _band("SBRT_LIVER", _("Liver without tumour"), 1000, unit="mL", source="V:scorsetti2018")
SBRT_SPARED = _band("SBRT_SPARED", _("Liver kept under 15 Gy"), 700, unit="mL", source="R:sbrt700")

# Transplantation
LT_AGE = _band("LT_AGE", _("Age at transplantation"), 60, unit=_("years"), source="V2:mazzaferro")
LT_BURDEN = _band("LT_BURDEN", _("Tumour burden before transplantation"), 50, unit="%", source="V2:mazzaferro")
LT_STABLE = _band("LT_STABLE", _("Stable disease before transplantation"), 6, unit=_("months"), source="V2:mazzaferro")
LT_KI67 = _band("LT_KI67", _("Ki-67 before transplantation"), 10, unit="%", source="V2:mazzaferro")

# PRRT
SSTR_PRRT = _band("SSTR_PRRT", _("Krenning score for PRRT"), 3, 2, source="V:lutathera V:netter2")
PRRT_PLT = _band("PRRT_PLT", _("Platelets before PRRT"), 100, 75, unit="×10⁹/L", source="R:lutathera-start P")
PRRT_HB = _band("PRRT_HB", _("Haemoglobin before PRRT"), 90, 80, unit="g/L", source="R:lutathera-start P")
PRRT_EGFR = _band("PRRT_EGFR", _("eGFR before PRRT"), 50, 40, unit="mL/min/1.73 m²", source="R:lutathera-start P")
PRRT_BILI = _band(
    "PRRT_BILI", _("Bilirubin before PRRT"), "1.5", 3, unit=_("× upper limit"), source="R:lutathera-start P"
)
PRRT_WBC = _band("PRRT_WBC", _("Leucocytes before PRRT"), 2, unit="×10⁹/L", source="R:lutathera-start")
PRRT_BURDEN = _band("PRRT_BURDEN", _("Tumour burden before PRRT"), 50, unit="%", source="P")

# Drugs and surveillance
SSTR_SSA = _band("SSTR_SSA", _("Krenning score for somatostatin analogues"), 2, source="V:clarinet")
SSA_KI67 = _band("SSA_KI67", _("Ki-67 for somatostatin analogues"), 10, unit="%", source="V:clarinet")
CHEMO_EGFR = _band("CHEMO_EGFR", _("eGFR before chemotherapy"), 45, unit="mL/min/1.73 m²", source="P")
LARGE_BURDEN = _band("LARGE_BURDEN", _("Tumour burden that is still watched"), 25, unit="%", source="P")
TGR_FAST = _band(
    "TGR_FAST", _("Tumour growth rate that is no longer slow"), "0.8", unit=_("% per month"), source="V:greponet"
)

# Symptoms
PRESSURE_SEVERE = _band("PRESSURE_SEVERE", _("Pressure symptoms that are severe"), 3, source="P")
PRESSURE_ANY = _band("PRESSURE_ANY", _("Pressure symptoms that count"), 1, source="P")

# Upper limits of normal, when the laboratory gives none
BILIRUBIN_ULN = _band("BILIRUBIN_ULN", _("Upper limit of normal, bilirubin"), 21, unit="µmol/L", source="P")
ALT_ULN = _band("ALT_ULN", _("Upper limit of normal, ALT"), 50, unit="U/L", source="P")
AST_ULN = _band("AST_ULN", _("Upper limit of normal, AST"), 50, unit="U/L", source="P")

# How old a fact may be
BLOODS_AGE = _band("BLOODS_AGE", _("Age of blood samples"), 30, unit=_("days"), source="P")
IMAGING_AGE = _band("IMAGING_AGE", _("Age of CT or MRI"), 3, unit=_("months"), source="P")
SSTR_AGE = _band("SSTR_AGE", _("Age of somatostatin receptor imaging"), 12, unit=_("months"), source="P")
ECHO_AGE = _band("ECHO_AGE", _("Age of echocardiography"), 12, unit=_("months"), source="P")


PARAMETERS: dict[str, Band] = {
    band.key: band
    for value in tuple(vars().values())
    for band in (value.values() if isinstance(value, dict) else (value,))
    if isinstance(band, Band)
}


def band(
    key: str, about: str, met: Number | str, caution: Number | str | None = None, *, unit: str = "", source: str = "P"
) -> Band:
    """A limit that stands in the file of the one modality that uses it; known to hospitals by its key like any other."""
    if key in PARAMETERS:
        raise ValueError(f"there is a limit {key} already")
    PARAMETERS[key] = _band(key, about, met, caution, unit=unit, source=source)
    return PARAMETERS[key]


class Limits:
    """The bands as they hold here: the house's own, with what this hospital changed."""

    def __init__(self, changes: Mapping[str, Number | float] | None = None) -> None:
        self.changes = {name: Decimal(str(value)) for name, value in (changes or {}).items()}
        self._changed: dict[str, Band] = {}
        for name, value in self.changes.items():
            key, _dot, part = name.partition(".")
            band = self._changed.get(key) or PARAMETERS.get(key)
            if band is None or part not in ("met", "caution"):
                raise ValueError(f"there is no limit {name}")
            self._changed[key] = replace(band, met=value) if part == "met" else replace(band, caution=value)

    def __call__(self, band: Band) -> Band:
        """BAND as it holds here."""
        return self._changed.get(band.key, band)

    def is_changed(self, band: Band) -> bool:
        """Whether this hospital has its own number."""
        return band.key in self._changed


HOUSE = Limits()


def limits_of(changes: Mapping[str, Number | float] | None) -> Limits:
    """The limits with CHANGES: the same object for the same changes, so that what is printed from them is kept."""
    return _limits(tuple(sorted(changes.items()))) if changes else HOUSE


@lru_cache(maxsize=64)
def _limits(changes: tuple[tuple[str, Number | float], ...]) -> Limits:
    return Limits(dict(changes))


def filled(text: str, limits: Limits) -> str:
    """TEXT with the numbers that hold here: {ABL_D.met} is 30, or what this hospital set."""
    return text.format_map({key: limits(band) for key, band in PARAMETERS.items()})


def shown_sources(tags: str, bands: Iterable[Band], limits: Limits) -> tuple[str, ...]:
    """TAGS as a screen may show them; where this hospital changed one of the BANDS, its local setting is among them."""
    shown = citations(tags)
    changed = any(limits.is_changed(band) for band in bands)
    return shown if not changed or LOCAL_SETTING in shown else (*shown, LOCAL_SETTING)


@cache
def citations(tags: str, *, local: str = LOCAL_SETTING) -> tuple[str, ...]:
    """TAGS as a screen may show them: what is recalled or the project's own is a local setting, not a citation."""
    return tuple(dict.fromkeys(local if tag == "P" or tag.startswith("R:") else tag for tag in tags.split()))

"""A case as the rules read it: what was told and is still current, and what follows from it.

Absent is unknown, and so is what is out of date. Numbers are decimals as written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from treatments.eligibility.calculators import (
    child_pugh,
    flr_percent,
    grade_of_ki67,
    grade_of_mitoses,
    lung_dose_gy,
    rounded,
)
from treatments.eligibility.dates import add_months
from treatments.eligibility.history import History
from treatments.eligibility.lesions import Lesions
from treatments.eligibility.liver import SEGMENTS
from treatments.eligibility.logic import either
from treatments.eligibility.parameters import (
    BLOODS_AGE,
    DISSEM,
    ECHO_AGE,
    FLR_MIN,
    HOUSE,
    IMAGING_AGE,
    PRESSURE_ANY,
    PRESSURE_SEVERE,
    SSTR_AGE,
    Band,
    Limits,
    Number,
)

if TYPE_CHECKING:
    from treatments.eligibility.engine import Verdict

SECTIONS = (
    "patient",
    "tumour",
    "fitness",
    "liver",
    "heart",
    "surgery",
    "drugs",
    "allergies",
    "services",
    "gates",
    "intended",
)
SEEN_ON_IMAGING = (
    *("lesions", "lesion_count", "largest_lesion_mm", "liver.tumour_burden_percent", "liver.total_volume_ml"),
    *(
        "liver.tumour_volume_ml",
        "liver.flr_percent",
        "liver.flr_volume_ml",
        "liver.segment_volumes_ml",
        "liver.portal_vein",
    ),
    *(
        "liver.diffuse",
        "liver.frilling",
        "liver.hemilivers",
        "surgery.resection_alone",
        "surgery.combined",
        "surgery.staged",
    ),
    *("surgery.lesions_to_ablate", "surgery.largest_to_ablate_mm", "surgery.combined_flr_percent"),
)
SEEN_ON_RECEPTOR_IMAGING = ("tumour.krenning", "tumour.sstr_negative_fdg_avid")
SEEN_ON_ECHO = ("heart.carcinoid_heart_disease",)
AGES = (BLOODS_AGE, IMAGING_AGE, SSTR_AGE, ECHO_AGE)  # the limits that settle what is known at all
DRAINED_BY_THE_PORTAL_VEIN = {
    **dict.fromkeys(("small-bowel", "pancreas", "colon", "appendix", "duodenum"), True),
    **dict.fromkeys(("rectum", "lung", "unknown"), False),
}


@dataclass(frozen=True, slots=True)
class Grading:
    """The WHO class: a NET of some grade, a NEC, or what is missing to tell."""

    grade: str | None
    is_nec: bool | None
    grade_missing: tuple[str, ...] = ()
    nec_missing: tuple[str, ...] = ()


class Facts:
    """What is known of one case on one day. `values` are told and current; the rest is worked out when asked for."""

    def __init__(self, case: Mapping[str, Any], limits: Limits = HOUSE) -> None:
        self.limits = limits
        self.as_of = date.fromisoformat(case["as_of"])
        told = _told(case)
        self.out_of_date = self._too_old(told, case)  # path: the day it was seen
        for path in self.out_of_date:
            told.pop(path, None)
        self.history = History(told.pop("earlier_treatments", None))
        self.lesions = Lesions(told.pop("lesions", []), told)
        self.values: dict[str, Any] = told
        self.at_least: dict[str, Number] = {}  # not sure, but surely not less
        self.verdicts: dict[str, Verdict] = {}  # the modalities judged so far; the engine adds them
        self._work_out()

    @cached_property
    def shown(self) -> Shown:
        """The facts as JSON shows them."""
        return Shown(self)

    def settle(self, verdict: Verdict) -> None:
        """Let the modalities judged after this one know its outcome."""
        self.verdicts[verdict.code] = verdict
        self.shown[f"outcome.{verdict.code}"] = verdict.outcome

    def __getitem__(self, path: str) -> Any:
        """The value at PATH, None when unknown or out of date."""
        return self.values.get(path)

    def supposing(self, changes: Mapping[str, Any]) -> Facts:
        """These facts with other values at some paths, as if somebody had told them; what follows from them is worked out anew.

        A path of a lesion is the same for every one; `outcome.…` is what another modality would be.
        """
        other: Facts = object.__new__(Facts)
        other.limits, other.as_of, other.history = self.limits, self.as_of, self.history
        other.out_of_date, other.at_least = self.out_of_date, self.at_least
        other.values = {**self.values, **changes}
        listed = self.lesions.listed
        for path, value in changes.items():
            if path.startswith("lesions."):
                key = path.removeprefix("lesions.")
                listed = [lesion | {key: value} for lesion in listed]
        other.lesions = Lesions(listed, other.values)
        outcomes = {
            path.removeprefix("outcome."): value for path, value in changes.items() if path.startswith("outcome.")
        }
        other.verdicts = self.verdicts | {
            code: replace(self.verdicts[code], outcome=value, missing=()) for code, value in outcomes.items()
        }
        return other

    def upper_limit(self, path: str, house: Band) -> Number:
        """The laboratory's upper limit of normal, or the house's."""
        own: Number | None = self.values.get(f"{path}.upper_limit")
        return self.limits(house).met if own is None else own

    def _too_old(self, told: Mapping[str, Any], case: Mapping[str, Any]) -> dict[str, str]:
        """The paths told but out of date, each with its day."""
        last_bloods = (self.as_of - timedelta(days=int(self.limits(BLOODS_AGE).met))).isoformat()
        old = {
            f"labs.{name}": lab["date"]
            for name, lab in (case.get("labs") or {}).items()
            if lab and (lab.get("date") or "9") < last_bloods
        }
        for dated, paths, age in (
            ("liver.imaging_date", SEEN_ON_IMAGING, IMAGING_AGE),
            ("tumour.sstr_date", SEEN_ON_RECEPTOR_IMAGING, SSTR_AGE),
            ("heart.echo_date", SEEN_ON_ECHO, ECHO_AGE),
        ):
            seen = told.get(dated)
            if seen and add_months(date.fromisoformat(seen), int(self.limits(age).met)) < self.as_of:
                old.update(dict.fromkeys(paths, seen))
        return {path: day for path, day in old.items() if path in told}

    def _work_out(self) -> None:
        """Put beside the told what replaces it: counts, sizes, clearances, age, remnant."""
        lesions, values = self.lesions, self.values
        for path, largest, known in (
            ("largest_lesion_mm", lesions.largest, lesions.largest_known),
            ("surgery.largest_to_ablate_mm", lesions.largest_to_ablate, lesions.largest_known_to_ablate),
        ):
            if largest is None and known is not None:
                self.at_least[path] = known
            _set(values, path, largest)
        for path, cleared in (
            ("surgery.resection_alone", lesions.cleared_alone),
            ("surgery.combined", lesions.cleared_combined),
            ("surgery.staged", lesions.cleared_staged),
        ):
            _set(values, path, cleared.shown())
        _set(values, "lesion_count", lesions.count)
        _set(values, "earlier_treatments", self.history.shown())
        _set(values, "surgery.lesions_to_ablate", lesions.number_to_ablate)
        _set(values, "surgery.resectable_part", lesions.resectable_part)
        if "patient.age_years" not in values and "patient.birth_year" in values:
            values["patient.age_years"] = self.as_of.year - values["patient.birth_year"]
        if "intended.whole_liver" not in values and values.get("intended.territory") == "whole-liver":
            values["intended.whole_liver"] = True
        _set(values, "liver.flr_percent", self._flr())

    # Tumour

    @cached_property
    def grading(self) -> Grading:
        """The class by differentiation, Ki-67, mitoses and the stated grade: the highest wins."""
        differentiation = self["tumour.differentiation"]
        if differentiation in ("nec", "minen"):
            return Grading(None, True)
        ki67, mitoses = self["tumour.ki67_percent"], self["tumour.mitoses_per_2mm2"]
        by_index = (
            None if ki67 is None else grade_of_ki67(ki67),
            None if mitoses is None else grade_of_mitoses(mitoses),
            self["tumour.grade"],
        )
        grade = max(filter(None, by_index), default=None)
        if differentiation == "net":
            return Grading(grade, False, () if grade else ("tumour.grade",))
        if grade is None:
            return Grading(None, None, ("tumour.differentiation", "tumour.grade"), ("tumour.differentiation",))
        if grade == "g3":  # NET G3 or NEC: the index alone cannot tell
            return Grading(None, None, ("tumour.differentiation",), ("tumour.differentiation",))
        return Grading(grade, False)

    @cached_property
    def serotonin(self) -> bool | None:
        """A functioning tumour whose syndrome is carcinoid, or not named."""
        functional = self["tumour.functional"]
        if functional is None:
            return None
        return functional != "none" and self["tumour.syndrome"] in ("carcinoid", None)

    @cached_property
    def octreotide_needed(self) -> bool | None:
        """Small-bowel or unknown primary, or a serotonin-functioning tumour."""
        site = self["tumour.primary_site"]
        return either(None if site is None else site in ("small-bowel", "unknown"), self.serotonin)

    @cached_property
    def severe(self) -> bool | None:
        """Refractory hormonal symptoms or severe pressure symptoms."""
        functional, pressure = self["tumour.functional"], self["tumour.pressure_symptoms"]
        return either(
            None if functional is None else functional == "refractory",
            None if pressure is None else pressure >= self.limits(PRESSURE_SEVERE).met,
        )

    @property
    def symptoms_missing(self) -> tuple[str, ...]:
        """The symptom facts nobody has told."""
        return self.untold("tumour.functional", "tumour.pressure_symptoms")

    @cached_property
    def has_symptoms(self) -> bool:
        """Any hormonal or pressure symptoms, as far as is known."""
        pressure = self["tumour.pressure_symptoms"]
        return self["tumour.functional"] in ("controlled", "refractory") or (
            pressure is not None and pressure >= self.limits(PRESSURE_ANY).met
        )

    @cached_property
    def portal_drained(self) -> bool | None:
        """Whether the primary drains into the portal vein, told or by its site."""
        told: bool | None = self["tumour.portal_drained"]
        return DRAINED_BY_THE_PORTAL_VEIN.get(self["tumour.primary_site"] or "") if told is None else told

    # Liver

    @cached_property
    def disseminated(self) -> bool | None:
        """Diffuse, or many metastases in both halves."""
        return self.lesions.disseminated(self.limits(DISSEM).met)

    @cached_property
    def child_pugh(self) -> int:
        """Child-Pugh points; an unknown item counts one."""
        return child_pugh(
            bilirubin=self["labs.bilirubin_umol_l"],
            albumin=self["labs.albumin_g_l"],
            inr=self["labs.inr"],
            ascites=self["liver.ascites"],
            encephalopathy=self["liver.encephalopathy_grade"],
        )

    @cached_property
    def tumour_ml(self) -> Number | None:
        """The tumour volume, told or from the burden."""
        told: Number | None = self["liver.tumour_volume_ml"]
        total, burden = self["liver.total_volume_ml"], self["liver.tumour_burden_percent"]
        return told if told is not None or total is None or burden is None else Decimal(total * burden) / 100

    @cached_property
    def uninvolved_ml(self) -> Number | None:
        """The liver without its tumour."""
        total: Number | None = self["liver.total_volume_ml"]
        return None if total is None or self.tumour_ml is None else total - self.tumour_ml

    def _flr(self) -> Number | None:
        """The future liver remnant in percent: told, by volumetry, or from the segments removed."""
        told: Number | None = self["liver.flr_percent"]
        if told is not None:
            return told
        remnant, total = self["liver.flr_volume_ml"], self["liver.total_volume_ml"]
        if remnant is not None and total is not None and self.tumour_ml is not None:
            measured = flr_percent(remnant_ml=remnant, total_ml=total, tumour_ml=self.tumour_ml)
            if measured is not None:
                return measured
        volumes, removed = self["liver.segment_volumes_ml"] or {}, self["surgery.segments_removed"]
        whole = sum(volumes.values()) if len(volumes) == len(SEGMENTS) else 0
        if removed is None or not whole:
            return None
        return rounded(Decimal(100) * sum(ml for segment, ml in volumes.items() if segment not in removed) / whole)

    def remnant_suffices(self, percent: Number | None) -> bool | None:
        """Whether a remnant of PERCENT is enough for this liver; for an unknown liver, whether it is enough or short for any."""
        if percent is None:
            return None
        background = self["liver.background"]
        if background is not None:
            return percent >= self.limits(FLR_MIN[background]).met
        needs = [self.limits(band).met for band in FLR_MIN.values()]
        return True if percent >= max(needs) else False if percent < min(needs) else None

    @cached_property
    def lung_dose(self) -> Number | None:
        """The predicted lung dose of this session, told or from shunt and activity."""
        told: Number | None = self["gates.lung_dose_gy"]
        activity, shunt = self["gates.planned_activity_gbq"], self["gates.lung_shunt_percent"]
        if told is not None or activity is None or shunt is None:
            return told
        return lung_dose_gy(activity_gbq=activity, shunt_percent=shunt, lung_kg=self["gates.lung_mass_kg"])

    def untold(self, *paths: str) -> tuple[str, ...]:
        """Those of PATHS nobody has told."""
        return tuple([path for path in paths if path not in self.values])


AS_IT_IS = frozenset({int, bool, str})  # most facts are, and need not be looked into


class Shown(dict[str, Any]):
    """The facts as JSON shows them; lesions, outcomes and earlier treatments when first asked for."""

    def __init__(self, facts: Facts) -> None:
        told = facts.values.items()
        super().__init__({path: value if type(value) in AS_IT_IS else plain(value) for path, value in told})
        self._lesions = facts.lesions  # not the facts, nor verdicts: rows hold this, and a ring of them is freed late
        self.update({f"outcome.{code}": verdict.outcome for code, verdict in facts.verdicts.items()})

    def __missing__(self, path: str) -> Any:
        value = plain(self._lesions.of(path.removeprefix("lesions."))) if path.startswith("lesions.") else None
        self[path] = value
        return value


def plain(value: Any) -> Any:
    """VALUE as JSON writes it: no decimals, 42.1 and not 42.10000001."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    return value


def _told(case: Mapping[str, Any]) -> dict[str, Any]:
    """The case as dotted paths with what somebody told, numbers as decimals."""
    told = {
        f"{section}.{key}": exact(value)
        for section in SECTIONS
        for key, value in (case.get(section) or {}).items()
        if value is not None
    }
    for name, lab in (case.get("labs") or {}).items():
        if lab and lab.get("value") is not None:
            told[f"labs.{name}"] = exact(lab["value"])
            _set(told, f"labs.{name}.upper_limit", exact(lab.get("upper_limit")))
    for key in ("lesions", "lesion_count", "largest_lesion_mm", "earlier_treatments"):
        _set(told, key, exact(case.get(key)))
    return told


def exact(value: Any) -> Any:
    """Floats as the decimals they are written as; what is null inside an object is left out."""
    if type(value) is float:
        return Decimal(repr(value))
    if type(value) is dict:
        return {key: exact(part) for key, part in value.items() if part is not None}
    if type(value) is list:
        return [exact(part) for part in value]
    return value


def _set(values: dict[str, Any], path: str, value: Any) -> None:
    if value is not None:
        values[path] = value

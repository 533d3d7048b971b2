"""Judgements that belong to one presentation, not to the patient (clinical.md 2.0, 5.2; case format)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from patients.items.item import ABOVE_ZERO, IMAGING, PERCENT, Item, Kind, span
from patients.quantities import Words


def _surgery(code: str, kind: Kind, label: Words, **more: Any) -> Item:
    return Item(f"surgery.{code}", kind, label, group="surgery", supplier="surgery", **more)


SURGERY = (
    _surgery(
        "resectable",
        "code",
        _("Resectable"),
        choices=(("yes", _("Yes")), ("uncertain", _("Uncertain")), ("no", _("No"))),
        help=_("The surgeon's judgement on complete or maximal resection."),
    ),
    _surgery("resectable_part", "flag", _("Something can be resected, even if not all")),
    _surgery("segments_removed", "segments", _("Segments removed")),
    _surgery(
        "approach",
        "code",
        _("Approach"),
        choices=(("open", _("Open")), ("laparoscopic", _("Laparoscopic"))),
    ),
    _surgery("laparoscopic_suitable", "flag", _("Suitable for laparoscopy")),
    _surgery("major_steps", "integer", _("Major steps"), **span("0", "4", "0")),
    _surgery("synchronous_primary_resection", "flag", _("Primary resected in the same operation")),
    _surgery("prior_major_hepatectomy", "flag", _("Earlier major hepatectomy")),
    *(
        _surgery(f"{plan}.{measure}_percent", "number", label, unit="%", **PERCENT, age_limit=IMAGING)
        for plan, measure, label in (
            ("resection_alone", "count", _("Resection alone removes, by number")),
            ("resection_alone", "volume", _("Resection alone removes, by volume")),
            ("combined", "count", _("Resection and ablation remove, by number")),
            ("combined", "volume", _("Resection and ablation remove, by volume")),
            ("staged", "count", _("Both stages remove, by number")),
            ("staged", "volume", _("Both stages remove, by volume")),
        )
    ),
    _surgery("lesions_to_ablate", "integer", _("Lesions to ablate"), **span("0", "999", "0"), age_limit=IMAGING),
    _surgery(
        "largest_to_ablate_mm",
        "number",
        _("Largest lesion to ablate"),
        unit="mm",
        **span("1", "300", ABOVE_ZERO, "300"),  # as one lesion: trust.md B2
        age_limit=IMAGING,
    ),
    _surgery(
        "combined_flr_percent",
        "number",
        _("Future liver remnant after the combined plan"),
        unit="%",
        **PERCENT,
        age_limit=IMAGING,
    ),
)


def _gate(code: str, kind: Kind, label: Words, *, supplier: str = "radiology", **more: Any) -> Item:
    return Item(f"gates.{code}", kind, label, group="gates", supplier=supplier, **more)


GATES = (
    _gate("antibiotics_planned", "flag", _("Antibiotics planned")),
    _gate("octreotide_planned", "flag", _("Octreotide planned")),
    _gate("lung_shunt_percent", "number", _("Lung shunt"), unit="%", **PERCENT, supplier="nuclear-medicine"),
    _gate(
        "lung_dose_gy",
        "number",
        _("Lung dose of this session"),
        unit="Gy",
        **span("0", "500", "0"),
        supplier="nuclear-medicine",
    ),
    _gate(
        "lung_dose_cumulative_gy",
        "number",
        _("Lung dose of all sessions"),
        unit="Gy",
        **span("0", "1000", "0"),
        supplier="nuclear-medicine",
    ),
    _gate(
        "planned_activity_gbq",
        "number",
        _("Planned activity"),
        unit="GBq",
        **span("0", "20", "0"),
        supplier="nuclear-medicine",
    ),
    _gate(
        "lung_mass_kg",
        "number",
        _("Lung mass"),
        unit="kg",
        **span("0.1", "3", ABOVE_ZERO),
        supplier="nuclear-medicine",
        help=_("1 kg when nothing is stated."),
    ),
    _gate(
        "microspheres",
        "code",
        _("Microspheres"),
        choices=(("resin", _("Resin")), ("glass", _("Glass"))),
        supplier="nuclear-medicine",
    ),
    _gate(
        "gi_shunt",
        "code",
        _("Gastrointestinal deposition"),
        choices=(
            ("none", _("None")),
            ("correctable", _("Correctable")),
            ("uncorrectable", _("Uncorrectable")),
        ),
    ),
    _gate("tare_sessions_booked", "integer", _("Sessions booked, work-up included"), **span("0", "10", "0")),
    _gate("flr_percent_after_pve", "number", _("Future liver remnant after embolisation"), unit="%", **PERCENT),
    # percentage points: a remnant cannot lose or gain more than all of the liver
    _gate("hypertrophy_points", "number", _("Hypertrophy"), unit="%-points", **span("-50", "100", "-100", "100")),
    _gate("kinetic_growth_percent_per_week", "number", _("Kinetic growth"), unit="%/week", **span("-10", "50", "-100")),
    _gate(
        "liver_under_15gy_ml",
        "number",
        _("Liver kept under 15 Gy"),
        unit="mL",
        **span("0", "8000", "0"),
        supplier="radiotherapy",
        help=_("In 3 fractions."),
    ),
    _gate(
        "sbrt_organ_doses_ok",
        "flag",
        _("Doses to neighbouring organs accepted"),
        supplier="radiotherapy",
        help=_("Stomach, duodenum, bowel, duct; with a plan for motion."),
    ),
)

TERRITORIES = (
    ("right", _("Right hemiliver")),
    ("left", _("Left hemiliver")),
    ("whole-liver", _("Whole liver")),
    ("segments", _("Segments")),
)


def _intended(code: str, kind: Kind, label: Words, *, supplier: str = "radiology", **more: Any) -> Item:
    return Item(f"intended.{code}", kind, label, group="intended", supplier=supplier, **more)


INTENDED = (
    _intended("territory", "code", _("Intended territory"), choices=TERRITORIES),
    _intended("segments", "segments", _("Intended segments")),
    _intended("date", "date", _("Intended date")),
    _intended("whole_liver", "flag", _("All sessions together cover the whole liver")),
    _intended(
        "debulking_enables_other_treatment", "flag", _("Debulking enables another treatment"), supplier="surgery"
    ),
)

SERVICES = tuple(
    Item(f"services.{code}", "flag", label, group="services", supplier="site")
    for code, label in (
        ("srfa", _("Stereotactic ablation")),
        ("tare", _("Radioembolisation")),
        ("sbrt", _("Stereotactic radiotherapy")),
        ("prrt", _("PRRT")),
        ("deb_tace", _("Chemoembolisation with drug-eluting beads")),
        ("lt_referral", _("Referral for liver transplantation")),
    )
)

# One row for each lesion of a work-up.
LESION_ITEMS = (
    Item(
        "lesion.plan",
        "code",
        _("Plan"),
        choices=(
            ("resect", _("Resect")),
            ("resect-second-stage", _("Resect in the second stage")),
            ("ablate", _("Ablate")),
            ("leave", _("Leave")),
        ),
        group="lesion",
        supplier="surgery",
    ),
    Item("lesion.wedge_resectable", "flag", _("Removable with little parenchyma"), group="lesion", supplier="surgery"),
)

WORKUP_ITEMS = (*SURGERY, *GATES, *INTENDED, *SERVICES)

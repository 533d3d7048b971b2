"""Facts about the liver and the metastases as a whole (clinical.md 3.3, 3.4, 3.11, 5.2)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from patients.items.item import ABOVE_ZERO, IMAGING, LISTED, PERCENT, Item, Kind, scale, span, steps
from patients.quantities import Words

ENCEPHALOPATHY = scale(_("0: none"), _("Grade 1"), _("Grade 2"), _("Grade 3"), _("Grade 4"))
SEGMENT_NAMES = (
    ("1", _("Volume of segment 1 (caudate)")),
    ("2", _("Volume of segment 2")),
    ("3", _("Volume of segment 3")),
    ("4a", _("Volume of segment 4a")),
    ("4b", _("Volume of segment 4b")),
    ("5", _("Volume of segment 5")),
    ("6", _("Volume of segment 6")),
    ("7", _("Volume of segment 7")),
    ("8", _("Volume of segment 8")),
)


def _liver(code: str, kind: Kind, label: Words, *, supplier: str = "radiology", **more: Any) -> Item:
    return Item(f"liver.{code}", kind, label, group="liver", supplier=supplier, **more)


def _imaged(code: str, kind: Kind, label: Words, **more: Any) -> Item:
    """A fact that rests on the liver CT or MRI, and ages with it."""
    return _liver(code, kind, label, age_limit=IMAGING, **more)


METASTASES = (
    Item("list.lesions", "code", _("Liver metastases"), choices=LISTED, group="liver", supplier="radiology"),
    Item(
        "lesion_count",
        "integer",
        _("Number of liver metastases"),
        **span("1", "999", "1"),  # none at all is said by list.lesions
        group="liver",
        age_limit=IMAGING,
        supplier="radiology",
        help=_("All of them, also those not listed one by one."),
    ),
    Item(
        "largest_lesion_mm",
        "number",
        _("Largest liver metastasis"),
        unit="mm",
        **span("1", "300", ABOVE_ZERO, "300"),  # as one lesion: trust.md B2
        group="liver",
        age_limit=IMAGING,
        supplier="radiology",
    ),
    _imaged("diffuse", "flag", _("Diffuse or too many to count")),
    _imaged(
        "hemilivers",
        "code",
        _("Hemilivers with metastases"),
        choices=(("right", _("Right")), ("left", _("Left")), ("both", _("Both"))),
    ),
    _imaged(
        "frilling",
        "code",
        _("Spread pattern (Frilling)"),
        choices=(
            ("I", _("I: a single metastasis of any size")),
            ("II", _("II: one dominant bulk with smaller deposits, both lobes")),
            ("III", _("III: disseminated in both lobes")),
        ),
    ),
)

VOLUMES = (
    _imaged("tumour_burden_percent", "number", _("Share of the liver that is tumour"), unit="%", **PERCENT),
    _imaged(
        "burden_method",
        "code",
        _("Tumour share found by"),
        choices=(
            ("volumetry", _("Volumetry")),
            ("visual", _("Visual estimate")),
            ("ellipsoid-sum", _("Sum of ellipsoids")),
        ),
    ),
    _imaged(
        "total_volume_ml",
        "number",
        _("Liver volume, tumour included"),
        unit="mL",
        **span("300", "8000", ABOVE_ZERO),
    ),
    _imaged("tumour_volume_ml", "number", _("Tumour volume"), unit="mL", **span("0", "8000", "0")),
    _imaged(
        "flr_percent",
        "number",
        _("Future liver remnant"),
        unit="%",
        **PERCENT,
        help=_("After the planned resection in one step."),
    ),
    _imaged("flr_volume_ml", "number", _("Future liver remnant, volume"), unit="mL", **span("0", "8000", "0")),
    _imaged(
        "flr_method",
        "code",
        _("Remnant set against"),
        choices=(
            ("non-tumour", _("Measured liver without tumour")),
            ("vauthey", _("Standard liver volume (Vauthey)")),
            ("urata", _("Standard liver volume (Urata)")),
        ),
    ),
    *(
        _imaged(f"segment_volumes_ml.{segment}", "number", label, unit="mL", **span("0", "4000", "0"))
        for segment, label in SEGMENT_NAMES
    ),
)

PARENCHYMA = (
    _liver(
        "background",
        "code",
        _("Liver without the tumour"),
        choices=(("normal", _("Normal")), ("injured", _("Injured")), ("cirrhosis", _("Cirrhosis"))),
        help=_("Injured: chemotherapy over three months, steatosis, fibrosis."),
    ),
    _imaged(
        "portal_vein",
        "code",
        _("Portal vein"),
        choices=(
            ("patent", _("Patent")),
            ("branch", _("Branch thrombosed or occluded")),
            ("main", _("Main trunk thrombosed or occluded")),
        ),
    ),
    _liver("coeliac_stenosis", "flag", _("Coeliac stenosis")),
    _liver("hepatic_artery_variant", "text", _("Variant of the hepatic artery")),
    _liver(
        "biliary",
        "code",
        _("Bile ducts"),
        choices=(
            ("normal", _("Normal")),
            ("anastomosis", _("Bilio-enteric anastomosis")),
            ("sphincterotomy", _("Sphincterotomy")),
            ("stent", _("Stent")),
            ("dilatation", _("Dilatation")),
            ("obstruction", _("Obstruction")),
        ),
    ),
    _liver("cholangitis", "flag", _("Active cholangitis or liver infection"), supplier="referrer"),
    _liver("active_hepatitis", "flag", _("Active hepatitis"), supplier="referrer"),
    _liver(
        "ascites",
        "code",
        _("Ascites"),
        choices=(("none", _("None")), ("mild", _("Mild")), ("moderate", _("Moderate or more"))),
    ),
    _liver(
        "encephalopathy_grade",
        "integer",
        _("Hepatic encephalopathy"),
        choices=ENCEPHALOPATHY,
        **steps(ENCEPHALOPATHY),
        supplier="referrer",
    ),
    _liver(
        "varices",
        "code",
        _("Oesophageal varices"),
        choices=(("none", _("None")), ("treated", _("Treated")), ("untreated", _("Untreated"))),
        supplier="referrer",
    ),
)

LIVER = (*METASTASES, *VOLUMES, *PARENCHYMA)

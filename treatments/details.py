"""What is asked about a treatment performed, by modality (clinical.md 5.4). Stored on the course, in this order."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Detail:
    """One question about a procedure: a number with its range, a choice, or words."""

    name: str
    label: Any
    kind: str = "text"  # text, number, choice, flag
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    choices: tuple[tuple[str, Any], ...] = ()


def _number(name: str, label: Any, unit: str = "", low: str | None = None, high: str | None = None) -> Detail:
    return Detail(name, label, "number", unit, Decimal(low) if low else None, Decimal(high) if high else None)


MARGIN = Detail("r_status", _("Margin"), "choice", choices=(("R0", "R0"), ("R1", "R1"), ("R2", "R2")))
RESECTION = (
    Detail("brisbane", _("Operation (Brisbane 2000)")),
    MARGIN,
    _number("removed", _("Lesions removed"), low="0", high="999"),
    _number("left", _("Lesions left"), low="0", high="999"),
)
ABLATION = (
    Detail("energy", _("Energy"), "choice", choices=(("rf", _("Radiofrequency")), ("mw", _("Microwaves")))),
    _number("needles", _("Needles"), low="1", high="20"),
    Detail(
        "guidance",
        _("Guidance"),
        "choice",
        choices=(
            ("ultrasound", _("Ultrasound")),
            ("ct", "CT"),
            ("mri", "MRI"),
            ("fusion", _("Image fusion")),
            ("stereotactic", _("Stereotactic")),
            ("intraoperative-us", _("Intra-operative ultrasound")),
        ),
    ),
    _number("minutes", _("Minutes"), "min", "0", "600"),
    _number("max_temperature", _("Highest temperature"), "°C", "40", "150"),
    _number("margin", _("Smallest margin"), "mm", "0", "50"),
    Detail(
        "a_status",
        _("Result"),
        "choice",
        choices=(
            ("A0", _("A0: complete, margin at least 5 mm all round")),
            ("A1", _("A1: covered, margin below 5 mm somewhere")),
            ("A2", _("A2: tumour left")),
        ),
    ),
)
EMBOLISATION = (
    Detail("agent", _("Agent")),
    _number("particle_size", _("Particle size"), "µm", "1", "2000"),
    Detail("drug", _("Drug and dose")),
    Detail("stasis", _("Stasis reached"), "flag"),
)
RADIOEMBOLISATION = (
    _number("lung_shunt", _("Lung shunt"), "%", "0", "100"),
    _number("planned_activity", _("Planned activity"), "GBq", "0.1", "20"),
    _number("given_activity", _("Given activity"), "GBq", "0.1", "20"),
    _number("lung_dose", _("Lung dose"), "Gy", "0", "500"),
    _number("session", _("Session number"), low="1", high="10"),
)
RADIOTHERAPY = (_number("dose", _("Dose"), "Gy", "0", "100"), _number("fractions", _("Fractions"), low="1", high="10"))

DETAILS: Mapping[str, tuple[Detail, ...]] = {
    **dict.fromkeys(("resection", "two-stage", "debulking"), RESECTION),
    "resection-ablation": (*RESECTION, *ABLATION),
    **dict.fromkeys(("ablation", "stereotactic-ablation"), ABLATION),
    **dict.fromkeys(("tae", "ctace", "deb-tace"), EMBOLISATION),
    "tare": RADIOEMBOLISATION,
    "sbrt": RADIOTHERAPY,
}

APPROACHES: Mapping[str, tuple[tuple[str, Any], ...]] = {
    **dict.fromkeys(
        ("resection", "resection-ablation", "two-stage", "debulking"),
        (("open", _("Open")), ("laparoscopic", _("Laparoscopic"))),
    ),
    **dict.fromkeys(
        ("ablation", "stereotactic-ablation"),
        (("percutaneous", _("Percutaneous")), ("laparoscopic", _("Laparoscopic")), ("open", _("Open"))),
    ),
    **dict.fromkeys(
        ("tae", "ctace", "deb-tace", "tare"),
        (("femoral", _("Transarterial, groin")), ("radial", _("Transarterial, wrist"))),
    ),
}

# clinical.md 2.14; fever above 38 °C or for more than a week after embolisation is an alert of its own.
COMPLICATIONS: tuple[tuple[str, Any], ...] = (
    ("bleeding", _("Bleeding")),
    ("bile-leak", _("Bile leak")),
    ("liver-failure", _("Liver failure")),
    ("infection", _("Infection or abscess")),
    ("thrombosis", _("Thrombosis")),
    ("carcinoid-crisis", _("Carcinoid crisis")),
    ("pain", _("Pain")),
    ("fever", _("Fever")),
    ("fever-alert", _("Fever above 38 °C, or for more than a week")),
    ("tiredness", _("Tiredness")),
    ("confusion", _("Confusion")),
    ("biloma", _("Biloma")),
    ("cholecystitis", _("Cholecystitis")),
    ("renal-failure", _("Renal failure")),
    ("bile-duct", _("Bile-duct stricture or cholangitis")),
    ("organ-injury", _("Injury to bowel or diaphragm")),
    ("pneumothorax", _("Pneumothorax")),
    ("reild", _("Radioembolisation-induced liver disease")),
    ("pneumonitis", _("Radiation pneumonitis")),
    ("ulcer", _("Gastroduodenal ulcer")),
    ("blood-count", _("Low blood count")),
    ("death", _("Death")),
    ("other", _("Other")),
)


def shown_details(kind: str, stored: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """The details of a treatment performed, in words with their units; only what was answered."""
    asked = {detail.name: detail for detail in DETAILS.get(kind, ())}
    return [(asked[name].label, _shown(asked[name], value)) for name, value in stored.items() if name in asked]


def _shown(detail: Detail, value: Any) -> Any:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if detail.choices:
        return dict(detail.choices).get(value, value)
    return f"{value}\u00a0{detail.unit}".rstrip()

"""Facts about the person: fitness, drugs, allergies, the wish (clinical.md 3.5, 5.1)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from patients.items.item import ABOVE_ZERO, LISTED, Item, Kind, scale, span, steps
from patients.quantities import Words

ECOG = scale(
    _("0: fully active"),
    _("1: restricted in strenuous activity, ambulatory"),
    _("2: self-caring, not working, up more than half of waking hours"),
    _("3: limited self-care, in bed or chair more than half of waking hours"),
    _("4: completely disabled"),
)
ASA = scale(
    _("I: healthy"),
    _("II: mild systemic disease"),
    _("III: severe systemic disease"),
    _("IV: severe disease, constant threat to life"),
    _("V: moribund"),
    first=1,
)


def _fitness(code: str, kind: Kind, label: Words, *, supplier: str = "referrer", **more: Any) -> Item:
    return Item(f"fitness.{code}", kind, label, group="fitness", supplier=supplier, **more)


FITNESS = (
    _fitness("ecog", "integer", _("Performance status (ECOG)"), choices=ECOG, **steps(ECOG)),
    _fitness("asa", "integer", _("ASA class"), choices=ASA, **steps(ASA), supplier="anaesthesia"),
    _fitness(
        "anaesthesia",
        "code",
        _("General anaesthesia"),
        choices=(
            ("acceptable", _("Acceptable")),
            ("caution", _("With caution")),
            ("unacceptable", _("Unacceptable")),
        ),
        supplier="anaesthesia",
    ),
    _fitness("life_expectancy_under_3_months", "flag", _("Life expectancy judged below three months")),
    _fitness("pacemaker", "flag", _("Pacemaker or ICD")),
    _fitness("pregnancy", "flag", _("Pregnant, or pregnancy not excluded")),
    Item(
        "list.comorbidities",
        "code",
        _("Other diseases"),
        choices=LISTED,
        group="fitness",
        supplier="referrer",
    ),
    Item(
        "patient.height_cm",
        "number",
        _("Height"),
        "cm",
        **span("100", "230", ABOVE_ZERO),
        group="fitness",
        supplier="referrer",
    ),
    Item(
        "patient.weight_kg",
        "number",
        _("Weight"),
        "kg",
        **span("25", "300", ABOVE_ZERO),
        group="fitness",
        supplier="referrer",
    ),
)


def _drug(code: str, kind: Kind, label: Words, **more: Any) -> Item:
    return Item(f"drugs.{code}", kind, label, group="drugs", supplier="referrer", **more)


DRUGS = (
    Item("list.drugs", "code", _("Current drugs"), choices=LISTED, group="drugs", supplier="referrer"),
    _drug(
        "ssa",
        "code",
        _("Somatostatin analogue"),
        choices=(("none", _("None")), ("short-acting", _("Short-acting")), ("long-acting", _("Long-acting"))),
    ),
    _drug("antithrombotic", "flag", _("Antithrombotic drug")),
    _drug("antiangiogenic", "flag", _("Antiangiogenic drug")),
    _drug("ppi", "flag", _("Proton-pump inhibitor"), help=_("Raises chromogranin A.")),
    _drug("metformin", "flag", _("Metformin")),
)


def _allergy(code: str, label: Words) -> Item:
    return Item(f"allergies.{code}", "flag", label, group="allergies", supplier="referrer")


ALLERGIES = (
    Item("list.allergies", "code", _("Allergies"), choices=LISTED, group="allergies", supplier="referrer"),
    _allergy("contrast", _("Allergic to contrast medium")),
    _allergy("antibiotics", _("Allergic to antibiotics")),
    _allergy("octreotide", _("Allergic to octreotide")),
)

WISH = (Item("patient.wish", "text", _("What the patient wishes"), group="wish", supplier="referrer"),)

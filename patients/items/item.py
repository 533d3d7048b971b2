"""What one fact of the catalogue is, and the few words all facts share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from django.utils.translation import gettext_lazy as _

from patients.quantities import Words

type Kind = Literal["number", "integer", "code", "flag", "text", "date", "segments"]  # the last two only in a work-up
type Choices = tuple[tuple[str, Words], ...]


class AgeLimit(NamedTuple):
    """How old a fact may be, and the band of the rules that says so."""

    unit: Literal["days", "months"]
    amount: int
    band: str


# Older than this, a fact counts as unknown: clinical.md 2.0 AGE_LIMITS_DATA, read by case format decision 4.
BLOODS = AgeLimit("days", 30, "BLOODS_AGE")
IMAGING = AgeLimit("months", 3, "IMAGING_AGE")
RECEPTOR_IMAGING = AgeLimit("months", 12, "SSTR_AGE")
ECHO = AgeLimit("months", 12, "ECHO_AGE")

ABOVE_ZERO = Decimal("0.0001")  # the columns keep four decimals, so this is the least number above zero

GROUPS: Mapping[str, Words] = {
    "tumour": _("Tumour"),
    "fitness": _("Fitness"),
    "liver": _("Liver"),
    "labs": _("Blood and urine"),
    "heart": _("Heart"),
    "symptoms": _("Symptoms"),
    "drugs": _("Drugs"),
    "allergies": _("Allergies"),
    "wish": _("The patient's wish"),
    # of a work-up, not of a patient:
    "surgery": _("Surgical judgement"),
    "gates": _("Before the procedure"),
    "intended": _("Intended treatment"),
    "services": _("Offered at this hospital"),
    "lesion": _("Plan for one lesion"),
}

SUPPLIERS: Mapping[str, Words] = {
    "referrer": _("Referrer"),
    "radiology": _("Radiology"),
    "laboratory": _("Laboratory"),
    "pathology": _("Pathology"),
    "nuclear-medicine": _("Nuclear medicine"),
    "cardiology": _("Cardiology"),
    "surgery": _("Surgery"),
    "anaesthesia": _("Anaesthesia"),
    "radiotherapy": _("Radiotherapy"),
    "site": _("Settings of the hospital"),
}


@dataclass(frozen=True, eq=False)
class Item:
    """One clinical fact: outside `low` to `high` a person must confirm it, outside the hard ends it cannot be."""

    code: str  # its path in the case format, where it has one
    kind: Kind
    label: Words
    unit: str = ""  # the unit it is stored in
    low: Decimal | None = None
    high: Decimal | None = None
    hard_low: Decimal | None = None
    hard_high: Decimal | None = None
    choices: Choices = ()
    units: Mapping[str, Decimal | None] = field(default_factory=dict)  # other unit: factor; None: never converted
    group: str = field(kw_only=True)
    age_limit: AgeLimit | None = field(default=None, kw_only=True)
    upper_normal: Decimal | None = field(default=None, kw_only=True)  # given where two units are easily confused
    has_upper_limit: bool = field(default=False, kw_only=True)  # of normal, of the laboratory, read beside the value
    supplier: str = field(kw_only=True)  # who usually knows
    help: Words = field(default="", kw_only=True)

    @property
    def is_numeric(self) -> bool:
        return self.kind in {"number", "integer"}

    @property
    def is_sample(self) -> bool:
        """Taken anew each time: a new value stands beside the old one, of another day, and takes nothing back."""
        return self.group == "labs"

    @property
    def allows_negative(self) -> bool:
        return self.hard_low is not None and self.hard_low < 0

    def is_possible(self, value: Decimal) -> bool:
        return _between(value, self.hard_low, self.hard_high)

    def is_plausible(self, value: Decimal) -> bool:
        return _between(value, self.low, self.high)

    def other_units(self, figure: Decimal, unit: str) -> tuple[str, ...]:
        """The units in which this figure would be more likely than in the one given: "mg/dL?" (trust.md B6)."""
        factors = {self.unit: Decimal(1)} | {name: factor for name, factor in self.units.items() if factor}
        value = figure * factors.get(unit, Decimal(1))
        readings = {name: figure * factor for name, factor in factors.items() if name != unit}
        if not self.is_plausible(value):
            return tuple(name for name, reading in readings.items() if self.is_plausible(reading))
        if self.upper_normal is None or (unit != self.unit and value <= 3 * self.upper_normal):
            return ()
        return tuple(name for name, reading in readings.items() if reading <= self.upper_normal)

    def says(self, value: object) -> Words:
        """The word for a stored choice, or yes or no; anything else as it is."""
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        return dict(self.choices).get(str(value), str(value))


def _between(value: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def span(
    low: str | None, high: str | None, hard_low: str | Decimal | None, hard_high: str | None = None
) -> dict[str, Any]:
    """The four ends of a range, as keyword arguments of Item."""
    ends = {"low": low, "high": high, "hard_low": hard_low, "hard_high": hard_high}
    return {name: Decimal(end) for name, end in ends.items() if end is not None}


PERCENT = span("0", "100", "0", "100")


def scale(*words: Words, first: int = 0) -> Choices:
    """Numbered steps with the words for each."""
    return tuple((str(step), word) for step, word in enumerate(words, start=first))


def steps(choices: Choices) -> dict[str, Any]:
    """The range of a numbered scale: outside it there is no such step."""
    first, last = choices[0][0], choices[-1][0]
    return span(first, last, first, last)


LISTED: Choices = (
    ("none", _("None: asked, and there are none")),
    ("listed", _("Listed")),
    ("unobtainable", _("Could not be found out")),
)

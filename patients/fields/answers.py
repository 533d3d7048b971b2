"""An answer as a person typed it, and as the record keeps it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, Protocol, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from patients.fields.shown import amount, shown
from patients.items import Item, by_code
from patients.models import State
from patients.quantities import listed


class Row(Protocol):
    """A stored answer: `patients.models.base.Finding`."""

    item: str
    state: str
    number: Decimal | None
    text: str
    printed: str
    unit: str
    upper_limit: Decimal | None
    confirmed: bool


@dataclass(frozen=True)
class Stated:
    """An answer to one item. `value` is in the item's own unit; `printed` and `unit` are as typed."""

    state: str
    value: Any = None  # None beside a `printed` figure: the unit depends on the assay and is never converted
    printed: str = ""
    unit: str = ""
    upper_limit: Decimal | None = None  # of normal, in the unit of the value
    confirmed: bool = False  # unusual, and the person said that it is right

    def columns(self) -> dict[str, Any]:
        """The answer as the columns of a Finding."""
        value = self.value
        is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        if isinstance(value, bool):
            text = "yes" if value else "no"
        elif value is None:
            text = f"{self.printed} {self.unit}".strip()
        else:
            text = "" if is_number else listed(value) if isinstance(value, tuple) else str(value)
        return {
            "state": self.state,
            "number": Decimal(value) if is_number else None,
            "text": text,
            "printed": self.printed,
            "unit": self.unit,
            "upper_limit": self.upper_limit,
            "confirmed": self.confirmed,
        }


class Typed(NamedTuple):
    """What is posted for one item."""

    text: str = ""
    state: str = ""
    unit: str = ""
    confirmed: bool = False
    upper_limit: str = ""

    @classmethod
    def of(cls, value: Any) -> Self:
        """What to show for an initial value: an answer, a stored row, or a bare value."""
        if value is None or isinstance(value, cls):
            return value or cls()
        if isinstance(value, Stated):
            return cls._of_stated(value)
        if hasattr(value, "printed"):
            return cls._of_row(value)
        return cls(cls._words(value), State.VALUE)

    @classmethod
    def _of_stated(cls, answer: Stated) -> Self:
        text = answer.printed or cls._words(answer.value)
        return cls(text, answer.state, answer.unit, answer.confirmed)

    @classmethod
    def _of_row(cls, row: Row) -> Self:
        text = row.printed or (shown(row.number) if row.number is not None else row.text)
        return cls(text, row.state, row.unit, row.confirmed, cls._limit(row))

    @staticmethod
    def _limit(row: Row) -> str:
        """The upper limit in the unit the value was typed in."""
        item = by_code.get(row.item)
        if row.upper_limit is None or item is None:
            return ""
        factor = item.units.get(row.unit) or Decimal(1)
        return shown((row.upper_limit / factor).quantize(Decimal("0.0001")))

    @staticmethod
    def _words(value: Any) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, dt.date):
            return value.isoformat()
        return shown(value)

    @property
    def answer(self) -> tuple[str, str, str, str]:
        """What it says, without what the page had chosen by itself."""
        text = self.text.strip()
        state = State.VALUE if text and self.state in {"", State.NOT_ASKED} else self.state or State.NOT_ASKED
        return text, str(state), self.unit if text else "", self.upper_limit.strip()


def doubt(item: Item, figure: Decimal, unit: str, value: Decimal) -> ValidationError | None:
    """Why a possible value should be looked at twice: outside the usual range, or likelier in another unit."""
    others = item.other_units(figure, unit)
    if others:
        message = _("%(value)s is unusual. Was it measured in %(others)s? If it is right as it stands, tick the box.")
        params = {"value": amount(figure, unit), "others": " / ".join(others)}
        return ValidationError(message, code="implausible", params=params)
    if item.is_plausible(value):
        return None
    message = _("%(value)s is unusual: expected is %(low)s to %(high)s. If it is right, tick the box.")
    params = {"value": amount(figure, unit), "low": shown(item.low), "high": amount(item.high, item.unit)}
    return ValidationError(message, code="implausible", params=params)

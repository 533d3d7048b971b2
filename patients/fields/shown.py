"""Values as text in the reader's language, always so that the grammars read the same value back."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import formats

from patients.quantities import Censored, listed, written


def shown(value: Any) -> str:
    """The text for a box; a decimal sign of the reader's language, no thousands."""
    match value:
        case None:
            return ""
        case Decimal():
            return written(value, str(formats.get_format("DECIMAL_SEPARATOR")))
        case (Decimal(), *_):
            return " × ".join(map(shown, value))
        case tuple():
            return listed(value)
        case Censored():
            return value.text
        case dt.date():
            return value.isoformat()
    return str(value)


def amount(value: Decimal | None, unit: str) -> str:
    """A number with its unit, never apart."""
    return f"{shown(value)}\u00a0{unit}".rstrip("\u00a0")

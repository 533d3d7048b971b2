"""Numbers, sizes, ranges and units as people type them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from patients.quantities.refusals import Unconvertible, Unreadable

MAX_WHOLE, MAX_DECIMALS = 10, 4  # what a column of the house keeps; more would be rounded without a word
LONGEST_NUMBER = 40
_SPACE = "[ \u00a0\u2007\u2009\u202f]"  # space, no-break, figure, thin, narrow no-break: all seen between thousands
_AMBIGUOUS = re.compile(r"([1-9][0-9]{0,2})([.,])([0-9]{3})")
_WHOLES = (
    r"0|[1-9][0-9]*",  # 1500
    rf"[1-9][0-9]{{0,2}}(?:{_SPACE}[0-9]{{3}})+",  # 1 500
    r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?=,)|[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}$",  # 1.500,5 and 1.500.000
    r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?=\.)|[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}$",  # 1,500.5 and 1,500,000
)
_NUMBER = re.compile(rf"(?P<whole>{'|'.join(_WHOLES)})(?:[.,](?P<decimals>[0-9]+))?")


def number(text: str, *, signed: bool = False) -> Decimal:
    """The one number a text means; a decimal comma is as good as a decimal point."""
    bare = text.strip()
    if not bare:
        raise Unreadable(_("Type a number."), "empty")
    if len(bare) > LONGEST_NUMBER:
        raise Unreadable(_("This is too long for a number."), "too-long")
    if any(sign.isnumeric() and sign not in "0123456789" for sign in bare):
        raise Unreadable(_("Write the number with the digits 0 to 9."), "foreign-digits")
    minus = bare[0] in "-\u2212"
    if bare[0] == "+" or (minus and not signed):
        raise Unreadable(_("Write the number without a sign: it cannot be below zero."), "sign")
    value = _unsigned(bare[1:].lstrip() if minus else bare, "-" if minus else "")
    return -value if minus else value


def _unsigned(bare: str, sign: str) -> Decimal:
    if match := _AMBIGUOUS.fullmatch(bare):
        _refuse_ambiguous(bare, sign, *match.groups())
    if match := _NUMBER.fullmatch(bare):
        whole = re.sub(r"[^0-9]", "", match["whole"])
        value = Decimal(f"{whole}.{match['decimals'] or ''}")
        if len(whole) > MAX_WHOLE:
            raise Unreadable(_("This is too long for a number."), "too-long")
        if len((match["decimals"] or "").rstrip("0")) > MAX_DECIMALS:
            raise Unreadable(_("Write at most %(most)s decimals."), "too-precise", most=MAX_DECIMALS)
        return value
    if re.fullmatch(r"[0-9.,]+[eE][-+]?[0-9]+", bare):
        raise Unreadable(_("Write the number in full, without an exponent."), "exponent")
    raise Unreadable(_("“%(text)s” is not a number."), "not-a-number", text=sign + bare)


def fits(value: Decimal) -> bool:
    """Whether a column keeps the value as it is: PostgreSQL rounds what it cannot keep, and 29.96 mm is not 30."""
    return value.adjusted() < MAX_WHOLE and value == round(value, MAX_DECIMALS)


def _refuse_ambiguous(bare: str, sign: str, whole: str, separator: str, decimals: str) -> None:
    small, large = Decimal(f"{sign}{whole}.{decimals}"), Decimal(f"{sign}{whole}{decimals}")
    offers = written(small, separator), written(large, separator)
    message = _("“%(text)s” could mean %(small)s or %(large)s. Write the one you mean.")
    params = {"text": sign + bare, "small": offers[0], "large": offers[1]}
    raise Unreadable(message, "ambiguous", (small, large), offers, **params)


def written(value: Decimal, separator: str = ".") -> str:
    """The value as text that `number` reads back as the same value, whatever the language of the reader."""
    text = f"{value.normalize():f}"
    whole, point, decimals = text.partition(".")
    digits = whole.lstrip("-")
    if len(decimals) == 3 and digits != "0" and len(digits) <= 3:
        decimals += "0"  # 1.125 alone would be read as 1125 by half of our readers
    return f"{whole}{separator}{decimals}" if point else whole


_AXIS = re.compile(r"(?P<number>.*?)\s*(?P<unit>mm|cm)?", re.IGNORECASE | re.DOTALL)


def millimetres(text: str) -> tuple[Decimal, ...]:
    """One to three axes in the order typed, in mm: "12", "1,2 cm", "12 x 9 mm"."""
    axes = [match for part in re.split("[xX*\u00d7]", text.strip()) if (match := _AXIS.fullmatch(part.strip()))]
    if len(axes) > 3:
        raise Unreadable(_("A size has at most three axes."), "axes")
    units = [(axis["unit"] or "").lower() for axis in axes]
    if not any(units[:-1]):  # none, or one after the last axis which then holds for all
        units = [units[-1] or "mm"] * len(units)
    if not all(units):
        raise Unreadable(_("Write the unit once at the end, or after every axis."), "units")
    factors = [10 if unit == "cm" else 1 for unit in units]
    return tuple(_inside(text, axis["number"], factor) for axis, factor in zip(axes, factors, strict=True))


def _inside(whole: str, part: str, factor: int = 1) -> Decimal:
    """The number times the factor; if it has two readings, the offers replace the whole text around it."""
    try:
        return number(part) * factor
    except Unreadable as error:
        readings = tuple(reading * factor for reading in error.readings if isinstance(reading, Decimal))
        offers = tuple(whole.strip().replace(part.strip(), offer, 1) for offer in error.offers)
        params = {name: value for name, value in error.params.items() if name not in {"readings", "offers"}}
        raise Unreadable(error.message, error.code, readings, offers, **params) from error


@dataclass(frozen=True)
class Censored:
    """A value between two ends, either of which may be missing or just outside; `text` is what was typed."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False
    text: str = ""
    approximate: bool = False


_ABOUT = re.compile(
    r"(?:(?:ca\.?|c:a|circa|cirka|about|approx\.?|omkring|ungefär|etwa)(?![^\W\d])|[~≈])\s*", re.IGNORECASE
)
_COMPARED = re.compile(r"(<=|>=|≤|≥|<|>)\s*(.*)", re.DOTALL)


def censored(text: str, *, unit: str = "") -> Censored:
    """A number, a comparison, a range or an approximation, kept as such: "<2", "≥20", "3-5", "ca 2"."""
    typed = text.strip()
    bare, _unit = split_unit(typed, (unit,) if unit else ())
    about = _ABOUT.match(bare)
    bare = bare[about.end() :] if about else bare
    if match := _COMPARED.fullmatch(bare):
        return _compared(match[1], _inside(typed, match[2]), typed, about is not None)
    ends = re.split(r"\s*[-\u2013\u2014]\s*", bare)
    if len(ends) == 2 and all(ends):
        low, high = _inside(typed, ends[0]), _inside(typed, ends[1])
        if low > high:
            raise Unreadable(_("The range “%(text)s” runs backwards."), "reversed", text=typed)
        return Censored(low, high, text=typed, approximate=about is not None)
    value = _inside(typed, bare)
    return Censored(value, value, text=typed, approximate=about is not None)


def _compared(sign: str, value: Decimal, typed: str, about: bool) -> Censored:
    if about:
        raise Unreadable(_("“%(text)s” is both a limit and an estimate."), "not-a-number", text=typed)
    is_open = sign in "<>"
    if sign[0] in "<≤":
        return Censored(None, value, high_open=is_open, text=typed)
    return Censored(value, None, low_open=is_open, text=typed)


class Measured(Protocol):
    """What `convert` needs to know of an item of the catalogue."""

    @property
    def unit(self) -> str: ...
    @property
    def units(self) -> Mapping[str, Decimal | None]: ...


def split_unit(text: str, units: tuple[str, ...]) -> tuple[str, str]:
    """The text without a unit typed behind the number, and that unit; "" when there is none."""
    bare = text.strip()
    for unit in sorted(units, key=len, reverse=True):
        if unit and bare.casefold().endswith(unit.casefold()) and not bare[: -len(unit)][-1:].isalpha():
            return bare[: -len(unit)].rstrip(), unit
    return bare, ""


def convert(item: Measured, value: Decimal, unit: str) -> Decimal:
    """The value in the item's own unit, by the factor of clinical.md 3.13; the caller keeps what was printed."""
    if unit == item.unit:
        return value
    if unit not in item.units:
        raise Unconvertible(_("The unit must be one of: %(units)s."), "unit", units=", ".join((item.unit, *item.units)))
    factor = item.units[unit]
    if factor is None:
        raise Unconvertible(_("%(unit)s depends on the assay and is never converted."), "assay", unit=unit)
    converted = (value * factor).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    if abs(converted) >= 10**MAX_WHOLE:
        raise Unreadable(_("This is too long for a number."), "too-long")
    return converted

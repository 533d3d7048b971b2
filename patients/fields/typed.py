"""One-line boxes read by the grammars of `quantities`, and words."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from patients.fields.shown import amount, shown
from patients.fields.widgets import Box
from patients.items import Item
from patients.items.item import ABOVE_ZERO
from patients.models.disease import SIZE_MM
from patients.quantities import (
    MAX_DECIMALS,
    NAME_LENGTH,
    NOTE_LENGTH,
    Censored,
    PartialDate,
    Refused,
    censored,
    clean_text,
    millimetres,
    number,
    partial_date,
    says_nothing,
    split_unit,
)


def refusal(error: Refused) -> ValidationError:
    """The reader's refusal as a form says it; its offers stay in `params`."""
    return ValidationError(error.message, code=error.code, params=error.params)


class TypedField[T](forms.Field):
    """A one-line box read by one of the grammars. Nothing typed is None; an error leaves the words in the box."""

    unit = ""
    numeric = False  # whether a telephone may show digits only

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", Box(self.unit, numeric=self.numeric))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> T | None:
        text = clean_text_or_refuse(value or "")
        if not text.strip():
            return None
        if says_nothing(text):
            raise ValidationError(NOT_AN_ANSWER, code="says-nothing", params={"text": text.strip()})
        try:
            return self.read(text)
        except Refused as error:
            raise refusal(error) from error

    def read(self, text: str) -> T:
        """The value the text means; raises Refused or ValidationError."""
        raise NotImplementedError

    def prepare_value(self, value: Any) -> Any:
        return shown(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(shown(initial) or "") != str(data or "")


NOT_AN_ANSWER = _("“%(text)s” is not an answer. Leave this empty, or say that it is unknown.")


def clean_text_or_refuse(text: str, *, identity: bool = False) -> str:
    try:
        return clean_text(text, identity=identity)
    except Refused as error:
        raise refusal(error) from error


# --- One number ------------------------------------------------------------------------------------------------------


class NumberField(TypedField[Decimal]):
    """A number with decimal comma or point, within what is possible and what its column keeps."""

    numeric = True

    def __init__(
        self,
        *,
        item: Item | None = None,
        unit: str = "",
        low: Decimal | None = None,
        high: Decimal | None = None,
        decimals: int | None = None,
        signed: bool = False,
        **kwargs: Any,
    ) -> None:
        self.item, self.low, self.high, self.decimals = item, low, high, decimals
        self.unit = item.unit if item else unit
        self.signed = signed or bool(item and item.allows_negative)
        if item:
            kwargs.setdefault("label", item.label)
            kwargs.setdefault("help_text", item.help)
        super().__init__(**kwargs)

    def read(self, text: str) -> Decimal:
        bare, _unit = split_unit(text, (self.unit,))
        value = number(bare, signed=self.signed)
        if self.item:
            refuse_impossible(self.item, value)
        refuse_outside(value, self.low, self.high, self.unit)
        refuse_finer(value, self.decimals)
        return value


def refuse_impossible(item: Item, value: Decimal) -> None:
    """Raise when no patient can have this value."""
    if item.kind == "integer" and value != value.to_integral_value():
        raise ValidationError(_("Write a whole number."), code="not-whole")
    refuse_outside(value, item.hard_low, item.hard_high, item.unit)


def refuse_outside(value: Decimal, low: Decimal | None, high: Decimal | None, unit: str) -> None:
    """Raise with the accepted range when the value lies outside it."""
    if low is not None and value < low:
        code = "below"
    elif high is not None and value > high:
        code = "above"
    else:
        return
    params = {"value": amount(value, unit), "low": amount(low, unit), "high": amount(high, unit), "code": code}
    if low == ABOVE_ZERO and code == "below":
        raise ValidationError(_("%(value)s cannot be: it must be above 0."), code=code, params=params)
    if low is None or low == ABOVE_ZERO:
        raise ValidationError(_("%(value)s cannot be: at most %(high)s."), code=code, params=params)
    if high is None:
        raise ValidationError(_("%(value)s cannot be: at least %(low)s."), code=code, params=params)
    message = _("%(value)s cannot be: it must lie between %(low)s and %(high)s.")
    raise ValidationError(message, code=code, params=params)


def refuse_finer(value: Decimal, decimals: int | None) -> None:
    """Raise when the value has more decimals than are kept: rounding it without a word could move it over a limit."""
    if decimals is not None and value != round(value, decimals):
        message = ngettext("Write at most %(most)s decimal.", "Write at most %(most)s decimals.", decimals)
        raise ValidationError(message, code="too-precise", params={"most": decimals})


class SizeField(TypedField[tuple[Decimal, ...]]):
    """One to three axes in mm, longest first: "1,2 cm", "12 x 9 mm"."""

    unit = "mm"
    LEAST, MOST = map(Decimal, SIZE_MM)  # trust.md B1
    DOUBTFUL, DECIMALS = Decimal(150), MAX_DECIMALS  # trust.md B2

    def read(self, text: str) -> tuple[Decimal, ...]:
        axes = millimetres(text)
        for axis in axes:
            if axis < self.LEAST:
                message = _("A size starts at 1 mm. Smaller: say “too small to measure”; gone: say “vanished”.")
                raise ValidationError(message, code="zero")
            refuse_outside(axis, self.LEAST, self.MOST, self.unit)
            refuse_finer(axis, self.DECIMALS)
        return tuple(sorted(axes, reverse=True))

    def is_doubtful(self, axes: tuple[Decimal, ...]) -> bool:
        """Whether a person should confirm the size before it is kept."""
        return any(axis > self.DOUBTFUL for axis in axes)


class CensoredField(TypedField[Censored]):
    """A number, a limit or a range: "<2", "3-5", "ca 2"."""

    def __init__(
        self,
        *,
        unit: str = "",
        low: Decimal | None = None,
        high: Decimal | None = None,
        decimals: int | None = None,
        max_length: int | None = None,
        **kwargs: Any,
    ) -> None:
        self.unit, self.low, self.high, self.decimals, self.max_length = unit, low, high, decimals, max_length
        super().__init__(**kwargs)

    def read(self, text: str) -> Censored:
        value = censored(text, unit=self.unit)
        for end in (value.low, value.high):
            if end is not None:
                refuse_outside(end, self.low, self.high, self.unit)
                refuse_finer(end, self.decimals)
        refuse_longer(value.text, self.max_length)
        return value


class PartialDateField(TypedField[PartialDate]):
    """A day, a month or a year; not in the future unless `future`, a full day when `exact`."""

    def __init__(self, *, future: bool = False, exact: bool = False, **kwargs: Any) -> None:
        self.future, self.exact = future, exact
        super().__init__(**kwargs)

    def read(self, text: str) -> PartialDate:
        value = partial_date(text, None if self.future else timezone.localdate())
        if self.exact and value.precision != "day":
            raise ValidationError(_("Write the full date, as 2021-03-14 or 14.3.2021."), code="not-a-day")
        return value


def refuse_longer(text: str, most: int | None) -> None:
    """Raise when the text has more characters than are kept."""
    if most is not None and len(text) > most:
        message = _("Write at most %(most)s characters; these are %(length)s.")
        raise ValidationError(message, code="max_length", params={"most": most, "length": len(text)})


# --- Words -----------------------------------------------------------------------------------------------------------


class NameField(forms.CharField):
    """Words that identify: nothing invisible in them, composed as NFC."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", NAME_LENGTH)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = clean_text_or_refuse(super().to_python(value) or "", identity=True)
        if text and says_nothing(text) and not (text.isalpha() and len(text) < 4):  # Na and X are names
            raise ValidationError(NOT_AN_ANSWER, code="says-nothing", params={"text": text})
        return text


class NoteField(forms.CharField):
    """Free words, kept to the letter."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", NOTE_LENGTH)
        kwargs.setdefault("widget", forms.Textarea)
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        text = clean_text_or_refuse(super().to_python(value) or "")
        if self.required and text.strip() and says_nothing(text):
            raise ValidationError(NOT_AN_ANSWER, code="says-nothing", params={"text": text.strip()})
        return text if text.strip() else ""

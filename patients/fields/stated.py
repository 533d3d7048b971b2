"""An answer to one item of the catalogue: a value, or why there is none."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patients.fields.answers import Stated, Typed, doubt
from patients.fields.typed import (
    NOT_AN_ANSWER,
    clean_text_or_refuse,
    refusal,
    refuse_impossible,
    refuse_longer,
    refuse_outside,
)
from patients.fields.widgets import StatedWidget
from patients.items import Item
from patients.items.item import ABOVE_ZERO
from patients.models import State
from patients.quantities import (
    NOTE_LENGTH,
    Refused,
    Unconvertible,
    convert,
    number,
    partial_date,
    says_nothing,
    segments,
    split_unit,
)

BOTH = _("There is a value and “%(state)s”. Keep one: empty the box, or choose “known”.")
MISSING = _("Write the value, or say why there is none.")
LIMIT_ALONE = _("There is an upper limit of normal and no value. Write the value as well, or empty the limit.")
LIMIT_UNIT = _("Write it in %(unit)s, as the value.")
LIMIT_ENDS = Decimal("0.01"), Decimal(1000)  # what the column keeps; what the case format takes


class StatedField(forms.Field):
    """A value of an item, or why there is none. Posted as `<name>` and what `inputs` lists.

    `<name>_unit` is needed only where the item has several units; `<name>_confirmed` only for an unusual value;
    `<name>_upper_limit` never, and in the unit of the value.
    """

    widget: StatedWidget

    @staticmethod
    def inputs(name: str) -> tuple[str, ...]:
        """The names under which a field of this name is posted."""
        return name, f"{name}_state", f"{name}_unit", f"{name}_confirmed", f"{name}_upper_limit"

    def __init__(self, item: Item, *, future: bool = True, **kwargs: Any) -> None:
        self.item, self.future = item, future
        kwargs = {"label": item.label, "help_text": item.help, "required": False, "widget": StatedWidget(item)} | kwargs
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Stated:
        if isinstance(value, Stated):  # a disabled field comes with its initial value
            return value
        typed: Typed = value or Typed()
        text = clean_text_or_refuse(typed.text)
        state = self._state(text, typed.state)
        if state != State.VALUE:
            if self.required and state == State.NOT_ASKED:
                raise ValidationError(MISSING, code="required")
            if typed.upper_limit.strip():
                raise ValidationError(LIMIT_ALONE, code="limit-alone")
            return Stated(state)
        if says_nothing(text):
            raise ValidationError(NOT_AN_ANSWER, code="says-nothing", params={"text": text.strip()})
        try:
            return self._value(text, typed)
        except Refused as error:
            raise refusal(error) from error

    def _state(self, text: str, stated: str) -> str:
        """The state meant: a typed value is a value, unless the person also said that there is none."""
        if stated and stated not in State.values:
            raise ValidationError(_("Choose one of the states."), code="invalid_choice")
        if not text.strip():
            if stated == State.VALUE:
                raise ValidationError(MISSING, code="missing")
            return stated or State.NOT_ASKED
        if stated in {State.UNKNOWN, State.NOT_DONE}:
            raise ValidationError(BOTH, code="both", params={"state": State(stated).label})
        return State.VALUE

    def _value(self, text: str, typed: Typed) -> Stated:
        bare = text.strip()
        match self.item.kind:
            case "number" | "integer":
                return self._number(bare, typed)
            case "code" if bare not in dict(self.item.choices):
                raise ValidationError(_("Choose one of the answers."), code="invalid_choice")
            case "flag" if bare not in {"yes", "no"}:
                raise ValidationError(_("Choose yes or no."), code="invalid_choice")
            case "flag":
                return Stated(State.VALUE, bare == "yes")
            case "date":
                return Stated(State.VALUE, self._day(bare))
            case "segments":
                return Stated(State.VALUE, segments(bare))
            case "text":
                refuse_longer(text, NOTE_LENGTH)
                return Stated(State.VALUE, text)
        return Stated(State.VALUE, bare)

    def _day(self, bare: str) -> dt.date:
        value = partial_date(bare, None if self.future else timezone.localdate())
        if value.precision != "day":
            raise ValidationError(_("Write the full date, as 2021-03-14 or 14.3.2021."), code="not-a-day")
        return value.date

    def _number(self, bare: str, typed: Typed) -> Stated:
        item = self.item
        bare, unit = self._unit(bare, typed.unit)
        figure = number(bare, signed=item.allows_negative)
        try:
            value = convert(item, figure, unit)
        except Unconvertible:  # it depends on the assay: kept as printed, never compared with anything
            refuse_outside(figure, ABOVE_ZERO, None, unit)
            return Stated(State.VALUE, None, bare, unit, self._limit(typed, unit))
        refuse_impossible(item, value)
        doubted = doubt(item, figure, unit, value)
        if doubted is not None and not typed.confirmed:
            raise doubted
        return Stated(State.VALUE, value, bare, unit, self._limit(typed, unit), confirmed=doubted is not None)

    def _limit(self, typed: Typed, unit: str) -> Decimal | None:
        """The upper limit of normal in the unit the value is kept in; as printed where that cannot be converted."""
        if not typed.upper_limit.strip():
            return None
        try:
            bare, behind = split_unit(typed.upper_limit, (self.item.unit, *self.item.units))
            figure = number(bare)
            if behind and behind != unit:
                raise ValidationError(LIMIT_UNIT, code="unit-conflict", params={"unit": unit})
            if self.item.units.get(unit, True) is not None:
                figure, unit = convert(self.item, figure, unit), self.item.unit
            refuse_outside(figure, *LIMIT_ENDS, unit)
        except (Refused, ValidationError) as error:
            refused = error if isinstance(error, ValidationError) else refusal(error)
            message = _("Upper limit of normal: %(problem)s")
            raise ValidationError(message, code="limit", params={"problem": refused.messages[0]}) from error
        return figure.quantize(LIMIT_ENDS[0])

    def _unit(self, bare: str, chosen: str) -> tuple[str, str]:
        """The figure and its unit; where the item has several, one must be given and none may contradict another."""
        item = self.item
        bare, behind = split_unit(bare, (item.unit, *item.units))
        if not item.units:
            return bare, item.unit
        if chosen and chosen not in {item.unit, *item.units}:
            raise ValidationError(_("Choose one of the units."), code="unit")
        if behind and chosen and behind != chosen:
            message = _("The box says %(typed)s and the list says %(chosen)s.")
            raise ValidationError(message, code="unit-conflict", params={"typed": behind, "chosen": chosen})
        if not (behind or chosen):
            raise ValidationError(_("Give the unit as well as the number."), code="unit")
        return bare, behind or chosen

    def prepare_value(self, value: Any) -> Typed:
        return Typed.of(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and Typed.of(initial).answer != Typed.of(data).answer

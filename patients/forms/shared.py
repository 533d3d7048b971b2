"""What the forms about a patient share."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from core.forms import Form
from patients.fields import NameField, PartialDateField

BLANK = ("", "—")


def limits_of(model: type[Model], name: str) -> dict[str, Any]:
    """The room of a column as the arguments of a form field: so many characters, or so many digits and decimals."""
    column: Any = model._meta.get_field(name)
    if column.max_length is not None:
        return {"max_length": column.max_length}
    most = Decimal(10**column.max_digits - 1).scaleb(-column.decimal_places)
    return {"high": most, "decimals": column.decimal_places}


def choice(label: Any, choices: Iterable[tuple[str, Any]], **kwargs: Any) -> forms.ChoiceField:
    """One of several, or nothing said."""
    return forms.ChoiceField(label=label, choices=[BLANK, *choices], required=False, **kwargs)


class YesNo(forms.NullBooleanField):
    """Yes, no, or nothing said."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        widget = forms.Select(choices=[BLANK, ("true", _("Yes")), ("false", _("No"))])
        super().__init__(label=label, required=False, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "true", False: "false"}.get(value, value)


def in_words(field: forms.Field, value: Any) -> str:
    """The value of one field as a reader knows it; several, one after the other."""
    choices: Iterable[tuple[Any, Any]] = getattr(field, "choices", ()) or getattr(field.widget, "choices", ())
    words = {str(code): str(word) for code, word in choices if str(code)}
    values = value if isinstance(value, list) else [value]
    shown = [str(field.prepare_value(one) or "") for one in values]
    return ", ".join(words.get(one, one) for one in shown if one)


def dated(value: Any) -> dict[str, Any]:
    """A partly known date as the columns of a clinical row."""
    return {"date": value.date, "precision": value.precision} if value else {"date": None, "precision": "day"}


class DatedForm(Form):
    """A clinical row with its own, partly known date."""

    date = PartialDateField(
        label=_("Date"), required=False, help_text=_("A day, a month or a year; empty when not known.")
    )

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | dated(values.pop("date"))


def because() -> NameField:
    """Why something is taken back or said anew."""
    return NameField(label=_("Reason"), max_length=400)


class ReasonForm(Form):
    """Why."""

    reason = because()


class EndForm(Form):
    """Until when."""

    once = None
    until = PartialDateField(label=_("Until"), exact=True)

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"until": values["until"].date}

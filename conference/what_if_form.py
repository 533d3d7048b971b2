"""What is supposed: up to three limits, and how far back to look."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import Form
from patients.fields import NumberField
from treatments.eligibility.local import LONGEST, keeps_order
from treatments.eligibility.parameters import PARAMETERS, Band, Limits
from treatments.limits import here, limits


def _bands() -> list[tuple[str, str]]:
    """Every limit by its name, "ABL_D.met", in words and with the number that holds."""
    words = {
        "met": _("%(about)s: met %(number)s %(unit)s"),
        "caution": _("%(about)s: still a caution %(number)s %(unit)s"),
    }
    return [
        (
            f"{band.key}.{part}",
            (words[part] % {"about": gettext(band.about), "number": number, "unit": gettext(band.unit or " ")}).strip(),
        )
        for band in map(limits(), PARAMETERS.values())
        for part, number in (("met", band.met), ("caution", band.caution))
        if number is not None
    ]


class WhatIfForm(Form):
    """Up to three limits, each with another number, and how far back to look."""

    once = None
    ROWS = (1, 2, 3)
    PERIODS = (("1", _("the last year")), ("3", _("the last three years")), ("", _("all years")))

    period = forms.ChoiceField(label=_("Cases of"), choices=PERIODS, required=False, initial="1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in self.ROWS:
            self.fields[f"limit_{row}"] = forms.ChoiceField(
                label=_("Limit"), required=False, choices=lambda: [("", "–"), *_bands()]
            )
            self.fields[f"number_{row}"] = NumberField(label=_("would be"), required=False, low=Decimal(0))

    def rows(self) -> list[tuple[Any, Any]]:
        """Limit and number, row by row."""
        return [(self[f"limit_{row}"], self[f"number_{row}"]) for row in self.ROWS]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        changes: dict[str, Decimal] = {}
        for row in self.ROWS:
            limit, number = cleaned.get(f"limit_{row}"), cleaned.get(f"number_{row}")
            if limit and number is None and f"number_{row}" not in self.errors:
                self.add_error(f"number_{row}", _("Write the new number."))
            elif number is not None and not limit:
                self.add_error(f"limit_{row}", _("Choose the limit this number is for."))
            elif limit in changes:
                self.add_error(f"limit_{row}", _("This limit is supposed twice."))
            elif limit and number is not None:
                changes[limit] = number
                self._refuse_impossible(row, PARAMETERS[limit.partition(".")[0]], number)
        self._refuse_out_of_order(changes)
        if not changes and not self.errors:
            self.add_error("limit_1", _("Choose a limit to change."))
        self.changes = changes
        return cleaned

    def _refuse_impossible(self, row: int, band: Band, number: Decimal) -> None:
        if band.unit == "%" and number > 100:
            self.add_error(f"number_{row}", _("More than 100 % is not possible."))
        elif band.unit in LONGEST and number % 1:
            self.add_error(f"number_{row}", _("Write a whole number."))
        elif band.unit in LONGEST and number > LONGEST[band.unit]:
            self.add_error(f"number_{row}", _("That is too long."))

    def _refuse_out_of_order(self, changes: dict[str, Decimal]) -> None:
        """What is met must come before what is still a caution, as in the house's own band."""
        supposed = Limits({**here(), **changes})
        for row in self.ROWS:
            key = (self.cleaned_data.get(f"limit_{row}") or "").partition(".")[0]
            if key and not keeps_order(PARAMETERS[key], supposed(PARAMETERS[key])):
                words = _("Met at %(met)s and caution at %(caution)s are in the wrong order.")
                band = supposed(PARAMETERS[key])
                self.add_error(f"number_{row}", words % {"met": band.met, "caution": band.caution})

    @property
    def supposed(self) -> Limits:
        """The limits that hold here, with those supposed over them."""
        return Limits({**here(), **self.changes})

    @property
    def in_words(self) -> str:
        """As a line of a limits file says it: "ABL_D.met 25, GROUND90.met 70"."""
        return ", ".join(f"{name} {number}" for name, number in self.changes.items())

    @property
    def years(self) -> int | None:
        """How far back to look; None: to the first case."""
        return int(period) if (period := self.cleaned_data["period"]) else None

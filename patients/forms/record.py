"""Facts, pathology and lists. Facts come from the catalogue; a form only chooses which."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form
from patients.actions import Answer
from patients.chart import Chart
from patients.fields import CensoredField, NameField, NoteField, PartialDateField, StatedField
from patients.forms.shared import BLANK, DatedForm, choice, dated, limits_of
from patients.items import Item
from patients.models import Entry, Organ, PathologyReport

ZERO = Decimal(0)


class FactsForm(Form):
    """Answers to items of the catalogue, all of one day. Only what was changed is written."""

    date = PartialDateField(
        label=_("Date of these answers"), required=False, help_text=_("Empty: the date is not known.")
    )
    still_true = forms.BooleanField(
        label=_("I have checked the others too: they are unchanged on this date"), required=False
    )

    def __init__(
        self, *args: Any, items: Iterable[Item], chart: Chart, needs_date: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.chart, self.needs_date = list(items), chart, needs_date
        for item in self.items:
            fact = chart.facts[item.code]
            # A blood test is taken anew each time: its box starts empty, with the last value beside it.
            initial = fact.row if fact.row and item.group != "labs" else None
            self.fields[item.code] = StatedField(item, initial=initial)
        if all(item.group == "labs" for item in self.items):
            del self.fields["still_true"]  # a new sample says nothing about an old value
        self.order_fields([item.code for item in self.items] + ["date"])

    def rows(self) -> list[tuple[forms.BoundField, Any]]:
        """Each field with the standing fact, for the page."""
        return [(self[item.code], self.chart.facts[item.code]) for item in self.items]

    def clean(self) -> dict[str, Any]:
        """A blood test without its day never grows old: then even an approximate day is better than none."""
        cleaned = super().clean() or {}
        if self.needs_date and "date" not in self.errors and cleaned.get("date") is None and self.answers():
            self.add_error("date", _("When was the sample taken? A month or a year will do."))
        return cleaned

    def answers(self) -> dict[str, Answer]:
        """What was changed, and with `still_true` everything that is known."""
        changed = set(self.changed_data)
        if self.cleaned_data.get("still_true"):
            changed |= {item.code for item in self.items if item.group != "labs" and self.chart.facts[item.code].known}
        return {
            item.code: Answer(**self.cleaned_data[item.code].columns())
            for item in self.items
            if item.code in changed and item.code in self.cleaned_data
        }

    def when(self) -> dict[str, Any]:
        return dated(self.cleaned_data.get("date"))


def _as_printed(name: str, high: Decimal) -> dict[str, Any]:
    """The limits of an index that is kept as a range and as it was printed."""
    ends, text = limits_of(PathologyReport, f"{name}_low"), limits_of(PathologyReport, f"{name}_printed")
    return ends | text | {"low": ZERO, "high": high}


class PathologyForm(DatedForm):
    specimen = choice(_("Specimen"), PathologyReport.Specimen.choices)
    differentiation = choice(_("Differentiation"), PathologyReport.Differentiation.choices)
    grade = choice(_("Grade as stated"), PathologyReport.Grade.choices)
    ki67 = CensoredField(
        label="Ki-67",
        unit="%",
        required=False,
        help_text=_("As printed: 2, <2, 3-5, >20."),
        **_as_printed("ki67", Decimal(100)),
    )
    mitoses = CensoredField(
        label=_("Mitoses per 2 mm²"), unit="/2 mm²", required=False, **_as_printed("mitoses", Decimal(200))
    )
    morphology = NameField(label=_("Morphology"), required=False, **limits_of(PathologyReport, "morphology"))
    accession = NameField(label=_("Report number"), required=False, **limits_of(PathologyReport, "accession"))
    text = NoteField(label=_("Report"), required=False)

    def values(self) -> dict[str, Any]:
        values = super().values()
        for name in ("ki67", "mitoses"):
            stated = values.pop(name)
            if stated is not None:
                values |= {f"{name}_low": stated.low, f"{name}_high": stated.high, f"{name}_printed": stated.text}
        return values


class EntryForm(DatedForm):
    """One line of a list."""

    code = choice(_("Kind"), ())
    text = NameField(label=_("In words"), required=False, **limits_of(Entry, "text"))
    dose = NameField(label=_("Dose and interval"), required=False, **limits_of(Entry, "dose"))

    KINDS: dict[str, tuple[tuple[str, Any], ...]] = {
        Entry.List.ALLERGIES: (
            ("contrast", _("contrast medium")),
            ("antibiotics", _("antibiotics")),
            ("octreotide", _("octreotide")),
            ("other", _("other")),
        ),
        Entry.List.DRUGS: (
            ("ssa", _("somatostatin analogue")),
            ("antithrombotic", _("antithrombotic")),
            ("antiangiogenic", _("antiangiogenic")),
            ("ppi", _("proton-pump inhibitor")),
            ("metformin", _("metformin")),
            ("other", _("other")),
        ),
        Entry.List.COMORBIDITIES: (
            ("cardiac", _("heart")),
            ("pulmonary", _("lungs")),
            ("renal", _("kidneys")),
            ("liver", _("liver")),
            ("diabetes", _("diabetes")),
            ("other", _("other")),
        ),
        Entry.List.EXTRAHEPATIC: tuple((organ.value, organ.label) for organ in Organ if organ != Organ.LIVER),
    }

    def __init__(self, *args: Any, list_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [BLANK, *self.KINDS[list_name]]  # type: ignore[attr-defined]
        if list_name != Entry.List.DRUGS:
            self.fields.pop("dose")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("code") and not cleaned.get("text"):
            self.add_error("text", _("Choose a kind or write it in words."))
        return cleaned

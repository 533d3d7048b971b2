"""Facts, pathology and lists. Facts come from the catalogue; a form only chooses which."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import Form
from core.pages import as_uuid
from patients.actions import Answer, AnsweredBefore, observe
from patients.chart import Chart
from patients.fields import CensoredField, NameField, NoteField, PartialDateField, StatedField
from patients.forms.shared import BLANK, DatedForm, because, choice, dated, limits_of
from patients.items import Item, by_code
from patients.models import Entry, Observation, Organ, PathologyReport
from patients.quantities import Censored

ZERO = Decimal(0)
WHEN_TAKEN = _("When was the sample taken? A month or a year will do.")


class FactsForm(Form):
    """Answers to items of the catalogue, all of one day. Only what was changed is written.

    The page says in `shown` which rows stood beside the boxes, so that what others answer meanwhile is not overwritten.
    """

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

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
        self.before = self._rows_shown()
        self.fields["shown"].initial = " ".join(str(row.pk) for row in self.before.values())
        for item in self.items:
            # A blood test is taken anew each time: its box starts empty, with the last value beside it.
            initial = None if item.is_sample else self.before.get(item.code)
            self.fields[item.code] = StatedField(item, initial=initial)
        if all(item.is_sample for item in self.items):
            del self.fields["still_true"]  # a new sample says nothing about an old value
        self.order_fields([item.code for item in self.items] + ["date"])

    def _rows_shown(self) -> dict[str, Observation]:
        """The rows that stood beside the boxes when the page was shown; now, when it is about to be."""
        codes = [item.code for item in self.items]
        standing = {code: row for code in codes if (row := self.chart.facts[code].row) is not None}
        if not self.is_bound:
            return standing
        parts = str(self.data.get(self.add_prefix("shown")) or "").split()
        shown = {key for part in parts if (key := as_uuid(part)) is not None}
        still = {code: row for code, row in standing.items() if row.pk in shown}
        gone = shown - {row.pk for row in still.values()}
        if not gone:
            return still
        past = Observation.objects.filter(patient=self.chart.patient, pk__in=gone, item__in=codes)
        return {row.item: row for row in past} | still

    def rows(self) -> list[tuple[forms.BoundField, Any]]:
        """Each field with the standing fact, for the page."""
        return [(self[item.code], self.chart.facts[item.code]) for item in self.items]

    def clean(self) -> dict[str, Any]:
        """A blood test without its day never grows old: then even an approximate day is better than none."""
        cleaned = super().clean() or {}
        if self.needs_date and "date" not in self.errors and cleaned.get("date") is None and self.answers():
            self.add_error("date", WHEN_TAKEN)
        return cleaned

    def answers(self) -> dict[str, Answer]:
        """What was changed, and with `still_true` everything that is known and still is what was shown."""
        told = {item.code for item in self.items if item.code in self.changed_data and self._was_sent(item.code)}
        if self.cleaned_data.get("still_true"):
            told |= {item.code for item in self.items if not item.is_sample and self._still_stands(item.code)}
        return {
            item.code: Answer(**self.cleaned_data[item.code].columns())
            for item in self.items
            if item.code in told and item.code in self.cleaned_data
        }

    def _was_sent(self, code: str) -> bool:
        """A box that is not in what was sent was neither filled in nor emptied."""
        return not self.fields[code].widget.value_omitted_from_data(self.data, self.files, self.add_prefix(code))

    def _still_stands(self, code: str) -> bool:
        fact = self.chart.facts[code]
        return fact.known and fact.row == self.before.get(code) and self._was_sent(code)

    def write(self, answers: Mapping[str, Answer], by: User) -> None:
        """Write the answers down; when somebody gave others meanwhile, the page of both can send this form again."""
        try:
            observe(
                patient=self.chart.patient,
                answers=answers,
                by=by,
                shown={code: row.pk for code, row in self.before.items()},
                key=self.cleaned_data.get("once"),
                **dated(self.cleaned_data.get("date")),
            )
        except AnsweredBefore as stale:
            seen = {code: row.pk for code, row in self.before.items()} | stale.standing
            stale.seen = {self.add_prefix("shown"): " ".join(str(key) for key in seen.values() if key)}
            stale.contested = frozenset(
                name for code in stale.standing for name in StatedField.inputs(self.add_prefix(code))
            )
            raise


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
        unit=PathologyReport.UNITS["ki67_printed"],
        required=False,
        help_text=_("As printed: 2, <2, 3-5, >20."),
        **_as_printed("ki67", Decimal(100)),
    )
    mitoses = CensoredField(
        label=_("Mitoses per 2 mm²"),
        unit=PathologyReport.UNITS["mitoses_printed"],
        required=False,
        **_as_printed("mitoses", Decimal(200)),
    )
    morphology = NameField(label=_("Morphology"), required=False, **limits_of(PathologyReport, "morphology"))
    accession = NameField(label=_("Report number"), required=False, **limits_of(PathologyReport, "accession"))
    text = NoteField(label=_("Report"), required=False)

    def values(self) -> dict[str, Any]:
        values = super().values()
        for name in ("ki67", "mitoses"):
            stated = values.pop(name) or Censored(None, None)
            values |= {f"{name}_low": stated.low, f"{name}_high": stated.high, f"{name}_printed": stated.text}
        return values


class CorrectReportForm(PathologyForm):
    """A report said anew."""

    reason = because()

    def __init__(self, *args: Any, row: PathologyReport, **kwargs: Any) -> None:
        said = {
            name: getattr(row, name)
            for name in ("specimen", "differentiation", "grade", "morphology", "accession", "text")
        }
        indices = {"ki67": row.ki67_printed, "mitoses": row.mitoses_printed}
        super().__init__(*args, initial={"date": row.known_day, **said, **indices}, **kwargs)


class CorrectAnswerForm(DatedForm):
    """One answer said anew."""

    reason = because()

    def __init__(self, *args: Any, row: Observation, **kwargs: Any) -> None:
        super().__init__(*args, initial={"date": row.known_day}, **kwargs)
        self.item = by_code[row.item]
        self.fields["answer"] = StatedField(self.item, initial=row, required=True)
        self.order_fields(["answer", "date", "reason"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.item.is_sample and "date" not in self.errors and cleaned.get("date") is None:
            self.add_error("date", WHEN_TAKEN)
        return cleaned

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"answer": Answer(**values["answer"].columns())}


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

"""What is filled in about a treatment."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.roles import ROLES, Permission
from core.forms import Form
from patients.fields import NameField, NoteField, NumberField, PartialDateField
from patients.forms import BLANK, DatedForm, YesNo, choice, limits_of
from patients.models import Lesion
from patients.quantities import PartialDate
from treatments.checklist import faults
from treatments.details import APPROACHES, COMPLICATIONS, DETAILS, Detail
from treatments.models import ChecklistAnswer, Complication, Course, Territory, treatment_choices
from treatments.models.course import COUINAUD

GRADES = [(grade, grade) for grade in ("I", "II", "IIIa", "IIIb", "IVa", "IVb", "V")]


def segments_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Segments"),
        required=False,
        choices=[(code, code) for code in COUINAUD],
        widget=forms.CheckboxSelectMultiple,
    )


class WhereForm(Form):
    """Where in the liver."""

    territory = choice(_("Territory"), Territory.choices)
    segments = segments_field()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("segments") and not cleaned.get("territory"):
            cleaned["territory"] = Territory.SEGMENTS
        if cleaned.get("territory") == Territory.SEGMENTS and not cleaned.get("segments"):
            self.add_error("segments", _("Name the segments."))
        return cleaned


class EarlierForm(WhereForm, DatedForm):
    """A treatment given earlier or elsewhere."""

    type = forms.ChoiceField(label=_("Treatment"), choices=treatment_choices)
    response = choice(_("Response"), Course.Response.choices)
    response_imaging_done = YesNo(_("Response imaging done"))
    note = NoteField(label=_("Note"), required=False)


class CorrectForm(EarlierForm):
    """What was really done, said anew."""

    SAME = ("type", "territory", "segments", "response", "response_imaging_done", "note")

    lesions = forms.MultipleChoiceField(label=_("Lesions treated"), required=False, widget=forms.CheckboxSelectMultiple)
    reason = NoteField(label=_("Why it is corrected"), widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, course: Course, lesions: Iterable[Lesion], **kwargs: Any) -> None:
        super().__init__(*args, of=course, **kwargs)
        self.lesions_by_key = by_key(self, lesions)
        self.initial = {**self.initial, **{name: getattr(course, name) for name in self.SAME}}
        self.initial["lesions"] = [str(lesion.key) for lesion in course.treated_lesions]
        self.initial["date"] = str(PartialDate(course.date, course.precision)) if course.date else ""  # type: ignore[arg-type]

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"lesions": [self.lesions_by_key[key] for key in values["lesions"]]}


def by_key(form: forms.Form, lesions: Iterable[Lesion]) -> dict[str, Lesion]:
    """Offer the lesions in the form's boxes; which is which."""
    found = {str(lesion.key): lesion for lesion in lesions}
    form.fields["lesions"].choices = [(key, lesion.label) for key, lesion in found.items()]  # type: ignore[attr-defined]
    return found


UNPLANNED = [(Course.Deviation.AS_PLANNED, _("carried out")), (Course.Deviation.ABANDONED, _("abandoned"))]


def _operators(by: User) -> Any:
    """Those of the hospital whose role performs treatments, and whoever writes it down."""
    roles = [role for role, permissions in ROLES.items() if Permission.PERFORM in permissions]
    here = User.objects.filter(memberships__hospital=by.acting.hospital_id, memberships__role__in=roles, is_active=True)
    return (here | User.objects.filter(pk=by.pk)).distinct().order_by("name")


class PerformForm(WhereForm):
    """What was really done: when, where, how, and what was prepared."""

    type = forms.ChoiceField(label=_("Treatment"), choices=treatment_choices, widget=forms.HiddenInput)
    date = PartialDateField(label=_("Performed on"), exact=True)
    deviation = forms.ChoiceField(
        label=_("Compared with the plan"),
        choices=Course.Deviation.choices,
        widget=forms.RadioSelect,
        initial=Course.Deviation.AS_PLANNED,
    )
    deviation_reason = NoteField(label=_("Why it went otherwise"), required=False)
    lesions = forms.MultipleChoiceField(label=_("Lesions treated"), required=False, widget=forms.CheckboxSelectMultiple)
    operator = forms.ModelChoiceField(
        label=_("Performed by"), queryset=User.objects.none(), required=False, empty_label="—"
    )
    unit = forms.ModelChoiceField(label=_("Followed by"), queryset=Unit.objects.none(), empty_label=None)
    note = NoteField(label=_("Note"), required=False)

    def __init__(
        self,
        *args: Any,
        kind: str,
        lesions: Iterable[Lesion],
        checklist: Iterable[Mapping[str, Any]],
        by: User,
        of: Course | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, of=of, **kwargs)
        if of is None:
            self.fields["deviation"].choices = UNPLANNED  # type: ignore[attr-defined]
            self.fields["deviation"].label = _("How it went")
        self.kind, self.checklist = kind, list(checklist)
        self.lesions_by_key = by_key(self, lesions)
        self.fields["operator"].queryset = _operators(by)  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.filter(hosts_conference=True).select_related("hospital")  # type: ignore[attr-defined]
        if kind in APPROACHES:
            self.fields["approach"] = choice(_("Approach"), APPROACHES[kind])
        for detail in DETAILS.get(kind, ()):
            self.fields[f"detail_{detail.name}"] = _field(detail)
        for item in self.checklist:
            self._add_check(item)

    def _add_check(self, item: Mapping[str, Any]) -> None:
        name = f"check_{item['item']}"
        self.fields[name] = forms.ChoiceField(
            label=item["label"], required=False, choices=[("", _("not asked")), *ChecklistAnswer.Answer.choices]
        )
        self.fields[f"{name}_text"] = NameField(
            label=_("Dose and time, or why not"), required=False, **limits_of(ChecklistAnswer, "text")
        )

    def check_rows(self) -> list[tuple[Mapping[str, Any], forms.BoundField, forms.BoundField]]:
        """Each item of the preparation with its two fields, for the page."""
        return [(item, self[f"check_{item['item']}"], self[f"check_{item['item']}_text"]) for item in self.checklist]

    def detail_rows(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name == "approach" or name.startswith("detail_")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("deviation") not in {None, Course.Deviation.AS_PLANNED} and not cleaned.get("deviation_reason"):
            self.add_error("deviation_reason", _("Say why it went otherwise than planned."))
        if cleaned.get("deviation") != Course.Deviation.ABANDONED:
            for field, sentence in faults(
                self.checklist, self._checks(cleaned)
            ):  # all at once, not one after the other
                self.add_error(field, sentence)
        return cleaned

    def _checks(self, values: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
        """What was answered about each item of the preparation."""
        names = {item["item"]: f"check_{item['item']}" for item in self.checklist}
        checks = {item: (values.get(name, ""), values.get(f"{name}_text", "")) for item, name in names.items()}
        return {item: answer for item, answer in checks.items() if answer[0]}

    def values(self) -> dict[str, Any]:
        values = super().values()
        details = {detail.name: _plain(values.pop(f"detail_{detail.name}")) for detail in DETAILS.get(self.kind, ())}
        checks = self._checks(values)
        values = {name: value for name, value in values.items() if not name.startswith("check_")}
        return values | {
            "date": values["date"].date,
            "lesions": [self.lesions_by_key[key] for key in values["lesions"]],
            "details": {name: value for name, value in details.items() if value not in (None, "")},
            "checklist": checks,
        }


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _field(detail: Detail) -> forms.Field:
    if detail.kind == "number":
        return NumberField(label=detail.label, required=False, unit=detail.unit, low=detail.low, high=detail.high)
    if detail.kind == "choice":
        return choice(detail.label, detail.choices)
    if detail.kind == "flag":
        return YesNo(detail.label)
    return NameField(label=detail.label, required=False, max_length=200)


class ComplicationForm(DatedForm):
    code = forms.ChoiceField(label=_("Complication"), choices=[BLANK, *COMPLICATIONS])
    grade = choice(_("Clavien-Dindo grade"), GRADES)
    text = NameField(label=_("In words"), required=False, **limits_of(Complication, "text"))


class CancelForm(Form):
    """Why a planned treatment is not carried out."""

    once = None
    reason = NoteField(label=_("Reason"))

"""Writing down facts, pathology, studies and lists; and the history of one fact."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.may import Request, may
from accounts.roles import Permission
from core.forms import Form
from core.pages import done, page, posted
from patients import actions
from patients.chart import Fact
from patients.fields.shown import shown
from patients.forms import (
    CorrectAnswerForm,
    CorrectReportForm,
    EndForm,
    EntryForm,
    FactsForm,
    PathologyForm,
    ReasonForm,
    StudyForm,
)
from patients.items import GROUPS, by_code, group
from patients.models import Clinical, Entry, Lesion, Measurement, Observation, PathologyReport, Segment, Study
from patients.reading import RECORD_GROUPS, entry_words, read_chart, record_page
from patients.trend import trend


@may(Permission.RECORD, Permission.RECORD_IMAGING)
def observe(request: Request, patient_id: UUID, name: str) -> HttpResponse:
    """One group of facts about a patient."""
    if name not in RECORD_GROUPS:
        raise Http404
    chart = read_chart(request.user, patient_id)
    labs = name == "labs"
    day = None if labs else chart.imaged_on if name == "liver" else chart.as_of
    form = FactsForm(posted(request), items=group(name), chart=chart, needs_date=labs, initial={"date": day})
    if labs:
        form.fields["date"].label, form.fields["date"].help_text = (
            _("Sample taken on"),
            _("A blood test without its day cannot grow old."),
        )
    if form.is_valid() and save_facts(form, request):
        return done(request, "observed", "patients:patient", patient_id, message=_("Saved."))
    context = record_page(
        chart, request.user, form=form, group=name, title=GROUPS[name], groups=_groups(patient_id, name)
    )
    return page(request, "patients/observe.html", "observe", context)


def _groups(patient_id: UUID, here: str) -> list[dict[str, Any]]:
    """The pages of the facts, with the neighbours of this one."""
    at = RECORD_GROUPS.index(here)
    return [
        {
            "url": reverse("patients:observe", args=[patient_id, code]),
            "label": GROUPS[code],
            "current": code == here,
            "next": place == at + 1,
            "previous": place == at - 1,
        }
        for place, code in enumerate(RECORD_GROUPS)
    ]


def save_facts(form: FactsForm, request: Request) -> bool:
    """Write what was changed; a broken rule becomes an error of its field."""
    with form.blaming():
        form.write(form.answers(), request.user)
    return form.is_valid()


@may(Permission.RECORD)
def report_pathology(request: Request, patient_id: UUID) -> HttpResponse:
    chart = read_chart(request.user, patient_id)
    form = PathologyForm(posted(request))
    if form.is_valid() and form.attempt(actions.report_pathology, patient=chart.patient, by=request.user) is not None:
        return done(request, "reported", "patients:patient", patient_id, message=_("The report is saved."))
    primary = chart.facts["tumour.primary_site"].value
    context = record_page(chart, request.user, form=form, primary=primary, reports=list(reversed(chart.pathology)))
    return page(request, "patients/report_pathology.html", "report_pathology", context)


@may(Permission.RECORD, Permission.RECORD_IMAGING)
def add_study(request: Request, patient_id: UUID) -> HttpResponse:
    chart = read_chart(request.user, patient_id)
    form = StudyForm(posted(request))
    segment = request.GET.get("segment", "")  # chosen on the map, where the lesion goes once there is a study
    if form.is_valid() and form.attempt(actions.add_study, patient=chart.patient, by=request.user) is not None:
        then = reverse("patients:lesions", args=[patient_id])
        then += f"?segment={segment}" if segment in Segment.values else ""
        return done(request, "study_added", then, message=_("The study is saved. Measure the lesions on it."))
    context = record_page(chart, request.user, form=form, segment=segment if segment in Segment.values else "")
    return page(request, "patients/add_study.html", "add_study", context)


@may(Permission.RECORD)
def answer_list(request: Request, patient_id: UUID, name: str) -> HttpResponse:
    """One list: its answer as a whole, and its lines."""
    if name not in Entry.List.values:
        raise Http404
    chart = read_chart(request.user, patient_id)
    adding = request.POST.get("act") == "add"
    item = by_code[f"list.{name}"]
    whole = FactsForm(None if adding else posted(request), items=[item], chart=chart, initial={"date": chart.as_of})
    whole.fields["date"].label = _("Asked on")
    line = EntryForm(posted(request) if adding else None, list_name=name)
    if whole.is_valid() and save_facts(whole, request):
        return done(request, "answered", "patients:patient", patient_id, message=_("Saved."))
    if (
        line.is_valid()
        and line.attempt(actions.add_entry, patient=chart.patient, list=name, by=request.user) is not None
    ):
        return done(request, "entered", "patients:answer_list", patient_id, name, message=_("Added."))
    context = record_page(
        chart,
        request.user,
        form=whole,
        line=line,
        list=name,
        label=Entry.List(name).label,
        entries=chart.entries[name],
        answer=chart.facts[item.code],
    )
    return page(request, "patients/answer_list.html", "answer_list", context)


@may(Permission.RECORD)
def end_entry(request: Request, entry_id: UUID) -> HttpResponse:
    """Say that a drug was stopped or a disease healed."""
    entry = get_object_or_404(Entry.objects.visible_to(request.user).current().select_related("patient"), pk=entry_id)
    form = EndForm(posted(request), of=entry, initial={"until": timezone.localdate()})
    if form.is_valid() and form.attempt(actions.end_entry, entry=entry, by=request.user) is not None:
        return done(request, "ended", "patients:answer_list", entry.patient_id, entry.list, message=_("Ended."))
    chart = read_chart(request.user, entry.patient_id)
    return page(
        request, "patients/end_entry.html", "end_entry", record_page(chart, request.user, form=form, entry=entry)
    )


@may(Permission.SEE_PATIENT)
def history(request: Request, patient_id: UUID, code: str) -> HttpResponse:
    """Every answer ever given to one item, corrections included, latest first."""
    item = by_code.get(code)
    if item is None or item.group not in RECORD_GROUPS:
        raise Http404
    chart = read_chart(request.user, patient_id)
    found = Observation.objects.filter(patient=chart.patient, item=code).select_related(
        "entered_by", "hospital", "replaced_by__entered_by"
    )
    rows = sorted(found, key=lambda row: (row.when, row.created_at), reverse=True)
    standing = [row for row in rows if not row.withdrawn and not hasattr(row, "replaced_by")]
    answers = [(row, Fact(item, row, chart.as_of), row in standing) for row in rows if not row.withdrawn]
    context = record_page(chart, request.user, item=item, answers=answers, trend=trend(standing))
    return page(request, "patients/history.html", None, context)


@dataclass(frozen=True)
class Kind:
    """A kind of row that can be taken back: who may, and where one goes on."""

    model: type[Clinical]
    permission: Permission
    then: str = "patients:patient"


KINDS = {
    "observation": Kind(Observation, Permission.RECORD),
    "pathology": Kind(PathologyReport, Permission.RECORD),
    "entry": Kind(Entry, Permission.RECORD),
    "study": Kind(Study, Permission.RECORD_IMAGING, "patients:lesions"),
    "lesion": Kind(Lesion, Permission.RECORD_IMAGING, "patients:lesions"),
    "measurement": Kind(Measurement, Permission.RECORD_IMAGING, "patients:lesions"),
}


@may(Permission.RECORD, Permission.RECORD_IMAGING)
def withdraw(request: Request, kind: str, row_id: UUID) -> HttpResponse:
    """Take back what was entered in error; it stays in the history with the reason."""
    known = KINDS.get(kind)
    if known is None:
        raise Http404
    if not request.user.may(known.permission):
        raise PermissionDenied
    row = get_object_or_404(
        known.model.objects.visible_to(request.user).standing().select_related("patient"), pk=row_id
    )
    form = ReasonForm(posted(request))
    if form.is_valid() and form.attempt(actions.withdraw, row=row, by=request.user) is not None:
        return done(request, "withdrawn", known.then, row.patient_id, message=_("Taken back."))
    chart = read_chart(request.user, row.patient_id)
    back = reverse(known.then, args=[row.patient_id])
    context = record_page(chart, request.user, form=form, row=row, kind=kind, what=_in_words(row), back=back)
    return page(request, "patients/withdraw.html", "withdraw", context)


CORRECTIONS: dict[str, tuple[type[Form], Callable[..., Any], str]] = {
    "observation": (CorrectAnswerForm, actions.correct_observation, "observation"),
    "pathology": (CorrectReportForm, actions.correct_report, "report"),
}


@may(Permission.RECORD)
def correct(request: Request, kind: str, row_id: UUID) -> HttpResponse:
    """Say anew what was written down wrong; the new row names the old one and why."""
    if kind not in CORRECTIONS:
        raise Http404
    form_class, action, named = CORRECTIONS[kind]
    rows = KINDS[kind].model.objects.visible_to(request.user).filter(withdrawn=False).select_related("patient")
    row = get_object_or_404(rows, pk=row_id)
    form = form_class(posted(request), row=row)
    if form.is_valid() and form.attempt(action, **{named: row}, by=request.user) is not None:
        return done(request, "corrected", "patients:patient", row.patient_id, message=_("Corrected."))
    chart = read_chart(request.user, row.patient_id)
    context = record_page(chart, request.user, form=form, row=row, kind=kind, what=_in_words(row))
    return page(request, "patients/correct.html", "correct", context)


def _in_words(row: Any) -> Any:
    """What is about to be taken back."""
    match row:
        case Observation():
            fact = Fact(by_code[row.item], row, row.when)
            return f"{fact.item.label}: {fact.shown} {fact.item.unit if fact.known else ''}".strip()
        case PathologyReport():
            words = (
                row.get_specimen_display(),
                row.get_differentiation_display(),
                row.get_grade_display(),
                row.ki67_printed,
            )
            return ", ".join(str(word) for word in words if word) or row.morphology
        case Entry():
            return entry_words(row)
        case Study():
            return row.get_modality_display()
        case Lesion():
            return row.label
    size = f"{shown(row.longest_mm)} mm" if row.longest_mm else row.get_state_display()
    return f"{row.lesion.label}: {size}"

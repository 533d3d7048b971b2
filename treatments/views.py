"""Recording what was done: a planned treatment performed, an unplanned one, one from earlier, and what went wrong."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.may import Request, may
from accounts.models import Unit
from accounts.roles import Permission
from core.pages import done, page, posted
from core.rules import RuleBroken
from patients import actions as patient_actions
from patients.chart import Chart
from patients.reading import banner, mapped, read_chart
from treatments import actions
from treatments.checklist import checklist_for
from treatments.forms import CancelForm, ComplicationForm, EarlierForm, PerformForm
from treatments.models import Course, Treatment


def _course(request: Request, course_id: UUID) -> Course:
    rows = Course.objects.visible_to(request.user).select_related("patient", "unit__hospital", "responsible", "operator")
    return get_object_or_404(rows.prefetch_related("lesions", "checklist", "complications", "follow_ups"), pk=course_id)


@may(Permission.SEE_PATIENT)
def course(request: Request, course_id: UUID) -> HttpResponse:
    """One treatment: planned or done, its checklist, what went wrong, what follows."""
    one = _course(request, course_id)
    chart = read_chart(request.user, one.patient_id)
    context = {"course": one, "patient": one.patient, "banner": banner(chart), "chart": chart, "complication": ComplicationForm()}
    return page(request, "treatments/course.html", None, context)


@may(Permission.PERFORM)
def perform(request: Request, course_id: UUID) -> HttpResponse:
    """Record a planned treatment as done, changed or abandoned."""
    one = _course(request, course_id)
    chart = read_chart(request.user, one.patient_id)
    return _perform(request, chart, request.POST.get("type") or one.type, one)


@may(Permission.PERFORM)
def perform_unplanned(request: Request, patient_id: UUID, type: str) -> HttpResponse:
    """Record a treatment no board has planned."""
    if type not in Treatment.values:
        raise Http404
    return _perform(request, read_chart(request.user, patient_id), type, None)


def _perform(request: Request, chart: Chart, kind: str, planned: Course | None) -> HttpResponse:
    checklist = checklist_for(kind, chart)
    form = PerformForm(
        posted(request),
        type=kind,
        lesions=[history.lesion for history in chart.lesions],
        checklist=checklist,
        of=planned,
        initial=_initial(request, kind, planned),
    )
    if form.is_valid():
        done_course = _save(request, form, chart, planned)
        if done_course is not None:
            return done(request, "performed", "treatments:course", done_course.pk, message=_("Recorded. What follows is planned."))
    context = {
        "form": form,
        "course": planned,
        "kind": Treatment(kind).label,
        "type": kind,
        "chart": chart,
        "patient": chart.patient,
        "banner": banner(chart),
        "map": mapped(chart.lesions),
    }
    return page(request, "treatments/perform.html", "perform", context)


def _initial(request: Request, kind: str, planned: Course | None) -> dict[str, Any]:
    if planned is None:
        host = next((unit for unit in request.user.acting.units if unit.hosts_conference), None) or _first_host(request)
        return {"type": kind, "date": timezone.localdate(), "unit": host}
    return {
        "type": kind,
        "date": timezone.localdate(),
        "territory": planned.territory,
        "segments": planned.segments,
        "lesions": [str(lesion.key) for lesion in planned.lesions.all()],
        "unit": planned.unit_id,
    }


def _first_host(request: Request) -> Unit | None:
    return Unit.objects.filter(hospital=request.user.acting.hospital, hosts_conference=True).first()


def _save(request: Request, form: PerformForm, chart: Chart, planned: Course | None) -> Course | None:
    try:
        return actions.perform(course=planned, patient=chart.patient, by=request.user, **form.values())
    except RuleBroken as broken:
        form.add_error(broken.field if broken.field in form.fields else None, broken.message)
        return None


@may(Permission.PERFORM)
def cancel_course(request: Request, course_id: UUID) -> HttpResponse:
    """Say that a planned treatment will not be carried out."""
    one = _course(request, course_id)
    form = CancelForm(posted(request), of=one)
    if form.is_valid():
        values = form.values()
        values.pop("key")
        try:
            actions.cancel_course(course=one, by=request.user, **values)
        except RuleBroken as broken:
            form.add_error(broken.field if broken.field in form.fields else None, broken.message)
        else:
            return done(request, "cancelled", "treatments:course", one.pk, message=_("Not carried out; the reason is kept."))
    chart = read_chart(request.user, one.patient_id)
    context = {"form": form, "course": one, "patient": one.patient, "banner": banner(chart)}
    return page(request, "treatments/cancel_course.html", "cancel_course", context)


@may(Permission.RECORD, Permission.PERFORM)
def complicate(request: Request, course_id: UUID) -> HttpResponse:
    """Write down what went wrong."""
    one = _course(request, course_id)
    form = ComplicationForm(posted(request))
    if form.is_valid():
        values = form.values()
        values.pop("precision")
        if actions.complicate(course=one, by=request.user, **values):
            return done(request, "complicated", "treatments:course", one.pk, message=_("Written down."))
    chart = read_chart(request.user, one.patient_id)
    context = {"course": one, "patient": one.patient, "banner": banner(chart), "chart": chart, "complication": form}
    return page(request, "treatments/course.html", None, context)


@may(Permission.RECORD)
def report_course(request: Request, patient_id: UUID) -> HttpResponse:
    """A treatment given earlier or elsewhere."""
    chart = read_chart(request.user, patient_id)
    form = EarlierForm(posted(request))
    if form.is_valid() and form.attempt(actions.report_course, patient=chart.patient, by=request.user) is not None:
        if chart.list_state("earlier_treatments") != "listed":
            patient_actions.answer_list(
                patient=chart.patient, name="earlier_treatments", answer="listed", by=request.user, date=timezone.localdate()
            )
        return done(request, "course_reported", "patients:patient", patient_id, message=_("Saved."))
    courses = Course.objects.standing().filter(patient=chart.patient).order_by("date")
    context = {"form": form, "chart": chart, "patient": chart.patient, "banner": banner(chart), "courses": courses}
    return page(request, "treatments/report_course.html", "report_course", context)

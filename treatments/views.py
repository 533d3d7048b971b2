"""Recording what was done: a planned treatment performed, an unplanned one, one from earlier, and what went wrong."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.may import Request, may
from accounts.models import Unit
from accounts.roles import Permission
from core.pages import as_number, done, page, posted
from patients import actions as patient_actions
from patients.chart import Chart
from patients.forms import ReasonForm
from patients.reading import mapped, read_chart, record_page
from treatments import actions
from treatments.checklist import checklist_for
from treatments.details import APPROACHES, COMPLICATIONS, shown_details
from treatments.eligibility.checklist import ITEMS
from treatments.forms import CancelForm, ComplicationForm, CorrectForm, EarlierForm, PerformForm
from treatments.models import Course, FollowUp, treatment_choices
from treatments.wording import place, treatment_name

WITHOUT_ENTRIES = frozenset({"none", "unobtainable"})


def _course(request: Request, course_id: UUID) -> Course:
    """A treatment, also as it was before somebody corrected it."""
    rows = Course.objects.visible_to(request.user).select_related(
        *("patient", "unit__hospital", "responsible", "operator", "entered_by")
    )
    return get_object_or_404(rows.prefetch_related("lesions", "checklist"), pk=course_id)


def _own_course(request: Request, course_id: UUID) -> Course:
    """A treatment as it stands, for somebody who may write on it; a treatment of ours only for those who treat."""
    one = _course(request, course_id)
    if one.pk != _latest(one).pk:
        raise Http404
    if one.origin != Course.Origin.EARLIER and not request.user.may(Permission.PERFORM):
        raise PermissionDenied
    actions.refuse_others(one, request.user)
    return one


def _latest(one: Course) -> Course:
    latest: Course = Course.objects.said_of(one).latest("created_at")
    return latest


@may(Permission.SEE_PATIENT)
def courses(request: Request, patient_id: UUID) -> HttpResponse:
    """Every treatment of a patient: to be done, done here, done earlier or elsewhere; and what is still to follow."""
    chart = read_chart(request.user, patient_id)
    rows = (
        Course.objects.standing()
        .filter(patient=chart.patient)
        .select_related("responsible")
        .prefetch_related("complications")
    )
    found = sorted(rows, key=lambda one: (one.date or one.noted_on, one.step), reverse=True)
    planned = [one for one in reversed(found) if one.status == Course.Status.PLANNED]
    follow_ups = FollowUp.objects.filter(patient=chart.patient).open().select_related("course").order_by("due")
    context = record_page(
        chart,
        request.user,
        "treatments:courses",
        planned=planned,
        given=[one for one in found if one.status != Course.Status.PLANNED],
        follow_ups=follow_ups,
        earlier=chart.facts["list.earlier_treatments"],
        today=timezone.localdate(),
    )
    return page(request, "treatments/courses.html", "courses", context)


@may(Permission.SEE_PATIENT)
def course(request: Request, course_id: UUID) -> HttpResponse:
    """One treatment: planned or done, its checklist, what went wrong, what follows."""
    return _course_page(request, _course(request, course_id), ComplicationForm())


def _course_page(request: Request, one: Course, complication: ComplicationForm) -> HttpResponse:
    says, wrong = {item.code: item.says for item in ITEMS}, dict(COMPLICATIONS)
    latest = _latest(one)
    context = record_page(
        read_chart(request.user, one.patient_id),
        request.user,
        course=one,
        latest=latest if latest.pk != one.pk else None,
        writes=latest.pk == one.pk and one.is_written_by(request.user),
        planned_as=_planned_as(one),
        complication=complication,
        approach=dict(APPROACHES.get(one.type, ())).get(one.approach, one.approach),
        details=shown_details(one.type, one.details),
        checklist=[(_(says.get(answer.item, answer.item)), answer) for answer in one.checklist.all()],
        complications=[(wrong.get(row.code, row.code), row) for row in one.complications.standing()],
        follow_ups=FollowUp.objects.filter(course__in=Course.objects.said_of(one)).order_by("due", "created_at"),
        today=timezone.localdate(),
    )
    return page(request, "treatments/course.html", None, context)


def _planned_as(one: Course) -> str:
    """The plan in words, where something else was done."""
    plan = one.details.get(Course.PLANNED_AS)
    return f"{treatment_name(plan['type'])} {place(plan['territory'], plan['segments'])}".strip() if plan else ""


@may(Permission.PERFORM)
def perform(request: Request, course_id: UUID) -> HttpResponse:
    """Record a planned treatment as done, changed or abandoned."""
    one = _own_course(request, course_id)
    chart = read_chart(request.user, one.patient_id)
    return _perform(request, chart, _kind(request, one.type), one)


@may(Permission.PERFORM)
def perform_unplanned(request: Request, patient_id: UUID) -> HttpResponse:
    """Record a treatment no board has planned; first which one, then the questions of that one."""
    return _perform(request, read_chart(request.user, patient_id), _kind(request, ""), None)


def _kind(request: Request, otherwise: str) -> str:
    """The treatment the questions are asked for: the one sent, the one chosen in the address, or the planned one."""
    kind = request.POST.get("type") or request.GET.get("type") or otherwise
    if kind and kind not in dict(treatment_choices()):
        raise Http404
    return kind


def _perform(request: Request, chart: Chart, kind: str, planned: Course | None) -> HttpResponse:
    context = record_page(chart, request.user, course=planned, type=kind, kinds=treatment_choices())
    if not kind:
        return page(request, "treatments/perform.html", "perform", context)
    form = PerformForm(
        posted(request),
        kind=kind,
        lesions=[history.lesion for history in chart.lesions],
        checklist=checklist_for(kind, chart),
        by=request.user,
        of=planned,
        initial=_initial(request, kind, planned),
    )
    if form.is_valid():
        given = form.attempt(actions.perform, course=planned, patient=chart.patient, by=request.user)
        if given is not None:
            message = _("Recorded. What follows is planned.")
            return done(request, "performed", "treatments:course", given.pk, message=message)
    lit = [str(lesion.key) for lesion in planned.lesions.all()] if planned else []
    context |= {"form": form, "kind": treatment_name(kind), "map": mapped(chart, lit=lit)}
    return page(request, "treatments/perform.html", "perform", context)


def _initial(request: Request, kind: str, planned: Course | None) -> dict[str, Any]:
    initial = {"type": kind, "date": timezone.localdate(), "operator": request.user.pk}
    if planned is None:
        host = next((unit for unit in request.user.acting.units if unit.hosts_conference), None) or _first_host(request)
        return initial | {"unit": host}
    return initial | {
        "territory": planned.territory,
        "segments": planned.segments,
        "lesions": [str(lesion.key) for lesion in planned.lesions.all()],
        "unit": planned.unit_id,
        "deviation": Course.Deviation.AS_PLANNED if kind == planned.type else Course.Deviation.CHANGED,
    }


def _first_host(request: Request) -> Unit | None:
    return Unit.objects.filter(hospital=request.user.acting.hospital, hosts_conference=True).first()


@may(Permission.PERFORM)
def cancel_course(request: Request, course_id: UUID) -> HttpResponse:
    """Say that a planned treatment will not be carried out."""
    one = _own_course(request, course_id)
    form = CancelForm(posted(request), of=one)
    if form.is_valid() and form.attempt(actions.cancel_course, course=one, by=request.user) is not None:
        message = _("Not carried out; the reason is kept.")
        return done(request, "cancelled", "treatments:course", one.pk, message=message)
    context = record_page(read_chart(request.user, one.patient_id), request.user, form=form, course=one)
    return page(request, "treatments/cancel_course.html", "cancel_course", context)


@may(Permission.RECORD, Permission.PERFORM)
def correct_course(request: Request, course_id: UUID) -> HttpResponse:
    """Say anew what was done, when and where; what follows is planned anew."""
    one = _own_course(request, course_id)
    chart = read_chart(request.user, one.patient_id)
    form = CorrectForm(posted(request), course=one, lesions=[history.lesion for history in chart.lesions])
    if form.is_valid():
        corrected = form.attempt(actions.correct_course, course=one, by=request.user)
        if corrected is not None:
            message = _("Corrected. What follows is planned anew.")
            return done(request, "corrected", "treatments:course", corrected.pk, message=message)
    return _correct_page(request, chart, one, form, ReasonForm(prefix="withdraw"))


@may(Permission.RECORD, Permission.PERFORM)
@require_POST
def withdraw_course(request: Request, course_id: UUID) -> HttpResponse:
    """Say that a treatment was entered in error."""
    one = _own_course(request, course_id)
    form = ReasonForm(posted(request), prefix="withdraw")
    if form.is_valid():
        row = form.attempt(actions.withdraw_course, course=one, by=request.user)
        if row is not None:
            return done(request, "withdrawn", "treatments:course", row.pk, message=_("Taken back."))
    chart = read_chart(request.user, one.patient_id)
    again = CorrectForm(course=one, lesions=[history.lesion for history in chart.lesions])
    return _correct_page(request, chart, one, again, form)


def _correct_page(
    request: Request, chart: Chart, one: Course, form: CorrectForm, withdrawal: ReasonForm
) -> HttpResponse:
    lit = [str(lesion.key) for lesion in one.treated_lesions]
    context = record_page(chart, request.user, course=one, form=form, withdrawal=withdrawal, map=mapped(chart, lit=lit))
    return page(request, "treatments/correct_course.html", None, context)


@may(Permission.RECORD, Permission.PERFORM)
def no_complications(request: Request, course_id: UUID) -> HttpResponse:
    """Asked, and there were none. Whoever opens the address, as to take what somebody else has saved, sees the treatment."""
    one = _course(request, course_id)
    if request.method != "POST":
        return redirect("treatments:course", one.pk)
    version = as_number(request.POST.get("version")) or 0
    actions.no_complications(course=one, by=request.user, version=version)
    return done(request, "complicated", "treatments:course", one.pk, message=_("Written down."))


@may(Permission.RECORD, Permission.PERFORM)
def complicate(request: Request, course_id: UUID) -> HttpResponse:
    """Write down what went wrong."""
    one = _course(request, course_id)
    form = ComplicationForm(posted(request))
    if form.is_valid() and form.attempt(actions.complicate, course=one, by=request.user) is not None:
        return done(request, "complicated", "treatments:course", one.pk, message=_("Written down."))
    return _course_page(request, one, form)


@may(Permission.RECORD)
def report_course(request: Request, patient_id: UUID) -> HttpResponse:
    """A treatment given earlier or elsewhere; or that there is none, or that nobody can find out."""
    chart = read_chart(request.user, patient_id)
    rows = (
        Course.objects.standing().filter(patient=chart.patient).exclude(status=Course.Status.PLANNED).order_by("date")
    )
    answer = request.POST.get("answer", "")
    form = EarlierForm(posted(request) if answer not in WITHOUT_ENTRIES else None)
    if answer in WITHOUT_ENTRIES:
        _answer(chart, answer, request)
        return done(request, "answered", "treatments:courses", patient_id, message=_("Saved."))
    if form.is_valid() and form.attempt(actions.report_course, patient=chart.patient, by=request.user) is not None:
        return done(request, "course_reported", "treatments:courses", patient_id, message=_("Saved."))
    context = record_page(chart, request.user, form=form, courses=rows, earlier=chart.facts["list.earlier_treatments"])
    return page(request, "treatments/report_course.html", "report_course", context)


def _answer(chart: Chart, answer: str, request: Request) -> None:
    """Say of the earlier treatments as a whole: none, or not to be found out."""
    patient_actions.answer_list(
        patient=chart.patient, name="earlier_treatments", answer=answer, by=request.user, date=timezone.localdate()
    )

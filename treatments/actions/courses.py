"""Writing down treatments: reported from earlier, planned by a decision, performed."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User, owner
from core.audit import record
from core.rules import RuleBroken
from patients.actions import days, grant_care, say_listed
from patients.chart import Chart
from patients.models import CareRelation, Lesion, Patient
from treatments.actions.follow_ups import close, follow_again, plan_follow_ups, settle_superseded
from treatments.checklist import checklist_for, faults
from treatments.eligibility import segments_of
from treatments.models import ChecklistAnswer, Complication, Course, FollowUp


@transaction.atomic
def report_course(*, patient: Patient, type: str, by: User | None, key: UUID | None = None, **fields: Any) -> Course:
    """Write down a treatment given earlier or elsewhere. It counts for intervals, overtakes, and starts no follow-up here.

    The list of earlier treatments is then listed.
    """
    if (written := Course.objects.written_once(key)) is not None:
        return written
    refuse_impossible_day(patient, fields.get("date"), fields.get("precision", "day"))
    course = Course.objects.create(
        patient=patient,
        hospital=owner(by, patient),
        type=type,
        origin=Course.Origin.EARLIER,
        status=Course.Status.PERFORMED,
        entered_by=by,
        idempotency_key=key,
        **fields,
    )
    record("course.report", on=course, by=by, type=type)
    say_listed(patient=patient, name="earlier_treatments", by=by, noted_on=fields.get("noted_on"))
    settle_superseded(patient=patient, by=by)
    return course


def were_given(patient: Patient, day: dt.date) -> bool:
    """Whether any treatment was given by the day; one without a day counts: nobody can say that it came later."""
    given: bool = Course.objects.performed().filter(patient=patient).exclude(date__gt=day).exists()
    return given


@transaction.atomic
def plan_course(
    *,
    patient: Patient,
    type: str,
    unit: Unit,
    by: User | None,
    lesions: Iterable[Lesion] = (),
    territory: str = "",
    segments: Sequence[str] = (),
    step: int = 1,
    target_date: dt.date | None = None,
    responsible: User | None = None,
) -> Course:
    """Plan a treatment because a board has decided it."""
    course = Course.objects.create(
        patient=patient,
        hospital=owner(by, patient),
        type=type,
        origin=Course.Origin.HERE,
        status=Course.Status.PLANNED,
        territory=territory,
        segments=list(segments),
        step=step,
        target_date=target_date,
        unit=unit,
        responsible=responsible,
        entered_by=by,
    )
    course.lesions.add(*lesions)
    if responsible is not None:
        grant_care(patient=patient, ground=CareRelation.Ground.TREATMENT, by=by, user=responsible)
    record("course.plan", on=course, by=by, type=type)
    return course


@transaction.atomic
def perform(
    *,
    by: User | None,
    date: dt.date,
    unit: Unit | None = None,
    course: Course | None = None,
    patient: Patient | None = None,
    type: str = "",
    deviation: str = Course.Deviation.AS_PLANNED,
    deviation_reason: str = "",
    lesions: Iterable[Lesion] | None = None,
    checklist: Mapping[str, tuple[str, str]] | None = None,
    version: int | None = None,
    key: UUID | None = None,
    **fields: Any,
) -> Course:
    """Record what was really done, answer the checklist, and let the follow-up windows appear.

    `course` is the plan it fulfils, and names the conference (`unit`) that follows; without one it was unplanned.
    `lesions` are those really treated; None leaves the planned ones. `checklist` maps an item to (answer, words);
    a binding item needs an answer, and what was left out needs its reason.
    """
    if (written := _written_before(key)) is not None:
        return written
    subject, followed_by = _whose(course, patient, unit)
    refuse_impossible_day(subject, date)
    if deviation != Course.Deviation.ABANDONED:
        _refuse_open_checklist(subject, type or (course.type if course else ""), checklist or {})
    if deviation != Course.Deviation.AS_PLANNED and not deviation_reason:
        raise RuleBroken(_("Say why it went otherwise than planned."), "deviation_reason")
    if course is not None:
        refuse_others(course, by)
        _refuse_another_place(course, type, deviation, fields)
    status = Course.Status.ABANDONED if deviation == Course.Deviation.ABANDONED else Course.Status.PERFORMED
    done = {
        "date": date,
        "status": status,
        "deviation": deviation,
        "deviation_reason": deviation_reason,
        "unit": followed_by,
        **fields,
    }
    if type:
        done["type"] = type
    if course is None:
        course = _unplanned(subject, by, done | {"idempotency_key": key})
    else:
        if course.status != Course.Status.PLANNED:
            raise RuleBroken(
                _("This treatment is not planned any more: it is %(status)s.") % {"status": course.get_status_display()}
            )
        done["details"] = {**done.get("details", {}), **_left_out(course, lesions), **_planned_as(course, done)}
        course.change(version=version, **done)
    course.lesions.add(*(lesion.key for lesion in lesions or ()))
    _answer_checklist(course, checklist or {}, by, key)
    record("course.perform", on=course, by=by, type=course.type, deviation=deviation)
    if status == Course.Status.PERFORMED:
        plan_follow_ups(patient=subject, course=course, unit=followed_by, by=by)
    return course


def _whose(course: Course | None, patient: Patient | None, unit: Unit | None) -> tuple[Patient, Unit]:
    """The patient treated, and the conference that follows: both as planned, unless said otherwise."""
    subject = course.patient if course else patient
    if subject is None:
        raise RuleBroken(_("Whose treatment is this?"))
    followed_by = unit or (course.unit if course else None)
    if followed_by is None:
        raise RuleBroken(_("Say which conference follows this treatment."), "unit")
    return subject, followed_by


def _written_before(key: UUID | None) -> Course | None:
    """What an earlier try of the same form recorded: found by its preparation, or by the course it made."""
    if key is None:
        return None
    answer = ChecklistAnswer.objects.select_related("course").written_once(key)
    return answer.course if answer is not None else Course.objects.written_once(key)


def _left_out(course: Course, lesions: Iterable[Lesion] | None) -> dict[str, list[str]]:
    """The planned lesions that were not treated. Rows are never deleted, so the course says which to leave out."""
    if lesions is None:
        return {}
    treated = {lesion.key for lesion in lesions}
    left = [str(planned.key) for planned in course.lesions.all() if planned.key not in treated]
    return {Course.NOT_TREATED: left} if left else {}


def refuse_others(course: Course, by: User | None) -> None:
    """The one rule of who writes on a treatment; the house itself always may."""
    if by is not None and not course.is_written_by(by):
        raise RuleBroken(
            _("Only the hospital that gives or follows this treatment, or who is responsible, writes here.")
        )


def _refuse_another_place(course: Course, kind: str, deviation: str, fields: Mapping[str, Any]) -> None:
    """As planned is what was planned, where it was planned."""
    if deviation != Course.Deviation.AS_PLANNED:
        return
    if kind and kind != course.type:
        raise RuleBroken(_("Another treatment was planned. Say that it was changed, and why."), "deviation")
    covers = segments_of(fields.get("territory", course.territory), fields.get("segments", course.segments))
    if course.covered and covers != course.covered:
        raise RuleBroken(_("Another place was planned. Say that it was changed, and why."), "deviation")


def _planned_as(course: Course, done: Mapping[str, Any]) -> dict[str, Any]:
    """The plan, when what was done takes its place in the row."""
    plan = {name: getattr(course, name) for name in ("type", "territory", "segments")}
    changed = any(name in done and done[name] != value for name, value in plan.items())
    return {Course.PLANNED_AS: plan} if changed else {}


def _unplanned(patient: Patient, by: User | None, done: dict[str, Any]) -> Course:
    return Course.objects.create(
        patient=patient, hospital=owner(by, patient), origin=Course.Origin.UNPLANNED, entered_by=by, **done
    )


def refuse_impossible_day(patient: Patient, day: dt.date | None, precision: str = "day") -> None:
    """Raise when nothing can have been done on the day: it has not come, or lies outside the patient's life."""
    if day is not None and day > timezone.localdate():
        raise RuleBroken(_("%(day)s lies in the future.") % {"day": day}, "date")
    days.refuse_impossible_day(patient, day, precision)


def _refuse_open_checklist(patient: Patient, kind: str, answers: Mapping[str, tuple[str, str]]) -> None:
    """What binds is read from the record here: no caller can leave it out."""
    for field, sentence in faults(checklist_for(kind, Chart.read(patient, timezone.localdate())), answers):
        raise RuleBroken(sentence, field)


def _answer_checklist(
    course: Course, answers: Mapping[str, tuple[str, str]], by: User | None, key: UUID | None
) -> None:
    rows = [
        ChecklistAnswer(course=course, hospital=owner(by, course), item=item, answer=answer, text=words)
        for item, (answer, words) in answers.items()
        if answer
    ]
    if rows:
        rows[0].idempotency_key = key
    ChecklistAnswer.objects.bulk_create(rows)


@transaction.atomic
def cancel_course(*, course: Course, reason: str, by: User | None, version: int | None = None) -> Course:
    """Say that a planned treatment will not be carried out, and why."""
    refuse_others(course, by)
    return _call_off(course, reason, by, version)


def _call_off(
    course: Course, reason: str, by: User | None, version: int | None = None, **marks: dict[str, Any]
) -> Course:
    if not reason:
        raise RuleBroken(_("Say why it is not carried out."), "reason")
    if course.status != Course.Status.PLANNED:
        raise RuleBroken(_("Only a planned treatment can be called off."))
    course.change(
        version=version,
        status=Course.Status.CANCELLED,
        deviation=Course.Deviation.ABANDONED,
        deviation_reason=reason,
        **marks,
    )
    record("course.cancel", on=course, by=by, reason=reason)
    return course


@transaction.atomic
def resume_after_death(*, patient: Patient, by: User) -> None:
    """The death was an error: the treatments it called off are planned again, and what it closed is waited for again."""
    for course in Course.objects.standing().filter(patient=patient, status=Course.Status.CANCELLED):
        if course.details.get(Course.BY_DEATH):
            kept = {name: value for name, value in course.details.items() if name != Course.BY_DEATH}
            course.change(status=Course.Status.PLANNED, deviation="", deviation_reason="", details=kept)
            record("course.resume", on=course, by=by)
    follow_again(patient=patient, by=by)


@transaction.atomic
def stop_for_death(*, patient: Patient, because: str, by: User | None) -> None:
    """The dead are not treated and not reminded of, whoever notes the death: what was open closes with that reason."""
    for course in Course.objects.planned().filter(patient=patient):
        _call_off(course, because, by, details=course.details | {Course.BY_DEATH: True})
    for follow_up in FollowUp.objects.open().filter(patient=patient):
        close(follow_up=follow_up, reason=FollowUp.Reason.DIED, by=by)


def _given(course: Course) -> Course:
    """The treatment as it stands: what is written on a page that somebody corrected meanwhile belongs to the latest row."""
    latest = course.as_corrected
    if latest.withdrawn or latest.status not in Course.GIVEN:
        raise RuleBroken(_("Only a treatment that was given can have complications."))
    return latest


@transaction.atomic
def complicate(
    *,
    course: Course,
    code: str,
    by: User | None,
    grade: str = "",
    text: str = "",
    date: dt.date | None = None,
    precision: str = "day",
    key: UUID | None = None,
) -> Complication:
    """Write down a complication of a treatment."""
    if (written := Complication.objects.written_once(key)) is not None:
        return written
    course = _given(course)
    if date is not None and precision == "day" and course.date and date < course.date:
        raise RuleBroken(_("%(day)s lies before the treatment.") % {"day": date}, "date")
    refuse_impossible_day(course.patient, date, precision)
    complication = Complication.objects.create(
        patient_id=course.patient_id,
        hospital=owner(by, course),
        course=course,
        code=code,
        grade=grade,
        text=text,
        date=date,
        precision=precision,
        entered_by=by,
        idempotency_key=key,
    )
    record("course.complicate", on=complication, by=by, code=code)
    return complication


@transaction.atomic
def no_complications(*, course: Course, by: User, version: int | None = None) -> Course:
    """Say that somebody asked, and that until today there were none."""
    course = _given(course)
    if course.complications.standing().exists():
        raise RuleBroken(_("There are complications on the list."))
    course.change(version=version, no_complications_on=timezone.localdate())
    record("course.no_complications", on=course, by=by)
    return course

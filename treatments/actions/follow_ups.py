"""Writing down what follows a treatment: the windows, their booking, their closing, and the reminders in the outbox."""

import datetime as dt
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Hospital, Unit, User
from core.audit import record
from core.rules import RuleBroken
from patients.actions import grant_care
from patients.models import CareRelation, Patient
from treatments.eligibility import followups
from treatments.facts import procedure_of
from treatments.models import Course, FollowUp, Reminder

IMAGES = frozenset({"ct-liver", "ct-or-mri", "contrast-imaging", "mri"})  # examinations a response is read from
LATEST = dt.timedelta(days=2 * 366)  # after the window; a later day is a slip of the keyboard
REMIND_AT = dt.time(8)  # local: never inside a night when clocks change


@transaction.atomic
def plan_follow_ups(*, patient: Patient, course: Course, unit: Unit, by: User | None) -> list[FollowUp]:
    """Make the tasks of a course that are not there yet, and let the unit that follows see the patient.

    The dead are followed no more.
    """
    if patient.deceased_on:
        return []
    grant_care(patient=patient, ground=CareRelation.Ground.FOLLOW_UP, by=by, unit=unit)
    settle_superseded(patient=patient, by=by)
    there = set(FollowUp.objects.filter(course=course).values_list("code", flat=True))
    return [
        _open(patient, course, unit, task, by)
        for task in _by_the_rules(patient)
        if task["procedure_id"] == str(course.pk) and task["state"] == "open" and task["code"] not in there
    ]


@transaction.atomic
def settle_superseded(*, patient: Patient, by: User | None) -> None:
    """A treatment was written down, corrected or taken back: a task is superseded while a later one stands on its place.

    What was done and not read yet stays to be read, whatever was done later.
    """
    tasks = FollowUp.objects.filter(patient=patient, status__in=(*FollowUp.WAITING, FollowUp.Status.SUPERSEDED))
    if patient.deceased_on or not tasks.exists():
        return
    later = {task["procedure_id"]: task["superseded_by"] for task in _by_the_rules(patient)}
    for follow_up in tasks.filter(course__in=later):
        overtakes = later[str(follow_up.course_id)]
        if overtakes is None and not follow_up.is_open:
            _restore(follow_up, by)
        elif overtakes is not None and overtakes != str(follow_up.superseded_by_id):
            _supersede(follow_up, UUID(overtakes), by)


def _by_the_rules(patient: Patient) -> list[dict[str, Any]]:
    """Every task that follows the treatments of a patient, wherever they were given."""
    courses = Course.objects.performed().filter(patient=patient, date__isnull=False).order_by("date", "created_at")
    procedures = [described for one in courses if (described := procedure_of(one))]
    answer = followups({"format": "cantlie-procedures/1", "reference": "plan", "procedures": procedures})
    tasks: list[dict[str, Any]] = answer["tasks"]
    return tasks


def _open(patient: Patient, course: Course, unit: Unit, task: dict[str, Any], by: User | None) -> FollowUp:
    follow_up = FollowUp.objects.create(
        patient=patient,
        hospital=unit.hospital,
        unit=unit,
        course=course,
        code=task["code"],
        exams=task["exams"],
        sources=task["sources"],
        opens=dt.date.fromisoformat(task["opens"]),
        due=dt.date.fromisoformat(task["due"]),
        overdue_after=dt.date.fromisoformat(task["overdue_after"]),
    )
    record("follow_up.plan", on=follow_up, by=by, code=follow_up.code)
    _plan_reminders(follow_up)
    return follow_up


def _supersede(follow_up: FollowUp, later: UUID, by: User | None) -> None:
    follow_up.change(status=FollowUp.Status.SUPERSEDED, superseded_by_id=later)
    _cancel_reminders(follow_up, by)
    record("follow_up.supersede", on=follow_up, by=by, later=str(later))


def _restore(follow_up: FollowUp, by: User | None) -> None:
    """What had overtaken or closed it was an error: it is as it was, with the day that was booked or that it was done."""
    booked = FollowUp.Status.BOOKED if follow_up.booked_for else FollowUp.Status.TO_BOOK
    status = FollowUp.Status.DONE if follow_up.done_on else booked
    follow_up.change(status=status, superseded_by=None, reason="")
    _plan_again(follow_up)
    record("follow_up.restore", on=follow_up, by=by)


@transaction.atomic
def follow_again(*, patient: Patient, by: User) -> None:
    """A death was entered in error: what it closed is open again, unless a later treatment stands on its place."""
    for one in FollowUp.objects.filter(patient=patient, status=FollowUp.Status.CLOSED, reason=FollowUp.Reason.DIED):
        _restore(one, by)
    settle_superseded(patient=patient, by=by)


@transaction.atomic
def follow_correction(*, before: Course, after: Course, by: User | None) -> None:
    """A treatment was corrected. What still waits is superseded and planned anew from its day; a booking stays booked.

    What was done, read or closed goes with the treatment, unless it was of another treatment or another time: an
    examination made before the day it was really done, or a task closed for the day that was wrong, follows nothing.
    """
    waiting = list(FollowUp.objects.filter(course=before, status__in=FollowUp.WAITING))
    for one in waiting:
        _supersede(one, after.pk, by)
    for one in FollowUp.objects.filter(course=before).exclude(status=FollowUp.Status.SUPERSEDED):
        if _still_follows(one, before, after):
            one.change(course=after)
    settle_superseded(patient=after.patient, by=by)
    if after.unit is None or after.status != Course.Status.PERFORMED:
        return
    planned = {one.code: one for one in plan_follow_ups(patient=after.patient, course=after, unit=after.unit, by=by)}
    for one in waiting:
        if one.booked_for and one.code in planned:
            planned[one.code].change(status=FollowUp.Status.BOOKED, booked_for=one.booked_for, note=one.note)
            _cancel_reminders(planned[one.code], by, Reminder.Kind.DUE)


def _still_follows(follow_up: FollowUp, before: Course, after: Course) -> bool:
    """Whether what was done, read or closed after a treatment answers for it as it was corrected."""
    if (before.type, before.date) == (after.type, after.date):
        return True
    done: dt.date | None = follow_up.done_on
    return before.type == after.type and done is not None and (after.date is None or done >= after.date)


@transaction.atomic
def end_follow_ups(*, course: Course, because: str, by: User | None) -> None:
    """A treatment was taken back: nothing is waited for because of it."""
    for one in FollowUp.objects.filter(course=course, status__in=FollowUp.WAITING):
        close(follow_up=one, reason=FollowUp.Reason.OTHER, note=because, by=by)


def _plan_reminders(follow_up: FollowUp) -> None:
    """One row for the day it falls due and one for the day after the window: the database owns the schedule.

    Whether the unit has an e-mail is asked on the day, by the outbox.
    """
    days = {Reminder.Kind.DUE: follow_up.due, Reminder.Kind.OVERDUE: follow_up.overdue_after + dt.timedelta(days=1)}
    for kind, day in days.items():
        Reminder.objects.create(follow_up=follow_up, kind=kind, due_at=morning_of(day, follow_up.hospital))


def morning_of(day: dt.date, hospital: Hospital) -> dt.datetime:
    """Eight o'clock on that day where the hospital is, as UTC."""
    return dt.datetime.combine(day, REMIND_AT, ZoneInfo(hospital.time_zone)).astimezone(dt.UTC)


def _cancel_reminders(follow_up: FollowUp, by: User | None, *kinds: str) -> None:
    planned = follow_up.reminders.select_for_update().filter(state=Reminder.State.PLANNED)  # the outbox may be at work
    for reminder in planned.filter(kind__in=kinds) if kinds else planned:
        reminder.change(state=Reminder.State.CANCELLED)
        record("reminder.cancel", on=reminder, by=by)


def _plan_again(follow_up: FollowUp) -> None:
    for reminder in follow_up.reminders.select_for_update().filter(state=Reminder.State.CANCELLED):
        if reminder.is_wanted:
            reminder.change(state=Reminder.State.PLANNED)


def _refuse_closed(follow_up: FollowUp) -> None:
    if not follow_up.is_open:
        raise RuleBroken(
            _("This follow-up is not open any more: it is %(status)s.") % {"status": follow_up.get_status_display()}
        )


@transaction.atomic
def book(*, follow_up: FollowUp, on: dt.date, by: User, version: int | None = None, note: str = "") -> FollowUp:
    """Write down the day of the examination."""
    _refuse_closed(follow_up)
    if on < timezone.localdate():
        raise RuleBroken(_("%(day)s has passed. Record the examination as done instead.") % {"day": on}, "on")
    if on > max(follow_up.overdue_after, timezone.localdate()) + LATEST:
        raise RuleBroken(_("%(day)s lies more than two years ahead.") % {"day": on}, "on")
    follow_up.change(version=version, status=FollowUp.Status.BOOKED, booked_for=on, note=note or follow_up.note)
    _cancel_reminders(follow_up, by, Reminder.Kind.DUE)
    record("follow_up.book", on=follow_up, by=by)
    return follow_up


@transaction.atomic
def complete(*, follow_up: FollowUp, on: dt.date, by: User, version: int | None = None) -> FollowUp:
    """Write down that the examination was done; somebody must still read it."""
    _refuse_closed(follow_up)
    if on > timezone.localdate():
        raise RuleBroken(_("%(day)s lies in the future.") % {"day": on}, "on")
    if follow_up.course and follow_up.course.date and on < follow_up.course.date:
        raise RuleBroken(_("%(day)s lies before the treatment.") % {"day": on}, "on")
    follow_up.change(version=version, status=FollowUp.Status.DONE, done_on=on)
    _cancel_reminders(follow_up, by)
    record("follow_up.complete", on=follow_up, by=by)
    return follow_up


@transaction.atomic
def read_result(
    *, follow_up: FollowUp, result: str, by: User, response: str = "", version: int | None = None
) -> FollowUp:
    """Write down what the examination showed."""
    if follow_up.status != FollowUp.Status.DONE:
        raise RuleBroken(_("Record the examination as done first."))
    follow_up.change(version=version, status=FollowUp.Status.READ, result=result, response=response)
    if (course := follow_up.course) is not None and IMAGES.intersection(follow_up.exams):
        course.change(response=response or course.response, response_imaging_done=True)
        # A response opens tasks that depend on it: the next session after an embolisation that works (001-27).
        plan_follow_ups(patient=follow_up.patient, course=course, unit=follow_up.unit, by=by)
    record("follow_up.read_result", on=follow_up, by=by, response=response)
    return follow_up


@transaction.atomic
def close(*, follow_up: FollowUp, reason: str, by: User | None, note: str = "", version: int | None = None) -> FollowUp:
    """Close a task that will not be done, with its reason."""
    _refuse_closed(follow_up)
    if reason == FollowUp.Reason.OTHER and not note:
        raise RuleBroken(_("Say the reason in words."), "note")
    follow_up.change(version=version, status=FollowUp.Status.CLOSED, reason=reason, note=note or follow_up.note)
    _cancel_reminders(follow_up, by)
    record("follow_up.close", on=follow_up, by=by, reason_code=reason)
    return follow_up


@transaction.atomic
def reopen(*, follow_up: FollowUp, by: User, version: int | None = None) -> FollowUp:
    """Undo: back to the list of what must be booked. A death is not undone here."""
    if follow_up.patient.deceased_on:
        raise RuleBroken(_("The patient has died."))
    if follow_up.status in {FollowUp.Status.SUPERSEDED, FollowUp.Status.READ}:
        raise RuleBroken(_("A follow-up that is %(status)s stays so.") % {"status": follow_up.get_status_display()})
    follow_up.change(version=version, status=FollowUp.Status.TO_BOOK, booked_for=None, done_on=None, reason="")
    _plan_again(follow_up)
    record("follow_up.reopen", on=follow_up, by=by)
    return follow_up

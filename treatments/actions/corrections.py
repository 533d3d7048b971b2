"""Saying anew what was done, or that it never was: a new row names the one it corrects, and what follows is planned anew."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.rules import RuleBroken, SavedBefore
from patients import actions as patients
from patients.models import Lesion, Precision
from treatments.actions.courses import refuse_impossible_day, refuse_others
from treatments.actions.follow_ups import end_follow_ups, follow_correction, settle_superseded
from treatments.models import ChecklistAnswer, Course

AS_IF_NOTHING_WAS_DONE: dict[str, Any] = {
    "status": Course.Status.PLANNED,
    "date": None,
    "precision": Precision.DAY,
    "operator_id": None,
    "approach": "",
    "deviation": "",
    "deviation_reason": "",
    "details": {},
    "response": "",
    "response_imaging_done": None,
    "no_complications_on": None,
    "note": "",
}


@transaction.atomic
def correct_course(
    *,
    course: Course,
    reason: str,
    by: User,
    lesions: Iterable[Lesion] | None = None,
    version: int | None = None,
    key: UUID | None = None,
    **fields: Any,
) -> Course:
    """Say anew what was done, when and where. Its preparation and its complications stay with it.

    `lesions` are those really treated; None leaves them as they are.
    """
    if (written := Course.objects.written_once(key)) is not None:
        return written
    _refuse_unless_given(course, by)
    if version not in (None, course.version):  # a control was read meanwhile, and its response would be lost
        raise SavedBefore(course, fields)
    refuse_impossible_day(course.patient, fields.get("date"), fields.get("precision", course.precision))
    day, precision = fields.get("date", course.date), fields.get("precision", course.precision)
    if course.origin != Course.Origin.EARLIER and (day is None or precision != Precision.DAY):
        raise RuleBroken(_("Give the whole day: what follows is counted from it."), "date")
    named = {lesion.key for lesion in (course.lesions.all() if lesions is None else lesions)}
    left_out = {lesion.key for lesion in course.lesions_left_out} - (set() if lesions is None else named)
    if course.no_complications_on and day and day > course.no_complications_on:
        fields["no_complications_on"] = None  # asked before it was done is not asked
    fields["details"] = course.details | {Course.NOT_TREATED: [str(key) for key in left_out]}
    corrected = patients.correct(row=course, reason=reason, by=by, key=key, hospital=course.hospital, **fields)
    corrected.lesions.add(*named, *left_out)
    ChecklistAnswer.objects.bulk_create(
        ChecklistAnswer(course=corrected, hospital_id=one.hospital_id, item=one.item, answer=one.answer, text=one.text)
        for one in course.checklist.all()
    )
    for complication in course.complications.all():
        complication.change(course=corrected)
    follow_correction(before=course, after=corrected, by=by)
    return corrected


@transaction.atomic
def withdraw_course(*, course: Course, reason: str, by: User, key: UUID | None = None) -> Course:
    """Say that it was entered in error. What a board has planned is planned again; the rest leaves the record."""
    if (written := Course.objects.written_once(key)) is not None:
        return written
    _refuse_unless_given(course, by)
    if course.origin == Course.Origin.HERE:
        plan = AS_IF_NOTHING_WAS_DONE | course.details.get(Course.PLANNED_AS, {})
        row = patients.correct(
            row=course, reason=reason, by=by, key=key, verb="withdraw", hospital=course.hospital, **plan
        )
        row.lesions.add(*(lesion.key for lesion in course.lesions.all()))
    else:
        row = patients.withdraw(row=course, reason=reason, by=by, key=key)
    end_follow_ups(course=course, because=_("The treatment was entered in error: %(why)s") % {"why": reason}, by=by)
    settle_superseded(patient=course.patient, by=by)
    return row


def _refuse_unless_given(course: Course, by: User) -> None:
    refuse_others(course, by)
    if course.status not in Course.GIVEN:
        raise RuleBroken(_("Only what was done is corrected; a plan is changed by its decision."))

"""Back to the board, and the end of a life: what these close and open in every app below."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from conference.actions.drafts import drop_all
from conference.actions.referrals import close_case, withdraw_for_death
from conference.models import Case, Decision, Referral
from core.audit import record
from core.rules import RuleBroken
from core.words import day
from patients import actions as patient_actions
from patients.models import CareRelation, Patient
from treatments.actions import complete, read_result, resume_after_death, stop_for_death
from treatments.models import Course, FollowUp

PROGRESSED = frozenset({Course.Response.PROGRESSION})


@transaction.atomic
def return_to_board(*, follow_up: FollowUp, by: User, question: str = "", key: UUID | None = None) -> Referral:
    """One press: a finished or overdue follow-up becomes a referral that carries its reason and the earlier decision."""
    follow_up = FollowUp.objects.select_for_update().get(pk=follow_up.pk)  # two presses at once: one referral
    waiting = Referral.objects.on_its_way().filter(because_of=follow_up).first()
    if waiting is not None:
        return waiting
    if follow_up.patient.deceased_on:
        raise RuleBroken(_("The patient has died."))
    why = why_to_return(follow_up)
    if why is None:
        raise RuleBroken(_("Nothing to bring back yet: the examination is neither done nor overdue."))
    referral = Referral.objects.create(
        patient_id=follow_up.patient_id,
        hospital=follow_up.hospital,
        unit=follow_up.unit,
        referrer=by,
        status=Referral.Status.SENT,
        why=why,
        question=question or _default_question(why),
        reasons=[Referral.Reason.GROWTH] if why == Referral.Why.PROGRESSION else [],
        sent_at=timezone.now(),
        because_of=follow_up,
        earlier_decision=earlier_decision(follow_up),
        idempotency_key=key,
    )
    patient_actions.grant_care(
        patient=follow_up.patient, ground=CareRelation.Ground.CONFERENCE, by=by, unit=follow_up.unit
    )
    record("follow_up.return_to_board", on=referral, by=by, why=why)
    if asks_the_board(follow_up) and follow_up.is_open:
        today = timezone.localdate()
        complete(follow_up=follow_up, on=today, by=by)
        read_result(follow_up=follow_up, result=_("Brought back to the board."), by=by)
    return referral


def why_to_return(follow_up: FollowUp) -> str | None:
    """Why this follow-up comes back to the board; None while there is nothing to bring."""
    if follow_up.response in PROGRESSED:
        return Referral.Why.PROGRESSION
    if follow_up.status in {FollowUp.Status.DONE, FollowUp.Status.READ}:
        return Referral.Why.FOLLOW_UP
    if follow_up.is_overdue() or follow_up.status == FollowUp.Status.CLOSED:
        return Referral.Why.OVERDUE
    if asks_the_board(follow_up) and follow_up.is_open and follow_up.opens <= timezone.localdate():
        return Referral.Why.FOLLOW_UP
    return None


def may_return(follow_up: FollowUp) -> bool:
    """Whether there is something to bring back, for somebody who lives."""
    return follow_up.patient.deceased_on is None and why_to_return(follow_up) is not None


def asks_the_board(follow_up: FollowUp) -> bool:
    """Whether the task is the board's own: nothing is booked for it, it is brought back."""
    return set(follow_up.exams) == {"board-decision"}


def _default_question(why: str) -> str:
    return {
        Referral.Why.PROGRESSION: _("The disease has grown since the treatment. What now?"),
        Referral.Why.FOLLOW_UP: _("The follow-up is done. Is the plan to be continued, changed or completed?"),
        Referral.Why.OVERDUE: _("The follow-up was not done in its window. What does the board advise?"),
    }[Referral.Why(why)]


def earlier_decision(follow_up: FollowUp) -> Decision | None:
    """The signed decision the followed course came from."""
    if follow_up.course is None:
        return None
    return (
        Decision.objects.filter(steps__course=follow_up.course.key)
        .exclude(status=Decision.Status.DRAFT)
        .order_by("-number")
        .first()
    )


@transaction.atomic
def note_death(*, patient: Patient, on: dt.date, by: User, version: int | None = None) -> Patient:
    """A death closes everything open, with that reason: referrals, cases, planned treatments, follow-ups."""
    treated = Course.objects.performed().filter(patient=patient, precision="day", date__gt=on).order_by("date").last()
    if treated is not None:
        raise RuleBroken(_("A treatment is recorded on %(day)s, after that day.") % {"day": day(treated.date)}, "on")
    patient_actions.note_death(patient=patient, on=on, by=by, version=version)
    because = gettext_noop("The patient died.")
    for case in Case.objects.open().filter(patient=patient):
        close_case(case=case, because=because, by=by)
    drop_all(decisions=Decision.objects.filter(patient=patient), because=because, by=by)
    withdraw_for_death(patient=patient, because=because, by=by)
    stop_for_death(patient=patient, because=because, by=by)
    return patient


@transaction.atomic
def withdraw_death(*, patient: Patient, reason: str, by: User, version: int | None = None) -> Patient:
    """A death entered in error: treatments are planned and follow-ups waited for again.

    What was on its way to a meeting has left the list, perhaps for another patient: it is referred anew.
    """
    patient_actions.withdraw_death(patient=patient, reason=reason, by=by, version=version)
    resume_after_death(patient=patient, by=by)
    return patient

"""What is owed once a decision is signed, and by when: the patient is told, and what was decided is carried out."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from conference.models import CarryingOut, Decision, Telling, without_a_word
from treatments.models import Course

CARRIED_OUT_WITHIN = dt.timedelta(weeks=8)  # landscape.md section 7, our own target; a hospital may set another here
TOLD_WITHIN = 2  # working days: Greater Manchester's standard, "within two working days where possible"
SATURDAY = 5


def working_days_after(day: dt.date, n: int) -> dt.date:
    """The n-th day of Monday to Friday after a day. Public holidays are not known here, and count as working days."""
    while n > 0:
        day += dt.timedelta(days=1)
        if day.weekday() < SATURDAY:
            n -= 1
    return day


def to_be_told_by(signed_on: dt.date) -> dt.date:
    """The day by which the patient knows what was decided."""
    return working_days_after(signed_on, TOLD_WITHIN)


def signed_on(decision: Decision) -> dt.date:
    """The day of the signature, where the hospital is."""
    if decision.signed_at is None:
        raise ValueError("asked of a signed decision only")
    return timezone.localdate(decision.signed_at)


def telling_of(decision: Decision) -> Telling | None:
    """Who told the patient; None while nobody has said so."""
    return getattr(decision, "telling", None)


def untold_for(user: User) -> Any:
    """The decisions whose patient this person sees to: his or her own referrals, and all of the unit for who coordinates it."""
    mine = Q(item__case__referral__referrer=user)
    if user.may(Permission.PREPARE):
        mine |= Q(item__board__unit__in=user.acting.unit_ids)
    rows = Decision.objects.visible_to(user).filter(mine).untold()
    return rows.select_related("patient", "item", "telling")


def told_words(decision: Decision, today: dt.date) -> dict[str, Any]:
    """Whether the patient knows: who said it, or by when it is due and whether that has passed."""
    telling, due = telling_of(decision), to_be_told_by(signed_on(decision))
    return {"telling": telling, "due": due, "late": telling is None and due < today}


def waiting_for_a_word(user: User) -> Any:
    """Signed decisions of the unit older than eight weeks of which nobody says what became, the oldest first."""
    rows = Decision.objects.visible_to(user).filter(item__board__unit__in=user.acting.unit_ids)
    old = without_a_word(rows).filter(signed_at__lt=timezone.now() - CARRIED_OUT_WITHIN)
    return old.select_related("patient", "item", "responsible").order_by("signed_at", "pk")


def are_performed(decision: Decision) -> bool:
    """Whether the treatments themselves say that all of it was done."""
    courses = [step.course and step.course.as_corrected for step in decision.steps.all() if not step.dropped]
    return bool(courses) and all(
        course is not None and course.status == Course.Status.PERFORMED and not course.withdrawn for course in courses
    )


def became(word: str | None, *, performed: bool) -> str | None:
    """What became of a decision: what somebody has said, unless the treatments know better; None: nobody has said."""
    if performed and word != CarryingOut.State.PARTLY:
        return CarryingOut.State.DONE
    return word


def carried_words(decision: Decision, today: dt.date) -> dict[str, Any]:
    """What became of a decision, who says so, and by when it is to be said."""
    word = decision.carrying_out.standing().select_related("by").first()
    performed = are_performed(decision)
    state, due = became(word.state if word else None, performed=performed), signed_on(decision) + CARRIED_OUT_WITHIN
    return {
        "asked": decision.kind != Decision.Kind.MORE_INFORMATION,
        "state": state,
        "word": word if word and word.state == state else None,  # None: the treatments say it
        "given": word,
        "performed": performed,
        "due": due,
        "late": state is None and due < today,
    }

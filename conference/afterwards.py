"""What is owed once a decision is signed, and by when: the patient is told, and what was decided is carried out."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from conference.models import Decision, Telling

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

"""After the meeting: the chair signs all of it in one pass, and the patient is told."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from conference.actions.decisions import locked
from conference.actions.signing import sign
from conference.models import Board, Decision, Telling
from core.audit import record
from core.rules import RuleBroken, SavedBefore


@dataclass
class Pass:
    """What one pass over the drafts of a meeting came to."""

    signed: list[Decision] = field(default_factory=list)
    refused: dict[UUID, str] = field(default_factory=dict)  # by draft: why it is not signed


@transaction.atomic
def sign_all(*, board: Board, drafts: Iterable[tuple[Decision, int]], by: User) -> Pass:
    """Sign every draft, each as the version the chair has read; one that cannot be signed keeps no other from it."""
    if board.chair_id != by.pk:
        raise RuleBroken(_("Only the chair of this meeting signs."))
    made = Pass()
    for draft, version in drafts:
        try:
            with transaction.atomic():
                made.signed.append(sign(decision=draft, version=version, by=by))
        except RuleBroken as broken:
            made.refused[draft.pk] = str(broken.message)
        except SavedBefore:
            made.refused[draft.pk] = _("Somebody has changed it since this page was shown. Read it again.")
    if made.signed:
        record("board.sign_all", on=board, by=by, signed=[str(one.pk) for one in made.signed])
    return made


@transaction.atomic
def tell_patient(
    *,
    decision: Decision,
    on: dt.date,
    who: str,
    how: str,
    by: User,
    words: str = "",
    version: int | None = None,
    key: UUID | None = None,
) -> Telling:
    """Write down that the patient knows what was decided, or put right what was written down."""
    if (written := Telling.objects.written_once(key)) is not None:
        return written
    item = locked(decision.item_id)  # two at once: the second finds what the first has written
    if Decision.objects.get(pk=decision.pk).status != Decision.Status.SIGNED:
        raise RuleBroken(_("Only a signed decision is told to the patient: this one is not, or not any more."))
    if not who.strip():
        raise RuleBroken(_("Say who told the patient."), "who")
    if on > timezone.localdate():
        raise RuleBroken(_("That day has not come yet."), "on")
    if on < item.board.day:
        raise RuleBroken(_("The meeting was on %(day)s.") % {"day": item.board.day.isoformat()}, "on")
    said: dict[str, Any] = {"on": on, "who": who, "how": how, "words": words}
    telling = Telling.objects.filter(decision=decision).first()
    if telling is None:
        telling = Telling.objects.create(
            decision=decision, item=item, patient_id=item.patient_id, by=by, idempotency_key=key, **said
        )
    else:
        try:
            telling.change(version=version, by=by, **said)
        except SavedBefore as stale:
            stale.wanted = said  # who writes it down was typed by nobody
            raise
    record("decision.tell", on=telling, by=by, how=how)
    return telling

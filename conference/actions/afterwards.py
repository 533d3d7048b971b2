"""After the meeting: the chair signs all of it in one pass, the patient is told, and what was decided is carried out."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from conference.actions.decisions import locked
from conference.actions.signing import sign
from conference.afterwards import are_performed, signed_on
from conference.figures import Meeting, as_csv
from conference.models import AgendaItem, Board, CarryingOut, Decision, Telling
from core.audit import record
from core.rules import RuleBroken, SavedBefore
from core.words import day


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
    item = _standing(decision)
    if not who.strip():
        raise RuleBroken(_("Say who told the patient."), "who")
    if on > timezone.localdate():
        raise RuleBroken(_("That day has not come yet."), "on")
    decided = signed_on(decision)  # what is standard is signed before its meeting
    if on < min(decided, item.board.day):
        says = _("It was signed on %(day)s.") if decided < item.board.day else _("The meeting was on %(day)s.")
        raise RuleBroken(says % {"day": day(min(decided, item.board.day))}, "on")
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


@transaction.atomic
def carry_out(
    *,
    decision: Decision,
    state: str,
    by: User,
    why: str = "",
    words: str = "",
    version: int | None = None,
    key: UUID | None = None,
) -> CarryingOut:
    """Say what became of a decision: done, partly, or not and why. A later word takes the place of the one before."""
    if (written := CarryingOut.objects.written_once(key)) is not None:
        return written
    item = _standing(decision)
    _refuse_unreasoned(decision, state, why, words)
    said = {"state": state, "why": why, "words": words}
    before = decision.carrying_out.standing().first()
    if before is not None:
        try:
            before.change(version=version, superseded=True)
        except SavedBefore as stale:
            stale.wanted = said
            raise
    word = CarryingOut.objects.create(
        decision=decision, item=item, patient_id=item.patient_id, by=by, idempotency_key=key, **said
    )
    record("decision.carry_out", on=word, by=by, state=state, why=why)
    return word


def _standing(decision: Decision) -> AgendaItem:
    """The place of a decision that stands, held until we are done: of two at once the second finds what the first wrote."""
    item = locked(decision.item_id)
    if Decision.objects.get(pk=decision.pk).status != Decision.Status.SIGNED:
        raise RuleBroken(_("Only a signed decision has consequences: this one is not signed, or not valid any more."))
    return item


def _refuse_unreasoned(decision: Decision, state: str, why: str, words: str) -> None:
    """What was not done, or not all of it, has its reason; what the treatments say is not said otherwise."""
    if decision.kind == Decision.Kind.MORE_INFORMATION:
        raise RuleBroken(_("The board asked for more information: there is nothing to carry out."))
    if state == CarryingOut.State.DONE and why:
        raise RuleBroken(_("What is done needs no reason."), "why")
    if state != CarryingOut.State.DONE and not why:
        raise RuleBroken(_("Say why not, or why not all of it."), "why")
    if why == CarryingOut.Why.OTHER and not words.strip():
        raise RuleBroken(_("Give the reason in words too."), "words")
    if state == CarryingOut.State.NOT_DONE and are_performed(decision):
        says = _("All its treatments are recorded as performed. If one of them was not, correct that first.")
        raise RuleBroken(says, "state")


@transaction.atomic
def export_figures(*, meetings: Sequence[Meeting], period: str, by: User) -> str:
    """The figures of the meetings as a table, and in the trail that they left the house. They name nobody."""
    record("figures.export", on=by, by=by, period=period, meetings=len(meetings))
    return as_csv(meetings)

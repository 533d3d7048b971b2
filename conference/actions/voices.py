"""What single people say of a case: the silent first vote and its reveal, and remarks before the meeting.

The audit trail keeps that somebody voted, and never how.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import ROLES, Permission
from conference.actions.refusals import refuse_not_waiting, refuse_off, refuse_over
from conference.models import AgendaItem, Board, Remark, Vote
from core.audit import record
from core.rules import RuleBroken

A_MOMENT = dt.timedelta(seconds=2)  # to see that another case has come on the screens


@transaction.atomic
def vote(
    *,
    item: AgendaItem,
    by: User,
    resectable: str = "",
    ablatable: str = "",
    preferred: str = "",
    words: str = "",
    version: int | None = None,
    key: UUID | None = None,
) -> Vote:
    """Cast one's own vote, or change it while nobody has seen it. `version` 0: the person has seen none of his or her own."""
    if (written := Vote.objects.written_once(key)) is not None:
        return written
    item = _locked(item.pk)
    role = _speaks_as(by, item.board, Permission.DECIDE, _("Only the clinicians of this conference vote."))
    if item.revealed_at is not None:
        raise RuleBroken(_("The votes are revealed: none is cast or changed any more."))
    _refuse_said(item)
    said = {"resectable": resectable, "ablatable": ablatable, "preferred": preferred}
    if not any(said.values()):
        raise RuleBroken(_("Answer at least one of the three questions."), "resectable")
    fields = {"role": role, **said, "words": words}
    cast: Vote | None = item.votes.filter(user=by).first()
    if cast is None:
        cast = Vote.objects.create(item=item, patient_id=item.patient_id, user=by, idempotency_key=key, **fields)
    elif all(getattr(cast, name) == value for name, value in fields.items()):
        return cast  # sent twice
    else:
        cast.change(version=version, **fields)
    record("agenda.vote", on=cast, by=by)
    return cast


@transaction.atomic
def reveal(*, item: AgendaItem, by: User) -> AgendaItem:
    """Show all what everybody has voted. From now on no vote changes; so it is done to the case the person has before him."""
    item = _locked(item.pk)
    if by.pk not in item.board.leaders:
        raise RuleBroken(_("The chair, or whoever leads this meeting, reveals the votes."))
    if item.revealed_at is not None:
        return item
    refuse_over(item.board)
    refuse_off(item)
    _refuse_passing(item)
    if not item.votes.exists():
        raise RuleBroken(_("Nobody has voted yet."))
    item.change(revealed_at=timezone.now(), revealed_by=by)
    record("agenda.reveal", on=item, by=by)
    return item


def _refuse_passing(item: AgendaItem) -> None:
    """While the meeting is held, only what stands on its screens is revealed, and only once it has stood there a moment.

    The screens change under the finger: a press that was meant for the case before must not reveal this one.
    """
    if not item.board.is_live:
        return
    if item.board.presented_id != item.pk:
        raise RuleBroken(_("Another case is on the screens. Nothing is revealed."))
    since = item.showings.filter(ended_at__isnull=True).values_list("began_at", flat=True).first()
    if since is not None and timezone.now() - since < A_MOMENT:
        raise RuleBroken(
            _("This case has only just come on the screens. Nothing is revealed: press again if it is meant.")
        )


@transaction.atomic
def remark(*, item: AgendaItem, text: str, by: User, key: UUID | None = None) -> Remark:
    """Tell the meeting something beforehand, in the name of one's discipline."""
    if (written := Remark.objects.written_once(key)) is not None:
        return written
    item = _locked(item.pk)
    role = _speaks_as(by, item.board, Permission.PROPOSE, _("Only those of this conference leave a remark."))
    _refuse_said(item)
    if not text.strip():
        raise RuleBroken(_("Write what the meeting is to know."), "text")
    said = Remark.objects.create(
        item=item, patient_id=item.patient_id, by=by, role=role, text=text, idempotency_key=key
    )
    record("agenda.remark", on=said, by=by)
    return said


@transaction.atomic
def withdraw_remark(*, remark: Remark, by: User) -> Remark:
    """Take one's own remark back; it stays in the trail, and on no page."""
    remark = Remark.objects.select_for_update(of=("self",)).select_related("item__board").get(pk=remark.pk)
    if remark.by_id != by.pk:
        raise RuleBroken(_("Only who wrote a remark withdraws it."))
    if remark.withdrawn:
        return remark
    _refuse_said(remark.item)
    remark.change(withdrawn=True)
    record("remark.withdraw", on=remark, by=by)
    return remark


def _locked(item_id: UUID) -> AgendaItem:
    """The place on the agenda as it is now: who votes while the chair reveals waits, and is told."""
    rows = AgendaItem.objects.select_for_update(of=("self",), no_key=True).select_related("board")
    item: AgendaItem = rows.get(pk=item_id)
    return item


def _refuse_said(item: AgendaItem) -> None:
    """Raise when the case does not wait for its meeting any more: what was said of it stays."""
    refuse_not_waiting(item)
    refuse_over(item.board)


def _speaks_as(by: User, board: Board, permission: Permission, refusal: str) -> str:
    """The discipline a person speaks for: that of the seat, else a role of the unit; whoever has neither is refused."""
    place = board.seats.taken().filter(user=by).first()
    of_the_board = place is not None or board.chair_id == by.pk or board.unit_id in by.acting.unit_ids
    roles = [*([place.role] if place else []), *by.acting.roles]
    role = next((role for role in roles if permission in ROLES[role]), None)
    if role is None or not of_the_board or not by.may(permission):
        raise RuleBroken(refusal)
    return role

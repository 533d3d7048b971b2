"""The lanes of a meeting: listing what is ready, taking a case as standard of care or to be discussed, confirming one."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.roles import Permission
from conference.actions.agenda import in_order, number, schedule
from conference.actions.decisions import locked
from conference.actions.refusals import refuse_not_waiting, refuse_over
from conference.actions.signing import sign
from conference.lanes import ready_for
from conference.models import AgendaItem, Board, Decision
from core.audit import record
from core.rules import RuleBroken

ONE_IN = 10  # of the cases confirmed as standard one in so many is looked at by a second reader
AHEAD = dt.timedelta(days=7)  # so long before a meeting of a series the house begins to list what is ready

Lane = AgendaItem.Lane


@transaction.atomic
def fill_agenda(*, board: Board, by: User | None, only: Collection[UUID] | None = None) -> list[AgendaItem]:
    """List the ready cases a meeting has room for: all, or of those somebody has seen named. The rest waits for the next one.

    What is not ready any more is left; what somebody took off this meeting or postponed from it is never put back.
    """
    list(Board.objects.select_for_update(no_key=True).filter(pk=board.pk))
    refuse_over(board)
    taken = ready_for(board, only)
    items = [schedule(case=one.case, board=board, by=by, minutes=minutes) for one, minutes in taken.fits]
    record("agenda.fill", on=board, by=by, listed=len(items), left=len(taken.full))
    return items


def to_fill(now: dt.datetime | None = None) -> list[UUID]:
    """Of each series the next meeting, when it is near and the house has not looked at it today."""
    now = now or timezone.now()
    near = Board.objects.coming().filter(series__isnull=False, starts_at__gt=now, began_at__isnull=True)
    following = near.order_by("series", "starts_at").distinct("series").values("pk")
    rows = Board.objects.filter(pk__in=following, starts_at__lte=now + AHEAD)
    return list(rows.exclude(filled_on=timezone.localdate(now)).values_list("pk", flat=True))


@transaction.atomic
def fill_today(*, board_id: UUID) -> list[AgendaItem]:
    """What the house does once a day; two who come at once find it done. The version stays: nobody has changed the meeting."""
    rows = Board.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    board = rows.filter(pk=board_id).exclude(filled_on=timezone.localdate()).first()
    if board is None or not board.is_open:
        return []
    Board.objects.filter(pk=board_id).update(filled_on=timezone.localdate())
    return fill_agenda(board=board, by=None)


@transaction.atomic
def sort(*, item: AgendaItem, lane: str, by: User, version: int | None = None) -> AgendaItem:
    """Take a case as standard of care, or to be discussed. Pulling it back to be discussed is open to all who may decide."""
    if lane not in Lane:
        raise RuleBroken(_("There is no such lane."), "lane")
    order = in_order(item.board_id)
    item = next(one for one in order if one.pk == item.pk)
    refuse_over(item.board)
    refuse_not_waiting(item)
    runs = by.may(Permission.SCHEDULE) or item.board.chair_id == by.pk
    if not runs and (lane == Lane.STANDARD or not by.may(Permission.DECIDE)):
        raise RuleBroken(_("Only the chair, or who schedules the meetings, takes a case as standard of care."))
    if item.lane == lane and version in (None, item.version):
        return item
    order.remove(item)
    item.change(version=version, lane=lane)
    number([*order, item])  # the last of its new lane
    record("agenda.sort", on=item, by=by, lane=lane)
    return item


@transaction.atomic
def confirm(*, item: AgendaItem, by: User, version: int | None = None) -> Decision:
    """The chair confirms a standard case: signs its drafted answer in one press. One in ten is drawn for a second reader."""
    unit = item.board.unit_id
    list(Unit.objects.select_for_update(no_key=True).filter(pk=unit))  # two at once are two in the count
    item = locked(item.pk)  # who pulls it back to be discussed has done so before, or comes too late
    if item.lane != Lane.STANDARD:
        raise RuleBroken(_("This case is to be discussed. Only a case of standard of care is confirmed."))
    draft = item.decisions.filter(status=Decision.Status.DRAFT).select_related("supersedes", "proposal").first()
    if draft is None:
        raise RuleBroken(_("There is no drafted answer to confirm. Draft it first, or discuss the case."))
    decision = sign(decision=draft, by=by, version=version)
    drawn = _is_drawn(unit)
    if drawn:
        item.refresh_from_db(fields=["version"])
        item.change(to_audit=True)
    record("case.confirm", on=item, by=by, drawn=drawn)
    return decision


def _is_drawn(unit: UUID) -> bool:
    """Whether so many standard cases were decided since the last one drawn: counted, so that nobody chooses which.

    One signed on its own page counts too, so that the tenth is not avoided by signing it there.
    """
    decided = AgendaItem.objects.filter(board__unit=unit, lane=Lane.STANDARD, status=AgendaItem.Status.DECIDED)
    since = decided.count() - ONE_IN * decided.filter(to_audit=True).count()
    return since >= ONE_IN


@transaction.atomic
def look_at(*, item: AgendaItem, by: User) -> AgendaItem:
    """A second reader has looked at a case of the sample; what is wrong with it is amended on the decision's own page."""
    list(AgendaItem.objects.select_for_update(no_key=True).filter(pk=item.pk))
    item.refresh_from_db()
    if not item.to_audit:
        raise RuleBroken(_("This case is not in the sample."))
    if item.audited_at is not None:
        return item
    if item.decisions.filter(signed_by=by).exists():
        raise RuleBroken(_("Who has confirmed a case is not its second reader."))
    item.change(audited_at=timezone.now(), audited_by=by)
    record("agenda.look_at", on=item, by=by)
    return item

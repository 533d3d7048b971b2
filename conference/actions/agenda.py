"""The running order of one board: listing a case, moving it, giving it its time, and taking it off again."""

from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, Min
from django.utils.translation import gettext as _

from accounts.models import User
from conference.actions.drafts import drop_all
from conference.actions.refusals import refuse_closed, refuse_not_waiting, refuse_over
from conference.lanes import estimated_minutes
from conference.models import AgendaItem, Board, Case, Referral
from core.audit import record
from core.rules import RuleBroken
from patients.actions import grant_care
from patients.models import CareRelation


@transaction.atomic
def schedule(
    *, case: Case, board: Board, by: User | None, minutes: int | None = None, why: str = "", key: UUID | None = None
) -> AgendaItem:
    """Put a case on a board's agenda, complex ones before the others, those of the standard lane after them all.

    Without minutes it gets as many as it is likely to need.
    """
    if (written := AgendaItem.objects.written_once(key)) is not None:
        return written
    lock_lists(board.pk)
    item = AgendaItem.objects.filter(board=board, case=case).first()
    _refuse_unlistable(case, board, item)
    place = _place_for(case, board)
    AgendaItem.objects.filter(board=board, position__gte=place).update(position=F("position") + 1)
    if item is None:
        item = AgendaItem.objects.create(
            board=board,
            case=case,
            patient_id=case.patient_id,
            position=place,
            minutes=minutes or estimated_minutes(case, board),
            why=why or case.why,
            idempotency_key=key,
        )
    else:
        item.change(
            status=AgendaItem.Status.LISTED,
            because="",
            lane=AgendaItem.Lane.DISCUSS,
            position=place,
            minutes=minutes or item.minutes,
            why=why or case.why,
            idempotency_key=key,
        )
    case.change(status=Case.Status.LISTED)
    for seat in board.seats.taken().select_related("user"):
        grant_care(patient=case.patient, ground=CareRelation.Ground.ROSTER, by=by, user=seat.user)
    record("case.schedule", on=item, by=by, board=str(board.pk))
    return item


def _refuse_unlistable(case: Case, board: Board, item: AgendaItem | None) -> None:
    refuse_closed(case)
    refuse_over(board, "board")
    if board.unit_id != case.unit_id:
        raise RuleBroken(_("This case was referred to another conference: %(unit)s.") % {"unit": case.unit}, "board")
    if item is not None and item.status == AgendaItem.Status.LISTED:
        raise RuleBroken(_("This case is already on that agenda."), "board")
    if item is not None and item.status == AgendaItem.Status.DECIDED:
        raise RuleBroken(_("That meeting has answered this case already. Choose another one."), "board")
    elsewhere = (
        AgendaItem.objects.filter(case=case, status=AgendaItem.Status.LISTED)
        .exclude(board=board)
        .select_related("board")
        .first()
    )
    if elsewhere is not None:
        raise RuleBroken(
            _("This case is already listed for %(board)s. Postpone it from there.") % {"board": elsewhere.board},
            "board",
        )


def _place_for(case: Case, board: Board) -> int:
    """Complex cases first while everybody is fresh; otherwise last of those to be discussed."""
    listed = AgendaItem.objects.filter(board=board)
    if case.complex:
        ahead = listed.filter(case__complex=True, lane=AgendaItem.Lane.DISCUSS)
        return (ahead.aggregate(last=Max("position"))["last"] or 0) + 1
    standard = listed.filter(lane=AgendaItem.Lane.STANDARD, status__in=AgendaItem.DISCUSSED)
    return (
        standard.aggregate(first=Min("position"))["first"] or (listed.aggregate(last=Max("position"))["last"] or 0) + 1
    )


def _lane_of(item: AgendaItem) -> tuple[bool, bool]:
    """What stands together on a list: to be discussed, standard of care, off the list."""
    return item.is_off, item.lane == AgendaItem.Lane.STANDARD


def lock_lists(*boards: UUID) -> None:
    """Wait for others who change these lists: first the meetings, the earlier before the later, then their cases."""
    list(Board.objects.select_for_update(no_key=True).filter(pk__in=boards).order_by("starts_at", "pk"))


def in_order(board_id: UUID) -> list[AgendaItem]:
    """The list of a board as it is read, locked against others who change it."""
    lock_lists(board_id)
    rows = AgendaItem.objects.filter(board_id=board_id).select_related("board").order_by("position", "created_at")
    return sorted(rows, key=_lane_of)


def number(order: list[AgendaItem]) -> None:
    """Write the positions anew, where they have changed."""
    for place, one in enumerate(sorted(order, key=_lane_of), start=1):
        if one.position != place:
            one.change(position=place)


class Step(StrEnum):
    """One place in the running order."""

    UP = "up"
    DOWN = "down"


@transaction.atomic
def move(*, item: AgendaItem, by: User | None, to: int | Step, version: int | None = None) -> AgendaItem:
    """Move a case to a place in the running order, or one place up or down, inside its lane."""
    order = in_order(item.board_id)
    refuse_over(order[0].board)
    here = next(place for place, one in enumerate(order) if one.pk == item.pk)
    if version is not None:
        order[here].change(version=version)
    beside = [place for place, one in enumerate(order) if _lane_of(one) == _lane_of(order[here])]
    there = {Step.UP: here - 1, Step.DOWN: here + 1}[to] if isinstance(to, Step) else to - 1
    there = max(beside[0], min(there, beside[-1]))
    moved = order.pop(here)
    order.insert(there, moved)
    number(order)
    record("agenda.move", on=moved, by=by, to=there + 1)
    return moved


@transaction.atomic
def allot(*, item: AgendaItem, minutes: int, complex: bool, by: User | None, version: int | None = None) -> AgendaItem:
    """Give a listed case its minutes, and say whether it is complex; one that becomes so joins the complex ones in front."""
    lock_lists(item.board_id)
    refuse_over(item.board)
    refuse_not_waiting(item)
    item.change(version=version, minutes=minutes)
    becomes = complex and not item.case.complex
    item.case.change(complex=complex)
    record("agenda.allot", on=item, by=by, minutes=minutes, complex=complex)
    if not becomes:
        return item
    others = AgendaItem.objects.filter(board=item.board_id, case__complex=True, status__in=AgendaItem.DISCUSSED)
    return move(item=item, by=by, to=others.exclude(pk=item.pk).count() + 1)


def _off(
    item: AgendaItem, status: str, event: str, because: str, by: User | None, version: int | None, why: str
) -> AgendaItem:
    if not because.strip():
        raise RuleBroken(_("Say why."), "because")
    refuse_not_waiting(item)
    item.change(version=version, status=status, because=because)
    drop_all(decisions=item.decisions.all(), because=because, by=by)
    item.case.change(status=Case.Status.PREPARING, why=why)
    record(event, on=item, by=by, reason=because)
    return item


@transaction.atomic
def postpone(
    *,
    item: AgendaItem,
    because: str,
    by: User | None,
    to: Board | None = None,
    why: str = Referral.Why.UNANSWERED,
    version: int | None = None,
) -> AgendaItem:
    """Carry a case over: off this agenda with its reason and, when a board is named, on to that one."""
    lock_lists(item.board_id, *([to.pk] if to else []))
    _off(item, AgendaItem.Status.POSTPONED, "agenda.postpone", because, by, version, why)
    if to is None:
        return item
    return schedule(case=item.case, board=to, by=by)


@transaction.atomic
def take_off(*, item: AgendaItem, because: str, by: User | None, version: int | None = None) -> AgendaItem:
    """Take a case off the agenda; it goes back to preparation."""
    lock_lists(item.board_id)
    return _off(item, AgendaItem.Status.TAKEN_OFF, "agenda.take_off", because, by, version, item.why)

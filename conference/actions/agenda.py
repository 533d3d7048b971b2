"""The running order of one board: listing a case, moving it, and taking it off again."""

from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from accounts.models import User
from conference.models import AgendaItem, Board, Case, Referral
from core.audit import record
from core.rules import RuleBroken
from patients.actions import grant_care
from patients.models import CareRelation


@transaction.atomic
def schedule(
    *, case: Case, board: Board, by: User | None, minutes: int | None = None, why: str = "", key: UUID | None = None
) -> AgendaItem:
    """Put a case on a board's agenda, complex ones before the others."""
    if (written := AgendaItem.objects.written_once(key)) is not None:
        return written
    if not case.is_open:
        raise RuleBroken(_("This case is %(status)s.") % {"status": case.get_status_display()})
    if not board.is_open:
        raise RuleBroken(_("This meeting is %(status)s.") % {"status": board.get_status_display()})
    _leave_other_boards(case, board)
    list(Board.objects.select_for_update().filter(pk=board.pk))  # two coordinators at once: one order
    item = AgendaItem.objects.filter(board=board, case=case).first()
    if item is not None and item.status == AgendaItem.Status.LISTED:
        raise RuleBroken(_("This case is already on that agenda."))
    place = _place_for(case, board)
    AgendaItem.objects.filter(board=board, position__gte=place).update(position=F("position") + 1)
    if item is None:
        item = AgendaItem.objects.create(
            board=board,
            case=case,
            patient_id=case.patient_id,
            position=place,
            minutes=minutes or board.minutes_per_case,
            why=why or case.referral.why,
            idempotency_key=key,
        )
    else:
        item.change(status=AgendaItem.Status.LISTED, because="", position=place)
    case.change(status=Case.Status.LISTED)
    for seat in board.seats.select_related("user"):
        grant_care(patient=case.patient, ground=CareRelation.Ground.ROSTER, by=by, user=seat.user)
    record("case.schedule", on=item, by=by, board=str(board.pk))
    return item


def _leave_other_boards(case: Case, board: Board) -> None:
    elsewhere = (
        AgendaItem.objects.filter(case=case, status=AgendaItem.Status.LISTED)
        .exclude(board=board)
        .select_related("board")
        .first()
    )
    if elsewhere is not None:
        raise RuleBroken(
            _("This case is already listed for %(board)s. Postpone it from there.") % {"board": elsewhere.board}
        )


def _place_for(case: Case, board: Board) -> int:
    """Complex cases first while everybody is fresh; otherwise last."""
    listed = AgendaItem.objects.filter(board=board)
    if case.complex:
        return (listed.filter(case__complex=True).aggregate(last=Max("position"))["last"] or 0) + 1
    return (listed.aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def move(
    *, item: AgendaItem, by: User, to: int | None = None, up: bool | None = None, version: int | None = None
) -> AgendaItem:
    """Move a case to a place in the running order, or one place up or down. What is off the list stands last."""
    list(Board.objects.select_for_update().filter(pk=item.board_id))
    rows = AgendaItem.objects.filter(board_id=item.board_id).order_by("position", "created_at")
    order = sorted(rows, key=lambda one: one.is_off)
    here = next(place for place, one in enumerate(order) if one.pk == item.pk)
    if version is not None and order[here].version != version:
        item.change(version=version, position=item.position)  # raises SavedBefore with the present row
    there = here - 1 if up else here + 1 if up is not None else (to or 1) - 1
    there = max(0, min(there, len([one for one in order if not one.is_off]) - 1))
    order.insert(there, order.pop(here))
    for place, one in enumerate(order, start=1):
        if one.position != place:
            one.change(position=place)
    record("agenda.move", on=item, by=by, to=there + 1)
    return order[there]


def _off(item: AgendaItem, status: str, event: str, because: str, by: User | None, version: int | None) -> AgendaItem:
    if not because.strip():
        raise RuleBroken(_("Say why."), "because")
    if item.status != AgendaItem.Status.LISTED:
        raise RuleBroken(
            _("This case is not waiting on that agenda: it is %(status)s.") % {"status": item.get_status_display()}
        )
    item.change(version=version, status=status, because=because)
    item.case.change(status=Case.Status.PREPARING)
    record(event, on=item, by=by, reason=because)
    return item


@transaction.atomic
def postpone(
    *, item: AgendaItem, because: str, by: User, to: Board | None = None, version: int | None = None
) -> AgendaItem:
    """Carry a case over: off this agenda with its reason and, when a board is named, on to that one."""
    _off(item, AgendaItem.Status.POSTPONED, "agenda.postpone", because, by, version)
    if to is None:
        return item
    return schedule(case=item.case, board=to, by=by, why=Referral.Why.UNANSWERED)


@transaction.atomic
def take_off(*, item: AgendaItem, because: str, by: User | None, version: int | None = None) -> AgendaItem:
    """Take a case off the agenda; it goes back to preparation."""
    return _off(item, AgendaItem.Status.TAKEN_OFF, "agenda.take_off", because, by, version)

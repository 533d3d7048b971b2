"""Holding a meeting: it begins, one case after the other comes on the screens, and whoever leads may hand over."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from conference.actions.refusals import refuse_over
from conference.models import AgendaItem, Board, Showing
from core.audit import record
from core.rules import RuleBroken
from core.words import day


@transaction.atomic
def begin(*, board: Board, by: User) -> Board:
    """Begin a meeting: its chair leads, else whoever begins it, and the first waiting case comes on the screens."""
    board = _locked(board)
    if board.is_live:
        return board
    refuse_over(board)
    if board.day > timezone.localdate():
        raise RuleBroken(_("This meeting is on %(day)s.") % {"day": day(board.day)})
    board.change(began_at=timezone.now(), lead=board.chair or by)
    record("board.begin", on=board, by=by)
    first = board.items.filter(status=AgendaItem.Status.LISTED).in_order().first()
    return board if first is None else _show(board, first, by)


@transaction.atomic
def present(*, item: AgendaItem, by: User) -> Board:
    """Bring a case on every screen that follows."""
    board = _locked(item.board)
    _refuse_not_live(board)
    if by.pk not in board.leaders:
        raise RuleBroken(_("%(who)s leads this meeting. Ask for the lead, or look for yourself.") % {"who": board.lead})
    return board if board.presented_id == item.pk else _show(board, item, by)


@transaction.atomic
def hand_over(*, board: Board, to: User, by: User) -> Board:
    """Give the lead to somebody of the roster. The chair, or who runs the meeting, can take it back at any time."""
    board = _locked(board)
    _refuse_not_live(board)
    runs = Board.objects.run_by(by).filter(pk=board.pk).exists()
    if not (by.pk in board.leaders or runs):
        raise RuleBroken(_("Only %(who)s or the chair hands over the lead.") % {"who": board.lead})
    seated = to.pk == board.chair_id or board.seats.taken().filter(user=to).exists()
    if not seated and not (to.pk == by.pk and runs):
        raise RuleBroken(_("%(who)s has no seat at this meeting.") % {"who": to}, "to")
    if board.lead_id != to.pk:
        _lead(board, to, by)
    return board


@transaction.atomic
def leave_lead(*, board: Board, user: User, by: User | None) -> Board:
    """Who is taken off the roster while leading leads no longer: the chair does, else whoever took him or her off."""
    board = _locked(board)
    heir = board.chair or by
    if board.is_live and board.lead_id == user.pk and heir is not None and heir.pk != user.pk:
        _lead(board, heir, by)
    return board


def _lead(board: Board, to: User, by: User | None) -> None:
    _keep(board, lead=to)
    record("board.hand_over", on=board, by=by, lead=str(to.pk))


def _keep(board: Board, **fields: Any) -> None:
    """Who leads and what is presented, under the lock: the turns count it, and no form of the meeting is stale because of it."""
    Board.objects.filter(pk=board.pk).update(**fields)
    for name, value in fields.items():
        setattr(board, name, value)


def _locked(board: Board) -> Board:
    """The meeting, waiting for whoever changes it; rows that only point to it are not kept waiting."""
    rows = Board.objects.select_for_update(of=("self",), no_key=True).select_related("chair", "lead")
    found: Board = rows.get(pk=board.pk)
    return found


def _refuse_not_live(board: Board) -> None:
    refuse_over(board)
    if not board.is_live:
        raise RuleBroken(_("This meeting has not begun."))


def _show(board: Board, item: AgendaItem, by: User) -> Board:
    """The case on the screens from now on; the one before has been shown until now."""
    end_showing(board)
    _keep(board, presented=item)
    showing = Showing.objects.create(board=board, item=item, patient_id=item.patient_id, by=by)
    here = board.seats.taken().filter(present=True).values_list("user", flat=True)
    record("agenda.present", on=showing, by=by, present=[str(pk) for pk in sorted(here)])
    return board


def end_showing(board: Board) -> None:
    """What stands on the screens is shown no longer."""
    for showing in board.showings.filter(ended_at__isnull=True):
        showing.change(ended_at=timezone.now())

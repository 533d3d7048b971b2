"""Meetings: the series and one board of it or between weeks; moved, cancelled, ended. Who sits there: roster.py."""

import datetime as dt
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Unit, User
from conference.actions.agenda import postpone
from conference.actions.live import end_showing
from conference.actions.refusals import refuse_over
from conference.actions.roster import chair as name_chair
from conference.actions.roster import take_over_roster
from conference.models import AgendaItem, Board, Decision, Series
from core.audit import record
from core.rules import RuleBroken


@transaction.atomic
def open_series(
    *,
    unit: Unit,
    name: str,
    starts: dt.time,
    by: User | None,
    weekday: int = 2,
    minutes: int = 60,
    minutes_per_case: int = 4,
    room: str = "",
    link: str = "",
    key: UUID | None = None,
) -> Series:
    """Start a conference that meets every week."""
    if (written := Series.objects.written_once(key)) is not None:
        return written
    series = Series.objects.create(
        hospital=unit.hospital,
        unit=unit,
        name=name,
        weekday=weekday,
        starts=starts,
        minutes=minutes,
        minutes_per_case=minutes_per_case,
        room=room,
        link=link,
        idempotency_key=key,
    )
    record("series.open", on=series, by=by)
    return series


@transaction.atomic
def next_boards(
    *, series: Series, count: int, by: User | None, chair: User | None = None, after: dt.date | None = None
) -> list[Board]:
    """Make the next meetings of a series; those already there stay as they are."""
    day = after or timezone.localdate()
    zone = ZoneInfo(series.hospital.time_zone)
    boards = []
    for _week in range(count):
        day += dt.timedelta(days=(series.weekday - day.weekday() - 1) % 7 + 1)
        starts = dt.datetime.combine(day, series.starts, zone)
        # One that was moved or cancelled still is the meeting of its day.
        there = Board.objects.filter(Q(made_for=day) | Q(starts_at=starts), series=series).first()
        boards.append(there or _board_of(series, day, starts, chair, by))
    return boards


def _board_of(series: Series, day: dt.date, starts: dt.datetime, chair: User | None, by: User | None) -> Board:
    return call_board(
        unit=series.unit,
        name=series.name,
        starts_at=starts,
        ends_at=starts + dt.timedelta(minutes=series.minutes),
        by=by,
        series=series,
        made_for=day,
        room=series.room,
        link=series.link,
        chair=chair,
        minutes_per_case=series.minutes_per_case,
    )


@transaction.atomic
def call_board(
    *,
    unit: Unit,
    name: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    by: User | None,
    series: Series | None = None,
    made_for: dt.date | None = None,
    chair: User | None = None,
    room: str = "",
    link: str = "",
    minutes_per_case: int = 4,
    key: UUID | None = None,
) -> Board:
    """Call one meeting, of a series or between weeks; the last roster of the unit is taken over."""
    if (written := Board.objects.written_once(key)) is not None:
        return written
    if ends_at <= starts_at:
        raise RuleBroken(_("The meeting ends before it starts."), "ends_at")
    board = Board.objects.create(
        hospital=unit.hospital,
        unit=unit,
        series=series,
        made_for=made_for,
        name=name,
        starts_at=starts_at,
        ends_at=ends_at,
        room=room,
        link=link,
        minutes_per_case=minutes_per_case,
        idempotency_key=key,
    )
    record("board.call", on=board, by=by)
    take_over_roster(board=board, by=by, with_chair=chair is None)
    if chair is not None:
        name_chair(board=board, user=chair, by=by)
    return board


@transaction.atomic
def move_board(
    *,
    board: Board,
    starts_at: dt.datetime,
    minutes: int,
    room: str,
    link: str,
    minutes_per_case: int,
    by: User,
    version: int | None = None,
) -> Board:
    """Move a meeting to another time or room, or change its length and link; it keeps its agenda."""
    refuse_over(board)
    if board.is_live and timezone.localdate(starts_at) != board.day:
        raise RuleBroken(_("This meeting has begun. It stays on its day."), "day")
    if timezone.localdate(starts_at) < min(timezone.localdate(), board.day):  # on its own day the hour may be corrected
        raise RuleBroken(_("That day has passed. A meeting can only be moved ahead."), "day")
    there = Board.objects.filter(series=board.series_id, starts_at=starts_at).exclude(pk=board.pk)
    if board.series_id and there.exists():
        raise RuleBroken(_("Another meeting of this series is at that time."), "starts")
    board.change(
        version=version,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=minutes),
        room=room,
        link=link,
        minutes_per_case=minutes_per_case,
    )
    record("board.move", on=board, by=by, fields=["link", "minutes_per_case", "room"])
    return board


@transaction.atomic
def cancel_board(*, board: Board, because: str, by: User, version: int | None = None) -> Board:
    """Cancel a meeting: its waiting cases go on to the next one, or back to preparation when there is none."""
    if not because.strip():
        raise RuleBroken(_("Say why."), "because")
    refuse_over(board)
    board.change(version=version, status=Board.Status.CANCELLED, cancelled_because=because, presented=None)
    end_showing(board)
    record("board.cancel", on=board, by=by, reason=because)
    following = next_meeting(board)
    for item in _waiting(board):
        postpone(item=item, because=because, by=by, to=following, why=item.why)  # asked by the board or not: as it was
    return board


@transaction.atomic
def close_board(*, board: Board, by: User, version: int | None = None) -> Board:
    """End a meeting: what was not reached goes on to the next one, or back to preparation when there is none.

    A case whose answer is drafted stays: it was discussed, and waits for the chair's signature.
    """
    refuse_over(board)
    if not board.may_end:
        raise RuleBroken(_("This meeting has not begun yet. Cancel it, or move it."))
    board.change(version=version, status=Board.Status.CLOSED, presented=None)
    end_showing(board)
    record("board.close", on=board, by=by)
    following = next_meeting(board)
    list(_waiting(board).select_for_update(of=("self",)))  # an answer being written this moment counts as one
    for item in unreached(board):
        postpone(
            item=item, because=gettext_noop("The meeting ended before this case was reached."), by=by, to=following
        )
    return board


def next_meeting(board: Board) -> Board | None:
    """The meeting to come after this one in the same conference."""
    after = max(board.starts_at, timezone.now())
    following: Board | None = Board.objects.coming().filter(unit=board.unit_id, starts_at__gt=after).first()
    return following


def unreached(board: Board) -> QuerySet[AgendaItem]:
    """The waiting cases nobody has drafted an answer to; a draft in which nothing stands is none."""
    drafted = Decision.objects.filter(item=OuterRef("pk"), status=Decision.Status.DRAFT).saying_something()
    return _waiting(board).exclude(Exists(drafted))


def _waiting(board: Board) -> QuerySet[AgendaItem]:
    waiting: QuerySet[AgendaItem] = board.items.filter(status=AgendaItem.Status.LISTED)
    return waiting.select_related("case__unit", "case__patient")

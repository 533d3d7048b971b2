"""Meetings: the series, one board, its roster, its chair; moved, cancelled, or called between weeks."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from conference.actions.agenda import schedule
from conference.models import AgendaItem, Board, Case, Seat, Series
from core.audit import record
from core.rules import RuleBroken
from patients.actions import grant_care
from patients.models import CareRelation


@transaction.atomic
def open_series(
    *, unit: Unit, name: str, starts: dt.time, by: User | None, key: UUID | None = None, **fields: Any
) -> Series:
    """Start a conference that meets every week."""
    if (written := Series.objects.filter(idempotency_key=key).first()) is not None and key:
        return written
    series = Series.objects.create(
        hospital=unit.hospital, unit=unit, name=name, starts=starts, idempotency_key=key, **fields
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
        existing = Board.objects.filter(series=series, starts_at=starts).first()
        boards.append(existing or _board_of(series, starts, chair, by))
    return boards


def _board_of(series: Series, starts: dt.datetime, chair: User | None, by: User | None) -> Board:
    return call_board(
        unit=series.unit,
        name=series.name,
        starts_at=starts,
        ends_at=starts + dt.timedelta(minutes=series.minutes),
        by=by,
        series=series,
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
    chair: User | None = None,
    key: UUID | None = None,
    **fields: Any,
) -> Board:
    """Call one meeting, of a series or between weeks; the last roster of the unit is taken over."""
    if (written := Board.objects.written_once(key)) is not None:
        return written
    if ends_at <= starts_at:
        raise RuleBroken(_("The meeting ends before it starts."), "ends_at")
    board = Board.objects.create(
        hospital=unit.hospital,
        unit=unit,
        name=name,
        starts_at=starts_at,
        ends_at=ends_at,
        chair=chair,
        idempotency_key=key,
        **fields,
    )
    before = (
        Board.objects.filter(unit=unit, starts_at__lt=starts_at).exclude(pk=board.pk).order_by("-starts_at").first()
    )
    if before is not None:
        for one in before.seats.all():
            Seat.objects.create(board=board, user_id=one.user_id, role=one.role)
        if chair is None and before.chair_id:
            board.change(chair_id=before.chair_id)
    record("board.call", on=board, by=by)
    return board


@transaction.atomic
def seat(*, board: Board, user: User, role: str, by: User | None) -> Seat:
    """Put a person on the roster; that lets him or her see the patients listed there."""
    place, is_new = Seat.objects.get_or_create(board=board, user=user, defaults={"role": role})
    if is_new:
        for item in AgendaItem.objects.filter(board=board, status=AgendaItem.Status.LISTED).select_related("patient"):
            grant_care(patient=item.patient, ground=CareRelation.Ground.ROSTER, by=by, user=user)
        record("board.seat", on=place, by=by, role=role)
    return place


@transaction.atomic
def attend(*, board: Board, present: Iterable[User], by: User) -> Board:
    """Write down who of the roster is there."""
    here = {user.pk for user in present}
    for place in board.seats.all():
        if place.present != (place.user_id in here):
            place.change(present=place.user_id in here)
    record("board.attend", on=board, by=by, present=[str(pk) for pk in sorted(here)])
    return board


@transaction.atomic
def chair(*, board: Board, user: User, by: User, version: int | None = None) -> Board:
    """Name who chairs this meeting."""
    board.change(version=version, chair=user)
    record("board.chair", on=board, by=by, chair=str(user.pk))
    return board


@transaction.atomic
def move_board(
    *, board: Board, starts_at: dt.datetime, by: User, version: int | None = None, room: str | None = None
) -> Board:
    """Move a meeting to another time or room; it keeps its length and its agenda."""
    if not board.is_open:
        raise RuleBroken(_("This meeting is %(status)s.") % {"status": board.get_status_display()})
    length = board.ends_at - board.starts_at
    fields: dict[str, Any] = {"starts_at": starts_at, "ends_at": starts_at + length}
    if room is not None:
        fields["room"] = room
    board.change(version=version, **fields)
    record("board.move", on=board, by=by)
    return board


@transaction.atomic
def cancel_board(*, board: Board, because: str, by: User, version: int | None = None) -> Board | None:
    """Cancel a meeting: its waiting cases go on to the next one, or back to preparation when there is none."""
    if not because.strip():
        raise RuleBroken(_("Say why."), "because")
    if not board.is_open:
        raise RuleBroken(_("This meeting is %(status)s.") % {"status": board.get_status_display()})
    board.change(version=version, status=Board.Status.CANCELLED, cancelled_because=because)
    record("board.cancel", on=board, by=by, reason=because)
    following = Board.objects.coming().filter(unit=board.unit_id, starts_at__gt=board.starts_at).first()
    for item in board.items.filter(status=AgendaItem.Status.LISTED).select_related("case__referral", "case__patient"):
        item.change(status=AgendaItem.Status.POSTPONED, because=because)
        item.case.change(status=Case.Status.PREPARING)
        if following is not None:
            schedule(case=item.case, board=following, by=by, why=item.why)
    return following

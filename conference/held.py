"""The meetings held, as the figures read them: four queries, however many meetings and cases."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import DurationField, ExpressionWrapper, F, Min, Q, Sum
from django.utils import timezone

from accounts.models import User
from conference.afterwards import became, to_be_told_by
from conference.figures import Meeting, Taken
from conference.lanes import LONGEST
from conference.models import AgendaItem, Board, Decision, Showing, with_word

MOST = 200  # meetings, the latest: four years of weeks


def held(user: User, since: dt.date | None) -> tuple[list[Meeting], bool]:
    """The meetings of the person's units since a day, the latest first, and whether there are more than can be shown."""
    rows = Board.objects.filter(unit__in=user.acting.unit_ids).exclude(status=Board.Status.CANCELLED)
    rows = rows.filter(Q(status=Board.Status.CLOSED) | Q(ends_at__lt=timezone.now()))
    if since:
        rows = rows.filter(starts_at__date__gte=since)
    boards = list(rows.order_by("-starts_at")[: MOST + 1])
    shown = boards[:MOST]
    cases = _cases({board.pk: 60.0 * LONGEST * board.minutes_per_case for board in shown})
    return [Meeting(one.pk, one.day, one.name, cases[one.pk]) for one in shown], len(boards) > MOST


def _cases(boards: Mapping[UUID, float]) -> dict[UUID, list[Taken]]:
    """What was on each meeting's list; what was taken off before does not count.

    With each meeting go the most seconds a case of it can have taken: a screen left on over lunch is no discussion.
    """
    items = AgendaItem.objects.filter(board__in=boards).exclude(status=AgendaItem.Status.TAKEN_OFF)
    shown, signed = _shown(boards), _signed(boards)
    cases: dict[UUID, list[Taken]] = defaultdict(list)
    for pk, board, position, status in items.values_list("pk", "board", "position", "status"):
        began, seconds = shown.get(pk, (None, None))
        seconds = seconds and min(seconds, boards[board])
        order = (0.0, began.timestamp()) if began else (1.0, float(position))
        postponed = status == AgendaItem.Status.POSTPONED
        cases[board].append(Taken(order=order, seconds=seconds, postponed=postponed, **signed.get(pk, {})))
    return cases


def _shown(boards: Iterable[UUID]) -> dict[UUID, tuple[dt.datetime, float]]:
    """When each case came on the screens first, and for how many seconds it stood there in all."""
    lasted = ExpressionWrapper(F("ended_at") - F("began_at"), output_field=DurationField())
    rows = Showing.objects.filter(board__in=boards, ended_at__isnull=False).order_by().values("item")
    found = rows.annotate(first=Min("began_at"), took=Sum(lasted)).values_list("item", "first", "took")
    return {item: (first, took.total_seconds()) for item, first, took in found}


def _signed(boards: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """What the standing answer to each case says, and what became of it."""
    rows = with_word(Decision.objects.filter(item__board__in=boards, status=Decision.Status.SIGNED))
    columns = (
        *("item", "kind", "number", "gaps", "proposal", "signed_at", "word", "performed"),
        *("telling__on", "patient__deceased_on"),
    )
    today = timezone.localdate()
    return {row["item"]: _said(row, today) for row in rows.values(*columns)}


def _said(row: dict[str, Any], today: dt.date) -> dict[str, Any]:
    informs_only = row["kind"] == Decision.Kind.MORE_INFORMATION
    return {
        "signed": True,
        "decided": not informs_only,
        "complete": not row["gaps"] if row["proposal"] else None,
        "amended": row["number"] > 1,
        "asked": not informs_only,
        "carried": became(row["word"], performed=row["performed"]),
        "informed": _informed(row, today),
    }


def _informed(row: dict[str, Any], today: dt.date) -> bool | None:
    """Whether the patient was told in time; None while there is time, and of those who died untold."""
    due, told = to_be_told_by(timezone.localdate(row["signed_at"])), row["telling__on"]
    if told is not None:
        return bool(told <= due)
    return None if row["patient__deceased_on"] or today <= due else False

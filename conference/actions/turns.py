"""Every act is audited, and the audit is what the screens of a meeting hear (docs/decisions/one-truth-on-every-screen.md)."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from conference import line
from conference.models import AgendaItem, Board, Turn


def turn(*, on: Any, patients: Sequence[UUID], **_more: Any) -> None:
    """Count an act for every begun meeting that it is about, or whose list has one of its patients; tell them after the commit."""
    shows = Q(pk=getattr(on, "board_id", None))
    if patients:
        shows |= Q(items__patient__in=patients, items__status__in=AgendaItem.DISCUSSED)
        shows |= Q(presented__patient__in=patients)  # also when it has just been postponed
    about = Q(shows, status=Board.Status.PLANNED)
    if isinstance(on, Board):
        about |= Q(pk=on.pk)  # also when it has just ended
    boards = list(Board.objects.filter(about, began_at__isnull=False).values_list("pk", flat=True).distinct())
    if not boards:
        return
    Turn.objects.bulk_create(Turn(board_id=board) for board in boards)
    for board in boards:
        transaction.on_commit(partial(line.tell, board), robust=True)

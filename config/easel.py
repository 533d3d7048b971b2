"""The screen of each meeting as it was drawn last: two hundred listeners, one drawing."""

import asyncio
import json
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import close_old_connections
from django.utils import translation

HANDS = 2  # threads that draw, each with one connection; those who ask for access do not wait behind them
KEPT = 40  # screens: the meetings of a day in every language
PAUSE = 0.4  # seconds between two drawings of one screen: who types fast does not keep two hundred browsers painting


class Kind(NamedTuple):
    """What decides how a screen reads: the meeting, whether the name is hidden, the language."""

    board: UUID
    hide: bool
    language: str


@dataclass(frozen=True)
class Sheet:
    """One drawing as it goes down the line: for who may see its case, and for who may not."""

    version: int
    item: UUID | None
    open: bytes
    closed: bytes


class Easel:
    """Draws a screen when somebody wants a newer one than there is, and never twice for two who want the same."""

    def __init__(self) -> None:
        self._sheets: dict[Kind, Sheet] = {}
        self._drawn_at: dict[Kind, float] = {}
        self._locks: defaultdict[Kind, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._hands = ThreadPoolExecutor(HANDS, thread_name_prefix="easel")

    async def sheet(self, kind: Kind, version: int) -> Sheet:
        """The screen of that version or a later one."""
        async with self._locks[kind]:
            kept = self._sheets.get(kind)
            if kept is not None and kept.version >= version:
                return kept
            loop = asyncio.get_running_loop()
            await asyncio.sleep(self._drawn_at.get(kind, 0.0) + PAUSE - loop.time())
            sheet = await loop.run_in_executor(self._hands, draw, kind)
            self._keep(kind, sheet, loop.time())
            return sheet

    def _keep(self, kind: Kind, sheet: Sheet, now: float) -> None:
        self._sheets[kind], self._drawn_at[kind] = sheet, now
        if len(self._sheets) > KEPT:
            oldest = min(self._drawn_at, key=self._drawn_at.__getitem__)
            del self._sheets[oldest], self._drawn_at[oldest]


def draw(kind: Kind) -> Sheet:
    """The screen as it is now. Runs in a thread; no connection stays in use when it returns."""
    from conference.models import Board
    from conference.screens import Drawn, for_nobody
    from conference.screens import draw as drawn_of
    from core.database import working_for

    def framed(drawn: Drawn) -> bytes:
        data = json.dumps({"version": drawn.version, "item": drawn.item and str(drawn.item), "html": drawn.html})
        return f"id: {drawn.version}\nevent: screen\ndata: {data}\n\n".encode()

    close_old_connections()
    try:
        with working_for(), translation.override(kind.language):
            drawn = drawn_of(kind.board, hide=kind.hide)
            board = Board.objects.select_related("lead").get(pk=kind.board)
            return Sheet(drawn.version, drawn.item, framed(drawn), framed(for_nobody(drawn, board)))
    finally:
        close_old_connections()

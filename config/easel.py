"""The screen of each meeting as it was drawn last: two hundred listeners, one drawing."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db import close_old_connections
from django.utils import translation

from core.database import working_for

if TYPE_CHECKING:
    from conference.screens import Drawn

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
    """One drawing, and as it goes down the line."""

    version: int
    item: UUID | None
    event: bytes


@dataclass
class Frame:
    """Where the screen of one kind hangs, who waits before it, and when it was drawn."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    sheet: Sheet | None = None
    drawn_at: float = 0.0


class Easel:
    """Draws a screen when somebody wants a newer one than there is, and never twice for two who want the same."""

    def __init__(self) -> None:
        self._frames: defaultdict[Kind, Frame] = defaultdict(Frame)
        self._hands = ThreadPoolExecutor(HANDS, thread_name_prefix="easel")

    async def sheet(self, kind: Kind, version: int) -> Sheet:
        """The screen of that version or a later one."""
        frame = self._frames[kind]
        async with frame.lock:
            if frame.sheet is not None and frame.sheet.version >= version:
                return frame.sheet
            loop = asyncio.get_running_loop()
            await asyncio.sleep(frame.drawn_at + PAUSE - loop.time())
            frame.sheet = await loop.run_in_executor(self._hands, draw, kind)
            frame.drawn_at = loop.time()
            self._trim()
            return frame.sheet

    async def closed(self, kind: Kind, version: int) -> bytes:
        """The same for somebody who may not see the case on it; seldom wanted, and so not kept."""
        return await asyncio.get_running_loop().run_in_executor(self._hands, draw_closed, kind, version)

    def _trim(self) -> None:
        """Take down what was drawn longest ago; before a frame somebody waits at, nothing is taken down."""
        for kind in sorted(self._frames, key=lambda one: self._frames[one].drawn_at)[:-KEPT]:
            if not self._frames[kind].lock.locked():
                del self._frames[kind]


def draw(kind: Kind) -> Sheet:
    """The screen as it is now. Runs in a thread."""
    from conference.screens import draw as drawn_of

    with _drawing(kind):
        drawn = drawn_of(kind.board, hide=kind.hide)
        return Sheet(drawn.version, drawn.item, _event(drawn))


def draw_closed(kind: Kind, version: int) -> bytes:
    """A screen that says no more than that its reader may not see the case on it. Runs in a thread."""
    from conference.screens import for_nobody

    with _drawing(kind):
        return _event(for_nobody(kind.board, version))


@contextmanager
def _drawing(kind: Kind) -> Iterator[None]:
    """In the language of the reader; no connection stays in use afterwards."""
    close_old_connections()
    try:
        with working_for(), translation.override(kind.language):
            yield
    finally:
        close_old_connections()


def _event(drawn: "Drawn") -> bytes:
    data = json.dumps({"version": drawn.version, "item": drawn.item and str(drawn.item), "html": drawn.html})
    return f"id: {drawn.version}\nevent: screen\ndata: {data}\n\n".encode()

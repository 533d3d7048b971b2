"""At the door: the listeners of a board who want to know whether they may go on are asked for together."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection
from typing import NamedTuple
from uuid import UUID

from asgiref.sync import sync_to_async

from config.access import Access

AT_ONCE = 200  # sessions in one question: some 50 ms, in which others who draw or write are slower

type Ask = Callable[[Collection[str], UUID], dict[str, Access]]


class Round(NamedTuple):
    """Those who are asked for in one question, and its answer."""

    keys: Counter[str]
    answer: asyncio.Task[dict[str, Access]]


class Door:
    """Collects questions for a while: the first to wait opens for all who have come since."""

    def __init__(self, ask: Ask, within: float = 0.0) -> None:
        self._ask = sync_to_async(ask)
        self._within = within
        self._coming: dict[UUID, Round] = {}
        self._lock: asyncio.Lock = asyncio.Lock()

    async def ask(self, key: str, board: UUID) -> Access:
        """What the database says of this session, asked within the time of this door; never an answer from before."""
        if board not in self._coming or len(self._coming[board].keys) == AT_ONCE:
            coming: Counter[str] = Counter()
            self._coming[board] = Round(coming, asyncio.create_task(self._answer(board, coming)))
        keys, answer = self._coming[board]
        keys[key] += 1
        try:
            return (await asyncio.shield(answer))[key]
        except asyncio.CancelledError:
            keys -= Counter([key])  # who has left asks no more
            raise

    async def _answer(self, board: UUID, keys: Counter[str]) -> dict[str, Access]:
        await asyncio.sleep(self._within)
        async with self._lock:  # who comes while others are asked for is asked for next, with all who come meanwhile
            if board in self._coming and self._coming[board].keys is keys:
                del self._coming[board]
            return await self._ask(set(keys), board)

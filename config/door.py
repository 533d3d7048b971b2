"""At the door: the listeners of a board who want to know whether they may go on are asked for together."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection
from itertools import batched
from uuid import UUID

from asgiref.sync import sync_to_async

from config.access import Access

AT_ONCE = 200  # sessions in one question: some 50 ms, in which others who draw or write are slower

type Ask = Callable[[Collection[str], UUID], dict[str, Access]]
type Waiting = list[tuple[str, asyncio.Future[Access]]]


class Door:
    """Collects questions for a while: the first to wait opens for all who have come since."""

    def __init__(self, ask: Ask, within: float = 0.0) -> None:
        self._ask = sync_to_async(ask)
        self._within = within
        self._waiting: defaultdict[UUID, Waiting] = defaultdict(list)
        self._opening: set[asyncio.Task[None]] = set()
        self._lock: asyncio.Lock = asyncio.Lock()

    def ask(self, key: str, board: UUID) -> asyncio.Future[Access]:
        """What the database says of this session, asked within the time of this door; never an answer from before."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Access] = loop.create_future()
        if not self._waiting[board]:
            loop.call_later(self._within, self._open, board)
        self._waiting[board].append((key, answer))
        return answer

    def _open(self, board: UUID) -> None:
        task = asyncio.create_task(self._answer(board))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def _answer(self, board: UUID) -> None:
        async with self._lock:  # who comes while others are asked for is asked for next, with all who come meanwhile
            for some in batched(self._waiting.pop(board, ()), AT_ONCE, strict=False):
                waiting = [(key, answer) for key, answer in some if not answer.done()]  # who has left asks no more
                try:
                    found = await self._ask({key for key, _answer in waiting}, board)
                except Exception as fault:  # whatever it is, each of them is told
                    for _key, answer in waiting:
                        if not answer.done():
                            answer.set_exception(fault)
                    continue
                for key, answer in waiting:
                    if not answer.done():
                        answer.set_result(found[key])

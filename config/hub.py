"""One Valkey subscription per process, however many browsers listen."""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import redis.asyncio as redis
from django.conf import settings
from redis.exceptions import RedisError

logger = logging.getLogger("cantlie.events")

PATTERN = "board:*"
RETURN = 1.0  # seconds between tries to reach a broker that is away


class News:
    """What one listener has not heard yet: the newest version alone, because losing the middle is harmless."""

    def __init__(self) -> None:
        self._newest: int | None = None
        self._resync = False
        self._wake = asyncio.Event()

    def put(self, version: int) -> None:
        """Hand over a version; a slow listener finds the newest when it looks."""
        self._newest = version if self._newest is None else max(version, self._newest)
        self._wake.set()

    def lost(self) -> None:
        """Messages may be missing: look for yourself."""
        self._resync = True
        self._wake.set()

    def wake(self, _why: object = None) -> None:
        """Something else has happened that the listener waits for."""
        self._wake.set()

    def resync(self) -> bool:
        """Whether the listener must ask the database; asking answers it."""
        wanted, self._resync = self._resync, False
        return wanted

    async def next(self) -> int | None:
        """The next version; None when the listener is woken for something else."""
        await self._wake.wait()
        self._wake.clear()
        version, self._newest = self._newest, None
        return version


class Hub:
    """Spreads what is published on `board:<id>` to the listeners of that board."""

    def __init__(self) -> None:
        self.listening = False
        self._listeners: defaultdict[UUID, set[News]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()

    async def open(self) -> None:
        """Subscribe, once per process; waits a moment for the first try so that its outcome is known."""
        if self._task is None or self._task.done():
            self._settled = asyncio.Event()
            self._task = asyncio.create_task(self._run())
        await self._settled.wait()

    @asynccontextmanager
    async def listen(self, board: UUID) -> AsyncIterator[News]:
        """The news of one board for as long as the block lasts."""
        await self.open()
        news = News()
        self._listeners[board].add(news)
        try:
            yield news
        finally:
            self._listeners[board].discard(news)
            if not self._listeners[board]:
                del self._listeners[board]

    async def _run(self) -> None:
        """Stay subscribed for ever; after every gap everybody looks for themselves."""
        while True:
            try:
                await self._subscribe()
            except (RedisError, OSError) as fault:
                logger.warning(
                    "The broker is away (%s); listeners look every few seconds instead.", type(fault).__name__
                )
            self.listening = False
            self._settled.set()
            await asyncio.sleep(RETURN)

    async def _subscribe(self) -> None:
        client = redis.from_url(settings.REDIS_URL, health_check_interval=10, socket_connect_timeout=2)
        async with client, client.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.psubscribe(PATTERN)
            self.listening = True
            self._settled.set()
            for listeners in self._listeners.values():
                for news in listeners:
                    news.lost()
            while True:
                message = await channel.get_message(timeout=5)  # wakes up to check that the broker still answers
                if message is not None:
                    self._spread(message)

    def _spread(self, message: dict[str, bytes]) -> None:
        """Pass on the version alone: whatever else a message holds goes no further."""
        try:
            board = UUID(message["channel"].decode().partition(":")[2])
            version = int(json.loads(message["data"])["version"])
        except (ValueError, KeyError, TypeError):
            logger.warning("A message on a board channel was not understood.")
            return
        for news in tuple(self._listeners.get(board, ())):
            news.put(version)

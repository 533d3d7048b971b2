"""Those who look on, without a browser: one raw socket per stream, each event stamped when its last byte has come."""

import asyncio
import re
import time
from collections.abc import Callable
from typing import NamedTuple, cast
from urllib.parse import urlsplit

EVENT = re.compile(
    rb'id: (?P<version>\d+)\nevent: (?:screen|board)\ndata: \{(?:"version": \d+, "item": "(?P<item>[^"]*)")?'
)
LISTENING = b": listening"
HEAD = 400  # bytes: what an event says of itself before its HTML


class Heard(NamedTuple):
    """One event: when it was complete, and what it told."""

    at: float
    version: int
    item: str


class Viewer(asyncio.Protocol):
    """One open stream."""

    def __init__(self, asked: bytes) -> None:
        self.asked = asked
        self.heard: list[Heard] = []
        self.bytes = 0
        self.listening = asyncio.get_running_loop().create_future()
        self.ended = False
        self._rest = bytearray()
        self._looked = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self.asked)

    def data_received(self, data: bytes) -> None:
        """An event ends with an empty line, and none stands inside one: HTML travels as JSON."""
        at = time.time()
        self.bytes += len(data)
        self._rest += data
        while (end := self._rest.find(b"\n\n", self._looked)) >= 0:
            self._take(at, bytes(self._rest[: min(end, HEAD)]))
            del self._rest[: end + 2]
            self._looked = 0
        self._looked = max(len(self._rest) - 1, 0)

    def _take(self, at: float, head: bytes) -> None:
        if found := EVENT.search(head):
            self.heard.append(Heard(at, int(found["version"]), (found["item"] or b"").decode()))
        elif LISTENING in head and not self.listening.done():
            self.listening.set_result(at)

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended = True
        if not self.listening.done():
            self.listening.set_exception(ConnectionError(bytes(self._rest[:200]).decode(errors="replace")))

    def close(self) -> None:
        self.transport.abort()


async def look_on(url: str, cookies: list[str], at_once: int = 20) -> list[Viewer]:
    """One viewer for each cookie at that address; all listen when this returns."""
    address = urlsplit(url)
    found: list[Viewer] = []

    async def one(cookie: str) -> Viewer:
        lines = [f"GET {address.path}?{address.query} HTTP/1.1", f"Host: {address.netloc}", f"Cookie: {cookie}"]
        asked = ("\r\n".join([*lines, "Accept: text/event-stream"]) + "\r\n\r\n").encode()
        loop = asyncio.get_running_loop()
        host, port = str(address.hostname), int(address.port or 80)
        _transport, viewer = await loop.create_connection(lambda: Viewer(asked), host, port)
        await asyncio.wait_for(viewer.listening, 60)
        return viewer

    for start in range(0, len(cookies), at_once):
        found += await asyncio.gather(*(one(cookie) for cookie in cookies[start : start + at_once]))
    return found


async def until(heard: Callable[[], bool], seconds: float) -> None:
    """Wait for what must come, but not for ever; and a little more, for what may come twice."""
    clock = asyncio.get_running_loop().time
    end = clock() + seconds
    while not heard() and clock() < end:
        await asyncio.sleep(0.1)
    await asyncio.sleep(0.3)

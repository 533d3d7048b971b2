"""Viewers of a live meeting: raw sockets that stamp what arrives, and a chair who presses."""

import asyncio
import http.client
import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

LARGEST = 4 * 2**20  # bytes of one event
HEAD = 240  # bytes of it that are kept: version and case stand first
SAYS = re.compile(rb'"version": (\d+)(?:, "item": "([^"]+)")?')


@dataclass
class Viewer:
    """One open stream, and when each event of it was complete (time.time)."""

    heard: list[tuple[float, bytes]] = field(default_factory=list)

    async def read(self, reader: asyncio.StreamReader) -> None:
        """Stamp and keep; what it says is read when nobody is waiting."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                block = await reader.readuntil(b"\n\n")
                if b"\nevent: " in block or block.startswith(b"event: "):
                    self.heard.append((time.time(), block[:HEAD]))

    def events(self, kind: str) -> list[tuple[float, int, str]]:
        """(when, version, item) of the events of that kind."""
        mark = f"event: {kind}\n".encode()
        found = ((at, SAYS.search(block)) for at, block in self.heard if mark in block)
        return [(at, int(said[1]), (said[2] or b"").decode()) for at, said in found if said]


@asynccontextmanager
async def viewers(url: str, cookies: list[str], count: int, query: str) -> AsyncIterator[list[Viewer]]:
    """So many open streams of a meeting."""
    parts = urlsplit(url)
    opened, tasks, found = [], [], []
    for number in range(count):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=LARGEST)
        ask = f"GET {parts.path}{query} HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {cookies[number % len(cookies)]}\r\n\r\n"
        writer.write(ask.encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.partition(b"\r\n")[0]:
            raise RuntimeError(f"The stream answered {head[:40]!r}.")
        viewer = Viewer()
        opened.append(writer)
        found.append(viewer)
        tasks.append(asyncio.create_task(viewer.read(reader)))
    try:
        yield found
    finally:
        for writer in opened:
            writer.transport.abort()
        await asyncio.gather(*tasks, return_exceptions=True)


class Presser:
    """Somebody logged in who presses buttons over one kept connection."""

    def __init__(self, url: str, cookie: str, page: str) -> None:
        self.parts = urlsplit(url)
        self.cookie = cookie
        self.connection = http.client.HTTPConnection(str(self.parts.hostname), self.parts.port, timeout=30)
        status, text, headers = self._ask("GET", page)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        if token is None:
            raise RuntimeError(f"{page} answered {status} without a form.")
        self.token = token[1]
        self.cookie += "; " + (headers.get("Set-Cookie") or "").partition(";")[0]

    def press(self, path: str, fields: Mapping[str, Any]) -> int:
        """Send a form; the status of the answer."""
        body = urlencode({"csrfmiddlewaretoken": self.token, **fields})
        return self._ask("POST", path, body)[0]

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, Any]:
        headers = {"Cookie": self.cookie, "HX-Request": "true" if body else "", "Origin": f"http://{self.parts.netloc}"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body=body, headers={k: v for k, v in headers.items() if v})
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers

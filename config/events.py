"""The live board: one event stream per open board, saying only "this board is now at version n".

Plain ASGI, no middleware. What the stream says is never needed: a browser that misses it asks the database again, and so
does the stream itself every RECHECK seconds. So a lost message, a lost Valkey or a slow reader costs seconds, not truth.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings

from config.access import Access, ask
from config.hub import Hub, News

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

RECHECK = 5.0  # seconds: a disabled account loses its stream within these
HEARTBEAT = 10.0  # seconds between comments, so that proxies and browsers know the line is alive
RETRY = (1000, 4000)  # milliseconds: after a restart two hundred browsers must not come back in the same moment
BOARDS = "/events/boards/"

hub = Hub()


def headers_of(scope: Scope) -> dict[str, str]:
    """The request's headers, lower case."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def cors(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """Only our own pages may listen; they come from another port when no proxy stands in front."""
    origin = headers.get("origin", "")
    if origin != settings.SITE_URL.rstrip("/"):
        return [(b"vary", b"origin")]
    return [
        (b"vary", b"origin"),
        (b"access-control-allow-origin", origin.encode()),
        (b"access-control-allow-credentials", b"true"),
        (
            b"access-control-allow-headers",
            headers.get("access-control-request-headers", "last-event-id").encode("latin-1"),
        ),
    ]


async def answer(send: Send, status: int, text: str = "", extra: list[tuple[bytes, bytes]] | None = None) -> None:
    """A short, complete answer."""
    kind = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": kind + (extra or [])})
    await send({"type": "http.response.body", "body": text.encode()})


def session_key(headers: dict[str, str]) -> str:
    """The session cookie, or nothing."""
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return cookie.value if cookie else ""


def board_of(path: str) -> UUID | None:
    """The board an address names."""
    try:
        return UUID(path.removeprefix(BOARDS).removesuffix("/")) if path.startswith(BOARDS) else None
    except ValueError:
        return None


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] != "http":
        return
    headers = headers_of(scope)
    allowed = cors(headers)
    if scope["method"] == "OPTIONS":
        await answer(send, 204, extra=allowed)
    elif scope["method"] != "GET":
        await answer(send, 405, extra=[*allowed, (b"allow", b"GET, OPTIONS")])
    elif scope["path"] == "/events/healthz":
        await hub.open()
        await answer(send, 200 if hub.listening else 503, "ok" if hub.listening else "no broker")
    elif board := board_of(scope["path"]):
        await serve(board, session_key(headers), headers, receive, send, allowed)
    else:
        await answer(send, 404, extra=allowed)


async def serve(
    board: UUID, key: str, headers: dict[str, str], receive: Receive, send: Send, allowed: list[tuple[bytes, bytes]]
) -> None:
    """Let the right people listen to one board until they leave or lose the right."""
    access = await sync_to_async(ask)(key, board)
    if access.version is None:
        await answer(send, access.status, extra=allowed)
        return
    kind = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": kind + allowed})
    known = headers.get("last-event-id", "")
    stream = Stream(board, key, send, int(known) if known.isdigit() else None)
    talking = asyncio.create_task(stream.talk(access))
    leaving = asyncio.create_task(gone(receive))
    try:
        await asyncio.wait({talking, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        talking.cancel()
        leaving.cancel()
        await asyncio.gather(talking, leaving, return_exceptions=True)


async def gone(receive: Receive) -> None:
    """Returns when the listener has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


class Stream:
    """One listener of one board. Holds no database connection: it asks, and lets go, every few seconds."""

    def __init__(self, board: UUID, key: str, send: Send, told: int | None) -> None:
        self.board, self.key, self.send, self.told = board, key, send, told

    async def write(self, text: str, more: bool = True) -> None:
        await self.send({"type": "http.response.body", "body": text.encode(), "more_body": more})

    async def tell(self, version: int) -> None:
        """Say the version."""
        self.told = version
        data = json.dumps({"board": str(self.board), "version": version})
        await self.write(f"id: {version}\nevent: board\ndata: {data}\n\n")

    async def talk(self, access: Access) -> None:
        """Say the version now unless it is known, then every change, until the right to hear it ends."""
        clock = asyncio.get_running_loop().time
        async with hub.listen(self.board) as news:
            await self.write(f"retry: {random.randint(*RETRY)}\n: listening\n\n")  # noqa: S311 - jitter, not a secret
            said = clock()
            while access.version is not None:
                if access.version != self.told:
                    await self.tell(access.version)
                said = await self.pass_on(news, until=clock() + RECHECK, said=said)
                access = await sync_to_async(ask)(self.key, self.board)
            await self.write("event: closed\ndata: {}\n\n", more=False)

    async def pass_on(self, news: News, until: float, said: float) -> float:
        """Tell newer versions until it is time to ask the database again; returns when the line was last kept alive."""
        clock = asyncio.get_running_loop().time
        while clock() < until and not news.resync():
            version = await news.next(timeout=min(until, said + HEARTBEAT) - clock())
            if version is not None and (self.told is None or version > self.told):
                await self.tell(version)
            if clock() >= said + HEARTBEAT:
                await self.write(": alive\n\n")
                said = clock()
        return said

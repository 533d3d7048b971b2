"""The live board: one event stream per open page, bringing the screen of the meeting whenever it has changed.

Plain ASGI, no middleware. `?screen=1` asks for the screen itself, `&hide=1` without the name, `&language=` in the language the
page is in; else only the version is said.
What the stream says is never needed: a browser that misses it asks the database again, and so does the stream itself every
RECHECK seconds. So a lost message, a lost Valkey or a slow reader costs seconds, not truth.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings

from config.access import Access, ask
from config.easel import Easel, Kind
from config.hub import Hub, News

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

RECHECK = 5.0  # seconds: a disabled account loses its stream within these
HEARTBEAT = 10.0  # seconds between signs of life, so that proxies and pages know the line is alive
RETRY = (1000, 4000)  # milliseconds: after a restart two hundred browsers must not come back in the same moment
BOARDS = "/events/boards/"

hub = Hub()
easel = Easel()


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
        query = parse_qs(scope["query_string"].decode("latin-1"))
        await serve(board, wanted(board, query), headers, receive, send, allowed)
    else:
        await answer(send, 404, extra=allowed)


async def serve(
    board: UUID,
    screen: Kind | None,
    headers: dict[str, str],
    receive: Receive,
    send: Send,
    allowed: list[tuple[bytes, bytes]],
) -> None:
    """Let the right people listen to one board until they leave or lose the right."""
    key = session_key(headers)
    access = await sync_to_async(ask)(key, board)
    if access.version is None:
        await answer(send, access.status, extra=allowed)
        return
    kind = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": kind + allowed})
    known = headers.get("last-event-id", "")
    stream = Stream(board, screen, key, send, int(known) if known.isdigit() else None)
    talking = asyncio.create_task(stream.talk(access))
    leaving = asyncio.create_task(gone(receive))
    try:
        await asyncio.wait({talking, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        talking.cancel()
        leaving.cancel()
        await asyncio.gather(talking, leaving, return_exceptions=True)


def wanted(board: UUID, query: dict[str, list[str]]) -> Kind | None:
    """The screen the listener asks for; None when only the version is asked."""
    if query.get("screen") != ["1"]:
        return None
    language = query.get("language", [""])[0]
    return Kind(
        board, query.get("hide") == ["1"], language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    )


async def gone(receive: Receive) -> None:
    """Returns when the listener has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


class Stream:
    """One listener of one board. Holds no database connection: it asks, and lets go, every few seconds."""

    def __init__(self, board: UUID, screen: Kind | None, key: str, send: Send, told: int | None) -> None:
        self.board, self.screen, self.key, self.send, self.told = board, screen, key, send, told
        self.access = self.told_with = Access(401)

    async def write(self, text: str | bytes, more: bool = True) -> None:
        body = text.encode() if isinstance(text, str) else text
        await self.send({"type": "http.response.body", "body": body, "more_body": more})

    async def tell(self, version: int) -> None:
        """Say the version, or bring the screen that is at least as new."""
        if self.screen is not None:
            await self.bring(self.screen, version)
            return
        self.told = version
        data = json.dumps({"board": str(self.board), "version": version})
        await self.write(f"id: {version}\nevent: board\ndata: {data}\n\n")

    async def bring(self, screen: Kind, version: int) -> None:
        """The screen, drawn once for all who read alike; who may not see its case gets one that says so."""
        sheet = await easel.sheet(screen, version)
        if sheet.item is not None and sheet.item not in self.access.items:
            self.access = await sync_to_async(ask)(self.key, self.board)  # it may have come on the list since
        seen = sheet.item is None or sheet.item in self.access.items
        self.told, self.told_with = sheet.version, self.access
        await self.write(sheet.event if seen else await easel.closed(screen, sheet.version))

    @property
    def is_due(self) -> bool:
        """Whether there is something to tell: a newer version, or other cases this listener may see than it was told with."""
        newer = self.access.version != self.told
        return newer or (self.screen is not None and self.access.items != self.told_with.items)

    async def talk(self, access: Access) -> None:
        """Say what is new now unless it is known, then every change, until the right to hear it ends."""
        clock = asyncio.get_running_loop().time
        self.access = access
        async with hub.listen(self.board) as news:
            await self.write(f"retry: {random.randint(*RETRY)}\n: listening\n\n")  # noqa: S311 - jitter, not a secret
            said = clock()
            while self.access.version is not None:
                if self.is_due:
                    await self.tell(self.access.version)
                said = await self.pass_on(news, until=clock() + RECHECK, said=said)
                self.access = await sync_to_async(ask)(self.key, self.board)
            await self.write("event: closed\ndata: {}\n\n", more=False)

    async def pass_on(self, news: News, until: float, said: float) -> float:
        """Tell newer versions until it is time to ask the database again; returns when the line was last kept alive."""
        clock = asyncio.get_running_loop().time
        while clock() < until and not news.resync():
            version = await news.next(timeout=min(until, said + HEARTBEAT) - clock())
            if version is not None and (self.told is None or version > self.told):
                await self.tell(version)
            if clock() >= said + HEARTBEAT:
                await self.write("event: alive\ndata: {}\n\n")
                said = clock()
        return said

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
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.conf import settings

from config.access import Access, ask
from config.door import Door
from config.easel import Easel, Kind
from config.hub import Hub, News
from core.pages import as_number

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

RECHECK = 5.0  # seconds: a disabled account loses its stream within these
HEARTBEAT = 10.0  # seconds between signs of life, so that proxies and pages know the line is alive
RETRY = (1000, 4000)  # milliseconds: after a restart two hundred browsers must not come back in the same moment
BOARDS = "/events/boards/"

hub = Hub()
easel = Easel()
door = Door(ask)  # who comes in waits for nobody
rounds = Door(ask, within=RECHECK)  # who is in is asked for with the others


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
    access = await door.ask(key, board)
    if access.version is None:
        await answer(send, access.status, extra=allowed)
        return
    kind = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": kind + allowed})
    stream = Stream(board, screen, key, send, as_number(headers.get("last-event-id")))
    tasks = [asyncio.create_task(one) for one in (stream.talk(access), stream.beat(), gone(receive))]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


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


@lru_cache(100)
def words(board: UUID, version: int) -> bytes:
    """The version as it goes down the line: the same bytes for all who listen."""
    data = json.dumps({"board": str(board), "version": version})
    return f"id: {version}\nevent: board\ndata: {data}\n\n".encode()


class Stream:
    """One listener of one board. Holds no database connection: it asks, and lets go, every few seconds."""

    def __init__(self, board: UUID, screen: Kind | None, key: str, send: Send, told: int | None) -> None:
        self.board, self.screen, self.key, self.send, self.told = board, screen, key, send, told
        self.access = self.told_with = Access(401)

    async def write(self, text: str | bytes, more: bool = True) -> None:
        body = text.encode() if isinstance(text, str) else text
        await self.send({"type": "http.response.body", "body": body, "more_body": more})

    async def beat(self) -> None:
        """Signs of life, for as long as the line is open."""
        while True:
            await asyncio.sleep(HEARTBEAT)
            await self.write("event: alive\ndata: {}\n\n")

    async def tell(self, version: int) -> None:
        """Say the version, or bring the screen that is at least as new."""
        if self.screen is not None:
            await self.bring(self.screen, version)
            return
        self.told = version
        await self.write(words(self.board, version))

    async def bring(self, screen: Kind, version: int) -> None:
        """The screen, drawn once for all who read alike; who may not see its case gets one that says so."""
        sheet = await easel.sheet(screen, version)
        if sheet.item is not None and sheet.item not in self.access.items:
            self.access = await door.ask(self.key, self.board)  # it may have come on the list since
        seen = sheet.item is None or sheet.item in self.access.items
        self.told, self.told_with = sheet.version, self.access
        await self.write(sheet.event if seen else await easel.closed(screen, sheet.version))

    def is_news(self, version: int) -> bool:
        return self.told is None or version > self.told

    @property
    def is_due(self) -> bool:
        """Whether there is something to tell: a newer version, or other cases this listener may see than it was told with."""
        if self.access.version is None:
            return False
        others = self.screen is not None and self.access.items != self.told_with.items
        return others or self.is_news(self.access.version)

    async def talk(self, access: Access) -> None:
        """Say what is new now unless it is known, then every change, until the right to hear it ends."""
        self.access = access
        if self.told is not None and access.version is not None and access.version < self.told:
            self.told = None  # what it knew is of another database
        async with hub.listen(self.board) as news:
            await self.write(f"retry: {random.randint(*RETRY)}\n: listening\n\n")  # noqa: S311 - jitter, not a secret
            while self.access.version is not None:
                if self.is_due:
                    await self.tell(self.access.version)
                self.access = await self.pass_on(news)
            await self.write("event: closed\ndata: {}\n\n", more=False)

    async def pass_on(self, news: News) -> Access:
        """Tell newer versions until the database has been asked again, at once when some may have been lost; what it says."""
        again = asyncio.create_task(rounds.ask(self.key, self.board))
        again.add_done_callback(news.wake)
        known = self.access
        try:
            while not again.done():
                if news.resync():
                    return await door.ask(self.key, self.board)
                version = await news.next()
                if version is not None and self.is_news(version):
                    await self.tell(version)
            return again.result() if self.access is known else self.access  # what a screen has asked for since is newer
        finally:
            again.cancel()

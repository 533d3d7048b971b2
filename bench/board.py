"""The live board under two hundred viewers: from the chair's press to the paint, what is lost, and what a viewer costs."""

import asyncio
import http.client
import socket
import statistics
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import psutil
import psycopg
import redis
from playwright.async_api import Page, async_playwright

from bench.pipes import piped
from bench.rows import NotMeasured, Row, p95, short, spread
from bench.viewers import Presser, Viewer, viewers
from config.run import parts
from config.run.places import CLONE
from config.run.tools import get_chromium
from tests.run import services as servers
from tests.run.houses import House, running_house
from tests.run.listening import begun
from tests.run.services import DEMO

VIEWERS, BROWSERS, SECONDS = 200, 5, 120
MESSAGES, ROUNDS, PAUSE = 40, 5, 0.1  # of the fan-out
WRITERS, EDITS = 50, 10
PATIENCE = 5.0  # seconds after which a screen that has not come is lost
SWITCH = "board.switch_to_paint.p95_ms"
# Tells when a case was painted: in the frame after its element came into the page.
WATCH = """
window.__seen = []
let last = ""
new MutationObserver(() => {
  const now = document.getElementById("screen")
  const item = now?.dataset.item ?? ""
  if (item === last) return
  last = item
  requestAnimationFrame(() => setTimeout(() => window.__seen.push([item, (performance.timeOrigin + performance.now()) / 1000])))
}).observe(document, { childList: true, subtree: true })
"""


@dataclass
class Meeting:
    """A begun meeting in a running house."""

    house: House
    told: dict[str, Any]

    @property
    def live(self) -> str:
        return f"/boards/{self.told['board']}/live/"

    @property
    def stream(self) -> str:
        return f"{self.house.events_url}boards/{self.told['board']}/"

    def cookie(self, who: str) -> str:
        return f"{self.told['cookie']}={self.told['keys'][who]}"

    @property
    def cookies(self) -> list[str]:
        return [self.cookie(who) for who in ("radiologist", "coordinator", "surgeon", "room")]


def measure() -> Sequence[Row | NotMeasured]:
    """Everything of one house and one meeting."""
    services = servers.services()
    try:
        with (
            services.borrowed("bench_board", services.demo_template()) as database,
            running_house(database, (parts.PAGES, parts.EVENTS)) as house,
        ):
            meeting = Meeting(house, begun(house))
            return [
                *asyncio.run(switching(meeting)),
                *asyncio.run(fan_out(meeting)),
                edits(meeting),
                *asyncio.run(wall(meeting)),
            ]
    finally:
        services.drop(DEMO)
        servers.stop()


# --- from the press to the paint ---


async def switching(
    meeting: Meeting, count: int = VIEWERS, browsers: int = BROWSERS, seconds: int = SECONDS
) -> list[Row]:
    """The chair goes on every second; everybody's screen is stamped."""
    events = psutil.Process(meeting.house.processes[parts.EVENTS].pid)
    before = _resident(events)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=get_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        pages = [await _browser(chromium, meeting, number) for number in range(browsers)]
        async with viewers(meeting.stream, meeting.cookies, count - browsers, "?screen=1") as others:
            await asyncio.sleep(2)
            held, used = _resident(events), sum(events.cpu_times()[:2])
            began = time.monotonic()
            pressed = await _press(meeting, seconds)
            cpu = (sum(events.cpu_times()[:2]) - used) / (time.monotonic() - began)
            await asyncio.sleep(PATIENCE)
            seen = [[(at, item) for item, at in await page.evaluate("window.__seen")] for page in pages]
        await chromium.close()
    came = [[(at, item) for at, _version, item in one.events("screen")] for one in others]
    return [
        *_switch_rows(pressed, seen, came),
        Row(
            "board.viewer",
            (held - before) / count / 1000,
            "kB a viewer",
            f"Resident memory of the event server with {count} viewers over that with none, divided by them; while the screens "
            f"changed every second it used {short(cpu * 100)} % of one core, {short(cpu * 1000 / count)} ms "
            f"of CPU a viewer and second.",
        ),
    ]


def _switch_rows(pressed: list[tuple[float, str]], seen: list[Any], came: list[Any]) -> list[Row]:
    slowest, painted, lost = [], [], 0
    for number, (at, item) in enumerate(pressed):
        over = pressed[number + 1][0] if number + 1 < len(pressed) else at + PATIENCE
        waits = [_wait(one, at, item, over) for one in (*seen, *came)]
        lost += sum(wait is None for wait in waits)
        slowest.append(max(wait if wait is not None else PATIENCE for wait in waits) * 1000)
        painted += [wait * 1000 for wait in waits[: len(seen)] if wait is not None]
    n = len(seen) + len(came)
    how = (
        f"{n} viewers, {len(seen)} of them headless Chromium pages, the others sockets of the event stream; "
        f"the chair went on every second for {len(pressed)} s"
    )
    return [
        Row(
            SWITCH,
            p95(slowest),
            "ms",
            f"{how}. From the moment the press was sent to the slowest client: in Chromium the frame after "
            f"the new screen was in the page, "
            f"on a socket the whole event read. p95 over the switches; median "
            f"{short(statistics.median(slowest))} ms; the browsers alone "
            f"p95 {short(p95(painted))} ms. The viewers share the two cores with the house. Aim: at most 300 ms.",
        ),
        Row(
            "board.lost_events",
            float(lost),
            "screens",
            f"{how}. A screen is lost when a viewer has neither it nor a later one within {PATIENCE:.0f} s: "
            f"of {len(pressed) * n}. Aim: 0.",
        ),
    ]


def _wait(came: list[tuple[float, str]], at: float, item: str, over: float) -> float | None:
    """How long after the press the case stood there; a later one stands for it when the next press had come first."""
    for when, what in came:
        if when < at or when > at + PATIENCE:
            continue
        if what == item or when >= over:
            return when - at
    return None


async def _press(meeting: Meeting, seconds: int) -> list[tuple[float, str]]:
    """(when, case) of each press of the chair, one a second."""
    chair = await asyncio.to_thread(Presser, meeting.house.url, meeting.cookie("surgeon"), meeting.live)
    items = [item for item, _surname, _question in meeting.told["items"]]
    pressed = []
    start = time.monotonic()
    for number in range(seconds):
        await asyncio.sleep(max(0, start + number - time.monotonic()))
        item = items[(number + 1) % len(items)]
        pressed.append((time.time(), item))
        status = await asyncio.to_thread(chair.press, f"/boards/{meeting.told['board']}/present/", {"item": item})
        if status != 204:
            raise RuntimeError(f"The press was answered {status}.")
    return pressed


async def _browser(chromium: Any, meeting: Meeting, number: int) -> Page:
    """One page of the meeting; the first is a wall."""
    wall = number == 0
    size = {"width": 1920, "height": 1080} if wall else {"width": 1280, "height": 720}
    context = await chromium.new_context(viewport=size)
    who = "room" if wall else ("radiologist", "coordinator", "surgeon")[number % 3]
    cookie = {"name": meeting.told["cookie"], "value": meeting.told["keys"][who], "url": meeting.house.url}
    await context.add_cookies([cookie])
    await context.add_init_script(WATCH)
    page: Page = await context.new_page()
    await page.goto(f"{meeting.house.url}{meeting.live}")
    return page


def _resident(process: psutil.Process) -> float:
    return float(sum(one.memory_info().rss for one in (process, *process.children(recursive=True))))


# --- the fan-out against bare writes ---


async def fan_out(meeting: Meeting, count: int = VIEWERS, rounds: int = ROUNDS) -> list[Row]:
    """One version told to everybody, ours and the floor's in turn."""
    ours, floors = [], []
    with piped([sys.executable, "-m", "bench.floor_of_lines"], CLONE) as floor:
        port = int(floor.taken.readline())
        async with viewers(meeting.stream, meeting.cookies, count, "") as listeners, Sockets(port, count) as sockets:
            await asyncio.sleep(1)
            for _round in range(rounds):
                ours.append(await _told(meeting, listeners))
                floors.append(await _bare(port, sockets))
    p99 = statistics.median(_p99(one) for one in ours)
    least = statistics.median(_p99(one) for one in floors)
    return [
        Row(
            "board.fanout.vs_floor",
            p99,
            "ms (p99)",
            f"One new version told to {count} streams {MESSAGES} times a round, one every {PAUSE * 1000:.0f} "
            f"ms, {rounds} interleaved rounds: from the "
            f"publishing in the broker to the whole event at each socket; median of the rounds' p99, "
            f"{spread(_p99(one) for one in ours)} ms, "
            f"p50 {short(statistics.median(statistics.median(one) for one in ours))} ms. The floor is a bare "
            f"asyncio server that writes as many bytes "
            f"to {count} sockets when one byte comes, {spread(_p99(one) for one in floors)} ms. Ratio: ours "
            f"over the floor's. Aim: at most 2.5.",
            floor=least,
            ratio=p99 / least,
        )
    ]


def _p99(numbers: list[float]) -> float:
    return statistics.quantiles(numbers, n=100)[-1]


async def _told(meeting: Meeting, listeners: list[Viewer]) -> list[float]:
    """Milliseconds from each telling to each listener."""
    board, broker = meeting.told["board"], redis.Redis.from_url(meeting.house.valkey.url)
    sent: dict[int, float] = {}
    for one in listeners:
        one.heard.clear()
    with psycopg.connect(meeting.house.database.owner_url, autocommit=True) as connection:
        for _message in range(MESSAGES):
            connection.execute("INSERT INTO conference_turn (board_id, at) VALUES (%s, now())", [board])
            (version,) = connection.execute(
                "SELECT count(*) FROM conference_turn WHERE board_id = %s", [board]
            ).fetchone() or (0,)
            sent[version] = time.time()
            broker.publish(f"board:{board}", f'{{"version": {version}}}')
            await asyncio.sleep(PAUSE)
    await asyncio.sleep(0.5)
    return [
        (at - sent[version]) * 1000
        for one in listeners
        for at, version, _item in one.events("board")
        if version in sent
    ]


class Sockets:
    """So many connections to the floor, each stamping what it gets."""

    def __init__(self, port: int, count: int) -> None:
        self.port, self.count = port, count
        self.came: list[float] = []

    async def __aenter__(self) -> Self:
        self.opened = [await asyncio.open_connection("127.0.0.1", self.port) for _number in range(self.count)]
        for _reader, writer in self.opened:
            writer.write(b"hear\n")
        self.tasks = [asyncio.create_task(self._read(reader)) for reader, _writer in self.opened]
        return self

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while True:
            await reader.readuntil(b"\n\n")
            self.came.append(time.time())

    async def __aexit__(self, *_fault: object) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for _reader, writer in self.opened:
            writer.transport.abort()


async def _bare(port: int, sockets: Sockets) -> list[float]:
    """Milliseconds from each byte to each socket of the floor."""
    took: list[float] = []
    with socket.create_connection(("127.0.0.1", port)) as teller:
        teller.sendall(b"tell\n")
        await asyncio.sleep(0.2)
        for _message in range(MESSAGES):
            sockets.came.clear()
            at = time.time()
            teller.sendall(b"!")
            await asyncio.sleep(PAUSE)
            took += [(came - at) * 1000 for came in sockets.came]
    return took


# --- edits at once ---


def edits(meeting: Meeting, writers: int = WRITERS, rounds: int = EDITS) -> Row:
    """Many save one draft at the same moment, each on the version all have seen."""
    item = meeting.told["items"][0][0]
    lost = accepted = refused = 0
    pressers = [Presser(meeting.house.url, meeting.cookie("surgeon"), meeting.live) for _writer in range(writers)]
    for number in range(rounds):
        before, _words = _draft(meeting, item)
        answers: list[tuple[int, str]] = []
        threads = [
            threading.Thread(target=_save, args=(presser, item, before, f"round {number} writer {n}", answers))
            for n, presser in enumerate(pressers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        kept = [words for status, words in answers if status == 200]
        now, stands = _draft(meeting, item)
        accepted, refused = accepted + len(kept), refused + sum(status == 409 for status, _words in answers)
        lost += len(kept) - (now - before) + (stands not in kept)
    return Row(
        "board.lost_updates",
        float(lost),
        "edits",
        f"{rounds} rounds of {writers} people saving one draft at once on the version all have seen, "
        f"through the pages: {accepted} accepted, "
        f"{refused} shown both texts (409). Lost: accepted and not a version of its own, or another text "
        f"standing than an accepted one. Aim: 0.",
    )


def _save(presser: Presser, item: str, version: int, words: str, answers: list[tuple[int, str]]) -> None:
    try:
        status = presser.press(f"/agenda/{item}/jot/", {"version": version, "wording": words})
    except (OSError, http.client.HTTPException):
        status = 0
    answers.append((status, words))


def _draft(meeting: Meeting, item: str) -> tuple[int, str]:
    """Version and words of the draft; 0 before there is one."""
    with psycopg.connect(meeting.house.database.owner_url) as connection:
        ask = "SELECT version, wording FROM conference_decision WHERE item_id = %s AND status = 'draft'"
        return connection.execute(ask, [item]).fetchone() or (0, "")


# --- the wall ---


async def wall(meeting: Meeting, rounds: int = ROUNDS) -> list[Row]:
    """First paint of the wall in a browser that has never been here, and what it loads."""
    paints, sizes = [], []
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=get_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        for _round in range(rounds):
            page = await _browser(chromium, meeting, 0)
            while not await page.evaluate("performance.getEntriesByName('first-contentful-paint').length"):
                await asyncio.sleep(0.02)
            paints.append(await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            kinds = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
            sizes.append(await page.evaluate(f"{kinds}.reduce((sum, one) => sum + one.encodedBodySize, 0) / 1000"))
            await page.context.close()
        await chromium.close()
    return [
        Row(
            "board.wall.first_paint_ms",
            statistics.median(paints),
            "ms",
            f"First contentful paint of the wall in a fresh Chromium, median of {rounds}, {spread(paints)} "
            f"ms; it loads {short(statistics.median(sizes))} kB, "
            f"letters, styles and scripts included (files as they lie, not compressed).",
        )
    ]

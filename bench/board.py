"""The live board with two hundred who look on: how soon all see a switch, what is lost, what each costs; and fifty at one draft."""

import asyncio
import time
from bisect import bisect_left
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import accumulate
from math import inf

import psutil
from playwright.async_api import Browser

from bench.fanout import PER_SECOND, Told, fan_out, p99
from bench.ground import services
from bench.jots import Jotted, jot_at_once
from bench.meeting import Hand, Meeting, held
from bench.rows import Row, middle, p95, short, spread
from bench.viewers import Heard, look_on, until
from bench.windows import chromium, load_wall, open_windows, painted
from config.run import parts
from tests.run.services import Services

WITHIN = 5.0  # seconds; who has not got a screen then has lost it
KB = 1000
AIMS = {"p95": 300, "floor": 2.5}


@dataclass(frozen=True)
class Size:
    """How much of everything; the test of this bench takes little."""

    viewers: int = 200
    windows: int = 5  # of the viewers, real browsers; one of them is the wall
    switches: int = 120
    every: float = 1.0  # seconds
    idle: float = 10.0  # seconds of looking on while nothing changes
    fan_rounds: int = 3
    fan_seconds: float = 4.0
    hands: int = 50
    jot_rounds: int = 12
    walls: int = 7


@dataclass(frozen=True)
class Switch:
    """One case brought on the screens: when it was sent, when the page was answered."""

    item: str
    sent: float
    answered: float


@dataclass(frozen=True)
class Cost:
    """What the event server held and took."""

    alone: int  # bytes, with one viewer
    idle: int  # bytes, with all
    busy: int  # bytes, after the switches
    idle_cpu: float  # seconds of processor a second
    busy_cpu: float


@dataclass(frozen=True)
class Shown:
    """The switches, what each viewer had of them, and what that cost."""

    switches: list[Switch]
    heard: list[list[Heard]]  # protocol clients, when the last byte had come
    painted: list[list[Heard]]  # Chromium pages, after the frame that showed it
    cost: Cost
    screen: float  # bytes


def measure(size: Size = Size(), servers: Services | None = None) -> list[Row]:
    """One house for all; who listens to one part has left before the next."""
    with held(servers or services(), size.viewers) as meeting:
        walls, shown = asyncio.run(_with_windows(meeting, size))
        told = asyncio.run(fan_out(meeting, size.fan_rounds, size.fan_seconds))
        jotted = jot_at_once(meeting, size.hands, size.jot_rounds)
    return [*_switching(shown, size), *_costs(shown, size), _fanout(*told, size), _jots(jotted, size), *_walls(walls)]


async def _with_windows(meeting: Meeting, size: Size) -> tuple[list[list[float]], Shown]:
    async with chromium() as browser:
        walls = [await load_wall(browser, meeting) for _time in range(size.walls)]
        return walls, await _shown(browser, meeting, size)


async def _shown(browser: Browser, meeting: Meeting, size: Size) -> Shown:
    """One viewer comes, then all others; they wait a while, and then the meeting goes on."""
    server = psutil.Process(meeting.house.processes[parts.EVENTS].pid)
    address = f"{meeting.house.events_url}boards/{meeting.board}/?screen=1"
    at_windows, others = (
        meeting.viewers[: size.windows - 1],
        meeting.viewers[size.windows :],
    )  # the wall has its own login
    viewers = await look_on(address, meeting.cookies(others[:1]))
    await asyncio.sleep(1)
    alone = server.memory_info().rss
    viewers += await look_on(address, meeting.cookies(others[1:]))
    windows = await open_windows(browser, meeting, at_windows)
    idle_cpu, idle = await _taken(server, asyncio.sleep(size.idle)), server.memory_info().rss
    switches: list[Switch] = []
    busy_cpu = await _taken(server, _switch(meeting, size, switches))
    await until(lambda: all(one.heard[-1].item == switches[-1].item for one in viewers), WITHIN)
    cost = Cost(alone, idle, server.memory_info().rss, idle_cpu, busy_cpu)
    if ended := sum(viewer.ended for viewer in viewers):
        raise RuntimeError(f"{ended} streams ended while the meeting went on.")
    for viewer in viewers:
        viewer.close()
    heard = [viewer.heard for viewer in viewers]
    screen = sum(viewer.bytes for viewer in viewers) / sum(map(len, heard))
    return Shown(switches, heard, [await painted(window) for window in windows], cost, screen)


async def _taken(server: psutil.Process, work: Awaitable[None]) -> float:
    """Seconds of processor the server takes a second while that is done."""
    before, began = server.cpu_times(), time.perf_counter()
    await work
    after, seconds = server.cpu_times(), time.perf_counter() - began
    return (after.user - before.user + after.system - before.system) / seconds


async def _switch(meeting: Meeting, size: Size, switches: list[Switch]) -> None:
    """The chair brings one case after another on the screens, from the page."""
    hand = Hand(meeting, meeting.chair)
    clock = asyncio.get_running_loop().time
    began = clock()
    for number in range(size.switches):
        await asyncio.sleep(began + number * size.every - clock())
        item = meeting.items[(number + 1) % len(meeting.items)]
        switches.append(await asyncio.to_thread(_present, meeting, hand, item))


def _present(meeting: Meeting, hand: Hand, item: str) -> Switch:
    sent = time.time()
    status, _body = hand.post(f"/boards/{meeting.board}/present/", item=item)
    if status != 204:
        raise RuntimeError(f"The case was not brought on the screens: {status}")
    return Switch(item, sent, time.time())


def waits(switches: list[Switch], heard: list[Heard]) -> list[float | None]:
    """Milliseconds from each switch until a viewer had its case or that of a later one; None when that took too long."""
    sent, first = [switch.sent for switch in switches], [inf] * len(switches)
    for one in heard:
        before = range(bisect_left(sent, one.at) - 1, -1, -1)
        at = next((number for number in before if switches[number].item == one.item), None)
        if at is not None:
            first[at] = min(first[at], one.at)
    had = list(accumulate(reversed(first), min))[::-1]
    took = [at - switch.sent for at, switch in zip(had, switches, strict=True)]
    return [seconds * 1000 if seconds <= WITHIN else None for seconds in took]


def _of_each(found: list[list[float | None]], pick: Callable[[list[float]], float]) -> list[float]:
    """Of each switch the slowest or the quickest viewer; who never had it stands at the end of the wait."""
    ended = [[WITHIN * 1000 if wait is None else wait for wait in one] for one in zip(*found, strict=True)]
    return [pick(one) for one in ended]


def _missed(is_met: bool) -> str:
    return "" if is_met else ", MISSED"


def _how(size: Size) -> str:
    return (
        f"{size.viewers} viewers of one begun meeting, {size.windows} of them headless Chromium pages (one the wall at "
        f"1920x1080), {size.viewers - size.windows} raw sockets on the event stream of the screen, each with a person and a "
        f"session of its own, all reading one language, on the same cores as granian, uvicorn and PostgreSQL. The chair "
        f"brings another case on the screens every {short(size.every)} s, {size.switches} times, by the form of the page"
    )


def _switching(shown: Shown, size: Size) -> list[Row]:
    """How soon the slowest has it, with where the time goes; and what nobody should lose."""
    sockets, pages = ([waits(shown.switches, one) for one in some] for some in (shown.heard, shown.painted))
    slowest, lost = _of_each(sockets + pages, max), sum(wait is None for one in sockets + pages for wait in one)
    first, last, seen = (middle(_of_each(*some)) for some in ((sockets, min), (sockets, max), (pages, max)))
    answered = middle([(one.answered - one.sent) * 1000 for one in shown.switches])
    pairs = size.switches * size.viewers
    took = (
        f"{_how(size)}. From sending the form until a socket has the last byte of a screen of that case or a later one, and "
        f"until Chromium has handled the first message after the animation frame with it, when style, layout and paint are "
        f"done; of each switch the slowest viewer. p95 of these; median {short(middle(slowest))}, {spread(slowest)} ms. "
        f"Medians since sending: page answered {short(answered)}, first socket {short(first)}, last socket "
        f"{short(last)}, last page painted {short(seen)} ms. "
        f"Aim: at most {AIMS['p95']}{_missed(p95(slowest) <= AIMS['p95'])}."
    )
    kept = (
        f"{_how(size)}. A viewer that had neither a screen of the case nor of a later one {short(WITHIN)} s after a switch has "
        f"lost it; of {pairs} pairs of switch and viewer. Aim: 0{_missed(not lost)}."
    )
    return [
        Row("board.switch_to_paint.p95_ms", p95(slowest), "ms (p95)", took),
        Row("board.lost_events", lost, f"of {pairs}", kept),
    ]


def _costs(shown: Shown, size: Size) -> list[Row]:
    """What a viewer costs the event server."""
    cost, others = shown.cost, size.viewers - 1
    held_idle, held_busy = ((held - cost.alone) / others / KB for held in (cost.idle, cost.busy))
    memory = (
        f"Resident memory of the event server with {size.viewers} viewers after {size.switches} switches, less that with one, "
        f"over the {others} others; before the switches {short(held_idle)} kB. All of it {short(cost.busy / KB / 1000)} MB. "
        f"A screen is {short(shown.screen / KB)} kB on the line."
    )
    idle_cpu, busy_cpu = (taken / size.viewers * 1000 for taken in (cost.idle_cpu, cost.busy_cpu))
    cpu = (
        f"Processor time of the event server a second and viewer while a case is switched every {short(size.every)} s; while "
        f"nothing changes, and only the right to look on is asked again, {short(idle_cpu)} ms. All {size.viewers} together "
        f"take {short(cost.busy_cpu * 100)} and {short(cost.idle_cpu * 100)} % of one core."
    )
    return [
        Row("board.viewer_memory", held_busy, "kB a viewer", memory),
        Row("board.viewer_cpu", busy_cpu, "ms a second and viewer", cpu),
    ]


def _fanout(ours: Told, bare: Told, size: Size) -> Row:
    took, floor = p99(ours.all), p99(bare.all)
    ratios = [one / other for one, other in zip(ours.p99s(), bare.p99s(), strict=True)]
    method = (
        f"p99 from publishing a version until each of {size.viewers} raw sockets has it, {PER_SECOND} versions a second, each "
        f"after its turn is committed; the stream of versions alone, {len(ours.all)} deliveries, {ours.missed} missed, median "
        f"{short(middle(ours.all))} ms. The floor is a bare asyncio program that hears the same broker, writes the same bytes "
        f"to {size.viewers} sockets and knows nobody, median {short(middle(bare.all))} ms, {bare.missed} missed. "
        f"{size.fan_rounds} interleaved rounds of {short(size.fan_seconds)} s, only one side connected at a time; ratio: our "
        f"p99 over the floor's, rounds {spread(ratios)}. Aim: at most {AIMS['floor']}{_missed(took / floor <= AIMS['floor'])}."
    )
    return Row("board.fanout.vs_floor", took, "ms (p99)", method, floor=floor, ratio=took / floor)


def _jots(jotted: Jotted, size: Size) -> Row:
    answers = ", ".join(f"{count} answered {status}" for status, count in sorted(jotted.answers.items()))
    method = (
        f"{size.hands} persons save the draft of one decision in the same moment through the page, each naming the version "
        f"all have seen; {jotted.rounds} rounds, the first while there is no draft: {answers}. Lost is an edit that was "
        f"accepted and then overwritten by one that had not seen it, or that is not what stands in the database though it was "
        f"the last. Aim: 0{_missed(not jotted.lost)}."
    )
    return Row("board.lost_updates", jotted.lost, f"of {sum(jotted.answers.values())}", method)


def _walls(walls: list[list[float]]) -> list[Row]:
    paints, pages, totals, answers = (list(column) for column in zip(*walls, strict=True))
    loaded = (
        f"the wall of a begun meeting at 1920x1080 in headless Chromium, {len(walls)} loads with an empty cache, median"
    )
    paint = (
        f"First contentful paint of {loaded}, {spread(paints)} ms; static files collected as in production, HTTP/1.1."
    )
    size = (
        f"What comes over the line until the first paint of {loaded}: {short(middle(answers))} answers. The page itself is "
        f"{short(middle(pages) / KB)} kB, not compressed, as our own server sends it."
    )
    return [
        Row("board.wall.first_paint_ms", middle(paints), "ms", paint),
        Row("board.wall.bytes", middle(totals) / KB, "kB", size),
    ]

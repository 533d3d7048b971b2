"""How long one version takes to all who listen, beside bare writes of the same bytes to as many sockets."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
import redis

from bench.meeting import Meeting
from bench.viewers import Viewer, look_on, until
from config.run.children import spawn, stop
from config.run.places import CLONE
from config.run.ports import free_port
from tests.run.houses import eventually

PER_SECOND = 10  # versions told; a whole meeting tells as many in a minute
SETTLE = 1.0  # seconds between the last to connect and the first version


@dataclass
class Told:
    """Milliseconds from telling the broker until each viewer had the version, round by round; and who never had it."""

    rounds: list[list[float]] = field(default_factory=list)
    missed: int = 0

    def p99s(self) -> list[float]:
        return [p99(each) for each in self.rounds]

    @property
    def all(self) -> list[float]:
        return [one for each in self.rounds for one in each]


def p99(numbers: list[float]) -> float:
    return sorted(numbers)[int(len(numbers) * 0.99)]


async def fan_out(meeting: Meeting, rounds: int, seconds: float) -> tuple[Told, Told]:
    """Our event server and the bare one in turn, each with every viewer connected to it alone."""
    ours, bare = Told(), Told()
    with _bare(meeting) as url:
        sides = [(ours, meeting.house.events_url + f"boards/{meeting.board}/"), (bare, url)]
        for number in range(rounds):
            for told, address in sides if number % 2 else sides[::-1]:
                viewers = await look_on(address, meeting.cookies(meeting.viewers))
                await asyncio.sleep(SETTLE)
                await _tell(meeting, viewers, told, round(seconds * PER_SECOND))
                for viewer in viewers:
                    viewer.close()
    return ours, bare


async def _tell(meeting: Meeting, viewers: list[Viewer], told: Told, times: int) -> None:
    """One turn after another, each committed and then published as conference.line does it."""
    published: dict[int, float] = {}
    broker = redis.Redis.from_url(meeting.house.valkey.url)
    with psycopg.connect(meeting.house.database.owner_url, autocommit=True) as database:
        for _number in range(times):
            database.execute("INSERT INTO conference_turn (board_id, at) VALUES (%s, now())", [meeting.board])
            counted = "SELECT count(*) FROM conference_turn WHERE board_id = %s"
            ((version,),) = database.execute(counted, [meeting.board]).fetchall()
            published[version] = time.time()
            broker.publish(f"board:{meeting.board}", json.dumps({"version": version}))
            await asyncio.sleep(1 / PER_SECOND)
    await until(lambda: all(one.heard and one.heard[-1].version == version for one in viewers), 5)
    took: list[float] = []
    for viewer in viewers:
        first = {one.version: one.at for one in reversed(viewer.heard)}
        took += [(first[version] - at) * 1000 for version, at in published.items() if version in first]
        told.missed += len(published.keys() - first.keys())
    told.rounds.append(took)


@contextmanager
def _bare(meeting: Meeting) -> Iterator[str]:
    port = free_port()
    words = [sys.executable, "-m", "bench.bare", str(port), meeting.house.valkey.url, meeting.board]
    process = spawn(words, env=dict(os.environ), log=subprocess.DEVNULL, cwd=CLONE)
    try:
        if not eventually(lambda: _answers(port)):
            raise TimeoutError("The bare server does not answer.")
        yield f"http://127.0.0.1:{port}/"
    finally:
        stop(process)


def _answers(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0

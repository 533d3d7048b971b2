"""How much memory the pages and the worker hold after some work."""

import logging
import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil
import psycopg
import redis
from celery import Celery

from bench.ground import SMALL, addresses, ground, served
from bench.rows import Row, short
from config.celery import broker_url
from config.run import parts
from config.run.children import spawn, stop
from config.run.places import CLONE
from config.run.ports import free_port
from tests.run.houses import House, eventually, running_house

REQUESTS, TICKS = 200, 20
DUE = 240  # follow-ups that remind
ROUNDS = 3
MB = 1_000_000


def measure() -> list[Row]:
    """Fresh processes each round."""
    web, worker = [_web() for _round in range(ROUNDS)], [_worker() for _round in range(ROUNDS)]
    return [
        _row(
            "memory.web",
            web,
            f"granian wsgi, 2 workers of 4 threads and their parent, after {REQUESTS} requests in turn for desk, "
            f"meeting, case page and follow-up list of {SMALL} patients",
        ),
        _row(
            "memory.worker",
            worker,
            f"celery worker of 2 processes and their parent, after {TICKS} ticks that sent the reminders "
            f"of {DUE} due follow-ups",
        ),
    ]


def _row(name: str, found: list[tuple[float, float, float]], what: str) -> Row:
    """The middle round by its resident memory."""
    rss, pss, floor = sorted(found)[len(found) // 2]
    lowest, highest = min(found)[0], max(found)[0]
    method = (
        f"Resident memory summed over the processes of {what}; {ROUNDS} fresh starts, middle one, {short(lowest)} to "
        f"{short(highest)} MB. With pages the processes share counted once (PSS): {short(pss)} MB. The floor is the same "
        f"program with an empty application; ratio: ours over the floor's."
    )
    return Row(name, rss, "MB", method, floor=floor, ratio=rss / floor)


def _held(process: subprocess.Popen[bytes]) -> tuple[float, float]:
    """Resident memory of a process and its children, and the same with shared pages counted once."""
    root = psutil.Process(process.pid)
    each = [one.memory_full_info() for one in (root, *root.children(recursive=True))]
    return sum(one.rss for one in each) / MB, sum(one.pss for one in each) / MB


def _web() -> tuple[float, float, float]:
    here = ground()
    database = here.database(SMALL)
    cookie, pages = here.cookie(database), addresses(database)
    with served(database) as (url, process):
        for number in range(REQUESTS):
            paths = list(pages.values())[number % len(pages)]
            _get(url + paths[number % len(paths)], cookie)
        held = _held(process)
    port = free_port()
    words = parts.command(parts.PAGES, port=port)
    with _running([*words[:-1], "bench.empty:application"]) as process:
        eventually(lambda: _answers(f"http://127.0.0.1:{port}/"), within=60)
        for _number in range(REQUESTS):
            _get(f"http://127.0.0.1:{port}/", "")
        return *held, _held(process)[0]


def _worker() -> tuple[float, float, float]:
    """Reminders are put back before each round, so that every round sends them."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    here = ground()
    database = here.database(SMALL)
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.execute(
            "UPDATE treatments_reminder SET state = 'planned', sent_at = NULL, worker = '', attempts = 0 WHERE state = 'sent'"
        )
    with running_house(database, (parts.WORKER,)) as house:
        _tick(house, "treatments.tasks.tick")
        eventually(lambda: len(house.mails) >= DUE, within=60)
        held = _held(house.processes[parts.WORKER])
        words = parts.command(parts.WORKER)
        at = words.index("config")
        broker = broker_url(house.valkey.url).replace("virtual_host=0", "virtual_host=1")
        with _running([*words[:at], "bench.empty", "--broker", broker, *words[at + 1 :]]) as process:
            if not eventually(lambda: len(psutil.Process(process.pid).children(recursive=True)) >= 2, within=30):
                raise TimeoutError("The empty worker has no children.")
            time.sleep(2)
            return *held, _held(process)[0]


def _tick(house: House, task: str) -> None:
    """Send the ticks beat would send, and wait until the worker has taken and finished them all."""
    sender = Celery(broker=broker_url(house.valkey.url))
    broker = redis.Redis.from_url(house.valkey.url)
    for _number in range(TICKS):
        sender.send_task(task)
    if not eventually(lambda: not _length(broker), within=120):
        raise TimeoutError("The worker did not take its ticks.")


def _length(broker: Any) -> int:
    return int(broker.llen("celery")) + int(broker.hlen("unacked"))


@contextmanager
def _running(words: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A program without our application: a worker that is told of Django would load it."""
    bare = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    process = spawn(words, env=bare, log=subprocess.DEVNULL, cwd=CLONE)
    try:
        yield process
    finally:
        stop(process)


def _get(url: str, cookie: str) -> None:
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Cookie": cookie}), timeout=60) as answer:  # noqa: S310
        answer.read()


def _answers(url: str) -> bool:
    try:
        _get(url, "")
    except OSError:
        return False
    return True

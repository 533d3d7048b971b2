"""A storm over the reminders: a running house whose parts are killed in a random order, the same one for the same seed."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import psutil
import psycopg
import redis
from celery import Celery

from config.celery import broker_url
from config.run.parts import BEAT, WORKER
from config.run.postgres import Postgres
from tests.run.houses import House, eventually

MEETS_WORK_WITHIN = 20  # seconds a fault waits for mails to flow, so that it hits a house at work
CHILDREN = 2  # of a worker (config/run/parts.py)
SECOND_BEAT = "second beat"
ALL_DUE = "select state, sent_at is not null, message_id from treatments_reminder where due_at <= now()"


@dataclass
class Outcome:
    """How the reminders stand in the outbox, and what the mail server was handed."""

    states: Counter[str]
    unsent: int  # rows without a time of sending
    named: set[str]  # the Message-IDs of the outbox
    mails: Counter[str]  # how often each Message-ID was on the wire

    @property
    def again(self) -> int:
        """Mails that were on the wire before."""
        return self.mails.total() - len(self.mails)

    def __str__(self) -> str:
        states = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()))
        return f"{states}; {self.unsent} never sent; {self.mails.total()} mails on the wire, {self.again} of them again"


@dataclass
class Storm:
    """One house at work, and what has been done to it."""

    house: House
    postgres: Postgres
    seed: int
    done: list[str] = field(default_factory=list)
    cut: int = 0  # mails that may have been cut off between being taken and being written down

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def schedule(self, extra: int) -> list[tuple[str, float]]:
        """Every fault once and some again, each with the seconds it lasts.

        None more than thrice: a mail refused eight times is given up, as it should be.
        """
        names = list(FAULTS)
        order = self.chance.sample(names, len(names)) + self.chance.sample(names * 2, extra)
        return [(name, self.chance.uniform(0.3, 2)) for name in order]

    def rage(self, extra: int) -> None:
        """Let every fault of the schedule meet a house that is sending."""
        for name, lasts in self.schedule(extra):
            self.work()
            FAULTS[name](self)
            self.done.append(f"{name} ({lasts:.1f} s)")
            time.sleep(lasts)
            self.calm()

    def calm(self) -> None:
        """The mail server is well again, and what has died is started again, as `make up` and the containers do."""
        self.house.sink.refuse, self.house.sink.drop = None, False
        if second := self.house.processes.pop(SECOND_BEAT, None):
            second.kill()
            second.wait()
        self.house.tend()
        self.let_time_pass()

    def work(self) -> bool:
        """Wait until mails flow, or there are none left."""
        before = len(self.house.mails)
        return bool(eventually(lambda: self._tick() and len(self.house.mails) > before, MEETS_WORK_WITHIN, every=0.2))

    def end(self, within: float) -> bool:
        """A last cut of power, then fair weather: whether all was sent in time."""
        self.kill_worker()
        self.calm()
        return bool(eventually(self._all_sent, within, every=0.5))

    def _all_sent(self) -> bool:
        self._tick()
        self.let_time_pass()
        return not self.outcome().unsent

    def _tick(self) -> bool:
        """What beat does every thirty seconds, without the waiting. Always true."""
        broker = redis.Redis.from_url(self.house.valkey.url)
        with suppress(redis.RedisError, OSError):
            if not broker.llen("celery"):
                Celery(broker=broker_url(self.house.valkey.url)).send_task("treatments.tasks.tick")
        broker.close()
        return self.house.tend()

    def let_time_pass(self) -> None:
        """Minutes pass, but for nobody who lives: leases of the dead end, and a pause after a refusal is over."""
        alive = [f"%:{process.pid}" for process in self._children()]
        with psycopg.connect(self.house.database.owner_url) as connection:
            connection.execute(
                "update treatments_reminder set lease_until = now() - interval '1 second' "
                "where lease_until is not null and worker not like all(%s)",
                [alive],
            )
            connection.execute("update treatments_reminder set retry_at = now() where retry_at is not null")

    def _children(self) -> list[psutil.Process]:
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self.house.processes[WORKER].pid).children()
        return []

    def outcome(self) -> Outcome:
        with psycopg.connect(self.house.database.owner_url) as connection:
            rows = connection.execute(ALL_DUE).fetchall()
        return Outcome(
            states=Counter(state for state, _sent, _name in rows),
            unsent=sum(not sent for _state, sent, _name in rows),
            named={name for _state, _sent, name in rows},
            mails=Counter(str(mail["Message-ID"]) for mail in list(self.house.mails)),
        )

    # --- the faults ---

    def kill_child(self) -> None:
        """As the kernel does when memory is short."""
        if children := self._children():
            self.chance.choice(children).kill()
            self.cut += 1

    def kill_worker(self) -> None:
        self.house.kill(WORKER)
        self.cut += CHILDREN

    def kill_broker(self) -> None:
        """It keeps nothing: it comes back empty."""
        valkey = self.house.valkey
        if valkey.process:
            valkey.process.kill()
            valkey.process.wait()
        with (self.house.folder / "valkey.log").open("ab") as log:
            valkey.start(log=log)
        self.cut += CHILDREN  # a worker ends the task in its hands when its broker goes: it will be delivered again

    def kill_database(self) -> None:
        """The whole server with every backend, and then its recovery."""
        if server := self.postgres.process:
            backends = psutil.Process(server.pid).children(recursive=True)
            server.kill()
            for backend in backends:
                with suppress(psutil.NoSuchProcess):
                    backend.kill()
            server.wait()
            psutil.wait_procs(backends, timeout=10)
        with (self.house.folder / "postgres.log").open("ab") as log:
            self.postgres.start(log=log)
        self.cut += CHILDREN

    def kill_beat(self) -> None:
        self.house.kill(BEAT)

    def start_second_beat(self) -> None:
        first = self.house.processes[BEAT]
        self.house.start(BEAT)
        self.house.processes[SECOND_BEAT] = self.house.processes[BEAT]
        self.house.processes[BEAT] = first

    def refuse_mail(self) -> None:
        self.house.sink.refuse = "451 come back later"

    def drop_mail(self) -> None:
        """The mail server keeps the mail and hangs up before it says so."""
        self.house.sink.drop = True


FAULTS: dict[str, Callable[[Storm], None]] = {
    "a child of the worker killed": Storm.kill_child,
    "worker killed": Storm.kill_worker,
    "broker killed and empty": Storm.kill_broker,
    "database killed": Storm.kill_database,
    "beat killed": Storm.kill_beat,
    "two beats": Storm.start_second_beat,
    "mail refused": Storm.refuse_mail,
    "mail dropped after DATA": Storm.drop_mail,
}


def chosen_seeds(count: int) -> list[int]:
    """The seeds from 1 on, or the one of SEED=… to play it again."""
    return [int(os.environ["SEED"])] if "SEED" in os.environ else list(range(1, count + 1))

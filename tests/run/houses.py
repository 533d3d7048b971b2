"""A whole running house for a test: real servers, real worker, real mail; any part can be killed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError

from aiosmtpd.controller import Controller

from config.run import parts
from config.run.children import spawn, stop, sweep
from config.run.places import CLONE
from config.run.ports import free_port
from config.run.valkey import Valkey
from tests.run.scripts import command, said
from tests.run.services import Database

HEALTHY_WITHIN = 90  # seconds


def eventually[T](ask: Callable[[], T], within: float = 10, every: float = 0.1) -> T:
    """Ask until the answer is true; returns the last answer."""
    until = time.monotonic() + within
    while not (answer := ask()) and time.monotonic() < until:
        time.sleep(every)
    return answer


class Sink:
    """A mail server that keeps what it gets, unless it is told to misbehave."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuse: str | None = None  # for instance "451 come back later"
        self.drop = False  # keep the mail, but hang up instead of saying so
        self.hang = False  # say nothing to the first word about a mail
        self.pause = 0.0  # seconds before each answer
        self.dropped = self.refused = 0
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802 - aiosmtpd's name
        while self.hang:
            await asyncio.sleep(0.02)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(self.pause)
        if self.refuse:
            self.refused += 1
            return self.refuse
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.drop:
            self.dropped += 1
            server.transport.abort()
        return "250 Kept"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    @contextmanager
    def open(self) -> Iterator["Sink"]:
        self._controller.start()
        try:
            yield self
        finally:
            self._controller.stop()


@dataclass
class House:
    """Pages, event stream, worker and beat against a database, a broker and a mail sink of their own."""

    database: Database
    valkey: Valkey
    sink: Sink
    folder: Path
    env: dict[str, str]
    port: int = field(default_factory=free_port)
    events_port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.env |= {"PORT": str(self.port), "SITE_URL": self.url, "EVENTS_URL": self.events_url}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def events_url(self) -> str:
        return f"http://127.0.0.1:{self.events_port}/events/"

    @property
    def mails(self) -> list[EmailMessage]:
        return self.sink.messages

    def start(self, *names: str) -> None:
        """Start these parts, or all of them."""
        for name in names or parts.COMMANDS:
            port = self.events_port if name == parts.EVENTS else self.port
            with (self.folder / f"{name}.log").open("ab") as log:
                self.processes[name] = spawn(parts.command(name, port=port), env=self.env, log=log, cwd=CLONE)

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Kill one part: with SIGKILL the whole of it, children included, as a power cut would."""
        process = self.processes[name]
        if number == signal.SIGKILL:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        process.wait(30)

    def tend(self) -> bool:
        """Start again what has ended, as `make up` and the containers do: a worker whose broker dies may give up. Always true."""
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                sweep(process)
                self.start(name)
        return True

    def stop(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        for process in self.processes.values():
            stop(process, by=None, patience=8)

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    @property
    def logs(self) -> dict[str, str]:
        """What every part has written, its broker and its database too."""
        database = Path(self.database.log).read_text(errors="replace") if self.database.log else ""
        return {name: self.log(name) for name in (*self.processes, "valkey")} | {"postgres": database}

    def get(self, url: str) -> int:
        """The status of an address; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return int(answer.status)
        except URLError as fault:
            return int(getattr(fault, "code", 0))
        except OSError:
            return 0

    def wait_healthy(self, within: float = HEALTHY_WITHIN) -> None:
        """Until every started part answers."""
        wanted = []
        if parts.PAGES in self.processes:
            full = parts.WORKER in self.processes and parts.BEAT in self.processes
            wanted.append(f"{self.url}/healthz" + ("" if full else "?of=pages"))
        if parts.EVENTS in self.processes:
            wanted.append(f"{self.events_url}healthz")
        if not eventually(lambda: all(self.get(url) == 200 for url in wanted), within, every=0.2):
            logs = "\n".join(f"--- {name}\n{self.log(name)[-2000:]}" for name in self.processes)
            raise TimeoutError(f"The house did not answer within {within} s.\n{logs}")

    def manage(self, *words: str, check: bool = True) -> str:
        """Run a management command in this house; what it printed comes back."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=CLONE, env=self.env, capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise RuntimeError(f"manage.py {' '.join(words)} failed:\n{done.stderr}")
        return done.stdout

    def tells(self, script: str) -> dict[str, Any]:
        """What a script says that is run in this house."""
        return said(self.manage(*command(script)))


@contextmanager
def running_house(database: Database, names: tuple[str, ...] = (), **env: str) -> Iterator[House]:
    """A house with these parts (none named: all), healthy."""
    with TemporaryDirectory(prefix="cantlie-house-", dir="/var/tmp") as scratch, Sink().open() as sink:
        folder = Path(scratch)
        valkey = Valkey(folder / "valkey", folder / "valkey.sock", durable=False)
        with (folder / "valkey.log").open("ab") as log:
            valkey.start(log=log)
        told = {"DATABASE_URL": database.url, "DATABASE_OWNER_URL": database.owner_url, "PYTHONUNBUFFERED": "1"}
        told |= {"REDIS_URL": valkey.url, "EMAIL_URL": sink.url, "CANTLIE_SOURCE_STATIC": "true"}
        house = House(database, valkey, sink, folder, dict(os.environ) | told | env)
        try:
            house.start(*names)
            house.wait_healthy()
            yield house
        finally:
            house.stop()
            valkey.stop()

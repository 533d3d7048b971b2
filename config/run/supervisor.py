"""Keeps children running: starts them in order, starts a dead one again and says so, stops them in reverse."""

import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from config.run.children import spawn, stop, sweep
from config.run.parts import COMMANDS

STEADY = 10  # seconds a child must live to count as well
LONGEST = 10  # seconds between two tries of a child that keeps dying


class Server(Protocol):
    """What Postgres and Valkey have in common."""

    process: subprocess.Popen[bytes] | None

    def start(self, log: IO[bytes] | int | None = None) -> None: ...
    def stop(self) -> None: ...


@dataclass
class Program:
    """A part of the house with its command line and environment."""

    argv: list[str]
    env: dict[str, str]
    cwd: Path
    process: subprocess.Popen[bytes] | None = None
    asked: bool = False  # a second SIGTERM would make Celery drop the task in its hands

    def start(self, log: IO[bytes] | int | None = None) -> None:
        self.process, self.asked = spawn(self.argv, env=self.env, log=log, cwd=self.cwd), False

    def ask_to_stop(self) -> None:
        """The signal alone, without waiting."""
        if self.process and self.process.poll() is None and not self.asked:
            self.process.terminate()
            self.asked = True

    def stop(self) -> None:
        self.ask_to_stop()
        stop(self.process, by=None)
        self.process = None


@dataclass
class Child:
    """One supervised child and how often it has died lately."""

    name: str
    server: Server
    log: Path
    started: float = 0
    deaths: int = 0
    resume: float | None = None  # when to try again

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.server.start(log=log)
        self.started, self.resume = time.monotonic(), None

    def last_words(self, lines: int = 8) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    @property
    def exit_code(self) -> int | None:
        """The code of a child that is dead and not yet waiting for its next try."""
        process = self.server.process
        return process.poll() if process and self.resume is None else None


@dataclass
class Supervisor:
    """Watches the children from the main thread: the kernel ties a child's life to the thread that started it."""

    say: Callable[[str], None]
    logs: Path
    stopping: threading.Event = field(default_factory=threading.Event)
    children: list[Child] = field(default_factory=list)

    def add(self, name: str, server: Server) -> None:
        """Start one more child and watch it from now on."""
        child = Child(name, server, self.logs / f"{name}.log")
        self.children.append(child)
        child.start()

    def watch(self, pause: float = 0.3) -> None:
        """Until told to stop, start again what dies."""
        while not self.stopping.wait(pause):
            self.look_after()

    def look_after(self) -> None:
        """One round past every child."""
        for child in self.children:
            code = child.exit_code
            if code is not None:
                self._mourn(child, code)
            if child.resume is not None and time.monotonic() >= child.resume:
                self._revive(child)

    def close(self) -> None:
        """Stop everything this supervisor started, last first, and nothing else; our own programs all at once."""
        for child in self.children:
            if child.name in COMMANDS and isinstance(child.server, Program):
                child.server.ask_to_stop()
        for child in reversed(self.children):
            child.server.stop()
        self.children.clear()

    def _mourn(self, child: Child, code: int) -> None:
        if child.server.process:
            sweep(child.server.process)
        steady = time.monotonic() - child.started >= STEADY
        child.deaths = 1 if steady else child.deaths + 1
        wait = min(child.deaths - 1, LONGEST)
        child.resume = time.monotonic() + wait
        how = f"was killed by signal {-code}" if code < 0 else f"stopped with exit code {code}"
        soon = "starting it again" if not wait else f"starting it again in {wait} s"
        self.say(f"{child.name} {how}; {soon}. Its log: {child.log}")

    def _revive(self, child: Child) -> None:
        try:
            child.start()
        except RuntimeError as fault:
            child.deaths += 1
            child.resume = time.monotonic() + min(child.deaths, LONGEST)
            self.say(f"{child.name}: {fault}")

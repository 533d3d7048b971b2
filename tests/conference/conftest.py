"""What the tests of meetings, decisions and follow-ups ask for: our house, its people's browsers, and a second hand."""

import functools
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conference.models import Board
from core.models import AuditEvent
from tests.cast import House
from tests.run.houses import eventually

type Meanwhile = Callable[[Callable[[], Any]], Future[Any]]


@pytest.fixture
def cast(db: None) -> House:
    return House()


@pytest.fixture
def as_(cast: House) -> Any:
    """`as_("surgeon").get("/boards/")`: the same browser for the same person."""
    return functools.cache(cast.browser_of)


@pytest.fixture
def audited() -> Any:
    """How often an act stands in the audit trail."""
    return lambda action: AuditEvent.objects.filter(action=action).count()


@pytest.fixture
def three(cast: House) -> Board:
    """A meeting with three cases: Ahlgren, Bech, Cederlund."""
    board = cast.board()
    for number, surname in enumerate(("Ahlgren", "Bech", "Cederlund")):
        cast.listed(cast.case(cast.patient(surname, f"T-{number}")), board)
    return board


@pytest.fixture
def meanwhile(cast: House) -> Iterator[Meanwhile]:
    """Does something at the same moment over a connection of its own: a future of its answer, or of what it raised."""

    def alone(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor() as hands:
        yield lambda act: hands.submit(alone, act)


def until_somebody_waits() -> None:
    """Returns when another connection of this database waits for a row this one holds."""
    waits = """SELECT pg_stat_clear_snapshot(), EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE NOT granted AND datname = current_database())"""

    def somebody() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(waits)
            return bool(cursor.fetchone()[1])

    assert eventually(somebody, within=20)


def queries_of(browser: Client, address: str) -> int:
    """How many statements a page takes that has been asked for before."""
    assert browser.get(address).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    return len(asked)

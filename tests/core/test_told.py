"""The database is told for whom it works before anything is written, and forgets it with the transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.database import tell_database
from core.tasks import heartbeat
from tests.cast import PASSWORD, House

pytestmark = pytest.mark.django_db

ASK = "select current_setting('cantlie.user', true), current_setting('cantlie.hospital', true)"
SOMEBODY_ELSE = ("somebody else", "another hospital")


@pytest.fixture
def cast() -> House:
    return House()


@contextmanager
def writing(table: str) -> Iterator[list[tuple[str, str]]]:
    """For whom the database believed to work, each time a row was written into the table."""
    told: list[tuple[str, str]] = []

    def watch(execute: Any, statement: str, *rest: Any) -> Any:
        if statement.startswith(f'INSERT INTO "{table}"'):
            with connection.cursor() as cursor:
                cursor.execute(ASK)
                told.append(cursor.fetchone())
        return execute(statement, *rest)

    tell_database(*SOMEBODY_ELSE)  # what a test before this one, or a pooled connection, might have left
    with connection.execute_wrapper(watch):
        yield told


def test_a_request_tells_the_person_and_the_hospital(cast: House) -> None:
    browser, person = cast.browser_of("coordinator"), cast["coordinator"]
    with writing("core_auditevent") as told:
        changed = {"language": "en", "version": person.version}
        assert browser.post("/prefer/", changed).status_code == 302
    assert told == [(str(person.pk), str(cast.hospital.pk))]


def test_the_request_that_logs_in_tells_who_came_before_it_writes_so(cast: House) -> None:
    with writing("core_auditevent") as told:
        fields = {"username": "coordinator", "password": PASSWORD}
        assert Client().post("/login/", fields).status_code == 302
    assert told == [(str(cast["coordinator"].pk), str(cast.hospital.pk))]


def test_a_task_of_the_house_works_for_nobody() -> None:
    with writing("core_heartbeat") as told:
        heartbeat(sent_at=timezone.now().isoformat())
    assert told == [("", "")] * 2


@pytest.mark.django_db(transaction=True)
def test_what_the_database_was_told_dies_with_the_request(cast: House) -> None:
    assert cast.browser_of("coordinator").get("/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(ASK)
        assert cursor.fetchone() == ("", "")

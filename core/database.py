"""Telling PostgreSQL for whom it works."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


def tell_database(user_id: Any, hospital_id: Any) -> None:
    """SET LOCAL user and hospital, for row-level security; they die with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('cantlie.user', %s, true), set_config('cantlie.hospital', %s, true)",
            [str(user_id or ""), str(hospital_id or "")],
        )


@contextmanager
def working_for(hospital_id: Any = None, user_id: Any = None) -> Iterator[None]:
    """A transaction outside any request: a task, a command. Mail is never sent inside it."""
    with transaction.atomic():
        tell_database(user_id, hospital_id)
        yield

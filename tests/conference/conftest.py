"""What the tests of meetings, decisions and follow-ups ask for: our house, and its people's browsers."""

import functools
from typing import Any

import pytest

from core.models import AuditEvent
from tests.cast import House


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

"""One house of the demo for all journeys that call a meeting of their own, each of cases of its own."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.run.houses import House


@pytest.fixture(scope="session")
def live(new_house: Any) -> Iterator[House]:
    with new_house(demo=True) as house:
        yield house

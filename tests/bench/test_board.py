"""The bench of the live board: what it counts, and one small run of all of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.board import Size, Switch, measure, waits
from bench.jots import lost
from bench.rows import Row
from bench.viewers import Heard
from tests.run.services import Services

SMALL = Size(viewers=10, windows=2, switches=5, idle=1, fan_rounds=2, fan_seconds=0.5, hands=8, jot_rounds=2, walls=1)


@pytest.fixture(scope="module")
def found(services: Services) -> dict[str, Row]:
    """In a thread of its own: the browser of other tests keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return {row.id: row for row in pool.submit(measure, SMALL, services).result()}


def test_every_figure_of_the_board_is_taken(found: dict[str, Row]) -> None:
    assert set(found) == {
        *("board.fanout.vs_floor", "board.switch_to_paint.p95_ms", "board.lost_events", "board.lost_updates"),
        *("board.viewer_cpu", "board.viewer_memory", "board.wall.first_paint_ms", "board.wall.bytes"),
    }
    for row in found.values():
        assert row.method.endswith(".")
        assert row.value >= 0
    assert found["board.fanout.vs_floor"].ratio


def test_nothing_is_lost(found: dict[str, Row]) -> None:
    assert found["board.lost_events"].value == found["board.lost_updates"].value == 0
    assert found["board.lost_events"].unit == "of 50"
    assert "2 answered 200, 14 answered 409" in found["board.lost_updates"].method
    assert "0 missed" in found["board.fanout.vs_floor"].method


SWITCHES = [Switch("a", 10.0, 10.1), Switch("b", 11.0, 11.1), Switch("a", 12.0, 12.1)]


def waited(*heard: tuple[float, str]) -> list[float | None]:
    found = waits(SWITCHES, [Heard(at, 0, item) for at, item in heard])
    return [None if one is None else round(one) for one in found]


def test_a_viewer_waits_until_the_case_has_come() -> None:
    assert waited((9.5, "b"), (10.2, "a"), (11.3, "b"), (12.4, "a")) == [200, 300, 400]


def test_a_case_that_was_overtaken_has_come_with_the_next() -> None:
    assert waited((10.2, "a"), (12.4, "a")) == [200, 1400, 400]


def test_a_case_that_came_before_is_not_taken_for_the_one_that_should_come() -> None:
    assert waited((10.2, "a"), (11.2, "a"), (11.4, "b")) == [200, 400, None]


def test_a_case_that_came_too_late_is_lost() -> None:
    assert waited((10.2, "a"), (11.2, "b"), (17.5, "a")) == [200, 200, None]


@pytest.mark.parametrize(
    ("accepted", "stored", "count"),
    [
        ([(4, "mine")], (4, "mine"), 0),
        ([(4, "mine"), (5, "yours")], (5, "yours"), 1),  # yours had seen 3 as well
        ([(4, "mine")], (5, "yours"), 1),
        ([(3, "mine")], (3, "mine"), 1),  # a version that was there before
    ],
)
def test_an_edit_overwritten_unseen_is_counted(
    accepted: list[tuple[int, str]], stored: tuple[int, str], count: int
) -> None:
    assert lost(accepted, 3, stored) == count

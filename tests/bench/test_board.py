"""The bench of the live board, run small: that it counts what it says; how fast is no test's business."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bench import board
from bench.rows import Row
from tests.run.listening import begun

FEW = 8


def run(work: Coroutine[Any, Any, list[Row]]) -> list[Row]:
    """In a thread of its own: the browser of other tests keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.fixture(scope="module")
def meeting(new_house: Any) -> Any:
    with new_house("pages", "events", demo=True) as house:
        yield board.Meeting(house, begun(house))


def test_nothing_is_lost_between_the_press_and_the_paint(meeting: Any) -> None:
    paint, lost, viewer = run(board.switching(meeting, count=FEW, browsers=2, seconds=4))
    assert (lost.id, lost.value) == ("board.lost_events", 0)
    assert (paint.id, paint.value > 0) == (board.SWITCH, True)
    assert viewer.id == "board.viewer"


def test_a_screen_that_never_came_is_counted_as_lost() -> None:
    pressed = [(100.0, "a"), (101.0, "b")]
    here, gone = [(100.1, "a"), (101.1, "b")], [(100.1, "a")]
    _paint, lost = board._switch_rows(pressed, [here], [gone])
    assert lost.value == 1


def test_a_later_screen_stands_for_one_that_was_overtaken() -> None:
    assert board._wait([(101.2, "b")], at=100.0, item="a", over=101.0) == pytest.approx(1.2)
    assert board._wait([(100.9, "b")], at=100.0, item="a", over=101.0) is None


def test_the_fan_out_stands_beside_bare_writes(meeting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "MESSAGES", 5)
    (row,) = run(board.fan_out(meeting, count=FEW, rounds=2))
    assert row.floor is not None
    assert row.floor > 0
    assert row.ratio == pytest.approx(row.value / row.floor)


def test_of_edits_at_once_none_is_lost(meeting: Any) -> None:
    row = board.edits(meeting, writers=6, rounds=2)
    assert (row.id, row.value) == ("board.lost_updates", 0)
    assert "2 accepted, 10 shown both texts" in row.method


def test_the_wall_is_painted(meeting: Any) -> None:
    (row,) = run(board.wall(meeting, rounds=1))
    assert row.value > 0

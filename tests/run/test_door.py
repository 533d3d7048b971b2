"""At the door of the event stream: many questions in one, and never an answer from before."""

import asyncio
import threading
from collections.abc import Collection, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from config.access import Access
from config.door import AT_ONCE, Door

HERE, THERE = UUID(int=1), UUID(int=2)


class Doorkeeper:
    """Answers with how often it was asked; while it is held it answers nobody."""

    def __init__(self) -> None:
        self.asked: list[tuple[UUID, set[str]]] = []
        self.may_answer = threading.Event()
        self.may_answer.set()

    def __call__(self, keys: Collection[str], board: UUID) -> dict[str, Access]:
        self.asked.append((board, set(keys)))
        number = len(self.asked)
        assert self.may_answer.wait(5)
        if "fault" in keys:
            raise OSError("The database is away.")
        return {key: Access(200, number) for key in keys}


def asks(door: Door, key: str, board: UUID = HERE) -> asyncio.Task[Access]:
    """Somebody at the door, who can leave again."""
    return asyncio.create_task(door.ask(key, board))


def in_a_loop_of_its_own(work: Coroutine[Any, Any, None]) -> None:
    """In a thread: a browser of the same worker has a loop running in this one."""
    with ThreadPoolExecutor(1) as hands:
        hands.submit(asyncio.run, work).result()


@pytest.fixture
def keeper() -> Doorkeeper:
    return Doorkeeper()


def test_who_comes_within_the_time_of_a_door_is_asked_for_in_one_question(keeper: Doorkeeper) -> None:
    async def come() -> None:
        door = Door(keeper, within=0.2)
        answers = [asks(door, key) for key in "abca"]
        elsewhere = asks(door, "a", THERE)
        await asyncio.sleep(0.1)
        answers.append(asks(door, "late"))
        assert {answer.version for answer in await asyncio.gather(*answers)} == {1}
        assert (await elsewhere).version == 2

    in_a_loop_of_its_own(come())
    assert keeper.asked == [(HERE, {"a", "b", "c", "late"}), (THERE, {"a"})]


def test_who_comes_while_others_are_asked_for_is_asked_for_afresh_with_all_who_come_meanwhile(
    keeper: Doorkeeper,
) -> None:
    async def come() -> None:
        door = Door(keeper)
        keeper.may_answer.clear()
        first = asks(door, "a")
        while not keeper.asked:
            await asyncio.sleep(0.01)
        others = [asks(door, "a")]
        await asyncio.sleep(0.05)
        others.append(asks(door, "b"))
        keeper.may_answer.set()
        assert (await first).version == 1
        assert [(await other).version for other in others] == [2, 2]

    in_a_loop_of_its_own(come())
    assert keeper.asked == [(HERE, {"a"}), (HERE, {"a", "b"})]


def test_who_has_left_is_not_asked_for_and_keeps_nobody_waiting(keeper: Doorkeeper) -> None:
    async def come() -> None:
        door = Door(keeper, within=0.05)
        left, stays = asks(door, "left"), asks(door, "stays")
        await asyncio.sleep(0.01)
        left.cancel()
        assert (await stays).status == 200

    in_a_loop_of_its_own(come())
    assert keeper.asked == [(HERE, {"stays"})]


def test_a_fault_is_told_to_each_who_waited_and_the_door_goes_on(keeper: Doorkeeper) -> None:
    async def come() -> None:
        door = Door(keeper)
        told = await asyncio.gather(door.ask("fault", HERE), door.ask("a", HERE), return_exceptions=True)
        assert [type(one) for one in told] == [OSError, OSError]
        assert (await door.ask("a", HERE)).status == 200

    in_a_loop_of_its_own(come())


def test_a_crowd_is_asked_for_in_parts(keeper: Doorkeeper) -> None:
    async def come() -> None:
        door = Door(keeper)
        await asyncio.gather(*(door.ask(str(number), HERE) for number in range(AT_ONCE + 1)))

    in_a_loop_of_its_own(come())
    assert [len(keys) for _board, keys in keeper.asked] == [AT_ONCE, 1]

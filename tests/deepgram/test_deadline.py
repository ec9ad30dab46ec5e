"""How long calls may take is known wherever they are made."""

import asyncio

import pytest

from bot.deadline import INTERACTIVE, current, ensured, within


def left() -> float:
    return current().when - asyncio.get_running_loop().time()


async def test_where_nobody_says_it_is_twenty_seconds_for_each_call() -> None:
    assert INTERACTIVE == 20
    assert left() == pytest.approx(20, abs=0.5)


async def test_it_holds_inside_and_in_tasks_begun_there_and_not_after() -> None:
    with within(120):
        assert left() == pytest.approx(120, abs=0.5)
        with within(5):
            assert await asyncio.create_task(asyncio.sleep(0, left())) == pytest.approx(5, abs=0.5)
            task = asyncio.create_task(told())
        assert left() == pytest.approx(120, abs=0.5)

    assert await task == pytest.approx(5, abs=0.5)
    assert left() == pytest.approx(20, abs=0.5)


async def told() -> float:
    return left()


async def test_one_can_be_made_sure_of_for_several_calls() -> None:
    with ensured():
        first = current()
        assert current() == first
    with within(3), ensured():
        assert left() == pytest.approx(3, abs=0.5)

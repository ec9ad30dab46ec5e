"""One run for many askers."""

import asyncio

import pytest

from bot.store.together import Together


class Work:
    def __init__(self) -> None:
        self.runs = 0
        self.open = asyncio.Event()
        self.begun = asyncio.Event()

    async def __call__(self) -> int:
        self.runs += 1
        self.begun.set()
        await self.open.wait()
        return self.runs


async def test_those_who_ask_while_it_runs_share_it_and_later_ones_do_not() -> None:
    together, work = Together[int](), Work()
    asks = [asyncio.create_task(together.do("key", work)) for _ in range(9)]
    await work.begun.wait()
    work.open.set()

    assert await asyncio.gather(*asks) == [1] * 9
    assert await together.do("key", work) == 2


async def test_one_who_leaves_does_not_end_it_for_the_others() -> None:
    together, work = Together[int](), Work()
    asks = [asyncio.create_task(together.do("key", work)) for _ in range(3)]
    await work.begun.wait()
    asks[0].cancel()
    await asyncio.wait(asks[:1])
    work.open.set()

    assert await asyncio.gather(*asks[1:]) == [1, 1]


async def test_a_fault_reaches_everybody() -> None:
    async def fail() -> int:
        raise ZeroDivisionError

    together = Together[int]()
    results = await asyncio.gather(
        *(together.do("key", fail) for _ in range(3)), return_exceptions=True
    )

    assert [type(result) for result in results] == [ZeroDivisionError] * 3


async def test_what_nobody_waits_for_may_end_within_the_patience_of_closing() -> None:
    together, quick, slow = Together[int](), Work(), Work()
    quick.open.set()
    tasks = [together.begin("quick", quick), together.begin("slow", slow)]
    await together.close(0.01)

    assert await tasks[0] == 1
    with pytest.raises(asyncio.CancelledError):
        await tasks[1]

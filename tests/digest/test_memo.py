"""The same question for the same slot is asked once, and nobody takes it from the others."""

import asyncio

import pytest

from bot.digest.memo import LIFE, MOST, Memo
from tests.digest.world import answer


class Asked:
    def __init__(self) -> None:
        self.count, self.open, self.fault = 0, asyncio.Event(), None
        self.now = 0.0
        self.memo = Memo(self.ask, 5.0, lambda: self.now)

    async def ask(self, _digest, _slot):
        self.count += 1
        await self.open.wait()
        if self.fault:
            raise self.fault
        return [answer()]


@pytest.fixture
async def asked():
    asked = Asked()
    yield asked
    await asked.memo.close()


async def test_many_who_ask_the_same_cause_one_asking(asked, world) -> None:
    digests = [await world.made(channel=f"C{n}") for n in range(9)]
    waiting = [asyncio.create_task(asked.memo.answers(d, d.next)) for d in digests]
    await asyncio.sleep(0)
    waiting[0].cancel()
    asked.open.set()
    said = await asyncio.gather(*waiting[1:])

    assert len(said) == 8
    assert asked.count == 1


async def test_another_slot_zone_or_question_is_asked_for_itself(asked, world) -> None:
    asked.open.set()
    one, two = await world.made("a"), await world.made("b")
    later = one.schedule.next_after(one.next.at)[0]
    for digest, slot in [(one, one.next), (one, later), (two, two.next), (one, one.next)]:
        await asked.memo.answers(digest, slot)

    assert asked.count == 3


async def test_a_failure_is_not_remembered(asked, world) -> None:
    digest = await world.made()
    asked.open.set()
    asked.fault = ConnectionError()
    with pytest.raises(ConnectionError):
        await asked.memo.answers(digest, digest.next)
    asked.fault = None

    assert await asked.memo.answers(digest, digest.next)


async def test_what_is_old_or_too_much_is_forgotten(asked, world) -> None:
    asked.open.set()
    digest = await world.made()
    await asked.memo.answers(digest, digest.next)
    asked.now = LIFE + 1
    for slot in digest.schedule.next_after(digest.next.at, MOST + 50):
        await asked.memo.answers(digest, slot)
    await asked.memo.answers(digest, digest.next)

    assert asked.count == MOST + 52
    assert len(asked.memo._held) <= MOST

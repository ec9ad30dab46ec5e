"""Small things, produced once in their lifetime."""

import asyncio

import pytest

from bot.store import keys
from bot.store.connection import absent
from bot.store.remember import MOST, Remember
from bot.trouble import Reason, Trouble


class Zones:
    def __init__(self) -> None:
        self.calls = 0

    async def produce(self) -> str:
        self.calls += 1
        await asyncio.sleep(0)
        return "Europe/Paris"


@pytest.fixture
def zones() -> Zones:
    return Zones()


async def test_many_who_ask_share_one_answer(store, zones) -> None:
    remember = Remember(store)
    found = await asyncio.gather(
        *(remember.recall(keys.ZONE, ("T1", "U1"), zones.produce) for _ in range(50))
    )

    assert set(found) == {"Europe/Paris"}
    assert zones.calls == 1


async def test_the_next_process_knows_it(store, zones) -> None:
    for _ in range(3):
        await Remember(store).recall(keys.ZONE, ("T1", "U1"), zones.produce)

    assert zones.calls == 1


async def test_each_name_and_kind_is_its_own(store, zones) -> None:
    remember = Remember(store)
    for what in (("T1", "U1"), ("T1", "U2"), ("T2", "U1"), ("T1U1",)):
        await remember.recall(keys.ZONE, what, zones.produce)
    await remember.recall(keys.PROJECT, ("T1", "U1"), zones.produce)

    assert zones.calls == 5


async def test_it_lives_as_long_as_the_table_says(store, zones) -> None:
    await Remember(store).recall(keys.ZONE, ("T1", "U1"), zones.produce)
    ttl = await store.fast.ttl(keys.remembered(keys.ZONE, "T1", "U1"))

    assert 0 < ttl <= keys.ZONE.life.total_seconds()


async def test_in_the_process_it_is_forgotten_in_time(zones) -> None:
    now = [0.0]
    remember = Remember(absent(), lambda: now[0])
    await remember.recall(keys.ZONE, ("T1", "U1"), zones.produce)
    now[0] = keys.ZONE.life.total_seconds()
    await remember.recall(keys.ZONE, ("T1", "U1"), zones.produce)

    assert zones.calls == 2


async def test_without_redis_the_process_remembers_a_bounded_number(zones) -> None:
    remember = Remember(absent())
    for n in range(MOST + 1):
        await remember.recall(keys.ZONE, (str(n),), zones.produce)
    await remember.recall(keys.ZONE, (str(MOST),), zones.produce)
    assert zones.calls == MOST + 1

    await remember.recall(keys.ZONE, ("0",), zones.produce)
    assert zones.calls == MOST + 2


async def test_a_failure_is_told_and_not_remembered(store, zones) -> None:
    async def fail() -> str:
        raise Trouble(Reason.BUSY)

    remember = Remember(store)
    with pytest.raises(Trouble):
        await remember.recall(keys.ZONE, ("T1", "U1"), fail)

    assert await remember.recall(keys.ZONE, ("T1", "U1"), zones.produce) == "Europe/Paris"

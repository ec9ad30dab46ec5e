"""A sick Redis never takes an answer away: Deepgram answers, and the reading says `degraded`."""

import asyncio
from datetime import timedelta

import pytest

from bot.books import Source
from bot.store import keys
from bot.store.connection import absent, connect
from bot.store.unavailable import StoreUnavailable
from tests.fakes.fault_proxy import FaultProxy
from tests.store.world import API, COST, NOW, ago, identify, ledger, sums

WEEK = ago(6), ago(0)
OLD = ago(40), ago(10)
FIGURES = [17, 18, 19, 20, 21, 22, 23]


@pytest.fixture
async def line(valkey, store):
    async with FaultProxy(valkey) as line:
        yield line


@pytest.fixture
async def far(line):
    """The store behind the bad line."""
    far = connect(f"redis://127.0.0.1:{line.port}")
    yield far
    await far.close()


@pytest.fixture
async def book(world, far):
    book = ledger(world.fetch, far)
    yield book
    world.open.set()
    await book.close()


FAULTS = {
    "refuse": lambda line: line.refuse(),
    "reset": lambda line: line.reset(),
    "lose": lambda line: line.lose(),
    "stall": lambda line: line.stall(),
    "cut": lambda line: line.cut(3),
    "slow": lambda line: line.slow(5),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("used", [False, True], ids=["new line", "line in use"])
async def test_the_answer_comes_from_deepgram_within_three_seconds(
    book, world, line, fault, used
) -> None:
    if used:
        await book.read(COST, *OLD, NOW)
        await book.flights.close(30)
    await FAULTS[fault](line)
    clock = asyncio.get_running_loop().time
    start = clock()
    reading = await book.read(COST, *WEEK, NOW)

    assert clock() - start < 3
    assert (reading.degraded, reading.stale, sums(reading.pages)) == (True, False, FIGURES)


async def test_a_lost_reply_is_not_asked_for_again(world, store, line, far) -> None:
    """Redis has done what was asked: doing it again would count twice."""
    await line.lose()
    with pytest.raises(StoreUnavailable):
        await far.do(lambda redis: redis.incr("dgusage:1:day:{x}"))

    assert await store.fast.getdel("dgusage:1:day:{x}") == b"1"


async def test_a_hung_redis_costs_little_once_and_then_nothing(book, world, line, far) -> None:
    await line.stall()
    for past in range(3):
        await book.read(COST, ago(past + 20), ago(past + 20), NOW)
    clock = asyncio.get_running_loop().time
    start = clock()
    for past in range(20):
        reading = await book.read(COST, ago(past + 50), ago(past + 50), NOW)
        assert reading.degraded

    assert far.breaker.open
    assert clock() - start < 0.2


async def test_when_redis_is_back_it_takes_part_again(world, line, far) -> None:
    now = [0.0]
    far.breaker.clock = lambda: now[0]
    book = ledger(world.fetch, far)
    await line.refuse()
    for past in range(3):
        await book.read(COST, ago(past + 20), ago(past + 20), NOW)
    await line.heal()

    assert (await book.read(COST, *WEEK, NOW)).degraded

    now[0] = 5.0
    assert not (await book.read(COST, *OLD, NOW)).degraded
    await book.close()


async def test_a_slow_redis_is_waited_for(book, world, line) -> None:
    await line.slow(0.1)
    reading = await book.read(COST, *WEEK, NOW)
    await book.flights.close(30)

    assert not reading.degraded
    assert (await book.read(COST, *WEEK, NOW)).source is Source.CACHE


async def test_without_redis_many_who_ask_the_same_share_one_call(world) -> None:
    book = ledger(world.fetch, absent())
    world.open.clear()
    asks = [asyncio.create_task(book.read(COST, *WEEK, NOW)) for _ in range(200)]
    await world.asked.wait()
    world.open.set()
    readings = await asyncio.gather(*asks)

    assert len(world.calls) == 1
    assert all(reading.degraded for reading in readings)


async def test_without_redis_this_process_still_remembers(world) -> None:
    book = ledger(world.fetch, absent())
    await book.read(COST, *WEEK, NOW)
    again = await book.read(COST, *WEEK, NOW + timedelta(seconds=30))
    world.fail()
    stale = await book.read(COST, *WEEK, NOW + timedelta(hours=1))

    assert len(world.calls) == 2
    assert (again.degraded, again.stale, again.source) == (True, False, Source.CACHE)
    assert (stale.degraded, stale.stale, sums(stale.pages)) == (True, True, FIGURES)


async def test_a_line_that_breaks_while_deepgram_answers_takes_nothing_away(
    book, world, line
) -> None:
    world.open.clear()
    ask = asyncio.create_task(book.read(COST, *WEEK, NOW))
    await world.asked.wait()
    await line.refuse()
    world.open.set()

    assert sums((await ask).pages) == FIGURES


class TestTheServerItself:
    """Real states of a real server."""

    async def test_full(self, world, store) -> None:
        """What is kept is served, what is new comes from Deepgram each time, and says so."""
        book = ledger(world.fetch, store)
        await book.read(COST, *OLD, NOW)
        await book.flights.close(30)
        await store.fast.config_set("maxmemory", "1")
        try:
            kept = await ledger(world.fetch, store).read(COST, *OLD, NOW)
            new = await book.read(COST, *WEEK, NOW)
        finally:
            await store.fast.config_set("maxmemory", "0")

        assert (kept.source, kept.degraded) == (Source.CACHE, False)
        assert (new.source, new.degraded, sums(new.pages)) == (Source.DEEPGRAM, True, FIGURES)
        assert not store.breaker.open
        await book.close()

    @pytest.mark.parametrize("what", [b"", b"junk", b"dg\x01" + b"\0" * 200, b"x" * 2**20])
    async def test_corrupt_values_are_read_again(self, world, store, what) -> None:
        await self._planted(world, store, lambda redis, name: redis.set(name, what, ex=60))

    async def test_values_of_another_type_are_read_again(self, world, store) -> None:
        async def plant(redis, name):
            await redis.delete(name)
            await redis.hset(name, "a", "b")
            await redis.expire(name, 60)

        await self._planted(world, store, plant)

    async def test_blobs_that_change_places_are_read_again(self, world, store) -> None:
        names = []

        async def plant(redis, name):
            names.append(name)
            if len(names) == 2:
                await redis.copy(names[0], names[1], replace=True)

        await self._planted(world, store, plant)

    async def _planted(self, world, store, plant) -> None:
        book = ledger(world.fetch, store, room=0)
        await book.read(COST, *OLD, NOW)
        await book.flights.close(30)
        family = keys.family(API, await identify("main"), COST)
        for day in (ago(20), ago(12)):
            await plant(store.fast, keys.day(family, day))
        reading = await book.read(COST, *OLD, NOW)
        await book.flights.close(30)

        assert len(world.calls) > 1
        assert sums(reading.pages) == [page.day.day for page in reading.pages]
        assert (await book.read(COST, *OLD, NOW)).source is Source.CACHE

    async def test_a_flushed_server_is_filled_again(self, world, store) -> None:
        book = ledger(world.fetch, store)
        await book.read(COST, *WEEK, NOW)
        await book.flights.close(30)
        await store.fast.flushall()
        reading = await book.read(COST, *WEEK, NOW)

        assert (reading.degraded, sums(reading.pages)) == (False, FIGURES)
        await book.close()

"""Several replicas on one Redis, and many askers in each: one call."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.books import Source
from bot.store import keys
from bot.trouble import Reason, Trouble
from tests.store.world import API, COST, NOW, ago, identify, ledger, sums, until
from tests.stores import patient

WEEK = ago(6), ago(0)


@pytest.fixture
async def replicas(world, store, valkey):
    stores = [store, *(patient(valkey) for _ in range(2))]
    books = [ledger(world.fetch, store) for store in stores]
    yield books
    world.open.set()
    for book in books:
        await book.close()
    for other in stores[1:]:
        await other.close()


async def test_a_thousand_who_ask_the_same_on_three_replicas_cost_one_call(replicas, world) -> None:
    world.open.clear()
    asks = [asyncio.create_task(replicas[n % 3].read(COST, *WEEK, NOW)) for n in range(1_000)]
    await world.asked.wait()
    world.open.set()
    readings = await asyncio.gather(*asks)

    assert len(world.calls) == 1
    assert {tuple(sums(reading.pages)) for reading in readings} == {(17, 18, 19, 20, 21, 22, 23)}
    assert not any(reading.stale or reading.degraded for reading in readings)


async def test_overlapping_periods_asked_at_once_share_their_days(replicas, world) -> None:
    world.open.clear()
    short = asyncio.create_task(replicas[0].read(COST, *WEEK, NOW))
    await world.asked.wait()
    long = asyncio.create_task(replicas[0].read(COST, ago(29), ago(0), NOW))
    await until(lambda: len(world.calls) == 2)
    world.open.set()
    await asyncio.gather(short, long)

    assert world.stretches == [WEEK, (ago(29), ago(7))]


async def test_an_asker_who_leaves_does_not_end_the_flight(replicas, world) -> None:
    world.open.clear()
    asks = [asyncio.create_task(replicas[0].read(COST, *WEEK, NOW)) for _ in range(5)]
    await world.asked.wait()
    asks[0].cancel()
    asks[1].cancel()
    world.open.set()
    readings = await asyncio.gather(*asks[2:])

    assert all(asks[n].cancelled() for n in (0, 1))
    assert len(world.calls) == 1
    assert sums(readings[0].pages) == [17, 18, 19, 20, 21, 22, 23]


async def test_a_flight_that_everybody_left_is_still_kept(replicas, world) -> None:
    world.open.clear()
    ask = asyncio.create_task(replicas[0].read(COST, *WEEK, NOW))
    await world.asked.wait()
    ask.cancel()
    world.open.set()
    await replicas[0].flights.close(30)
    reading = await replicas[1].read(COST, *WEEK, NOW)

    assert len(world.calls) == 1
    assert reading.source is Source.CACHE


async def test_those_who_waited_for_a_fetch_that_failed_do_not_try_each_in_turn(
    replicas, world
) -> None:
    world.open.clear()
    world.trouble = Trouble(Reason.LIMITED, {"wait": "7 s"})
    asks = [asyncio.create_task(book.read(COST, *WEEK, NOW)) for book in replicas]
    await world.asked.wait()
    await until(lambda: sum(book.flights.counts["turns_waited"] for book in replicas) == 2)
    world.open.set()
    results = await asyncio.gather(*asks, return_exceptions=True)

    assert [(type(r), r.reason, r.facts) for r in results] == [
        (Trouble, Reason.LIMITED, {"wait": "7 s"})
    ] * 3
    assert len(world.calls) == 1


async def test_a_fault_of_ours_reaches_the_asker_and_the_next_one_may_try(replicas, world) -> None:
    world.trouble = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        await replicas[0].read(COST, *WEEK, NOW)
    await replicas[0].flights.close(30)
    world.trouble = None

    assert not (await replicas[1].read(COST, *WEEK, NOW)).stale


async def test_at_shutdown_those_who_wait_are_told(replicas, world) -> None:
    world.open.clear()
    ask = asyncio.create_task(replicas[0].read(COST, *WEEK, NOW))
    await world.asked.wait()
    await replicas[0].close(0)
    with pytest.raises(Trouble) as caught:
        await ask

    assert caught.value.reason is Reason.STOPPING


FILLER = """
import asyncio, sys
sys.path.insert(0, sys.argv[2])
from bot.store.connection import connect
from tests.store.world import COST, NOW, ago, ledger

async def fetch(query, first, last):
    print("fetching", flush=True)
    await asyncio.Event().wait()

asyncio.run(ledger(fetch, connect(sys.argv[1])).read(COST, ago(6), ago(0), NOW))
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSTOP])
async def test_a_filler_that_dies_or_freezes_is_replaced_within_three_seconds(
    replicas, world, valkey, end
) -> None:
    root = Path(__file__).parents[2]
    filler = await asyncio.create_subprocess_exec(
        sys.executable, "-c", FILLER, f"unix://{valkey}", str(root), stdout=asyncio.subprocess.PIPE
    )
    assert await filler.stdout.readline() == b"fetching\n"
    ask = asyncio.create_task(replicas[0].read(COST, *WEEK, NOW))
    await until(lambda: replicas[0].flights.counts["turns_waited"])
    filler.send_signal(end)
    clock = asyncio.get_running_loop().time
    ended = clock()
    reading = await ask

    assert clock() - ended < 3.0
    assert len(world.calls) == 1
    assert not reading.stale

    if end is signal.SIGSTOP:
        os.kill(filler.pid, signal.SIGKILL)
    await filler.communicate()


async def test_a_living_filler_keeps_its_turn(replicas, world, store) -> None:
    """Its lease is made longer again while it works."""
    world.open.clear()
    ask = asyncio.create_task(replicas[0].read(COST, *WEEK, NOW))
    await world.asked.wait()
    family = keys.family(API, await identify("main"), COST)
    name = keys.lease(family, *WEEK)
    await store.fast.pexpire(name, 1_000)

    async def longer() -> bool:
        return await store.fast.pttl(name) > 1_000

    await until(longer)
    world.open.set()
    await ask

    assert len(world.calls) == 1

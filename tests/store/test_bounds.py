"""The cache makes room before the store is full."""

from datetime import timedelta

import pytest

from bot.store.bounds import SHARE, thinned
from bot.store.connection import Store
from tests.store.world import COST, NOW, World, ago, ledger

MEGA = 2**20


@pytest.fixture
async def filled(store: Store):
    """A hundred kept days of 30 KB, the n-th with n + 1 hours to live, and a few other keys."""
    for n in range(100):
        name = f"dgusage:1:day:{{f{n % 3}}}:{n:03}"
        await store.fast.set(name, b"x" * 30_000, ex=timedelta(hours=n + 1))
    await store.fast.set("dgusage:1:names:{p}", b"names", ex=60)
    await store.fast.set("digest", b"digest", ex=60)
    yield store
    await store.fast.config_set("maxmemory", "0")


async def limited(store: Store, share: float) -> None:
    """Sets the limit so that the store is that full."""
    used = (await store.fast.info("memory"))["used_memory"]
    await store.fast.config_set("maxmemory", int(used / share))


async def test_a_store_with_room_is_left_alone(filled) -> None:
    assert await thinned(filled) == 0

    await limited(filled, 0.6)
    assert await thinned(filled) == 0


async def test_a_nearly_full_one_loses_the_days_that_would_end_first(filled) -> None:
    await limited(filled, 0.8)
    dropped = await thinned(filled)
    left = sorted([key.decode()[-3:] async for key in filled.fast.scan_iter("dgusage:1:day:*")])

    assert dropped == 100 * SHARE + 1
    assert left == [f"{n:03}" for n in range(int(dropped), 100)]
    assert await filled.fast.exists("dgusage:1:names:{p}", "digest") == 2


async def test_keeping_days_looks_at_the_room_by_itself(filled) -> None:
    await limited(filled, 0.9)
    world = World()
    book = ledger(world.fetch, filled)
    await book.read(COST, ago(40), ago(30), NOW)
    await book.close(30)
    memory = await filled.fast.info("memory")

    assert memory["used_memory"] < 0.75 * memory["maxmemory"]
    assert not (await ledger(world.fetch, filled).read(COST, ago(40), ago(30), NOW)).degraded
    assert len(world.calls) == 1

"""What redis-py and Redis do by default, each shown (the control), and that ours does not.

F14 a hung Redis holds everything up, F15 what was carried out is repeated, F16 a full server drops
what must not be lost. The numbers are those of docs/security.md.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.store.connection import Store, connect
from bot.store.embedded import Embedded
from bot.store.unavailable import StoreUnavailable
from tests.fakes.fault_proxy import FaultProxy

MARK = "dgusage:1:seen:{x}"  # of a delivery: with it lost, the same has an effect twice


@pytest.fixture
async def line(valkey: Path, store: Store) -> AsyncIterator[FaultProxy]:
    async with FaultProxy(valkey) as line:
        yield line


async def test_f14_a_hung_redis_is_given_up_long_before_redis_py_would(line: FaultProxy) -> None:
    naive, ours = Redis(port=line.port), connect(f"redis://127.0.0.1:{line.port}")
    await line.stall()
    waiting = asyncio.ensure_future(naive.get("x"))

    with pytest.raises(StoreUnavailable):
        await ours.do(lambda redis: redis.get("x"))
    still = not waiting.done()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await line.heal()
    await asyncio.gather(naive.aclose(), ours.close())

    assert still


async def test_f15_what_was_carried_out_though_its_reply_was_lost_is_not_done_again(
    store: Store, line: FaultProxy
) -> None:
    retry = Retry(NoBackoff(), 1)  # by default there are ten
    naive = Redis(port=line.port, retry=retry, protocol=2, driver_info=None)
    ours = connect(f"redis://127.0.0.1:{line.port}")
    await line.lose()
    await asyncio.gather(naive.incr(f"{MARK}:n"), return_exceptions=True)
    with pytest.raises(StoreUnavailable):
        await ours.do(lambda redis: redis.incr(f"{MARK}:o"))
    await asyncio.gather(naive.aclose(), ours.close())

    assert await store.fast.getdel(f"{MARK}:n") == b"2"
    assert await store.fast.getdel(f"{MARK}:o") == b"1"


async def full(store: Store) -> int:
    """How many writes a server took until it refused one; it is over its limit by far then."""
    for number in range(300):
        try:
            await store.do(lambda redis, n=number: redis.set(f"x:{n}", bytes(100_000), ex=60))
        except StoreUnavailable:
            return number
    return 300


@pytest.mark.parametrize(("policy", "kept"), [("allkeys-lru", False), ("noeviction", True)])
async def test_f16_a_full_server_keeps_what_must_not_be_lost_and_refuses_the_rest(
    tmp_path: Path, policy: str, kept: bool
) -> None:
    server = Embedded(tmp_path)
    store = connect(await asyncio.to_thread(server.attach))
    try:
        if not kept:  # the control; the embedded server's own is noeviction
            await store.fast.config_set("maxmemory-policy", policy)
        await store.fast.config_set("maxmemory", "6mb")
        await store.do(lambda redis: redis.set(MARK, b"", ex=600))
        taken = await full(store)

        assert await store.policy() == policy
        assert bool(await store.do(lambda redis: redis.exists(MARK))) is kept
        assert (taken < 300) is kept
    finally:
        await store.close()
        await asyncio.to_thread(server.leave)

"""When Deepgram asks one replica for quiet, the others keep it too."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import Bot, Wiring, opened
from bot.books import Book, Query
from bot.deadline import within
from bot.demo.access import FULL
from bot.demo.faults import limited
from bot.demo.people import ACME
from bot.demo.serve import running
from bot.demo.server import simulate
from bot.settings import ProjectSetting
from bot.store import keys
from bot.store.connection import Store, absent, connect
from bot.store.quiet import SharedQuiet
from bot.trouble import Reason, Trouble
from tests.fakes.deepgram_faults import Reply, faulty
from tests.fakes.fault_proxy import FaultProxy
from tests.stores import patient

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
TOTAL = Query("acme", Book.USAGE)


def quiet(store: Store) -> SharedQuiet:
    return SharedQuiet(store, lambda account: f"here {account}")


async def test_what_one_keeps_the_other_sees(store: Store, valkey: Path) -> None:
    other = patient(valkey)
    await quiet(store).keep("acme", 60)

    assert 59 < await quiet(other).left("acme") <= 60
    assert await quiet(other).left("labs") == 0
    await other.close()


async def test_of_several_waits_the_longest_counts(store: Store) -> None:
    for seconds in (5, 60, 7):
        await quiet(store).keep("acme", seconds)

    assert 59 < await quiet(store).left("acme") <= 60


async def test_nobody_is_kept_quiet_for_longer_than_the_table_says(store: Store) -> None:
    await quiet(store).keep("acme", 1e9)

    assert await quiet(store).left("acme") <= keys.QUIET.life.total_seconds()


@pytest.mark.parametrize("seconds", [0, -3, 0.0001])
async def test_no_time_at_all_is_not_kept(store: Store, seconds: float) -> None:
    await quiet(store).keep("acme", seconds)

    assert await quiet(store).left("acme") == 0


async def test_without_redis_all_may_ask() -> None:
    await quiet(absent()).keep("acme", 60)

    assert await quiet(absent()).left("acme") == 0


async def test_a_hung_redis_costs_less_than_a_second(valkey: Path) -> None:
    async with FaultProxy(valkey) as line:
        far = connect(f"redis://127.0.0.1:{line.port}")
        await line.stall()
        async with asyncio.timeout(1):
            assert await quiet(far).left("acme") == 0
        await far.close()


@asynccontextmanager
async def replica(deepgram: str, valkey: Path) -> AsyncIterator[Bot]:
    projects = {"acme": ProjectSetting(key=SecretStr(FULL), project_id=ACME)}
    async with opened(Wiring(projects, deepgram, lambda: NOW, store_url=f"unix://{valkey}")) as bot:
        yield bot


async def test_a_429_to_one_replica_is_heeded_by_the_other(store: Store, valkey: Path) -> None:
    app = simulate(lambda: NOW)
    app.faults.set("*/breakdown", limited(30, times=1))
    async with running(app) as url, replica(url, valkey) as one, replica(url, valkey) as other:
        for bot in (one, other):
            with within(1), pytest.raises(Trouble) as caught:
                await bot.upstream.pages(TOTAL, NOW.date(), NOW.date())

            assert caught.value.reason is Reason.LIMITED
        calls = app.asked("/breakdown")

    assert calls == 1


async def test_once_the_wait_is_over_both_ask_again(store: Store, valkey: Path) -> None:
    app = simulate(lambda: NOW)
    app.faults.set("*/breakdown", limited(1, times=1))
    async with running(app) as url, replica(url, valkey) as one, replica(url, valkey) as other:
        asks = (bot.upstream.pages(TOTAL, NOW.date(), NOW.date()) for bot in (one, other))
        found = await asyncio.gather(*asks)

    assert found[0] == found[1]


async def test_a_deadline_that_has_passed_ends_a_call_though_redis_is_asked_first(
    store: Store, valkey: Path
) -> None:
    async with faulty(Reply(never=True)) as deepgram, replica(deepgram.url, valkey) as bot:
        for _ in range(20):
            async with asyncio.timeout(2):
                with within(-1), pytest.raises(Trouble) as caught:
                    await bot.upstream.pages(TOTAL, NOW.date(), NOW.date())

            assert caught.value.reason is Reason.TOO_SLOW

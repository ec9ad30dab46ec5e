"""A real Valkey whose time a test sets, and a Slack on loopback; no endless key is left behind."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.connection import Store, connect
from bot.store.embedded import Embedded
from bot.store.keys import leaks
from tests.chaos.slack import Workspace, serving
from tests.digest.world import World


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The server's socket."""
    server = Embedded(tmp_path_factory.mktemp("valkey"))
    server.attach()
    yield server.socket
    server.leave()


@pytest.fixture
async def store(valkey: Path) -> AsyncIterator[Store]:
    store = connect(f"unix://{valkey}")
    await store.do(lambda redis: redis.flushall())
    yield store
    left = await leaks(store.fast)
    await store.close()

    assert left == []


@pytest.fixture
async def slack() -> AsyncIterator[tuple[Workspace, str]]:
    """A workspace, and its address."""
    workspace = Workspace()
    runner, url = await serving(workspace)
    yield workspace, url
    await runner.cleanup()


@pytest.fixture
async def world(store: Store, slack: tuple[Workspace, str]) -> AsyncIterator[World]:
    world = World(store, *slack)
    await world.set_time()
    yield world
    await world.close()

"""A real Valkey whose time a test sets, and a Slack on loopback; no endless key is left behind."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store import connection
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
async def store(valkey: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Store]:
    # A store that a busy machine keeps waiting is not what these tests are about, and their time
    # stands still: a lease that was left to run out would never do so.
    monkeypatch.setattr(connection, "ANSWER", 20.0)
    monkeypatch.setattr(connection, "WHOLE", 20.0)
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

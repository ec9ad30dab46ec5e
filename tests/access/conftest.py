"""A real Valkey, emptied for each test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.connection import Store, connect
from bot.store.embedded import Embedded
from bot.store.keys import leaks


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
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

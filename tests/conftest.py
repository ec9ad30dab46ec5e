"""What all tests share: a real Valkey, emptied for each test and never left with an endless key."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.store.connection import Store
from bot.store.embedded import Embedded
from bot.store.keys import leaks
from tests.stores import patient

# How long an example takes on a busy machine says nothing about what is claimed.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The server's socket."""
    server = Embedded(tmp_path_factory.mktemp("valkey"))
    server.attach()
    yield server.socket
    server.leave()


@pytest.fixture
async def store(valkey: Path) -> AsyncIterator[Store]:
    store = patient(valkey)
    await store.do(lambda redis: redis.flushall())
    yield store
    left = await leaks(store.fast)
    await store.close()

    assert left == []

"""A Slack on loopback, and a store whose time a test sets."""

from collections.abc import AsyncIterator

import pytest

from bot.store.connection import Store
from tests.chaos.slack import Workspace, serving
from tests.digest.world import World


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

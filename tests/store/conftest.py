"""The books of a Deepgram that can change."""

import pytest

from tests.store.world import World


@pytest.fixture
def world() -> World:
    return World()

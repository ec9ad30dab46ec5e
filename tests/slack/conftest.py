"""The fake Slack, and the bot between it and a plain responder."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.slack import BOT, FakeSlack
from tests.slack.whole import Whole
from tests.slack.whole import whole as everything
from tests.slack.world import World, known, served


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        fake.people["U0ANA0001"] = {"tz": "Asia/Tokyo", "locale": "en-GB"}
        fake.members["C0GENERAL"] |= {BOT, "U0ANA0001"}
        yield fake


@pytest.fixture
async def world(slack: FakeSlack) -> AsyncIterator[World]:
    async with served(slack) as found:
        yield await known(found)


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    async with everything(tmp_path / "data") as found:
        yield found

"""The bot as it is served, gate and audit included, between a fake Slack and a simulated Deepgram."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from bot.app import Bot, opened, wiring
from bot.clock import wall
from bot.demo.access import FULL
from bot.demo.people import ACME
from bot.demo.serve import running
from bot.demo.server import Simulation, simulate
from bot.metrics import Metrics
from bot.policy.read import read
from bot.settings import Settings
from bot.slack.edge import Access, Edge
from bot.store.connection import Store
from bot.terminal.serve import composed
from tests.fakes.slack import BOT, SECRET, TEAM, TOKEN, FakeSlack, Posted
from tests.fakes.slack_sender import Sender
from tests.stores import unhurried

PEOPLE: Mapping[str, dict[str, Any]] = {
    "U0ANA0001": {"tz": "Europe/Berlin", "locale": "en-GB"},
    "U0BO00001": {"tz": "Europe/Berlin", "is_admin": True},
    "U0GIL0001": {"is_restricted": True},
    "U0ULTRA01": {"is_restricted": True, "is_ultra_restricted": True},
    "U0CONNECT": {"is_stranger": True, "team_id": "T0OTHER01"},
    "U0OTHER01": {"team_id": "T0OTHER01"},
    "U0ROBOT01": {"is_bot": True},
    "U0GONE001": {"deleted": True},
}
OUTSIDERS = [*list(PEOPLE)[2:], "U0NOBODY1"]  # of the last Slack knows nothing
HERE, OUTSIDE = "C0GENERAL", "C0SHARED1"


@dataclass
class World:
    sender: Sender
    slack: FakeSlack
    deepgram: Simulation
    bot: Bot
    edge: Edge
    url: str

    def as_(self, user: str, channel: str = HERE) -> Sender:
        return replace(self.sender, user=user, channel=channel)

    async def told(self, done: Any) -> Posted:
        """What came back for a command or a button."""
        [answer] = await self.slack.until(lambda: self.slack.answers(done.key), 20)
        return answer

    @property
    def asked(self) -> int:
        """How often Deepgram was asked for anything."""
        return len(self.deepgram.seen)


def settings(slack: FakeSlack, deepgram: str, **more: Any) -> Settings:
    return Settings(
        _env_file=None,
        deepgram_api_key=FULL,
        deepgram_project_id=ACME,
        deepgram_api_url=deepgram,
        slack_bot_token=TOKEN,
        slack_signing_secret=SECRET,
        slack_api_url=slack.api_url,
        **more,
    )


@asynccontextmanager
async def world(
    store: Store, valkey: Path, policy: dict[str, Any] | None = None, **more: Any
) -> AsyncIterator[World]:
    app = simulate(wall)
    async with running(app) as deepgram, FakeSlack() as slack, httpx.AsyncClient() as http:
        slack.people |= {user: dict(known) for user, known in PEOPLE.items()}
        for channel in (HERE, OUTSIDE):
            slack.members[channel] |= {BOT, *PEOPLE, "U0NOBODY1"}
        slack.channels[HERE] = {"is_channel": True}
        slack.channels[OUTSIDE] = {"is_channel": True, "is_ext_shared": True}
        slack.scopes.add("channels:read")
        more = {"redis_url": f"unix://{valkey}", "dgusage_policy": read(policy or {}), **more}
        made = settings(slack, deepgram, **more)
        access = Access(TOKEN, slack.api_url, SECRET)
        async with opened(wiring(made, wall)) as bot:
            unhurried(bot.state, valkey)
            edge, server = composed(bot, access, made, wall, Metrics())
            async with running(server) as url:
                await edge.start()
                await edge.known.wait()
                try:
                    yield World(Sender(slack, url, http), slack, app, bot, edge, url)
                finally:
                    slack.heal()
                    await server._stop()


__all__ = ["HERE", "OUTSIDE", "OUTSIDERS", "PEOPLE", "TEAM", "World", "world"]

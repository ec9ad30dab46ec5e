"""The stand-in, put together: an API for the bot, a page for whoever is here."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from bot.demo.serve import running
from bot.demo.slack.api import Api
from bot.demo.slack.assets import assets
from bot.demo.slack.courier import Courier
from bot.demo.slack.doings import Doings
from bot.demo.slack.keys import Keys
from bot.demo.slack.page import Offers, Page
from bot.demo.slack.people import staff
from bot.demo.slack.views import Views
from bot.demo.slack.workspace import Workspace
from bot.demo.turning import Turning


@dataclass(frozen=True, slots=True)
class StandIn:
    """A Slack on loopback; `api_url` is what the bot calls."""

    api: Api
    clock: Turning

    @property
    def api_url(self) -> str:
        """The Web API's address, as SLACK_API_URL has it."""
        return f"{self.api.url}/api/"

    @asynccontextmanager
    async def page(self, bot_url: str, offers: Offers, port: int) -> AsyncIterator[str]:
        """The page's address, served while the context lasts, for a bot that listens at a URL.

        OSError where the port is taken, NotBuilt where there is no page.
        """
        files = assets()
        async with httpx.AsyncClient(trust_env=False) as http:
            courier = Courier(f"{bot_url}/slack/events", http, self.clock)
            doings = Doings(self.api, courier)
            page = Page(self.api.workspace, doings, self.clock, files, offers)
            async with running(page, port) as url:
                yield url


@asynccontextmanager
async def stand_in(clock: Turning, zone: str | None = None) -> AsyncIterator[StandIn]:
    """A workspace whose API listens on loopback; Ana lives in the zone that is given."""
    workspace, keys = Workspace(clock, staff(zone)), Keys()
    api = Api(workspace, keys, Views(workspace, keys))
    async with running(api) as url:
        api.url = url
        yield StandIn(api, clock)

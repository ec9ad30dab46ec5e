"""The demo page's parts, put together: a stand-in for Slack, the real bot, and the page."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.clock import Clock, wall
from bot.demo.serve import running
from bot.demo.slack.page import Offers, Shortcut
from bot.demo.slack.stand_in import stand_in
from bot.demo.slack.workspace import SECRET, TOKEN
from bot.demo.turning import Turning
from bot.digest.engine import Engine
from bot.log import logger
from bot.metrics import Metrics
from bot.question.help import examples, help_topics
from bot.slack.edge import Access, Edge
from bot.slack.server import Server
from bot.slack.shortcuts import AGAIN, ASK
from bot.store.slots import Scripts
from bot.terminal.serve import composed, kept
from bot.terminal.session import Session

TOPICS = (None, "dates", "filters", "digests")
EXAMPLES = (
    "cost by tag last week vs previous",
    "hours by day last 30 days",
    "top 5 models last month",
)
MISTAKEN = "tag:suport last week"  # so that one sees what becomes of a slip
# As manifest.yml names them.
SHORTCUTS = (Shortcut(AGAIN, "Ask again", on_message=True), Shortcut(ASK, "Ask dgusage"))


@asynccontextmanager
async def paged(made: Session, clock: Turning, port: int) -> AsyncIterator[str]:
    """The page's address, while the context lasts. OSError where the port is taken; NotBuilt."""
    from bot.ask import vocabulary

    names = await made.bot.desk.names(clock())
    words = tuple(row for topic in TOPICS for part in help_topics(topic) for row in part.rows)
    asks = (*EXAMPLES, *examples(vocabulary(names)), "help", MISTAKEN)
    offers = Offers(tuple(dict.fromkeys(asks)), tuple(dict.fromkeys(words)), SHORTCUTS)
    async with stand_in(clock, made.zone.key if made.zoned else None) as slack:
        access = Access(bot_token=TOKEN, api_url=slack.api_url, signing_secret=SECRET)
        async with (
            kept(made.bot),
            bot_of(made, clock, access) as bot_url,
            slack.page(bot_url, offers, port) as url,
        ):
            yield url


@asynccontextmanager
async def bot_of(made: Session, clock: Turning, access: Access) -> AsyncIterator[str]:
    """The real bot's address, as `dgusage serve` composes it, once Slack has told it who it is."""
    logger(__name__).info("demo")  # from here on logs are lines of JSON
    scripts = ByClock(made.bot.state, THE_LAST_ARGUMENT, clock)
    edge, server = composed(made.bot, access, made.settings, clock, Metrics(), scripts)
    async with running(server) as url, lived(server):
        await edge.known.wait()
        clock.moved.append(partial(_looks_again, edge))
        yield url


def _looks_again(edge: Edge) -> None:
    """The digests' engine sleeps until something is due, which may be now."""
    if isinstance(edge.worker, Engine):
        edge.worker.wake()


# Instead of asking the server for its time, as bot.store.digest_scripts.TIME does.
THE_LAST_ARGUMENT = "local now = tonumber(table.remove(ARGV))\n"


@dataclass(frozen=True, slots=True)
class ByClock(Scripts):
    """The digests' scripts by the demo's clock, which can be moved, and not by the store's own."""

    clock: Clock = wall

    async def __call__(self, text: str, names: Sequence[str], *args: object) -> Any:
        """What the script gives at the clock's time. Raises Trouble(STORE_DOWN)."""
        now = int(self.clock().timestamp() * 1000)
        return await Scripts.__call__(self, text, names, *args, now)


@asynccontextmanager
async def lived(app: Server) -> AsyncIterator[None]:
    """An app's life around the context: started before, stopped after (ASGI's lifespan)."""
    steps: asyncio.Queue[str] = asyncio.Queue()
    told: asyncio.Queue[str] = asyncio.Queue()

    async def receive() -> dict[str, Any]:
        return {"type": await steps.get()}

    async def send(message: MutableMapping[str, Any]) -> None:
        told.put_nowait(message["type"])

    living = asyncio.create_task(app({"type": "lifespan"}, receive, send))
    steps.put_nowait("lifespan.startup")
    await told.get()
    try:
        yield
    finally:
        steps.put_nowait("lifespan.shutdown")
        await living

"""The demo page's parts, put together: a stand-in for Slack, the real bot, and the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.demo.serve import running
from bot.demo.slack.page import Offers
from bot.demo.slack.stand_in import stand_in
from bot.demo.slack.workspace import SECRET, TOKEN
from bot.demo.turning import Turning
from bot.log import logger
from bot.metrics import Metrics
from bot.question.help import examples, help_topics
from bot.slack.edge import Access
from bot.terminal.serve import composed, kept
from bot.terminal.session import Session

TOPICS = (None, "dates", "filters", "digests")
EXAMPLES = (
    "cost by tag last week vs previous",
    "hours by day last 30 days",
    "top 5 models last month",
)
MISTAKEN = "tag:suport last week"  # so that one sees what becomes of a slip


@asynccontextmanager
async def paged(made: Session, clock: Turning, port: int) -> AsyncIterator[str]:
    """The page's address, while the context lasts. OSError where the port is taken; NotBuilt."""
    from bot.ask import vocabulary

    names = await made.bot.desk.names(clock())
    words = tuple(row for topic in TOPICS for part in help_topics(topic) for row in part.rows)
    asks = (*EXAMPLES, *examples(vocabulary(names)), "help", MISTAKEN)
    offers = Offers(tuple(dict.fromkeys(asks)), tuple(dict.fromkeys(words)))
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
    edge, server = composed(made.bot, access, made.settings, clock, Metrics())
    async with running(server) as url:
        await edge.start()
        try:
            await edge.known.wait()
            yield url
        finally:
            await edge.stop()

"""`dgusage serve`: the bot in Slack, over HTTP, Socket Mode or both."""

import argparse
import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.app import Bot, opened, warm, wiring
from bot.clock import Clock, wall
from bot.deepgram.breaker import Condition
from bot.deepgram.line import Seen
from bot.log import configure, logger
from bot.metrics import Metrics
from bot.settings import Need, Settings, SettingsFault, load, secrets
from bot.slack.edge import Access, Edge, Surroundings
from bot.slack.people import Defaults
from bot.slack.respond import Respondent
from bot.slack.server import Check, Health, Server, uvicorn_server
from bot.store.seen import Sightings
from bot.store.unavailable import StoreUnavailable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none: everything is in the settings."""
    del parser


def run(options: argparse.Namespace) -> int:  # noqa: ARG001 (as every command)
    """Serves until it is told to stop; 1 where it cannot start."""
    try:
        settings = load(Need.SERVE)
    except SettingsFault as fault:
        print("dgusage cannot start:", *fault.lines, sep="\n  ", file=sys.stderr)
        return 1
    configure(settings.dgusage_log_level, secrets(settings))
    import uvloop

    return uvloop.run(_serve(settings))


async def _serve(settings: Settings) -> int:
    metrics = Metrics()
    made_of = replace(wiring(settings, wall), observer=_observer(metrics))
    async with opened(made_of) as bot, kept(bot):
        _, server = composed(bot, _access(settings), settings, wall, metrics)
        warming = asyncio.create_task(warm(bot, wall()))
        logger(__name__).info("serving", host=settings.host, port=settings.port)
        running = uvicorn_server(server, settings.host, settings.port)
        _heed(signal.SIGTERM, signal.SIGINT)
        await running.serve()
        warming.cancel()
        return 0 if running.started else 1


def _heed(*signals: signal.Signals) -> None:
    """So that uvicorn, which raises a signal again once it has stopped, does not kill us then."""
    for each in signals:
        asyncio.get_running_loop().add_signal_handler(each, lambda: None)


def composed(
    bot: Bot, access: Access, settings: Settings, clock: Clock, metrics: Metrics
) -> tuple[Edge, Server]:
    """The bot's edge to Slack, and the server that Slack talks to; nothing is started yet."""
    around = Surroundings(
        defaults=Defaults(
            ZoneInfo(settings.dgusage_timezone),
            settings.week_start,
            settings.dgusage_default_period,
        ),
        seen=Sightings(bot.store).seen,
        clock=clock,
    )
    metrics.count("dgusage_ledger", lambda: bot.ledger.flights.counts)
    metrics.degraded.set(bot.store_fault is not None)
    edge = Edge(access, Respondent(bot.desk, clock, metrics.answered), around)
    server = Server(edge.guard, _checks(bot, edge), metrics.text, start=edge.start, stop=edge.stop)
    return edge, server


def _access(settings: Settings) -> Access:
    return Access(
        bot_token=_plain(settings.slack_bot_token),
        api_url=settings.slack_api_url,
        signing_secret=_plain(settings.slack_signing_secret),
        app_token=_plain(settings.slack_app_token),
    )


def _plain(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()


def _observer(metrics: Metrics) -> Callable[[Seen], None]:
    def observe(seen: Seen) -> None:
        status = str(seen.status) if seen.status else "none"
        metrics.upstream_seconds.labels(seen.kind, status).observe(seen.seconds)

    return observe


@asynccontextmanager
async def kept(bot: Bot) -> AsyncIterator[None]:
    """The embedded store, where there is one, started again whenever it dies."""
    if bot.store_fault:
        logger(__name__).error("no_store", why=bot.store_fault)
    keeping = asyncio.create_task(bot.embedded.keep()) if bot.embedded else None
    try:
        yield
    finally:
        if keeping is not None:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping


def _checks(bot: Bot, edge: Edge) -> Mapping[str, Check]:
    async def store() -> Health:
        """The bot answers without its store, so that is said, and not held against it."""
        try:
            await bot.store.do(lambda redis: redis.ping())
        except StoreUnavailable as fault:
            return Health(ok=True, says=f"degraded: {fault}")
        return Health(ok=True)

    async def deepgram() -> Health:
        passing = Condition.PASSING
        lines = {
            n: bot.upstream.deepgram.breaker(n).condition for n in bot.upstream.deepgram.accounts
        }
        resting = [name for name, condition in lines.items() if condition is not passing]
        says = f"not reached just now for {', '.join(resting)}" if resting else "ok"
        return Health(ok=True, says=says)

    return {"slack": edge.check, "store": store, "deepgram": deepgram}

"""`dgusage serve`: the bot in Slack, over HTTP, Socket Mode or both."""

import argparse
import asyncio
import random
import signal
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.app import Bot, opened, wiring
from bot.audit.book import book
from bot.audit.trail import trail_of
from bot.clock import Clock, wall
from bot.course import Onlookers, Untraced
from bot.deepgram.breaker import Condition
from bot.doctor.examine import examined
from bot.doctor.finding import Finding
from bot.log import configure, logger
from bot.metrics import Metrics
from bot.policy.model import Policy
from bot.posting import Posting
from bot.settings import Need, Settings, SettingsFault, load, secrets
from bot.slack.agent import Agent
from bot.slack.composing import Composing, due_soon
from bot.slack.digesting import Desks
from bot.slack.edge import Access, Edge, Surroundings
from bot.slack.gate import SlackGate
from bot.slack.greeting import Greeting
from bot.slack.homing import Homing
from bot.slack.leaving import Leaving
from bot.slack.notes import Notes
from bot.slack.own import OwnDigests
from bot.slack.people import Defaults
from bot.slack.respond import Respondent
from bot.slack.server import Check, Health, Server, uvicorn_server
from bot.slack.workflow import Reporting
from bot.store.connection import KEEPS, Store
from bot.store.digests import Digests
from bot.store.lately import Lately
from bot.store.leaving import Workplace
from bot.store.ledger import Anew
from bot.store.owed import OwedAnswers
from bot.store.saved import Saved
from bot.store.seen import Sightings
from bot.store.slots import Scripts
from bot.store.unavailable import StoreUnavailable
from bot.store.welcomed import Welcomed
from bot.terminal.reloading import Live
from bot.terminal.strict import too_wide
from bot.terminal.watching import noted, observer, tracing_of, watched, watched_edge
from bot.warm import Extra, Warmer, nothing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none: everything is in the settings."""
    del parser


def run(options: argparse.Namespace) -> int:  # noqa: ARG001 (as every command)
    """Serves until it is told to stop; 1 where it cannot start."""
    try:
        settings = load(Need.SERVE)
    except SettingsFault as fault:
        print("dgusage cannot start:", *fault.lines, sep="\n  ", file=sys.stderr)
        print(IN_A_FILE, file=sys.stderr)
        return 1
    configure(settings.dgusage_log_level, secrets(settings))
    import uvloop

    return uvloop.run(_serve(settings))


async def _serve(settings: Settings) -> int:
    metrics = Metrics()
    made_of = replace(wiring(settings, wall), observer=observer(metrics))
    async with opened(made_of) as bot, kept(bot):
        if lines := await too_wide(bot, settings):
            print("dgusage does not start:", *lines, sep="\n  ", file=sys.stderr)
            return 1
        edge, server = composed(bot, _access(settings), settings, wall, metrics)
        Live(settings, edge.around.gate or SlackGate(), edge.around.defaults.projects).heed()
        await warn_of_eviction(bot)
        due = partial(
            due_soon, Digests(Scripts(bot.state)).all, bot.desk, edge.around.defaults, wall
        )
        warming = asyncio.create_task(warmer(bot, settings, wall, due).keep())
        logger(__name__).info("serving", host=settings.host, port=settings.port)
        running = uvicorn_server(server, settings.host, settings.port)
        _heed(signal.SIGTERM, signal.SIGINT)
        with suppress(SystemExit):  # uvicorn's way to say that it cannot listen
            await running.serve()
        warming.cancel()
        await asyncio.wait({warming}, timeout=1)
    if running.started:
        return 0
    print(*_no_port(settings), sep="\n", file=sys.stderr)
    return 1


IN_A_FILE = "Put settings into a file .env here, one NAME=value a line; then type: dgusage doctor"


def _no_port(settings: Settings) -> tuple[str, str]:
    other = settings.port + 1 if settings.port < HIGHEST else DEFAULT_PORT
    return (
        f"Port {settings.port} of {settings.host} cannot be listened on: it is taken or not allowed.",
        f"Type: PORT={other} dgusage serve",
    )


def _heed(*signals: signal.Signals) -> None:
    """So that uvicorn, which raises a signal again once it has stopped, does not kill us then."""
    for each in signals:
        asyncio.get_running_loop().add_signal_handler(each, lambda: None)


def composed(
    bot: Bot,
    access: Access,
    settings: Settings,
    clock: Clock,
    metrics: Metrics,
    scripts: Scripts | None = None,
) -> tuple[Edge, Server]:
    """The bot's edge to Slack, and the server that Slack talks to; nothing is started yet.

    `scripts` run the digests, by the store's own time unless others are given.
    """
    scripts = scripts or Scripts(bot.state)
    trail = trail_of(bot.state, settings)
    fingerprints = blake2b(access.bot_token.encode(), person=b"dgusage audit").digest()
    policy = settings.dgusage_policy or Policy()
    gate = SlackGate(policy, book(trail, clock), fingerprints, clock)
    defaults = Defaults(
        ZoneInfo(settings.dgusage_timezone),
        settings.week_start,
        settings.dgusage_default_period,
        dict(settings.dgusage_channel_projects or {}),
        settings.notation,
    )
    unhurried = replace(bot.desk, shelf=Anew(bot.ledger))
    tracing = tracing_of(settings)
    posting = Posting(
        scripts, Composing(unhurried, clock, defaults, gate), metrics, tracing or Untraced()
    )
    notes = Notes(lately := Lately(bot.state), Saved(bot.state))
    digests = Desks(bot.desk, Digests(scripts), posting, gate)
    homing = Homing(bot.desk, clock, gate, notes, OwnDigests(digests))
    around = Surroundings(
        defaults=defaults,
        seen=Sightings(bot.state).seen,
        clock=clock,
        gate=gate,
        debts=OwedAnswers(bot.state),
        employ=posting.employed,
        onlookers=Onlookers(metrics.acked, metrics.answered, posting.tracer),
        homing=homing,
        agent=Agent(homing.examples) if settings.dgusage_agent_view else None,
        reporting=Reporting(bot.desk, clock, gate, defaults),
        greeting=Greeting(Welcomed(bot.state).first, gate),
        leaving=Leaving(Workplace(scripts, lately), gate.book),
    )
    watched(bot, posting, metrics, trail)
    examine = partial(_examined, bot, _as_given(settings, access), gate, clock)
    edge = Edge(access, Respondent(bot.desk, clock, notes, digests, gate, examine), around)
    watched_edge(edge, posting, clock, metrics)

    async def stop() -> None:
        await edge.stop()
        await trail.close()
        if tracing is not None:
            await asyncio.to_thread(tracing.close)

    checks = noted({**_checks(bot, edge), "digests": posting.check}, metrics)
    server = Server(edge.guard, checks, metrics.text, start=edge.start, stop=stop)
    return edge, server


def _examined(
    bot: Bot, settings: Settings, gate: SlackGate, clock: Clock
) -> AsyncGenerator[Finding, None]:
    """What `dgusage doctor` would say, by the policy that is in force now."""
    return examined(bot, settings.model_copy(update={"dgusage_policy": gate.policy}), clock)


def _as_given(settings: Settings, access: Access) -> Settings:
    """The settings with the way into Slack that is really used, which in the demo is another."""
    tokens = {
        "slack_bot_token": access.bot_token,
        "slack_signing_secret": access.signing_secret,
        "slack_app_token": access.app_token,
    }
    given = {name: SecretStr(token) if token else None for name, token in tokens.items()}
    return settings.model_copy(update={**given, "slack_api_url": access.api_url})


def _access(settings: Settings) -> Access:
    return Access(
        bot_token=_plain(settings.slack_bot_token),
        api_url=settings.slack_api_url,
        signing_secret=_plain(settings.slack_signing_secret),
        app_token=_plain(settings.slack_app_token),
    )


def _plain(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()


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


def warmer(bot: Bot, settings: Settings, clock: Clock, extra: Extra = nothing) -> Warmer:
    """What fetches ahead; `extra` gives further questions to be ready for."""

    def idle() -> bool:
        return not bot.ledger.flights.under_way and all(
            bot.upstream.deepgram.load(name) == (0, 0) for name in bot.desk.projects
        )

    desk = replace(bot.desk, shelf=bot.ledger)  # what is fetched ahead was not asked for
    zone = ZoneInfo(settings.dgusage_timezone)
    return Warmer(desk, bot.ledger, bot.wanted, clock, zone, idle, random.random, extra)


async def warn_of_eviction(bot: Bot) -> None:
    """Says loudly where the store may drop what must not be lost."""
    with suppress(StoreUnavailable):
        policy = await bot.state.policy()
        if policy != KEEPS:
            logger(__name__).error("state_may_be_lost", policy=policy, do=EVICTS.format(policy))


HIGHEST, DEFAULT_PORT = 65_535, 3000  # of ports
EVICTS = (
    "its maxmemory-policy is {}: when it is full it drops digests and settings. Set it to "
    "noeviction (the cache bounds itself), or give the cache an address of its own in "
    "DGUSAGE_CACHE_URL."
)


def _checks(bot: Bot, edge: Edge) -> Mapping[str, Check]:
    async def said(store: Store) -> Health:
        """The bot answers without its store, so that is said, and not held against it."""
        try:
            policy = await store.policy()
        except StoreUnavailable as fault:
            return Health(ok=True, says=f"degraded: {fault}")
        if store is bot.state and policy != KEEPS:
            return Health(ok=True, says=EVICTS.format(policy))
        return Health(ok=True)

    async def deepgram() -> Health:
        passing = Condition.PASSING
        lines = {
            n: bot.upstream.deepgram.breaker(n).condition for n in bot.upstream.deepgram.accounts
        }
        resting = [name for name, condition in lines.items() if condition is not passing]
        says = f"not reached just now for {', '.join(resting)}" if resting else "ok"
        return Health(ok=True, says=says)

    apart = {} if bot.state is bot.store else {"cache": bot.store}
    stores = {"store": bot.state, **apart}
    checks: dict[str, Check] = {n: partial(said, store) for n, store in stores.items()}
    return {"slack": edge.check, **checks, "deepgram": deepgram}

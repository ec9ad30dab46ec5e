"""Look-ups over real HTTP on the simulated Deepgram, and its ledger added up by itself."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from pydantic import SecretStr

from bot.account import Names
from bot.answer.listing import Cell, Listing
from bot.books import Query, Reading, Source
from bot.deadline import within
from bot.deepgram.client import Deepgram
from bot.deepgram.line import Account, Manners
from bot.demo import access, people
from bot.demo.ask import Manner
from bot.demo.entry import Entry
from bot.demo.serve import running
from bot.demo.server import Simulation, simulate
from bot.demo.world import World, world
from bot.lookup.desk import Progress, silent
from bot.lookup.look_up import look_up
from bot.question.model import KnownKey, Question, Standpoint, Vocabulary
from bot.question.read import read

NOW = datetime(2026, 11, 23, 15, 30, 12, 345678, tzinfo=UTC)
TODAY = NOW.date()
NONE = Decimal(0)
PATIENCE = 50.0  # seconds: a busy machine is no fault of the code
WORLD = world()
NAMES: dict[Any, dict[str, Names]] = {}  # reading them again and again would take half the time


class Straight:
    """A shelf without a store: every page straight from Deepgram."""

    def __init__(self, deepgram: Deepgram) -> None:
        self.deepgram = deepgram

    async def read(self, query: Query, first: date, last: date, now: datetime) -> Reading:
        return Reading(await self.deepgram.pages(query, first, last), Source.DEEPGRAM)


@dataclass(frozen=True)
class Desk:
    shelf: Straight
    account: Deepgram
    projects: tuple[str, ...]


@dataclass
class Bot:
    """A desk on a simulation, and the names that it knows."""

    app: Simulation
    desk: Desk
    names: dict[str, Names]
    at: Standpoint

    def vocabulary(self) -> Vocabulary:
        every = list(self.names.values())
        return Vocabulary(
            tags=tuple(sorted({tag for n in every for tag in n.tags})),
            keys=tuple(KnownKey(k.id, k.comment) for n in every for k in n.keys.values()),
            models=tuple(sorted({m.name for n in every for m in n.models.values()})),
            line_items={k: v for n in every for k, v in n.line_items.items()},
            projects=tuple(self.names),
        )

    def question(self, text: str) -> Question:
        found = read(text, self.at, self.vocabulary())
        assert isinstance(found, Question), (text, found)
        return found

    async def ask(self, text: str, progress: Progress = silent) -> Listing:
        return await self.look_up(self.question(text), progress)

    async def look_up(self, question: Question, progress: Progress = silent) -> Listing:
        with within(PATIENCE):
            listing = await look_up(question, self.at, self.desk, self.names, progress)
        self.check(listing)
        return listing

    def check(self, listing: Listing) -> None:
        """What is true of every listing: its shape, and that each question in it reads."""
        assert all(len(row) == len(listing.columns) for row in listing.rows)
        assert len(listing.asks) == len(listing.rows)
        assert listing.headline.endswith(".")
        assert not listing.headline[0].islower()
        assert len({f.name for f in listing.facts}) == len(listing.facts)
        assert len({c.name for c in listing.columns}) == len(listing.columns)
        assert listing.reading
        assert "not-a-secret" not in repr(listing)  # what the simulation's paths have in them
        for ask in (*listing.asks[:40], *(ask for _, ask in listing.follow)):
            if ask:
                self.question(ask)


@asynccontextmanager
async def bot(
    *secrets: str,
    now: datetime = NOW,
    manner: Manner | None = None,
    worlds: World = WORLD,
    keys: Mapping[str, access.ApiKey] | None = None,
) -> AsyncIterator[Bot]:
    """A bot whose projects are those of the secrets: Acme's admin unless said."""
    projects = {access.OTHER: ("labs", people.LABS)}
    chosen = secrets or (access.FULL,)
    accounts = tuple(
        Account(name, SecretStr(secret), project)
        for secret in chosen
        for name, project in [projects.get(secret, ("acme", people.ACME))]
    )
    app = simulate(lambda: now, worlds, keys, manner)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(running(app))
        http = await stack.enter_async_context(httpx.AsyncClient())
        manners = Manners(jitter=lambda: 0.999)
        deepgram = Deepgram(accounts, url, http, clock=lambda: now, manners=manners)
        desk = Desk(Straight(deepgram), deepgram, deepgram.accounts)
        first, last = now.date() - timedelta(days=400), now.date()
        key = (chosen, now, manner)
        if worlds is not WORLD or keys is not None or key not in NAMES:
            NAMES[key] = {a: await deepgram.names(a, first, last) for a in deepgram.accounts}
        names = dict(NAMES[key])
        app.seen.clear()
        yield Bot(app, desk, names, Standpoint(now, ZoneInfo("UTC")))


# ---- the truth ---------------------------------------------------------------------------------


def entries(
    first: date, last: date, now: datetime = NOW, project: str = people.ACME
) -> list[Entry]:
    """The ledger's entries of these UTC days, both included."""
    length = (now.date() - first).days + 1
    return [e for e in WORLD[project].ledger(now, length) if first <= e.day <= last]


def lately(days: int, now: datetime = NOW, project: str = people.ACME) -> list[Entry]:
    """The entries of the last UTC days, today's among them."""
    return entries(now.date() - timedelta(days=days - 1), now.date(), now, project)


def total(of: Iterable[Entry], column: str) -> Decimal:
    return sum((Decimal(getattr(e, column)) for e in of), NONE)


def dollars(of: Iterable[Entry]) -> Decimal:
    return sum((usd for e in of for _, usd in e.dollars), NONE)


# ---- reading a listing -------------------------------------------------------------------------


def facts(listing: Listing) -> dict[str, Cell]:
    return {fact.name: fact.value for fact in listing.facts}


def rows(listing: Listing) -> list[dict[str, Cell]]:
    names = [column.name for column in listing.columns]
    return [dict(zip(names, row, strict=True)) for row in listing.rows]


def by(listing: Listing, column: str) -> dict[Any, dict[str, Cell]]:
    return {row[column]: row for row in rows(listing)}

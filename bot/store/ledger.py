"""The ledger: Deepgram's figures, each closed day fetched once.

`Ledger.read` has the place of the upstream's fetch. It asks Deepgram only for the days that are
not at hand or due again, serves older figures where Deepgram cannot be read and says so, and does
without Redis where that fails.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot import course
from bot.books import Fetch, Page, Query, Reading, Source
from bot.store import keys
from bot.store.changes import Changes
from bot.store.finer import coarser, finer
from bot.store.flights import Asked, Flight, Flights, Landing
from bot.store.memory import BIG, Held, Pages, count, heavy
from bot.store.settling import Lifetimes, State, state
from bot.store.shelf import Shelf
from bot.store.stretches import Stretch, stretches
from bot.store.unavailable import StoreUnavailable
from bot.trouble import Reason, Trouble

# Deepgram is not to be read just now: what is at hand may stand in for what is due.
OUTAGES = frozenset(
    {
        Reason.LIMITED,
        Reason.DEEPGRAM_DOWN,
        Reason.UNREACHABLE,
        Reason.TOO_SLOW,
        Reason.NOT_TRUSTED,
        Reason.TOO_LARGE,
    }
)
# A key that is no longer good hides nothing that was shown before; a missing scope does.
STANDS_IN = OUTAGES | {Reason.KEY_REFUSED}

logger = logging.getLogger(__name__)

Turn = Callable[[], Awaitable[None]]  # back when the next call may be made; may raise Trouble
Identify = Callable[[str], Awaitable[str]]  # a project's name of ours → its id; raises Trouble


@dataclass(frozen=True, slots=True)
class Needs:
    """Which days have to be read: before there is any answer, if it goes quickly, or behind."""

    first: frozenset[date]
    soon: frozenset[date]
    behind: frozenset[date]


def needs(days: Iterable[date], held: Mapping[date, Held], now: datetime, life: Lifetimes) -> Needs:
    """What has to be read so that those days can be answered at `now` from what is held."""
    states = {
        day: state(day, held[day].read_at, now, life) if day in held else State.EXPIRED
        for day in days
    }
    sets = (State.EXPIRED, State.DUE, State.AGEING)
    return Needs(*(frozenset(day for day, is_ in states.items() if is_ is which) for which in sets))


class Ledger:
    """Readings of any days of any query, by way of the store.

    `api` is the API's address (keys.address): figures of two servers are never mixed.
    """

    def __init__(
        self,
        upstream: Fetch,
        shelf: Shelf,
        api: str,
        identify: Identify,
    ) -> None:
        self.changes = Changes(shelf.store, api)
        self.flights = Flights(upstream, shelf, self.changes)
        self._shelf = shelf
        self._api = api
        self._identify = identify
        self._life = shelf.life

    async def read(
        self, query: Query, first: date, last: date, now: datetime, *, anew: bool = False
    ) -> Reading:
        """The pages of every day from first to last, both included, as they are at `now` (aware).

        With `anew` whatever is due again is read before there is an answer, however long it takes.
        Raises Trouble where Deepgram cannot be read and nothing at hand may stand in: nothing
        that was read more than a week before `now` does.
        """
        days = Stretch(first, last).days()
        asked = await self._asked(query, now)
        held, wanted, asked = await self._held(asked, days)
        if anew:
            wanted = Needs(wanted.first | wanted.soon | wanted.behind, frozenset(), frozenset())
        boarded = self.flights.board(asked, wanted.first | wanted.soon)
        self.flights.board(asked, wanted.behind)
        await self._await(boarded, wanted)
        reading = self._reading(asked, held, days, boarded)
        return (
            reading if reading.degraded else replace(reading, moved=await self._moved(asked, days))
        )

    async def ahead(self, query: Query, first: date, last: date, now: datetime, turn: Turn) -> None:
        """Fetches what a reading of those days would need, one call at a time, `turn` before each.

        Raises Trouble. Does nothing where the store does not take part: there is no ahead then.
        """
        asked = await self._asked(query, now)
        _, wanted, asked = await self._held(asked, Stretch(first, last).days())
        if asked.alone:
            return
        for stretch in stretches(wanted.first | wanted.soon | wanted.behind, self._life.gap):
            await turn()
            flights = self.flights.board(asked, stretch.days())
            for landed in {flight.landed for flight in flights.values()}:
                await _landed(landed)

    async def close(self, patience: float = 2.0) -> None:
        """Lets what is being fetched and kept end within so many seconds, then ends it."""
        await self.flights.close(patience)
        await self._shelf.close()

    async def _asked(self, query: Query, now: datetime) -> Asked:
        project_id = await self._identify(query.project)
        family = keys.family(self._api, project_id, query)
        return Asked(query, project_id, family, now.astimezone(UTC))

    async def _held(
        self, asked: Asked, days: Sequence[date]
    ) -> tuple[dict[date, Held], Needs, Asked]:
        """What is at hand, what has to be read, and whether to do that without the store."""
        try:
            held: dict[date, Held] = {**await self._shelf.look(asked.family, days)}
            wanted = needs(days, held, asked.now, self._life)
            summed = await self._summed(asked, sorted(wanted.first | wanted.soon | wanted.behind))
        except StoreUnavailable as fault:
            logger.info("reading without the store: %s", fault)
            held = self._shelf.memory.pages(asked.family, days)
            return held, needs(days, held, asked.now, self._life), replace(asked, alone=True)
        good = frozenset(summed)
        left = Needs(wanted.first - good, wanted.soon - good, wanted.behind - good)
        return {**held, **summed}, left, asked

    async def _summed(self, asked: Asked, days: Sequence[date]) -> dict[date, Page]:
        """Those of the days that can be added up from good pages of the query by tag set."""
        fine = finer(asked.query)
        if fine is None or not days:
            return {}
        family = keys.family(self._api, asked.project_id, fine)
        held = await self._shelf.look(family, days)
        good = [
            kept
            for day, kept in held.items()
            if state(day, kept.read_at, asked.now, self._life) is State.FRESH
        ]

        def summed() -> dict[date, Page]:
            pages = (self._shelf.memory.page(family, kept) for kept in good)
            return {page.day: coarser(asked.query, page) for page in pages}

        big = sum(map(count, good)) > BIG
        return await asyncio.to_thread(summed) if big else summed()

    async def _moved(self, asked: Asked, days: Sequence[date]) -> frozenset[date]:
        return await self.changes.news(asked.query, asked.project_id, days, asked.now)

    async def _await(self, boarded: Mapping[date, Flight], wanted: Needs) -> None:
        if wanted.soon:
            every = {flight.landed for flight in boarded.values()}
            await asyncio.wait(every, timeout=self._life.patience)
        if wanted.first:
            # No limit here: the upstream has the question's deadline, and ends by itself.
            await asyncio.wait({boarded[day].landed for day in wanted.first})

    def _reading(
        self,
        asked: Asked,
        held: Mapping[date, Held],
        days: Sequence[date],
        boarded: Mapping[date, Flight],
    ) -> Reading:
        landings = _landings(boarded.values())
        brought = {day: page for landing in landings for day, page in landing.pages.items()}
        late = Trouble(Reason.TOO_SLOW, {"seconds": f"{self._life.patience:g}"})
        failed = {d: _trouble(f) or late for d, f in boarded.items() if d not in brought}
        trouble = excuse(failed, held, needs(failed, held, asked.now, self._life).first)
        anew = [isinstance(brought.get(day), Page) for day in days]
        self._count(anew, trouble)
        pages = [brought.get(day) or held[day] for day in days]
        degraded = asked.alone or any(landing.degraded for landing in landings)
        if degraded:
            course.note(degraded=True)
        return Reading(
            pages=self._pages(asked.family, pages),
            times=[(page.day, page.read_at) for page in pages],
            source=_source(anew),
            stale=trouble is not None,
            degraded=degraded,
            trouble=trouble.reason if trouble else None,
        )

    def _pages(self, family: str, held: Sequence[Held]) -> Sequence[Page]:
        pages = Pages(family, held, self._shelf.memory)
        return pages if heavy(pages) else tuple(pages)

    def _count(self, anew: Sequence[bool], trouble: Trouble | None) -> None:
        counts = self.flights.counts
        course.count(days_read=sum(anew), days_kept=len(anew) - sum(anew))
        counts["readings"] += 1
        counts["days_read"] += sum(anew)
        counts["days_at_hand"] += len(anew) - sum(anew)
        counts["readings_stale"] += trouble is not None


@dataclass(frozen=True, slots=True)
class Anew:
    """A shelf for what is posted unasked: nobody waits for it, so all that is due is read first."""

    ledger: Ledger

    async def read(self, query: Query, first: date, last: date, now: datetime) -> Reading:
        """As Ledger.read."""
        return await self.ledger.read(query, first, last, now, anew=True)


def excuse(
    failed: Mapping[date, Trouble], held: Mapping[date, Held], expired: Collection[date]
) -> Trouble | None:
    """Why older figures stand in for the failed days, None where none had to.

    Raises the Trouble where they may not: nothing is held, it is too old, or the fault is not a
    mere outage.
    """
    for day, trouble in failed.items():
        if day not in held or trouble.reason not in STANDS_IN:
            raise Trouble(trouble.reason, trouble.facts)
    for trouble in (failed[day] for day in expired):
        raise Trouble(Reason.TOO_OLD if trouble.reason in OUTAGES else trouble.reason)
    return next(iter(failed.values()), None)


async def _landed(landed: asyncio.Future[Landing]) -> None:
    """Waits for it; raises its Trouble, a new one: others may be told the same."""
    try:
        await asyncio.shield(landed)
    except Trouble as trouble:
        raise Trouble(trouble.reason, trouble.facts) from None


def _landings(flights: Iterable[Flight]) -> list[Landing]:
    landed = {id(flight): flight.landed for flight in flights if flight.landed.done()}
    return [one.result() for one in landed.values() if not one.cancelled() and not one.exception()]


def _trouble(flight: Flight) -> Trouble | None:
    """Why a flight has brought nothing, None where it is under way; what is no Trouble is raised."""
    if not flight.landed.done():
        return None
    fault = flight.landed.exception()
    if isinstance(fault, Trouble):
        return fault
    raise fault or AssertionError("landed, and yet without the day it was boarded for")


def _source(anew: Sequence[bool]) -> Source:
    if all(anew) and anew:
        return Source.DEEPGRAM
    return Source.MIXED if any(anew) else Source.CACHE

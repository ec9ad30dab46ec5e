"""Fetches under way: whoever asks for a day that is being fetched waits for that fetch.

In this process a day of a query is in at most one flight. Among replicas a stretch is fetched by
whoever holds its lease; the others wait, and then find its pages in Redis. A flight is nobody's:
an asker who goes away does not end it.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.books import Fetch, Page, Query
from bot.store.changes import Change, Changes, change
from bot.store.codec import Kept, unpack
from bot.store.lease import Lease
from bot.store.memory import Held
from bot.store.settling import State, state, unsettled
from bot.store.shelf import Shelf
from bot.store.stretches import Stretch, stretches, widened
from bot.store.together import ended
from bot.store.unavailable import StoreUnavailable
from bot.trouble import Reason, Trouble

GLANCE = 0.05  # seconds between two looks at a lease that another replica holds

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one reading asks for: a query of a project, by the clock of the question.

    `alone` says that Redis has just failed, and is not to be tried again for this reading.
    """

    query: Query
    project_id: str
    family: str
    now: datetime
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Landing:
    """What a flight brought; `degraded` says that the store did not take part in it."""

    pages: Mapping[date, Held]
    degraded: bool = False


@dataclass(slots=True)
class Flight:
    """One fetch of one stretch. `landed` gives its Landing, or raises its Trouble."""

    asked: Asked
    stretch: Stretch
    landed: asyncio.Future[Landing]
    before: dict[date, Kept] = field(default_factory=dict)  # what the store held until now

    def land(self, pages: Mapping[date, Held], *, degraded: bool = False) -> None:
        """Hands the pages to all who wait."""
        if not self.landed.done():
            self.landed.set_result(Landing(pages, degraded))

    def fail(self, fault: BaseException) -> None:
        """Tells all who wait why there are none."""
        if not self.landed.done():
            self.landed.set_exception(fault)
            self.landed.exception()  # looked at here, for where nobody waits any more


class Flights:
    """All fetches of this process. `counts` has how often what happened, for metrics."""

    def __init__(self, upstream: Fetch, shelf: Shelf, changes: Changes) -> None:
        self.counts: Counter[str] = Counter()
        self._upstream = upstream
        self._shelf = shelf
        self._changes = changes
        self._flying: dict[tuple[str, date], Flight] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def under_way(self) -> int:
        """How many fetches are under way."""
        return len(self._tasks)

    def board(self, asked: Asked, days: Iterable[date]) -> dict[date, Flight]:
        """A flight for each of the days: one that is under way, else one of as few new as can be."""
        under_way = {day: self._under_way(asked, day) for day in days}
        flights = {day: flight for day, flight in under_way.items() if flight}
        self.counts["days_joined"] += len(flights)
        for stretch in stretches(under_way.keys() - flights.keys(), self._shelf.life.gap):
            flight = self._begin(asked, stretch)
            flights |= {day: flight for day in stretch.days() if day in under_way}
        return flights

    async def close(self, patience: float) -> None:
        """Lets flights end within so many seconds, then ends them."""
        await ended(self._tasks, patience)

    def _under_way(self, asked: Asked, day: date) -> Flight | None:
        # Only where what it brings is new by the clock of this question, too.
        flight = self._flying.get((asked.family, day))
        new = flight and self._fresh(day, flight.asked.now, asked.now)
        return flight if new else None

    def _fresh(self, day: date, read_at: datetime, now: datetime) -> bool:
        return state(day, read_at, now, self._shelf.life) is State.FRESH

    def _begin(self, asked: Asked, stretch: Stretch) -> Flight:
        today = asked.now.date()
        stretch = widened(stretch, unsettled(today, self._shelf.life), today)
        flight = Flight(asked, stretch, asyncio.get_running_loop().create_future())
        for day in stretch.days():
            if not self._under_way(asked, day):
                self._flying[asked.family, day] = flight
        task = asyncio.create_task(self._fly(flight))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return flight

    async def _fly(self, flight: Flight) -> None:
        try:
            await (self._alone(flight) if flight.asked.alone else self._by_turn(flight))
        except Trouble as trouble:
            flight.fail(trouble)
        except asyncio.CancelledError:
            flight.fail(Trouble(Reason.STOPPING))
            raise
        except Exception as fault:  # a fault of ours must reach who waits, not just end a task
            logger.exception("a fetch failed")
            flight.fail(fault)
        finally:
            self._land(flight)

    def _land(self, flight: Flight) -> None:
        for day in flight.stretch.days():
            if self._flying.get((flight.asked.family, day)) is flight:
                del self._flying[flight.asked.family, day]

    async def _alone(self, flight: Flight) -> None:
        pages = await self._fetched(flight)
        self._hold(flight.asked.family, pages)
        flight.land(pages, degraded=True)

    async def _by_turn(self, flight: Flight) -> None:
        lease = Lease(self._shelf.store, flight.asked.family, flight.stretch)
        try:
            ours = await self._turn(lease, flight)
        except StoreUnavailable:
            await self._alone(flight)
            return
        if ours:
            async with lease.beating():
                await self._fill(lease, flight)

    async def _turn(self, lease: Lease, flight: Flight) -> bool:
        """Waits for our turn. False where, by then, another replica has landed the flight."""
        waited = False
        while not await lease.take():
            self.counts["turns_waited"] += not waited
            waited = True
            await asyncio.sleep(GLANCE)
        flight.before = await self._shelf.look(flight.asked.family, flight.stretch.days())
        landed = self._landed_elsewhere(flight)
        trouble = await lease.told() if waited and not landed else None
        if landed or trouble:
            await lease.release()
        if trouble:
            raise trouble
        return not landed

    def _landed_elsewhere(self, flight: Flight) -> bool:
        fresh = {
            day: kept
            for day, kept in flight.before.items()
            if self._fresh(day, kept.read_at, flight.asked.now)
        }
        if len(fresh) < len(flight.stretch.days()):
            return False
        self.counts["flights_shared"] += 1
        flight.land(fresh)
        return True

    async def _fill(self, lease: Lease, flight: Flight) -> None:
        try:
            pages = await self._fetched(flight)
        except Trouble as trouble:
            await lease.tell(trouble)
            raise
        self._hold(flight.asked.family, pages)
        flight.land(pages)  # nobody waits for the rest
        with suppress(StoreUnavailable):
            await self._keep(flight, pages)

    async def _fetched(self, flight: Flight) -> dict[date, Page]:
        self.counts["calls"] += 1
        asked, stretch = flight.asked, flight.stretch
        pages = await self._upstream(asked.query, stretch.first, stretch.last)
        # By the clock of the question, which was there a little before the figures were: so a
        # page is never taken for newer than it is.
        found = {page.day: replace(page, read_at=asked.now) for page in pages}
        wanted = stretch.days()
        if not found.keys() >= set(wanted):
            raise Trouble(Reason.NOT_TRUSTED, {"fault": "days are missing"})
        return {day: found[day] for day in wanted}

    async def _keep(self, flight: Flight, pages: Mapping[date, Page]) -> None:
        asked = flight.asked
        marks = await self._shelf.put(asked.family, list(pages.values()))
        for day, mark in marks.items():
            self._shelf.memory.hold(asked.family, pages[day], mark)
        moved = [
            (old, pages[day])
            for day, old in flight.before.items()
            if day in marks and old.mark != marks[day]
        ]
        if moved:
            changes = await asyncio.to_thread(_changes, asked.query, moved)
            self.counts["days_changed"] += len(changes)
            await self._changes.record(asked.project_id, changes)

    def _hold(self, family: str, pages: Mapping[date, Page]) -> None:
        for page in pages.values():
            self._shelf.memory.hold(family, page)


def _changes(query: Query, moved: Iterable[tuple[Kept, Page]]) -> list[Change]:
    unpacked = ((unpack(old), old.read_at, new) for old, new in moved)
    befores = ((Page(new.day, rows, at), new) for rows, at, new in unpacked if rows is not None)
    found = (change(query, before, after) for before, after in befores)
    return [one for one in found if one]

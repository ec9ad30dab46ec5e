"""Reads the days before what is running, beside the question itself, so that its end can be told."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.account import Names
from bot.answer.forecast import History, horizon, lesson, outlook
from bot.answer.model import Answer, Outlook
from bot.answer.tally import tally
from bot.blocks.proof import NO_FORECAST
from bot.books import COLUMNS, ZERO
from bot.gather import Gathered, Gatherer, Shelf
from bot.plan import plan
from bot.question.model import Period, Question
from bot.trouble import Trouble

PATIENCE = 3.0  # seconds that an answer waits for what it can do without
TOO_LITTLE = f"{NO_FORECAST}: too few days of use are known."
OLD = f"{NO_FORECAST}: the figures are not current."


@dataclass(frozen=True, slots=True)
class Lessons:
    """The days before, as they are being read for each project; none where nothing is running."""

    names: Mapping[str, Names]
    before: Question | None = None
    reading: Mapping[str, asyncio.Task[Gathered]] = field(default_factory=dict)

    async def told(self, found: Answer, projects: Iterable[str]) -> Answer:
        """The answer with where its period will end; where that was asked in vain, with why not.

        `projects` are those that the answer is of.
        """
        if self.before is None:
            return found
        ahead = await self._ahead(found, [self.reading[p] for p in projects if p in self.reading])
        if not isinstance(ahead, str):
            return replace(found, ahead=ahead)
        asked = found.question.forecast is not None
        return replace(found, notes=(ahead, *found.notes)) if asked else found

    async def _ahead(self, found: Answer, tasks: Sequence[asyncio.Task[Gathered]]) -> Outlook | str:
        """Where it will end, or why that cannot be told."""
        if found.stale or not tasks:
            return OLD if found.stale else TOO_LITTLE
        wait = None if found.question.forecast else PATIENCE
        try:
            async with asyncio.timeout(wait):
                read = [await asyncio.shield(task) for task in tasks]
            known = self._history(read, found.lead)
        except TimeoutError:
            return OLD
        except Trouble as trouble:
            return f"{NO_FORECAST}. {trouble.sentence}"
        stale = any(reading.stale for each in read for reading in each.readings)
        return OLD if stale else outlook(found, known) or TOO_LITTLE

    def _history(self, read: Sequence[Gathered], column: str) -> History:
        """What each day before brought, over all of the projects; raises Trouble."""
        if self.before is None or self.before.period is None:
            return ()
        book = plan(self.before, next(iter(self.names.values()))).book
        sheets = [sheet for each in read for sheet in each.sheets]
        series, place = tally(book, sheets, (), self.names).series, COLUMNS[book].index(column)
        days = self.before.period.days()
        return tuple((day, series[day][place] if day in series else ZERO) for day in days)


@asynccontextmanager
async def lessons(
    question: Question,
    names: Mapping[str, Names],
    projects: Iterable[str],
    shelf: Shelf,
    now: datetime,
) -> AsyncIterator[Lessons]:
    """Reads on while the inside works; what is not read by its end is let go."""
    before = _before(question, now)
    wanted = [p for p in projects if before and _quickly(before, names[p], question)]
    reading = {
        p: asyncio.create_task(_read(before, names[p], p, shelf, now)) for p in wanted if before
    }
    try:
        yield Lessons(names, before, reading)
    finally:
        for task in reading.values():
            task.cancel()
        await asyncio.gather(*reading.values(), return_exceptions=True)


def _before(question: Question, now: datetime) -> Question | None:
    """The question about the days before what is running, in total; None where nothing is."""
    period = question.period
    if period is None or period.last < now.astimezone(UTC).date() or horizon(question) is None:
        return None
    return replace(question, period=lesson(period), group_by=(), compare=None, top=None)


def _quickly(before: Question, names: Names, question: Question) -> bool:
    """Whether one call says it; more are only worth it where the forecast is what was asked."""
    try:
        return not plan(before, names).splits or question.forecast is not None
    except Trouble:
        return False


async def _read(
    before: Question, names: Names, project: str, shelf: Shelf, now: datetime
) -> Gathered:
    of, period = plan(before, names), before.period or Period(now.date(), now.date())
    return await Gatherer(of, project, period, shelf, now, names).gather()

"""Closed days whose figures moved: recorded when a day is read again, for people to be told."""

import logging
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.books import Book, Grouping, Page, Query
from bot.store import keys
from bot.store.connection import Store
from bot.store.finer import total
from bot.store.settling import closed, settled
from bot.store.unavailable import StoreUnavailable

if TYPE_CHECKING:
    from redis.asyncio import Redis

MOST = 1_000  # changes kept for one project; the oldest are dropped first
GLANCE = timedelta(minutes=1)  # between two looks at the record by one process
NEWS = timedelta(days=7)  # how long people are told of a change

logger = logging.getLogger(__name__)


class Change(BaseModel):
    """How the totals of one closed day of one query moved between two readings.

    `before` and `after` have an amount for each column of the book (bot.books.COLUMNS).
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    book: Book
    grouping: tuple[Grouping, ...]
    filters: tuple[tuple[str, str], ...]
    day: date
    before: tuple[Decimal, ...]
    after: tuple[Decimal, ...]
    read_before: datetime
    read_after: datetime

    def of(self, query: Query) -> bool:
        """Whether it is a change of that query's figures."""
        mine = self.book, self.grouping, self.filters
        return mine == (query.book, query.grouping, query.filters)


def change(query: Query, before: Page, after: Page) -> Change | None:
    """How the day moved; None where it did not, or was not over when first read."""
    totals = total(query, before.rows), total(query, after.rows)
    if not closed(before.day, before.read_at) or totals[0] == totals[1]:
        return None
    return Change(
        book=query.book,
        grouping=query.grouping,
        filters=query.filters,
        day=before.day,
        before=totals[0],
        after=totals[1],
        read_before=before.read_at,
        read_after=after.read_at,
    )


class Changes:
    """The record of one API's projects."""

    def __init__(self, store: Store, api: str) -> None:
        self._store = store
        self._api = api
        self._seen: dict[str, tuple[datetime, list[Change]]] = {}

    async def record(self, project_id: str, changes: Iterable[Change]) -> None:
        """Adds to the record. Raises StoreUnavailable."""
        lines = [change.model_dump_json() for change in changes]
        if lines:
            self._seen.pop(project_id, None)
            key = keys.changes(self._api, project_id)
            await self._store.do(lambda redis: _push(redis, key, lines))

    async def recorded(self, project_id: str) -> list[Change]:
        """What was recorded, newest first; nothing where the store does not take part."""
        key = keys.changes(self._api, project_id)
        try:
            lines = await self._store.do(lambda redis: redis.lrange(key, 0, -1))
        except StoreUnavailable as fault:
            logger.info("the record of changes cannot be read: %s", fault)
            return []
        found = [_parsed(line) for line in lines]
        return [change for change in found if change]

    async def news(
        self, query: Query, project_id: str, days: Collection[date], now: datetime
    ) -> frozenset[date]:
        """Those of the days that had settled and yet moved, as found in the week before `now`."""
        seen = self._seen.get(project_id)
        if seen is None or not timedelta(0) <= now - seen[0] < GLANCE:
            seen = self._seen[project_id] = now, await self.recorded(project_id)
        return frozenset(
            one.day
            for one in seen[1]
            if one.of(query) and one.day in days
            if now - one.read_after < NEWS and settled(one.day, one.read_after)
        )


async def _push(redis: "Redis", key: str, lines: list[str]) -> None:
    pipe = redis.pipeline(transaction=False)
    _ = pipe.lpush(key, *lines)
    _ = pipe.ltrim(key, 0, MOST - 1)
    _ = pipe.pexpire(key, keys.CHANGES.life)
    await pipe.execute()


def _parsed(line: str | bytes) -> Change | None:
    try:
        return Change.model_validate_json(line)
    except ValidationError:
        return None

"""Which days people ask for most: so that they can be fetched before they are asked for again.

Counted by what Deepgram is asked, not by words or people: a query, and how far back it reaches.
What was asked lately weighs more: the weight of one asking doubles with each week that passes
(forward decay, https://doi.org/10.1109/ICDE.2009.65), so that nothing ever has to be aged.
"""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.books import Book, Grouping, Query, Reading
from bot.store import keys
from bot.store.connection import Store
from bot.store.ledger import Ledger
from bot.store.unavailable import StoreUnavailable

REACHES = (7, 14, 31, 62, 92, 400)  # days back from today; askings are told apart no finer
MOST = 500  # askings remembered; those that weigh least are dropped first
AT_ONCE = 50  # askings counted here before the store is told
HALF = timedelta(days=7)  # in which an asking comes to weigh half as much as a new one
START = datetime(2026, 1, 1, tzinfo=UTC)  # doubles hold the weights until about 2045

# By the server's clock, which all replicas share. ARGV: START, HALF, life, how many; then pairs.
_TELL = """
local weight = 2 ^ ((redis.call('time')[1] - ARGV[1]) / ARGV[2])
for at = 5, #ARGV, 2 do
  local asked = string.format('%.17g', weight * ARGV[at])
  redis.call('zincrby', KEYS[1], asked, ARGV[at + 1])
end
redis.call('zremrangebyrank', KEYS[1], 0, -ARGV[4] - 1)
redis.call('pexpire', KEYS[1], ARGV[3])
return 1
"""
_SHAPE = (
    str(START.timestamp()),
    str(HALF.total_seconds()),
    str(round(keys.WANTED.life.total_seconds() * 1000)),
    str(MOST),
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Want:
    """A query that is asked for, and how many days back from today."""

    query: Query
    reach: int


class _Spelt(BaseModel):
    """A want as it is kept."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    project: str
    book: Book
    grouping: tuple[Grouping, ...]
    filters: tuple[tuple[str, str], ...]
    reach: int


class Wanted:
    """What is wanted of one API's projects, counted over all replicas."""

    def __init__(self, store: Store, api: str) -> None:
        self._store = store
        self._key = keys.remembered(keys.WANTED, api)
        self._new: Counter[str] = Counter()
        self._telling: asyncio.Task[None] | None = None

    def note(self, query: Query, first: date, now: datetime) -> None:
        """Counts one asking for days since `first`; costs nothing that anyone waits for."""
        reach = reached(first, now)
        if reach is None:
            return
        self._new[spelt(Want(query, reach))] += 1
        if self._new.total() >= AT_ONCE and (self._telling is None or self._telling.done()):
            self._telling = asyncio.create_task(self.tell())

    async def tell(self) -> None:
        """Tells the store what was counted here; never fails."""
        new, self._new = self._new, Counter()
        if not new:
            return
        pairs = [word for text, count in new.items() for word in (str(count), text)]
        try:
            await self._store.do(lambda redis: redis.eval(_TELL, 1, self._key, *_SHAPE, *pairs))
        except StoreUnavailable as fault:
            logger.info("what is wanted is not counted: %s", fault)

    async def close(self) -> None:
        """Tells the store what it does not know yet; never fails, and is back within seconds."""
        if self._telling is not None:
            await asyncio.gather(self._telling, return_exceptions=True)
        await self.tell()

    async def most(self, number: int) -> list[Want]:
        """What is wanted most, most wanted first; nothing where the store does not take part."""
        try:
            found: Any = await self._store.do(
                lambda redis: redis.zrevrange(self._key, 0, MOST, withscores=True)
            )
        except StoreUnavailable as fault:
            logger.info("what is wanted is not known: %s", fault)
            return []
        return joined((parsed(text), weight) for text, weight in found)[:number]


@dataclass(frozen=True, slots=True)
class Noting:
    """A ledger that notes what is asked of it."""

    ledger: Ledger
    wanted: Wanted

    async def read(self, query: Query, first: date, last: date, now: datetime) -> Reading:
        """As bot.store.ledger.Ledger.read."""
        reading = await self.ledger.read(query, first, last, now)
        self.wanted.note(query, first, now)
        return reading


def reached(first: date, now: datetime) -> int | None:
    """How far back from today that day is, rounded up to one of REACHES; None for further."""
    back = (now.astimezone(UTC).date() - first).days
    return next((reach for reach in REACHES if back <= reach), None)


def joined(wants: Iterable[tuple[Want | None, float]]) -> list[Want]:
    """Each query once, heaviest first, with the longest reach that is wanted of it."""
    weights: defaultdict[Query, float] = defaultdict(float)
    reach: dict[Query, int] = {}
    for want, weight in wants:
        if want is not None:
            weights[want.query] += weight
            reach[want.query] = max(want.reach, reach.get(want.query, 0))
    return [Want(of, reach[of]) for of in sorted(weights, key=weights.__getitem__, reverse=True)]


def spelt(want: Want) -> str:
    """The want as text; equal wants are spelt the same."""
    of = want.query
    filters = tuple(sorted(of.filters))
    return _Spelt(
        project=of.project, book=of.book, grouping=of.grouping, filters=filters, reach=want.reach
    ).model_dump_json()


def parsed(text: str | bytes) -> Want | None:
    """The want of a text; None for what is not one."""
    try:
        said = _Spelt.model_validate_json(text)
    except ValidationError:
        return None
    return Want(Query(said.project, said.book, said.grouping, said.filters), said.reach)

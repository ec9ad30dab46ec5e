"""Where days are kept: one blob in Redis for each UTC day of a query."""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar, cast

from bot.books import Page
from bot.store import keys
from bot.store.bounds import thinned
from bot.store.codec import Kept, encode, look
from bot.store.connection import Store
from bot.store.memory import BIG, Memory
from bot.store.settling import LIFETIMES, Lifetimes, kept
from bot.store.together import Together
from bot.store.unavailable import StoreUnavailable

if TYPE_CHECKING:
    from redis.asyncio import Redis

T = TypeVar("T")

logger = logging.getLogger(__name__)

CHECKED = 1_000  # days kept between two looks at how full the store is
AT_ONCE = 100  # days in one command, so that none takes long


class Shelf:
    """The kept days of all queries. Redis has them; `memory` has the ones lately looked at.

    `look` and `put` raise StoreUnavailable where Redis does not take part.
    """

    def __init__(self, store: Store, memory: Memory, life: Lifetimes = LIFETIMES) -> None:
        self.store = store
        self.memory = memory
        self.life = life
        self._put_since = CHECKED  # so that there is a look before the first ones
        self._looks: Together[dict[date, Kept]] = Together()

    async def look(self, family: str, days: Sequence[date]) -> dict[date, Kept]:
        """Those of the days that are there and whole, their rows still packed."""
        if not days:
            return {}
        key = (family, tuple(days))
        return await self._looks.do(key, lambda: self._look(family, days))

    async def put(self, family: str, pages: Sequence[Page]) -> dict[date, int]:
        """Keeps the pages for as long as their days deserve; gives the mark of each day kept."""
        big = sum(len(page.rows) for page in pages) > BIG
        blobs = await asyncio.to_thread(_encoded, family, pages) if big else _encoded(family, pages)
        await self._bound(len(blobs))
        for part in _parts(blobs):
            await self._put(family, part)
        looked = [look(family, page.day, blob) for page, blob in blobs]
        return {one.day: one.mark for one in looked if one}

    async def close(self) -> None:
        """Ends what is still being looked up."""
        await self._looks.close()

    async def _look(self, family: str, days: Sequence[date]) -> dict[date, Kept]:
        found: dict[date, Kept] = {}
        for part in _parts(days):
            found |= await self._look_at(family, part)
        return found

    async def _look_at(self, family: str, days: Sequence[date]) -> dict[date, Kept]:
        names = [keys.day(family, day) for day in days]
        blobs = await self.store.do(lambda redis: redis.mget(names))
        pairs = zip(days, cast("list[bytes | None]", blobs), strict=True)
        looked = [look(family, day, blob) for day, blob in pairs]
        return {one.day: one for one in looked if one}

    async def _bound(self, put: int) -> None:
        self._put_since += put
        if self._put_since >= CHECKED:
            self._put_since = 0
            dropped = await thinned(self.store)
            if dropped:
                logger.warning("the store was nearly full: %d kept days were dropped", dropped)

    async def _put(self, family: str, blobs: Sequence[tuple[Page, bytes]]) -> None:
        lives = [kept(page.day, page.read_at, self.life) for page, _ in blobs]
        named = {
            keys.day(family, page.day): (blob, life)
            for (page, blob), life in zip(blobs, lives, strict=True)
        }
        try:
            await self.store.do(lambda redis: _set(redis, named))
        except StoreUnavailable:  # perhaps it is full: look before the next ones
            self._put_since = CHECKED
            raise


def _encoded(family: str, pages: Sequence[Page]) -> list[tuple[Page, bytes]]:
    blobs = ((page, encode(family, page)) for page in pages)
    return [(page, blob) for page, blob in blobs if blob is not None]


async def _set(redis: "Redis", blobs: Mapping[str, tuple[bytes, timedelta]]) -> None:
    pipe = redis.pipeline(transaction=False)
    for name, (blob, life) in blobs.items():
        _ = pipe.set(name, blob, px=life)  # queued; the pipeline gives itself back
    await pipe.execute()


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]

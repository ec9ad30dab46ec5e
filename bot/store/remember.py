"""Small things that are asked for again and again, such as a person's time zone."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from bot.store import keys
from bot.store.connection import Store
from bot.store.keys import Kind
from bot.store.together import Together
from bot.store.unavailable import StoreUnavailable

MOST = 5_000  # answers kept in this process

Produce = Callable[[], Awaitable[str]]


class Remember:
    """Short texts by kind and name, each produced once in its lifetime (of the table in keys).

    `clock` is monotonic, in seconds.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._here: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._running: Together[str] = Together()

    async def recall(self, kind: Kind, what: tuple[str, ...], produce: Produce) -> str:
        """The text for that name, produced where it is not known; raises what `produce` raises.

        Many who ask at once share one `produce`. Without Redis this process remembers alone.
        """
        key = keys.remembered(kind, *what)
        text, until = self._here.get(key, ("", 0.0))
        if self._clock() < until:
            return text
        return await self._running.do(key, lambda: self._found(kind, key, produce))

    async def close(self) -> None:
        """Ends what is being produced."""
        await self._running.close()

    async def _found(self, kind: Kind, key: str, produce: Produce) -> str:
        text = await self._kept(key)
        if text is None:
            text = await produce()
            await self._keep(kind, key, text)
        # A text from Redis may be near its end: here it counts for a part of its life only.
        self._here[key] = text, self._clock() + kind.life.total_seconds() / 4
        if len(self._here) > MOST:
            self._here.popitem(last=False)
        return text

    async def _kept(self, key: str) -> str | None:
        try:
            text = await self._store.do(lambda redis: redis.get(key))
        except StoreUnavailable:
            return None
        return text.decode(errors="replace") if isinstance(text, bytes) else text

    async def _keep(self, kind: Kind, key: str, text: str) -> None:
        try:
            await self._store.do(lambda redis: redis.set(key, text, px=kind.life))
        except StoreUnavailable:
            return

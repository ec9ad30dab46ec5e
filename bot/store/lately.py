"""The last question of a thread, a direct message or a person, for as long as it may go on."""

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta

from bot.store import keys
from bot.store.connection import Store
from bot.store.unavailable import StoreUnavailable

MOST = 5_000  # texts kept in this process


class Lately:
    """Texts that are kept for a while; without Redis this process keeps them alone.

    `clock` is monotonic, in seconds.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._here: OrderedDict[str, tuple[str, float]] = OrderedDict()

    async def keep(self, what: tuple[str, ...], text: str, life: timedelta) -> None:
        """Keeps a text under a name, in the place of the one before; never fails."""
        key, life = keys.remembered(keys.LATELY, *what), min(life, keys.LATELY.life)
        self._here.pop(key, None)
        self._here[key] = text, self._clock() + life.total_seconds()
        if len(self._here) > MOST:
            self._here.popitem(last=False)
        sealed = self._store.seal.shut(key, _bytes(text))
        try:
            await self._store.do(lambda redis: redis.set(key, sealed, px=life))
        except StoreUnavailable:
            return

    async def recall(self, what: tuple[str, ...]) -> str | None:
        """The text under a name, None where there is none or its time is over; never fails."""
        key = keys.remembered(keys.LATELY, *what)
        try:
            kept = await self._store.do(lambda redis: redis.get(key))
        except StoreUnavailable:
            return self._remembered(key)
        text = self._store.seal.look(key, kept)
        return None if text is None else text.decode("utf-8", "replace")

    def forget(self) -> None:
        """Forgets what this process keeps."""
        self._here.clear()

    def _remembered(self, key: str) -> str | None:
        text, until = self._here.get(key, ("", 0.0))
        return text if self._clock() < until else None


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")

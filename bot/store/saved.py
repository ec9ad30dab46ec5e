"""Questions that were saved under a name, by a person or in a channel; kept for ever."""

from dataclasses import dataclass

import orjson

from bot.store import keys
from bot.store.connection import Store
from bot.store.unavailable import StoreUnavailable
from bot.trouble import Reason, Trouble

SCHEMA = 1
MOST = 50  # questions of one person, or of one channel

Whose = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """The saved questions, one Redis hash for each person and each channel.

    Every method raises Trouble(STORE_DOWN) where the store does not take part.
    """

    store: Store

    async def all(self, whose: Whose) -> dict[str, str]:
        """Every question by its name, in the order of the names."""
        key = keys.remembered(keys.SAVED, *whose)
        try:
            found = await self.store.do(lambda redis: redis.hgetall(key))
        except StoreUnavailable:
            raise Trouble(Reason.STORE_DOWN) from None
        read = {_plain(name): _text(blob) for name, blob in found.items()}
        return {name: text for name, text in sorted(read.items()) if text is not None}

    async def one(self, whose: Whose, name: str) -> str | None:
        """The question of that name."""
        key = keys.remembered(keys.SAVED, *whose)
        try:
            blob = await self.store.do(lambda redis: redis.hget(key, name))
        except StoreUnavailable:
            raise Trouble(Reason.STORE_DOWN) from None
        return _text(blob) if blob else None

    async def save(self, whose: Whose, name: str, text: str) -> bool:
        """Saves a question in the place of one of that name; False where there are too many."""
        key = keys.remembered(keys.SAVED, *whose)
        blob = orjson.dumps({"v": SCHEMA, "text": text})
        try:
            new = not await self.store.do(lambda redis: redis.hexists(key, name))
            if new and await self.store.do(lambda redis: redis.hlen(key)) >= MOST:
                return False
            await self.store.do(lambda redis: redis.hset(key, name, blob))
        except StoreUnavailable:
            raise Trouble(Reason.STORE_DOWN) from None
        return True

    async def forget(self, whose: Whose, name: str) -> bool:
        """Forgets a question; False where there was none of that name."""
        key = keys.remembered(keys.SAVED, *whose)
        try:
            return bool(await self.store.do(lambda redis: redis.hdel(key, name)))
        except StoreUnavailable:
            raise Trouble(Reason.STORE_DOWN) from None


def _text(blob: bytes | str) -> str | None:
    """The question in what is kept; None for another schema's or a damaged one."""
    try:
        kept = orjson.loads(blob)
    except ValueError:
        return None
    right = isinstance(kept, dict) and kept.get("v") == SCHEMA
    return kept["text"] if right and isinstance(kept.get("text"), str) else None


def _plain(name: bytes | str) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else name

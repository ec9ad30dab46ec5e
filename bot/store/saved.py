"""Questions that were saved under a name, by a person or in a channel; kept for ever."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from bot.store import keys
from bot.store.connection import Store
from bot.store.sealed import NotOpened
from bot.store.unavailable import StoreUnavailable
from bot.trouble import Reason, Trouble

SCHEMA = 1
MOST = 50  # questions of one person, or of one channel

Whose = tuple[str, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Saved:
    """The saved questions, one Redis hash for each person and each channel.

    Where they are sealed, the names of the hash's fields are made of theirs, and say nothing.
    Every method raises Trouble: STORE_DOWN where the store does not take part, SEALED where what
    it has cannot be opened.
    """

    store: Store

    async def all(self, whose: Whose) -> dict[str, str]:
        """Every question by its name, in the order of the names."""
        key = keys.remembered(keys.SAVED, *whose)
        found = await self._do(lambda redis: redis.hgetall(key))
        read = [self._read(key, _plain(field), blob) for field, blob in found.items()]
        return dict(sorted(pair for pair in read if pair))

    async def one(self, whose: Whose, name: str) -> str | None:
        """The question of that name."""
        key = keys.remembered(keys.SAVED, *whose)
        fields = self.store.seal.fields(key, name)
        blobs = await self._do(lambda redis: redis.hmget(key, fields))
        for field, blob in zip(fields, blobs, strict=True):
            pair = self._read(key, field, blob) if blob else None
            if pair:
                return pair[1]
        return None

    async def save(self, whose: Whose, name: str, text: str) -> bool:
        """Saves a question in the place of one of that name; False where there are too many."""
        key = keys.remembered(keys.SAVED, *whose)
        field, *former = self.store.seal.fields(key, name)
        blob = self.store.seal.shut(within(key, field), spelt(name, text))
        held = await self._do(lambda redis: redis.hmget(key, [field, *former]))
        if not any(held) and await self._do(lambda redis: redis.hlen(key)) >= MOST:
            return False
        await self._do(lambda redis: redis.hset(key, field, blob))
        if any(held[1:]):
            await self._do(lambda redis: redis.hdel(key, *former))
        return True

    async def forget(self, whose: Whose, name: str) -> bool:
        """Forgets a question; False where there was none of that name."""
        key = keys.remembered(keys.SAVED, *whose)
        fields = self.store.seal.fields(key, name)
        return bool(await self._do(lambda redis: redis.hdel(key, *fields)))

    def _read(self, key: str, field: str, blob: bytes | str) -> tuple[str, str] | None:
        kept = blob if isinstance(blob, bytes) else blob.encode()
        try:
            return named(field, self.store.seal.opened(within(key, field), kept))
        except NotOpened as fault:
            raise Trouble(Reason.SEALED, {"sealed": fault.why.value}) from None

    async def _do(self, command: Callable[[Any], Awaitable[T]]) -> T:
        try:
            return await self.store.do(command)
        except StoreUnavailable:
            raise Trouble(Reason.STORE_DOWN) from None


def within(key: str, field: str) -> str:
    """What a value is sealed to: its own place, and no other."""
    return f"{key}|{field}"


def spelt(name: str, text: str) -> bytes:
    """A question and its name, to be kept."""
    return orjson.dumps({"v": SCHEMA, "text": text, "name": name})


def named(field: str, blob: bytes) -> tuple[str, str] | None:
    """Name and question of what is kept; None for another schema's or a damaged one."""
    try:
        kept = orjson.loads(blob)
    except ValueError:
        return None
    right = isinstance(kept, dict) and kept.get("v") == SCHEMA
    if not right or not isinstance(kept.get("text"), str):
        return None
    return str(kept.get("name") or field), kept["text"]


def _plain(name: bytes | str) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else name

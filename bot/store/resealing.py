"""Everything that is sealed, looked through: how it stands, and sealed anew with the latest key.

For values from before there was a key, and for an old key that is to go. Bots may run meanwhile: a
value that somebody writes in between is left as they wrote it.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from bot.store import keys
from bot.store.connection import Store
from bot.store.saved import named, spelt, within
from bot.store.sealed import NotOpened, Why

# KEYS: a hash. Its field, the value as it was read, the field and the value to put in its place.
SWAP = """
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
return 1
"""
# KEYS: a value, which keeps its lifetime. What it was read as, and what to put in its place.
PUT = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1
"""
BODY = b"body"


class Stand(StrEnum):
    """How a value stands."""

    SEALED = "sealed"  # with the latest key
    FORMER = "former"  # with an older key, or not at all
    LOST = "lost"  # it cannot be opened


class Held(NamedTuple):
    """A value: its key and what kind of key that is, the field where it is a hash's."""

    kind: str
    key: str
    field: str
    kept: bytes

    @property
    def name(self) -> str:
        """What it is sealed to."""
        return within(self.key, self.field) if self.field else self.key


@dataclass(slots=True)
class Count:
    """How many values stand how, and why those that cannot be opened cannot."""

    sealed: int = 0
    former: int = 0
    lost: int = 0
    why: Why | None = None


async def counted(store: Store) -> Count:
    """How everything stands; nothing is changed. Raises StoreUnavailable."""
    count = Count()
    async for held in everything(store):
        _note(count, store, held)
    return count


async def sealed_anew(store: Store) -> Count:
    """Seals everything with the latest key; how it stood before. Raises StoreUnavailable."""
    count = Count()
    async for held in everything(store):
        if _note(count, store, held) is Stand.FORMER:
            await _rewritten(store, held)
    return count


async def everything(store: Store) -> AsyncIterator[Held]:
    """Every value that is sealed where there is a key and lives on; what is owed goes by itself."""
    for kind in (keys.DIGEST, keys.SAVED, keys.LATELY):
        for key in await store.do(partial(keys.scanned, kind=kind)):
            for field, kept in (await store.do(partial(_fields, kind.name, key))).items():
                yield Held(kind.name, key, field, kept)


def _note(count: Count, store: Store, held: Held) -> Stand:
    try:
        store.seal.opened(held.name, held.kept)
    except NotOpened as fault:
        if fault.why is not Why.PLAIN:
            count.lost, count.why = count.lost + 1, fault.why
            return Stand.LOST
    stand = Stand.SEALED if store.seal.current(held.kept) else Stand.FORMER
    setattr(count, stand.value, getattr(count, stand.value) + 1)
    return stand


async def _rewritten(store: Store, held: Held) -> None:
    plain = store.seal.also_plain.opened(held.name, held.kept)
    if not held.field:
        value = store.seal.shut(held.key, plain)
        await store.do(lambda redis: redis.eval(PUT, 1, held.key, held.kept, value))
        return
    field = held.field
    if held.kind == keys.SAVED.name and (pair := named(field, plain)):
        field = store.seal.fields(held.key, pair[0])[0]
        plain = spelt(*pair)
    value = store.seal.shut(within(held.key, field), plain)
    await store.do(lambda redis: redis.eval(SWAP, 1, held.key, held.field, held.kept, field, value))


async def _fields(kind: str, key: str, redis: Any) -> dict[str, bytes]:
    """What of a key is sealed, by field; under an empty one where it is no hash."""
    if kind == keys.LATELY.name:
        found = {"": await redis.get(key)}
    elif kind == keys.DIGEST.name:
        found = {BODY.decode(): await redis.hget(key, BODY)}
    else:
        found = {field.decode(): kept for field, kept in (await redis.hgetall(key)).items()}
    return {field: kept for field, kept in found.items() if kept is not None}

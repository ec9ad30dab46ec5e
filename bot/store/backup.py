"""What must not be lost, out of one store and into another: the keys of the permanent kinds.

They go as Redis itself writes them down (https://redis.io/docs/latest/commands/dump/), so a store
takes back what one of its own release, or an older one, gave.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

from bot.store.connection import Store
from bot.store.keys import PERMANENT, ROOT, SCHEMA

FORM = "state 1"
AT_ONCE = 100  # keys put back with one round trip


@dataclass(frozen=True, slots=True)
class Kept:
    """One key: how long it has to live, in milliseconds (0 for ever), and what Redis wrote of it."""

    key: str
    life: int
    dump: bytes


class NotABackup(Exception):  # noqa: N818 (named as people say it)
    """A file that is no backup, or not a whole one; its text says which, in our own words."""


async def kept(store: Store) -> list[Kept]:
    """Every key of the permanent kinds; those that change together as of one moment.

    Raises StoreUnavailable.
    """
    names = sorted(await store.do(_names), key=_slot)
    found: list[Kept] = []
    for _, together in groupby(names, key=_slot):
        found += await store.do(partial(_dumped, list(together)))
    return found


async def held(store: Store) -> int:
    """How many such keys a store has. Raises StoreUnavailable."""
    return len(await store.do(_names))


async def put(store: Store, keys: Iterable[Kept]) -> None:
    """Makes the store hold exactly these keys of the permanent kinds. Raises StoreUnavailable."""
    for name in await store.do(_names):
        await store.do(partial(_dropped, name))
    for _, together in groupby(sorted(keys, key=lambda each: _slot(each.key)), _slot_of):
        for some in _batches(list(together)):
            await store.do(partial(_restored, some))


def lines(keys: Iterable[Kept], at: datetime) -> Iterator[str]:
    """A backup as JSON lines: a head, a line for each key, and a foot that says it is whole."""
    yield json.dumps({"dgusage": FORM, "at": at.isoformat(timespec="seconds")})
    count = 0
    for count, each in enumerate(keys, 1):  # noqa: B007 (the count is what is wanted)
        dump = base64.b64encode(each.dump).decode("ascii")
        yield json.dumps({"key": each.key, "life": each.life, "dump": dump})
    yield json.dumps({"keys": count})


def read(text: Iterable[str]) -> list[Kept]:
    """The keys of a backup; raises NotABackup, before anything is used of it."""
    try:
        head, *body, foot = [json.loads(line) for line in text]
        if head.get("dgusage") != FORM:
            raise NotABackup("It is not a backup of this form.")
        found = [_read(line) for line in body]
        whole = foot.get("keys") == len(found)
    except (ValueError, LookupError, TypeError, AttributeError) as fault:
        raise NotABackup("It is not a backup.") from fault
    if not whole:
        raise NotABackup("It is not whole: its end is missing.")
    return found


def _read(line: dict[str, Any]) -> Kept:
    key = str(line["key"])
    if not _ours(key):
        raise NotABackup("It has keys that are not dgusage's.")
    return Kept(key, max(0, int(line["life"])), base64.b64decode(line["dump"], validate=True))


def _ours(key: str) -> bool:
    root, _, rest = key.partition(":")
    schema, _, rest = rest.partition(":")
    return (root, schema) == (ROOT, SCHEMA) and rest.partition(":")[0] in PERMANENT


async def _names(redis: Any) -> list[str]:
    found = redis.scan_iter(match=f"{ROOT}:{SCHEMA}:*", count=1000)
    return [name for name in [key.decode() async for key in found] if _ours(name)]


async def _dumped(names: list[str], redis: Any) -> list[Kept]:
    async with redis.pipeline(transaction=True) as pipe:
        for name in names:
            pipe.dump(name)
            pipe.pttl(name)
        said = await pipe.execute()
    dumps, lives = said[::2], said[1::2]
    found = zip(names, lives, dumps, strict=True)
    return [Kept(name, max(0, life), dump) for name, life, dump in found if dump is not None]


async def _dropped(name: str, redis: Any) -> None:
    await redis.delete(name)


async def _restored(keys: list[Kept], redis: Any) -> None:
    async with redis.pipeline(transaction=True) as pipe:
        for each in keys:
            pipe.restore(each.key, each.life, each.dump, replace=True)
        await pipe.execute()


def _slot(name: str) -> str:
    return name.partition("{")[2].partition("}")[0]


def _slot_of(each: Kept) -> str:
    return _slot(each.key)


def _batches(keys: list[Kept]) -> Iterator[list[Kept]]:
    for begin in range(0, len(keys), AT_ONCE):
        yield keys[begin : begin + AT_ONCE]

"""The cache bounds itself: a full store would also refuse what must not be lost.

A store of `noeviction` never drops anything by itself, so the kept days are thinned out here, those
first that would end first. Other keys are never touched.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.store.connection import Store
from bot.store.keys import DAY, ROOT, SCHEMA

if TYPE_CHECKING:
    from redis.asyncio import Redis

FULL = 0.75  # of maxmemory: more than that is too much
SHARE = 0.4  # of the kept days that is then dropped
MOST = 20_000  # days dropped at once
AT_ONCE = 500  # keys in one round trip


async def thinned(store: Store) -> int:
    """Drops kept days if the store is too full; how many. Raises StoreUnavailable.

    A store without a `maxmemory` has no measure of full: its days just end in their time.
    """
    if not any(map(_full, await store.memories())):
        return 0
    lives = await _lives(store)
    doomed = sorted(lives, key=lives.__getitem__)[: min(MOST, int(SHARE * len(lives)) + 1)]
    for part in _parts(doomed):
        await store.do(partial(_piped, command="UNLINK", names=part))
    return len(doomed)


def _full(memory: Mapping[str, Any]) -> bool:
    most, used = memory.get("maxmemory", 0), memory.get("used_memory", 0)
    return bool(most) and used >= FULL * most


async def _lives(store: Store) -> dict[bytes, int]:
    """Every kept day, with the milliseconds that it has left."""
    names = await store.do(_names)
    lives: dict[bytes, int] = {}
    for part in _parts(names):
        left = await store.do(partial(_piped, command="PTTL", names=part))
        lives |= zip(part, left, strict=True)
    return lives


async def _names(redis: "Redis") -> list[bytes]:
    pattern = f"{ROOT}:{SCHEMA}:{DAY.name}:*"
    return [name async for name in redis.scan_iter(match=pattern, count=1_000)]


async def _piped(redis: "Redis", command: str, names: Sequence[bytes]) -> list[Any]:
    pipe = redis.pipeline(transaction=False)
    for name in names:
        _ = pipe.execute_command(command, name)
    return await pipe.execute()


def _parts(names: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(names), AT_ONCE):
        yield names[start : start + AT_ONCE]

"""Where the bot keeps things: whether that is new enough, loses nothing, and how its digests are."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from bot.app import Bot
from bot.digest.keeping import Known
from bot.digest.model import Digest
from bot.doctor.finding import Finding, todo, well
from bot.doctor.sealing import sealed
from bot.store.connection import Store
from bot.store.digests import BY_HAND, Digests
from bot.store.slots import Scripts
from bot.store.unavailable import StoreUnavailable
from bot.trouble import Trouble

OLDEST_REDIS = (6, 2)
SHOWN = 3  # digests named

LOSES = (
    "Redis writes nothing down: a restart of it loses digests and settings. Set appendonly yes "
    "(CONFIG SET appendonly yes, and in its configuration)"
)
SNAPSHOTS = "snapshots only: what was made since the last one can be lost; appendonly yes keeps it"
UNSAID = "not append-only, and Redis does not say whether it takes snapshots; check with its owner"


async def kept(bot: Bot) -> AsyncIterator[Finding]:
    """The store, what it keeps through a restart, and the digests in it."""
    if bot.store_fault:
        yield todo("store", bot.store_fault)
        return
    try:
        server = await bot.state.do(lambda redis: redis.info("server"))
        yield store(server, await bot.state.policy())
        yield await _persistence(bot.state)
        yield await sealed(bot.state)
        yield digests(await Digests(Scripts(bot.state)).all())
    except StoreUnavailable as fault:
        yield todo("store", f"{fault} Check REDIS_URL.")
    except Trouble as trouble:
        yield todo("digests", trouble.sentence)


def store(info: Mapping[str, object], policy: str) -> Finding:
    """Whether the store is new enough and keeps what it is given."""
    version = str(info.get("valkey_version") or info.get("redis_version") or "0.0")
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        return todo("store", f"version {version}; Redis 6.2 or Valkey 8 is needed")
    if policy != "noeviction":
        return todo("store", f"maxmemory-policy is {policy}: set noeviction, or state may be lost")
    return well("store", f"{info.get('server_name', 'redis')} {version}")


async def _persistence(state: Store) -> Finding:
    info: dict[str, Any] = await state.do(lambda redis: redis.info("persistence"))
    snapshots: str | None = None
    with suppress(StoreUnavailable):  # who only rents a Redis may not read its configuration
        found: dict[Any, Any] = await state.do(lambda redis: redis.config_get("save"))
        snapshots = found.get("save")
    return persistence(info, snapshots)


def persistence(info: Mapping[str, object], snapshots: str | None) -> Finding:
    """Whether what was kept survives a restart; `snapshots` is None where that is not told."""
    name = "store persistence"
    failed = [
        what
        for what in ("aof_last_write_status", "rdb_last_bgsave_status")
        if info.get(what, "ok") != "ok"
    ]
    if failed:
        return todo(name, f"{failed[0]} is not ok: look into Redis' log and at its disk")
    if int(str(info.get("aof_enabled", 0))):
        return well(name, "append-only file")
    if snapshots is None:
        return well(name, UNSAID)
    return well(name, SNAPSHOTS) if snapshots.strip() else todo(name, LOSES)


def digests(known: Sequence[Known]) -> Finding:
    """Whether any digest was paused by its failures, or cannot be read."""
    paused = [d.id for d in known if isinstance(d, Digest) and d.paused not in {"", BY_HAND}]
    unread = [d.id for d in known if not isinstance(d, Digest)]
    failing = [d.id for d in known if isinstance(d, Digest) and d.failures and not d.paused]
    parts = [
        _counted(paused, "paused by what went wrong: /dgusage digests in the channel says why"),
        _counted(
            unread, "of another release (run that one, or delete them), or sealed with another key"
        ),
    ]
    wrong = [part for part in parts if part]
    if wrong:
        return todo("digests", "; ".join(wrong))
    note = f"{len(known)} digests" if len(known) != 1 else "1 digest"
    return well("digests", f"{note}, {len(failing)} failed last time" if failing else note)


def _counted(ids: Sequence[str], what: str) -> str:
    named = ", ".join(ids[:SHOWN]) + (" …" if len(ids) > SHOWN else "")
    return f"{len(ids)} {what} ({named})" if ids else ""

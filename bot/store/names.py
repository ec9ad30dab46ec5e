"""The names of each project, last known: type-ahead and "did you mean" never wait for Deepgram."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from bot.account import Key, Names
from bot.store import keys
from bot.store.connection import Store
from bot.store.ledger import Identify
from bot.store.together import Together
from bot.store.unavailable import StoreUnavailable
from bot.trouble import Trouble

SOFT = timedelta(hours=1)  # after that, names are read again behind; unknown ones at once
PARTIAL = timedelta(minutes=10)  # the same, where a part of them could not be read
HARD = keys.NAMES.life  # after that, they are read again first
AGAIN = timedelta(minutes=1)  # between two tries to read them behind
ASKED_FOR = timedelta(seconds=30)  # how new names are that nobody needs newer
PARTS = ("tags", "keys", "models", "line_items")  # what `Names.missing` can speak of

Read = Callable[[str], Awaitable[Names]]  # a project's name of ours → its names; raises Trouble

logger = logging.getLogger(__name__)


@dataclass(frozen=True, config=ConfigDict(hide_input_in_errors=True))
class _Kept:
    schema: int
    names: Names


SCHEMA = 1


class KnownNames:
    """What each project's ids mean, kept in this process and, for the next one, in Redis."""

    def __init__(self, upstream: Read, store: Store, api: str, identify: Identify) -> None:
        self._upstream = upstream
        self._store = store
        self._api = api
        self._identify = identify
        self._known: dict[str, Names] = {}
        self._tried: dict[str, datetime] = {}
        self._readings: Together[Names] = Together()

    async def names(self, project: str, now: datetime) -> Names:
        """The last known names, at once; Trouble only where none are known and none can be read.

        Names older than an hour are read again behind; older than thirty days, before.
        """
        known = await self._last_known(project)
        if known is None or _age(known.read_at, now) > HARD:
            return await self.renewed(project, now)
        soft = PARTIAL if known.missing else SOFT
        if _age(known.read_at, now) > soft and _age(self._tried.get(project), now) > AGAIN:
            self._tried[project] = now
            _ = self._reading(project, now, soft)
        return known

    async def renewed(self, project: str, now: datetime) -> Names:
        """Names read just now (or within half a minute): for a word that the last known lack.

        The last known where Deepgram cannot be read; Trouble where there are none.
        """
        known = await self._last_known(project)
        if known is not None and _age(known.read_at, now) <= ASKED_FOR:
            return known
        try:
            return await asyncio.shield(self._reading(project, now, ASKED_FOR))
        except Trouble as trouble:
            if known is None:
                raise
            logger.info("names stay as last known: %s", trouble.reason)
            return known

    async def held(self, project: str) -> Names | None:
        """The last known names, None where there are none or the project is not known yet."""
        try:
            return await self._last_known(project)
        except Trouble:
            return None

    async def close(self, patience: float = 2.0) -> None:
        """Lets what is being read end within so many seconds, then ends it."""
        await self._readings.close(patience)

    def _reading(self, project: str, now: datetime, enough: timedelta) -> asyncio.Task[Names]:
        return self._readings.begin((project, enough), lambda: self._read(project, now, enough))

    async def _read(self, project: str, now: datetime, enough: timedelta) -> Names:
        kept = await self._kept(project)
        if kept and _age(kept.read_at, now) <= enough:  # another replica was quicker
            self._known[project] = kept
            return kept
        read = replace(await self._upstream(project), read_at=now)
        known = kept or self._known.get(project)
        names = self._known[project] = merged(known, read) if known else read
        await self._keep(project, names)
        return names

    async def _last_known(self, project: str) -> Names | None:
        if project not in self._known:
            found = await self._kept(project)
            if found:
                self._known.setdefault(project, found)
        return self._known.get(project)

    async def _kept(self, project: str) -> Names | None:
        key = keys.names(self._api, await self._identify(project))
        try:
            text = await self._store.do(lambda redis: redis.get(key))
        except StoreUnavailable:
            return None
        return parsed(text) if text else None

    async def _keep(self, project: str, names: Names) -> None:
        key = keys.names(self._api, await self._identify(project))
        try:
            text = spelt(names)
            await self._store.do(lambda redis: redis.set(key, text, px=keys.NAMES.life))
        except (StoreUnavailable, ValueError):  # the latter: a name that is not valid Unicode
            logger.info("names are not kept, only remembered")


def merged(known: Names, read: Names) -> Names:
    """What is known after a reading: parts that could not be read, and deleted keys, stay.

    A key that is no longer listed keeps its comment and is marked as deleted.
    """
    gone = {id_: _gone(key) for id_, key in known.keys.items() if not _listed(id_, read)}
    lost = {part: getattr(known, part) for part in PARTS if part in read.missing}
    return replace(
        read,
        **{
            "project": read.project if read.project.name else known.project,
            "keys": {**read.keys, **gone},
            "models": {**known.models, **read.models},
            "line_items": {**known.line_items, **read.line_items},
            **lost,
        },
    )


def spelt(names: Names) -> bytes:
    """The names as text to keep."""
    return _adapter().dump_json(_Kept(SCHEMA, names))


def parsed(text: str | bytes) -> Names | None:
    """The names of a kept text; None (unknown) for another schema's or a damaged one."""
    try:
        kept = _adapter().validate_json(text)
    except ValidationError:
        return None
    return kept.names if kept.schema == SCHEMA else None


@cache
def _adapter() -> TypeAdapter[_Kept]:
    return TypeAdapter(_Kept)


def _listed(id_: str, read: Names) -> bool:
    key = read.keys.get(id_)
    return key is not None and not key.deleted


def _gone(key: Key) -> Key:
    return replace(key, deleted=True)


def _age(read_at: datetime | None, now: datetime) -> timedelta:
    return abs(now - read_at) if read_at else timedelta.max

"""The composition root: the only place where Deepgram, Redis and the core meet.

Nothing is built when this is imported; everything that was opened is closed on the way out.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.account import Names
from bot.ask import Desk
from bot.books import Page, Query
from bot.clock import Clock
from bot.settings import ProjectSetting, Settings
from bot.store import keys
from bot.store.connection import Store, absent, connect, preload
from bot.store.embedded import Embedded
from bot.store.ledger import Ledger
from bot.store.memory import Memory
from bot.store.names import KnownNames
from bot.store.quiet import SharedQuiet
from bot.store.remember import Remember
from bot.store.sealed import PLAIN, Seal, sealing
from bot.store.shelf import Shelf
from bot.store.unavailable import StoreUnavailable
from bot.store.wanted import Noting, Wanted

if TYPE_CHECKING:  # the HTTP client costs a tenth of a second, which a cached answer can do without
    from bot.deepgram.client import Deepgram
    from bot.deepgram.line import Seen

NAMED_DAYS = 400  # how far back tags and line items are looked for: as long as days are kept


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the parts are made of.

    `store_url` is where state lives and wins over `data_dir`; with neither there is no store.
    Cached figures live at `cache_url` where that is given, else with the state.
    """

    projects: Mapping[str, ProjectSetting]
    api_url: str
    clock: Clock
    store_url: str | None = None
    cache_url: str | None = None
    data_dir: Path | None = None
    seal: Seal = PLAIN
    observer: "Callable[[Seen], None] | None" = None


@dataclass(frozen=True, slots=True)
class Bot:
    """The parts, put together.

    `store` has what can be read again: figures and names. `state` has what must not be lost, and
    is the same one unless the cache has an address of its own.
    """

    desk: Desk
    upstream: "Upstream"
    ledger: Ledger
    names: KnownNames
    store: Store
    state: Store
    remember: Remember
    wanted: Wanted
    embedded: Embedded | None
    store_fault: str | None  # why there is no store though one was wanted


class Upstream:
    """Deepgram, connected only once something is asked of it."""

    def __init__(self, made_of: Wiring, store: Store) -> None:
        self._made_of = made_of
        self._store = store
        self._open = AsyncExitStack()

    @property
    def api_url(self) -> str:
        """Where Deepgram is."""
        return self._made_of.api_url

    async def close(self) -> None:
        """Closes the connections; after everything that may still be asking."""
        await self._open.aclose()

    @cached_property
    def deepgram(self) -> "Deepgram":
        """The client of all projects."""
        import random

        from bot.deepgram.client import Deepgram
        from bot.deepgram.exchange import connection
        from bot.deepgram.line import Account, Manners

        of = self._made_of
        http = connection(of.api_url)
        self._open.push_async_callback(http.aclose)
        accounts = [Account(name, one.key, one.project_id) for name, one in of.projects.items()]
        manners = Manners(random.random, observer=of.observer, quiet=self._quiet())
        return Deepgram(accounts, of.api_url, http, clock=of.clock, manners=manners)

    def _quiet(self) -> SharedQuiet:
        of = self._made_of

        def whose(account: str) -> str:
            return f"{keys.address(of.api_url)} {_fingerprint(of.projects[account].key)}"

        return SharedQuiet(self._store, whose)

    async def pages(self, query: Query, first: date, last: date) -> Sequence[Page]:
        """A bot.books.Fetch."""
        return await self.deepgram.pages(query, first, last)

    async def names(self, project: str) -> Names:
        """The names of a project, with those of everything that it used while days are kept."""
        today = self._made_of.clock().date()
        return await self.deepgram.names(project, today - timedelta(days=NAMED_DAYS), today)


def wiring(settings: Settings, clock: Clock) -> Wiring:
    """The wiring that the settings ask for."""
    state, cache = settings.redis_url, settings.dgusage_cache_url
    return Wiring(
        settings.projects,
        settings.deepgram_api_url,
        clock,
        store_url=state.get_secret_value() if state else None,
        cache_url=cache.get_secret_value() if cache else None,
        data_dir=None if state else settings.dgusage_data_dir.expanduser(),
        seal=sealing(settings.store_keys, only=settings.dgusage_store_sealed_only),
    )


@asynccontextmanager
async def opened(made_of: Wiring) -> AsyncIterator[Bot]:
    """The bot's parts, open; without a store where it cannot be had (`store_fault` says why)."""
    async with AsyncExitStack() as stack:
        yield _parts(made_of, await _stores(made_of, stack), stack)


def _parts(made_of: Wiring, stores: "Stores", stack: AsyncExitStack) -> Bot:
    store = stores.cache
    upstream = Upstream(made_of, store)
    remember = Remember(store)
    api = keys.address(made_of.api_url)
    identify = partial(_identify, made_of, upstream, remember)
    ledger = Ledger(upstream.pages, Shelf(store, Memory()), api, identify)
    names = KnownNames(upstream.names, store, api, identify)
    wanted = Wanted(store, api)
    for closing in (upstream.close, wanted.close, remember.close, names.close, ledger.close):
        stack.push_async_callback(closing)
    desk = Desk(Noting(ledger, wanted), names, tuple(made_of.projects), lambda: upstream.deepgram)
    return Bot(
        desk,
        upstream,
        ledger,
        names,
        store,
        stores.state,
        remember,
        wanted,
        stores.embedded,
        stores.fault,
    )


async def _identify(made_of: Wiring, upstream: Upstream, remember: Remember, name: str) -> str:
    """The id of a project of ours; where the settings do not say, the one that its key sees."""
    project = made_of.projects[name]
    if project.project_id is not None:
        return project.project_id

    async def ask() -> str:
        return (await upstream.deepgram.project(name)).id

    which = (keys.address(made_of.api_url), _fingerprint(project.key))
    return await remember.recall(keys.PROJECT, which, ask)


def _fingerprint(key: SecretStr) -> str:
    """What tells one API key from another without giving it away."""
    return blake2b(key.get_secret_value().encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Stores:
    """Where the bot keeps things: `cache` and `state` may be the same. `fault`: why one is absent."""

    cache: Store
    state: Store
    embedded: Embedded | None = None
    fault: str | None = None


async def _stores(made_of: Wiring, stack: AsyncExitStack) -> Stores:
    place = made_of.data_dir if made_of.store_url is None else None
    embedded = Embedded(place) if place else None
    state, fault = await _store(made_of.store_url, embedded, stack)
    state.seal = made_of.seal
    if made_of.cache_url is None or made_of.cache_url == made_of.store_url:
        return Stores(state, state, embedded if fault is None else None, fault)
    cache, other = await _store(made_of.cache_url, None, stack)
    return Stores(cache, state, embedded if fault is None else None, fault or other)


async def _store(
    url: str | None, embedded: Embedded | None, stack: AsyncExitStack
) -> tuple[Store, str | None]:
    """The store at that address, else the embedded one; absent, and why, where it is not to be had."""
    try:
        if url is None and embedded is not None:
            url = await _attached(embedded, stack)
        store = connect(url) if url else absent()
    except StoreUnavailable as fault:
        return absent(), str(fault)
    stack.push_async_callback(store.close)
    return store, None


async def _attached(embedded: Embedded, stack: AsyncExitStack) -> str:
    attaching = asyncio.create_task(asyncio.to_thread(embedded.attach))
    await asyncio.sleep(0)  # begin
    preload()  # while the server starts, the client is loaded
    url = await attaching
    stack.callback(embedded.leave)
    return url

"""Deepgram as the bot sees it: pages of its two books, and what is known of the account.

Every method reads, takes the name of an account of ours, and raises Trouble; how long it may take
is said by bot.deadline.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

import httpx

from bot import deadline
from bot.account import Balance, Key, LoggedRequest, Member, Model, Names, Project, Purchase
from bot.books import Page, Query
from bot.clock import Clock
from bot.deepgram import calls, log, naming, records, strict, wire
from bot.deepgram.breaker import Breaker
from bot.deepgram.calls import Call
from bot.deepgram.exchange import Exchange, hush
from bot.deepgram.line import Account, Line, Load, Manners
from bot.deepgram.naming import BillingFields, Found, UsageFields
from bot.trouble import Reason, Trouble

T = TypeVar("T")
OFF_LOOP = 256 * 1024  # bytes; larger bodies are read in a thread, so that nobody else waits
LOG_LIMIT = 1000  # lines to a page: the most that the reference allows
OLD_LOG_LIMIT = 100  # and what an older page of it allowed
MOST_LOG_PAGES = 100
PURCHASES = 100
SHOWN_PROJECTS = 5
SHOWN_NAME = 40  # characters of a project's name


class Deepgram:
    """Deepgram's Management API for some accounts of ours, over one HTTP client."""

    def __init__(
        self,
        accounts: Sequence[Account],
        base_url: str,
        http: httpx.AsyncClient,
        *,
        clock: Clock,
        manners: Manners | None = None,
    ) -> None:
        hush()
        how = manners or Manners(jitter=random.random)
        exchange = Exchange(http, base_url, how.most_bytes)
        self._clock = clock
        self._accounts = {each.name: each for each in accounts}
        self._lines = {each.name: Line(each, exchange, clock, how) for each in accounts}
        self._projects: dict[str, Project] = {}
        self._resolving = {each.name: asyncio.Lock() for each in accounts}

    @property
    def accounts(self) -> tuple[str, ...]:
        """The names of the accounts, as they were given."""
        return tuple(self._accounts)

    def breaker(self, name: str) -> Breaker:
        """Whether the account's calls pass, rest or are limited."""
        return self._lines[name].breaker

    def load(self, name: str) -> Load:
        """How many calls of the account are under way, and wait."""
        return self._lines[name].load

    async def pages(self, query: Query, first: date, last: date) -> Sequence[Page]:
        """A page for each day from first to last, both included; a bot.books.Fetch.

        A span whose answer is too large is asked for in halves, side by side.
        """
        with deadline.ensured():
            return await self._pages(query, first, last)

    async def _pages(self, query: Query, first: date, last: date) -> Sequence[Page]:
        call = wire.breakdown(await self._id(query.project), query, first, last)
        asked = wire.Asked(query, first, last, self._clock())
        try:
            return await self._read(query.project, call, partial(wire.pages, asked=asked))
        except Trouble as trouble:
            if trouble.reason is not Reason.TOO_LARGE or first >= last:
                raise
        middle = first + (last - first) // 2
        halves = ((first, middle), (middle + timedelta(days=1), last))
        found = await _side_by_side([self._pages(query, *half) for half in halves])
        return [page for half in found for page in half]

    async def project(self, name: str) -> Project:
        """The account's project: the one given, else the only one that its key sees."""
        limit = deadline.current()
        with suppress(TimeoutError):
            async with asyncio.timeout_at(limit.when), self._resolving[name]:
                if name not in self._projects:
                    self._projects[name] = await self._resolved(name)
                return self._projects[name]
        raise limit.passed()

    async def _resolved(self, name: str) -> Project:
        given = self._accounts[name].project_id
        if given is not None:
            found = await self._read(name, calls.project(given), records.project)
            return replace(found, id=given)
        seen = await self._read(name, calls.projects(), records.projects)
        if not seen:
            raise Trouble(Reason.NO_PROJECT)
        if len(seen) > 1:
            raise Trouble(Reason.SEVERAL_PROJECTS, {"projects": _listing(seen)})
        return seen[0]

    async def _id(self, name: str) -> str:
        given = self._accounts[name].project_id
        return (await self.project(name)).id if given is None else given

    async def usage_fields(self, name: str, first: date, last: date) -> UsageFields:
        """The tags, models, methods and features used in a span, both ends included."""
        call = calls.usage_fields(await self._id(name), first, last)
        return await self._read(name, call, naming.usage_fields)

    async def billing_fields(self, name: str, first: date, last: date) -> BillingFields:
        """The accessors, deployments, tags and line items with spend in a span."""
        call = calls.billing_fields(await self._id(name), first, last)
        return await self._read(name, call, naming.billing_fields)

    async def keys(self, name: str) -> tuple[Key, ...]:
        """The keys that the account's key may see, active and expired ones."""
        project_id = await self._id(name)
        lists = await _side_by_side(
            [
                self._read(name, calls.keys(project_id, status), records.keys)
                for status in ("active", "expired")
            ]
        )
        return tuple({key.id: key for found in lists for key in found}.values())

    async def key(self, name: str, key_id: str) -> Key:
        """One key by its whole id."""
        return await self._read(name, calls.key(await self._id(name), key_id), records.key)

    async def members(self, name: str) -> tuple[Member, ...]:
        """The people of the project."""
        return await self._read(name, calls.members(await self._id(name)), records.members)

    async def models(self, name: str) -> tuple[Model, ...]:
        """The models that the project can use, for speech in and out, retired ones too."""
        return await self._read(name, calls.models(await self._id(name)), records.models)

    async def balances(self, name: str) -> tuple[Balance, ...]:
        """What is left of each credit; different units never add up."""
        return await self._read(name, calls.balances(await self._id(name)), records.balances)

    async def purchases(self, name: str) -> tuple[Purchase, ...]:
        """The newest hundred credits that were bought or given."""
        call = calls.purchases(await self._id(name), PURCHASES)
        return await self._read(name, call, records.purchases)

    async def requests(
        self, name: str, first: date, last: date, filters: Sequence[tuple[str, str]] = ()
    ) -> AsyncIterator[tuple[LoggedRequest, ...]]:
        """The request log of the days first to last (UTC, both included), page by page.

        `filters` are (parameter, value) pairs: accessor, endpoint, method, deployment, and status
        (succeeded, failed). Where it ends without Trouble, nothing is left out.
        """
        asked = calls.span(first, last) + calls.filters("requests", filters)
        known: set[str] = set()
        limit = LOG_LIMIT
        for number in range(MOST_LOG_PAGES):
            page = await self._log_page(name, asked, number, limit)
            new = log.fresh(page.requests, known, first, last)
            yield new
            if page.last:
                return
            before = len(known)
            known.update(line.id for line in page.requests)
            if len(known) == before:
                raise Trouble(Reason.NOT_TRUSTED, {"fault": "its pages repeat"})
            limit = page.limit
        raise Trouble(Reason.TOO_LARGE)

    async def _log_page(
        self, name: str, asked: calls.Params, number: int, limit: int
    ) -> log.LogPage:
        call = calls.requests(await self._id(name), asked, limit, number)
        try:
            return await self._read(name, call, partial(log.page, number=number, limit=limit))
        except Trouble as trouble:
            if trouble.reason is not Reason.QUERY_REFUSED or number or limit == OLD_LOG_LIMIT:
                raise
        return await self._log_page(name, asked, number, OLD_LOG_LIMIT)

    async def request(self, name: str, request_id: str) -> LoggedRequest:
        """One request of the log by its id; NOT_YET while it is pending."""
        return await self._read(name, calls.request(await self._id(name), request_id), log.request)

    async def token(self, name: str) -> tuple[str, ...] | None:
        """The scopes of the account's own key; None where Deepgram does not say."""
        try:
            return await self._read(name, calls.token(), records.scopes)
        except Trouble as trouble:
            if trouble.reason not in _UNSAID:
                raise
            return None

    async def shown(self, name: str, call: Call) -> object:
        """The JSON of a call as it came, unread, for whoever looks at its shape alone."""
        return await self._read(name, call, strict.decode)

    async def names(self, name: str, first: date, last: date) -> Names:
        """All names at once, those of the span's tags and line items included.

        A list that cannot be read is named in `missing` and spoils no other.
        """
        with deadline.ensured():
            return await self._names(name, first, last)

    async def _names(self, name: str, first: date, last: date) -> Names:
        project_id = await self._id(name)  # without a project there is nothing to name
        read_at = self._clock()
        usage, billing, keys, models, project = await asyncio.gather(
            _or_trouble(self.usage_fields(name, first, last)),
            _or_trouble(self.billing_fields(name, first, last)),
            _or_trouble(self.keys(name)),
            _or_trouble(self.models(name)),
            _or_trouble(self.project(name)),
        )
        if isinstance(project, Trouble):  # its figures may be readable all the same
            project = Project(project_id, "")
        return naming.names(project, Found(usage, billing, keys, models), read_at)

    async def _read(self, name: str, call: Call, read: Callable[[bytes], T]) -> T:
        try:
            body = await self._lines[name].get(call)
        except Trouble as trouble:
            if trouble.reason is Reason.PROJECT_NOT_FOUND:
                self._projects.pop(name, None)  # it may have been another one's turn since
            raise
        if len(body) < OFF_LOOP:
            return read(body)
        return await asyncio.to_thread(read, body)


# What Deepgram's own reference does not list may be there or not, for this key or any.
_UNSAID = {Reason.PROJECT_NOT_FOUND, Reason.QUERY_REFUSED, Reason.SCOPE_MISSING}


async def _or_trouble(reading: Awaitable[T]) -> T | Trouble:
    try:
        return await reading
    except Trouble as trouble:
        return trouble


async def _side_by_side(readings: Sequence[Awaitable[T]]) -> list[T]:
    """What all of them come to, or the first trouble, once none is left running."""
    found = await asyncio.gather(*(_or_trouble(each) for each in readings))
    for each in found:
        if isinstance(each, Trouble):
            raise each
    return [each for each in found if not isinstance(each, Trouble)]


def _listing(projects: Sequence[Project]) -> str:
    shown = [f"{_shown(each.name)} {_shown(each.id)}".strip() for each in projects[:SHOWN_PROJECTS]]
    more = len(projects) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _shown(name: str) -> str:
    return "".join(each for each in name if each.isprintable())[:SHOWN_NAME]

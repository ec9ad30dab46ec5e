"""Whatever is asked, in whatever order, by whatever clock: no figure is wrong or silently old."""

import asyncio
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.books import Book, Page, Query, Reading, Row
from bot.store.keys import leaks
from bot.store.settling import State, state
from bot.store.stretches import Stretch
from bot.trouble import Reason, Trouble
from tests.store.world import BY_TAG, NOW, SUPPORT, TOTAL, World, amounts, ledger
from tests.stores import patient

CONSTANT = {TOTAL: 3, SUPPORT: 1}  # what is added to a day's moving figure

steps = st.sampled_from(
    [
        timedelta(seconds=5),
        timedelta(seconds=61),
        timedelta(minutes=16),
        timedelta(hours=7),
        timedelta(days=1),
        timedelta(days=3),
        timedelta(days=8),
        timedelta(hours=-5),
        timedelta(days=-2),
    ]
)
reads = st.tuples(
    st.just("read"),
    st.sampled_from([TOTAL, SUPPORT, BY_TAG]),
    st.integers(0, 18),  # how many days before today it ends
    st.integers(0, 6),  # and how long it is, less one
    st.integers(0, 1),  # on which replica
)
actions = st.one_of(
    reads,
    reads,
    st.tuples(st.just("clock"), steps),
    st.tuples(st.just("moves"), st.integers(0, 25)),
    st.tuples(st.just("outage"), st.booleans()),
    st.tuples(st.just("settle")),
    st.tuples(st.just("flush")),
    st.tuples(st.just("together"), st.lists(reads, min_size=2, max_size=4)),
)


class Books(World):
    """A day's moving figure, and which ones were told at which moment of the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.moving: defaultdict[date, int] = defaultdict(lambda: 10)
        self.told: defaultdict[tuple[date, datetime], set[int]] = defaultdict(set)
        self.rows = self.by_set

    def by_set(self, query: Query, day: date) -> tuple[Row, ...]:
        figure = self.moving[day]
        self.told[day, self.now].add(figure)
        sets = {("prod", "support"): 1, ("support",): figure, (): 2}
        if query == BY_TAG:
            return tuple(Row((of,), amounts(Book.USAGE, n)) for of, n in sets.items())
        return (Row((), amounts(Book.USAGE, figure + CONSTANT[query])),)

    def figure_of(self, query: Query, page: Page) -> int:
        if query == BY_TAG:
            return int(next(r.amounts[0] for r in page.rows if r.group == (("support",),)))
        return int(sum((r.amounts[0] for r in page.rows), Decimal(0))) - CONSTANT[query]


def checked(books: Books, query: Query, reading: Reading) -> None:
    for page in reading.pages:
        is_ = state(page.day, page.read_at, books.now)

        assert books.figure_of(query, page) in books.told[page.day, page.read_at]
        assert is_ is not State.EXPIRED
        assert reading.stale or is_ is not State.DUE
    assert reading.stale == (reading.trouble is not None)
    assert not reading.stale or books.trouble
    assert not reading.degraded


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(actions, min_size=3, max_size=20))
def test_no_figure_is_wrong_or_silently_old(valkey, doings) -> None:
    asyncio.run(played(valkey, doings))


class Play:
    """Two replicas, one Redis, and everything that may happen to them."""

    def __init__(self, socket: Path) -> None:
        self.books = Books()
        self.stores = [patient(socket), patient(socket)]
        self.replicas = [ledger(self.books.fetch, store) for store in self.stores]

    async def read(self, query, before, length, which) -> None:
        last = self.books.now.date() - timedelta(days=before)
        first = last - timedelta(days=length)
        try:
            reading = await self.replicas[which].read(query, first, last, self.books.now)
        except Trouble:
            assert self.books.trouble
            return
        checked(self.books, query, reading)
        assert [page.day for page in reading.pages] == Stretch(first, last).days()

    async def together(self, several) -> None:
        await asyncio.gather(*(self.read(*details) for _, *details in several))

    async def settle(self) -> None:
        await asyncio.gather(*(replica.flights.close(30) for replica in self.replicas))

    async def clock(self, step) -> None:
        await self.settle()  # what is under way belongs to the old clock
        self.books.now += step

    async def moves(self, before) -> None:
        self.books.moving[NOW.date() - timedelta(days=before)] += 1

    async def outage(self, begins) -> None:
        self.books.trouble = Trouble(Reason.DEEPGRAM_DOWN) if begins else None

    async def flush(self) -> None:
        await self.stores[0].fast.flushall()

    async def end(self) -> None:
        for replica, store in zip(self.replicas, self.stores, strict=True):
            await replica.close(30)
            assert await leaks(store.fast) == []
            await store.close()


async def played(socket, doings) -> None:
    play = Play(socket)
    await play.flush()
    for name, *details in doings:
        await getattr(play, name)(*details)
    await play.end()

"""What the store costs, in figures: `python -m tests.benchmarks.bench_store`.

Everything is real: a Valkey of its own on a unix socket, pages of plausible figures (tag sets of
one to three tags, hours to seven places), the ledger as the bot uses it. Not a test: figures are
of this machine and this moment.
"""

import asyncio
import gc
import random
import resource
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from bot.books import Book, Grouping, Page, Query, Row
from bot.store.codec import encode, look, unpack
from bot.store.connection import Store, connect
from bot.store.embedded import Embedded
from bot.store.ledger import Ledger
from bot.store.memory import Memory
from bot.store.shelf import Shelf

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
YESTERDAY = NOW.date() - timedelta(days=20)
BY_TAG = Query("main", Book.USAGE, (Grouping.TAGS,))
ZERO = Decimal(0)


class Books:
    """Deepgram with `sets` tag sets a day, the same ones each day."""

    def __init__(self, sets: int) -> None:
        self.calls = 0
        dice = random.Random(7)
        self.sets = [
            tuple(
                sorted({f"team-{dice.randrange(40)}", f"customer-{n}", "prod"})[
                    : dice.randint(1, 3)
                ]
            )
            for n in range(sets)
        ]

    async def fetch(self, query: Query, first: date, last: date) -> Sequence[Page]:
        self.calls += 1
        await asyncio.sleep(0)
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return [self.page(day, str(query.filters)) for day in days]

    def page(self, day: date, salt: str = "") -> Page:
        dice = random.Random(f"{day}{salt}")
        return Page(day, tuple(_row(of, dice) for of in self.sets), NOW)


def _row(of: tuple[str, ...], dice: random.Random) -> Row:
    hours = Decimal(dice.randint(1, 10**8)).scaleb(-7)
    total = hours if dice.random() < 0.9 else 2 * hours
    requests = Decimal(dice.randint(1, 3_000))
    return Row((of,), (hours, total, ZERO, requests, ZERO, ZERO, ZERO))


async def identify(_project: str) -> str:
    return "p"


def ledger(books: Books, store: Store) -> Ledger:
    return Ledger(books.fetch, Shelf(store, Memory()), "here:1", identify)


def ms(start: float) -> float:
    return (time.perf_counter() - start) * 1000


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def starting(data: Path) -> None:
    starts: list[float] = []
    attaches: list[float] = []
    stops: list[float] = []
    for _ in range(9):
        first, second = Embedded(data), Embedded(data)
        for one, into in ((first, starts), (second, attaches)):
            start = time.perf_counter()
            one.attach()
            into.append(ms(start))
        second.leave()
        start = time.perf_counter()
        first.leave()
        stops.append(ms(start))
    for name, times in (("start", starts), ("attach", attaches), ("last one leaves", stops)):
        print(f"embedded: {name:16} {sorted(times)[4]:8.2f} ms (median of 9)")


async def warm_quarter(url: str) -> None:
    store = connect(url)
    books = Books(300)
    first = YESTERDAY - timedelta(days=89)
    book = ledger(books, store)
    start = time.perf_counter()
    await book.read(BY_TAG, first, YESTERDAY, NOW)
    print(f"90 days x 300 tag sets, cold (upstream made in process): {ms(start):8.1f} ms")
    await book.close(30)
    fresh: list[float] = []
    again: list[float] = []
    for _ in range(9):
        book = ledger(books, store)
        for into in (fresh, again):
            start = time.perf_counter()
            reading = await book.read(BY_TAG, first, YESTERDAY, NOW)
            assert sum(len(page.rows) for page in reading.pages) == 27_000
            into.append(ms(start))
    print(f"90 days x 300 tag sets, first in a process (unpacked):   {sorted(fresh)[4]:8.1f} ms")
    print(f"90 days x 300 tag sets, again in that process:           {sorted(again)[4]:8.1f} ms")
    await store.close()


async def year_by_key_and_tag(url: str) -> None:
    """200,750 rows: ten keys, each its own query of 55 tag sets a day."""
    store = connect(url)
    books = Books(55)
    queries = [
        Query("main", Book.USAGE, (Grouping.TAGS,), (("accessor", f"k{n}"),)) for n in range(10)
    ]
    first = YESTERDAY - timedelta(days=364)
    book = ledger(books, store)
    for query in queries:
        await book.read(query, first, YESTERDAY, NOW)
        await book.close(30)
    del book
    gc.collect()
    before = peak()
    book = ledger(books, store)
    start = time.perf_counter()
    readings = [await book.read(query, first, YESTERDAY, NOW) for query in queries]
    looked = ms(start)
    start = time.perf_counter()
    rows = await asyncio.to_thread(
        lambda: sum(len(page.rows) for r in readings for page in r.pages)
    )
    print(
        f"a year by key x tag: {rows} rows, looked up in {looked:.1f} ms, unpacked in {ms(start):.1f} ms"
    )
    print(f"                     peak of the process {peak():.0f} MB (before: {before:.0f} MB)")
    await store.close()


async def thousand_at_once(url: str) -> None:
    stores = [connect(url) for _ in range(3)]
    books = Books(30)
    replicas = [ledger(books, store) for store in stores]
    last = YESTERDAY + timedelta(days=15)
    start = time.perf_counter()
    asks = (replicas[n % 3].read(BY_TAG, last - timedelta(days=6), last, NOW) for n in range(1_000))
    await asyncio.gather(*asks)
    print(
        f"1,000 identical cold questions on 3 replicas: {books.calls} call(s), {ms(start):.0f} ms"
    )
    for replica, store in zip(replicas, stores, strict=True):
        await replica.close(30)
        await store.close()


def size() -> None:
    page = Books(100_000).page(YESTERDAY)
    blob = encode("usage.tags.x", page) or b""
    kept = look("usage.tags.x", YESTERDAY, blob)
    start = time.perf_counter()
    rows = unpack(kept) if kept else None
    took = ms(start)
    print(
        f"100,000 rows in one page: {len(blob) / 1e6:.2f} MB, unpacked in {took:.0f} ms, {rows == page.rows}"
    )
    days = [Books(274).page(YESTERDAY - timedelta(days=n)) for n in range(365)]
    total = sum(len(encode("usage.tags.x", day) or b"") for day in days)
    print(f"100,000 rows in 365 pages: {total / 1e6:.2f} MB")


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        data = Path(place, "data")
        starting(data)
        held = Embedded(data)
        url = held.attach()
        for measure in (warm_quarter, year_by_key_and_tag, thousand_at_once):
            asyncio.run(measure(url))
        held.leave()
    size()


if __name__ == "__main__":
    main()

"""A year by key and tag, 200,000 rows, warm, through the whole pipeline; and how time grows with rows.

    python -m tests.benchmarks.bench_year

Real parts: bot.ask.answer, the ledger, a Valkey of its own. Ten keys, so eleven readings: who is
there, and each key's rows by tag set. Each size is measured in a process of its own, so that its
peak of memory is its own; the lag is how late a timer of 1 ms fires while an answer is made, in runs
apart: such a timer takes the interpreter's lock a thousand times a second.
"""

import asyncio
import gc
import resource
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

from bot.account import Names, Project
from bot.ask import Desk, answer
from bot.books import Grouping, Page, Query, Row
from bot.question.model import Dimension, Period, Question, Standpoint
from bot.store.connection import connect
from bot.store.embedded import Embedded
from bot.store.ledger import Ledger
from bot.store.memory import Memory
from bot.store.shelf import Shelf

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
LAST = NOW.date() - timedelta(days=20)
YEAR = Period(LAST - timedelta(days=364), LAST)
KEYS = [f"key-{n}" for n in range(10)]
SIZES = (10_000, 50_000, 200_000, 1_000_000)
RUNS = 5
ZERO = Decimal(0)


class Books:
    """Deepgram with ten keys and so many tag sets for each, the same ones each day."""

    def __init__(self, rows: int) -> None:
        sets = max(1, round(rows / YEAR.length / len(KEYS)))
        self.sets = [tuple(sorted({f"team-{n % 40}", f"customer-{n}"})) for n in range(sets)]

    async def fetch(self, query: Query, first: date, last: date) -> Sequence[Page]:
        return [self._page(query, day) for day in Period(first, last).days()]

    def _page(self, query: Query, day: date) -> Page:
        if query.grouping == (Grouping.ACCESSOR,):
            sums = [sum(self._hours(key, n, day) for n in range(len(self.sets))) for key in KEYS]
            rows = [Row((k,), _amounts(s, len(self.sets))) for k, s in zip(KEYS, sums, strict=True)]
            return Page(day, tuple(rows), NOW)
        key = dict(query.filters)["accessor"]
        rows = [Row((of,), _amounts(self._hours(key, n, day))) for n, of in enumerate(self.sets)]
        return Page(day, tuple(rows), NOW)

    def _hours(self, key: str, number: int, day: date) -> int:
        return (day.toordinal() * 7919 + int(key[4:]) * 104_729 + number * 1_299_709) % 10**8 + 1


def _amounts(hours: int, requests: int = 1) -> tuple[Decimal, ...]:
    amount = Decimal(hours).scaleb(-7)
    return (amount, amount, ZERO, Decimal(requests), ZERO, ZERO, ZERO)


class Account:
    async def names(self, project: str, now: datetime) -> Names:
        return Names(Project("p", "Acme"), read_at=now)

    renewed = names

    async def held(self, project: str) -> None:
        return None


async def identify(_project: str) -> str:
    return "p"


async def lag(worst: list[float]) -> None:
    while True:
        began = perf_counter()
        await asyncio.sleep(0.001)
        worst.append(perf_counter() - began - 0.001)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def filled(url: str, rows: int) -> None:
    store = connect(url)
    book = Ledger(Books(rows).fetch, Shelf(store, Memory()), "here:1", identify)
    await _ask(book)
    await book.close(120)
    await store.close()


async def _ask(book: Ledger) -> int:
    desk = Desk(book, Account(), ("acme",))
    names = await desk.names(NOW)
    question = Question(group_by=(Dimension.KEY, Dimension.TAG_SET), period=YEAR)
    found = await answer(question, Standpoint(NOW, ZoneInfo("UTC")), desk, names)
    return len(found.parts)


async def nobody(_query: Query, _first: date, _last: date) -> Sequence[Page]:
    raise SystemExit("not warm: Deepgram was asked")


async def warm(url: str) -> list[float]:
    times, lags = [], [0.0]
    for run in range(2 * RUNS):
        store = connect(url)
        book = Ledger(nobody, Shelf(store, Memory()), "here:1", identify)
        await store.do(lambda redis: redis.ping())
        gc.collect()
        watching = asyncio.create_task(lag(lags)) if run % 2 else None
        began = perf_counter()
        parts = await _ask(book)
        if watching:
            watching.cancel()
        else:
            times.append((perf_counter() - began) * 1000)
        await book.close()
        await store.close()
    return [parts, sorted(times)[RUNS // 2], max(times), max(lags) * 1000, peak()]


def one(rows: int) -> None:
    """Fills a store in a process of its own, then measures in this one."""
    with TemporaryDirectory(prefix="dgusage-bench-") as place:
        held = Embedded(Path(place))
        url = held.attach()
        subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.bench_year", url, str(rows)], check=True
        )
        parts, median, most, late, memory = asyncio.run(warm(url))
        held.leave()
    per = 1000 * median / rows
    print(
        f"{rows:>10,}{parts:>9,}{median:>10.0f}{most:>10.0f}{per:>12.2f}{late:>10.1f}{memory:>10.0f}"
    )


def main(arguments: Sequence[str]) -> None:
    if len(arguments) == 2:
        asyncio.run(filled(arguments[0], int(arguments[1])))
    elif arguments:
        one(int(arguments[0]))
    else:
        titles = ("parts", "ms, p50", "ms, max", "us for a row", "lag, ms", "peak, MB")
        print(
            f"{'rows':>10}{titles[0]:>9}{titles[1]:>10}{titles[2]:>10}{titles[3]:>12}{titles[4]:>10}{titles[5]:>10}"
        )
        for size in SIZES:
            subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.bench_year", str(size)], check=True
            )


if __name__ == "__main__":
    main(sys.argv[1:])

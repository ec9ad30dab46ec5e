"""What it takes to draw an answer: a card of 300 rows, and a file of 100,000.

    python -m tests.benchmarks.bench_form

Real parts: bot.answer.build on generated figures, then the card as Slack gets it, and the CSV both as
the terminal writes it (line by line) and as Slack gets it (whole). Memory is what was allocated at most
beside the answer itself, measured in runs apart. Exits with 1 where a bar is missed: 10 ms; 2 s, 100 MB.
"""

import asyncio
import sys
import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from time import perf_counter

from bot.answer.build import Proof, build
from bot.answer.csv import lines
from bot.answer.model import Answer
from bot.answer.tally import Sheet, tally
from bot.blocks.answer import answer_card
from bot.books import Book, Grouping, Page, Row, Source
from bot.question.model import Dimension, Period, Question
from bot.slack.rows import csv_file

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
LAST = date(2026, 11, 5)
CARD, SECONDS, MEMORY = 0.010, 2.0, 100 * 2**20
RUNS = 9
ZERO = Decimal(0)


def made(sets: int, days: int, *, daily: bool) -> Answer:
    """An answer by set of tags (and by day), with so many sets on each of so many days."""
    period = Period(LAST - timedelta(days=days - 1), LAST)
    by = (Dimension.DAY, Dimension.TAG_SET) if daily else (Dimension.TAG_SET,)
    pages = [Page(day, tuple(_row(day, n) for n in range(sets)), NOW) for day in period.days()]
    of = tally(Book.USAGE, [Sheet("acme", pages, (Grouping.TAGS,))], by, {})
    proof = Proof(NOW, Source.DEEPGRAM, stale=False, project="Acme", reading="usage", notes=())
    return build(Question(group_by=by, period=period), of, None, {}, proof, NOW.date())


def _row(day: date, number: int) -> Row:
    hours = Decimal((day.toordinal() * 7919 + number * 1_299_709) % 10**8 + 1).scaleb(-7)
    amounts = (hours, hours, ZERO, Decimal(1), ZERO, ZERO, ZERO)
    return Row((tuple(sorted({f"team-{number % 40}", f"customer-{number}"})),), amounts)


def best(work: Callable[[], object]) -> float:
    """Seconds, the median of several runs."""
    times = []
    for _ in range(RUNS):
        began = perf_counter()
        work()
        times.append(perf_counter() - began)
    return sorted(times)[RUNS // 2]


def peak(work: Callable[[], object]) -> int:
    """Bytes allocated at most meanwhile."""
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def main() -> int:
    card, table = made(300, 30, daily=False), made(274, 365, daily=True)
    drawn = best(lambda: answer_card(card, now=NOW))

    def streamed() -> int:
        return sum(map(len, lines(table)))

    def whole() -> int:
        return len(asyncio.run(csv_file(table)).content)

    print(f"a card of {len(card.parts)} rows: {drawn * 1000:.1f} ms")
    missed = drawn > CARD
    for name, work in (("line by line", streamed), ("whole, for Slack", whole)):
        took, most = best(work), peak(work)
        print(f"a CSV of {len(table.parts):,} rows, {name}: {took:.2f} s, {most / 2**20:.1f} MB")
        missed = missed or took > SECONDS or most > MEMORY
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

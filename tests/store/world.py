"""Deepgram as the ledger sees it: books that can change, and everything that was asked of them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.books import COLUMNS, Book, Fetch, Grouping, Page, Query, Row
from bot.store.connection import Store
from bot.store.ledger import Ledger
from bot.store.memory import Memory
from bot.store.shelf import Shelf
from bot.trouble import Trouble

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)  # a Monday
API = "127.0.0.1:8080"
TOTAL = Query("main", Book.USAGE)
BY_TAG = Query("main", Book.USAGE, (Grouping.TAGS,))
SUPPORT = Query("main", Book.USAGE, (), (("tag", "support"),))
COST = Query("main", Book.BILLING, (Grouping.LINE_ITEM,))


def day(text: str) -> date:
    """A day of November 2026 (`"16"`), or any (`"2026-10-16"`)."""
    return date.fromisoformat(text if "-" in text else f"2026-11-{int(text):02}")


def ago(days: int) -> date:
    return NOW.date() - timedelta(days=days)


def amounts(book: Book, first: Decimal | int | str) -> tuple[Decimal, ...]:
    return Decimal(first), *([Decimal(0)] * (len(COLUMNS[book]) - 1))


class World:
    """`figure(query, day)` is what the first column of that day's one row says; 0 is a quiet day."""

    def __init__(self) -> None:
        self.calls: list[tuple[Query, date, date]] = []
        self.figure: Callable[[Query, date], Decimal] = lambda _query, day: Decimal(day.day)
        self.rows: Callable[[Query, date], tuple[Row, ...]] = self.one_row
        self.trouble: BaseException | None = None
        self.asked = asyncio.Event()  # somebody is asking
        self.open = asyncio.Event()  # answers are given while this is set
        self.open.set()

    async def fetch(self, query: Query, first: date, last: date) -> Sequence[Page]:
        self.calls.append((query, first, last))
        self.asked.set()
        await self.open.wait()
        if self.trouble:
            raise self.trouble
        days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
        return [Page(day, self.rows(query, day), datetime(1999, 1, 1, tzinfo=UTC)) for day in days]

    @property
    def stretches(self) -> list[tuple[date, date]]:
        return [(first, last) for _, first, last in self.calls]

    def fail(self, reason: str = "deepgram_down") -> None:
        from bot.trouble import Reason

        self.trouble = Trouble(Reason(reason))

    def one_row(self, query: Query, day: date) -> tuple[Row, ...]:
        figure = self.figure(query, day)
        group: tuple[tuple[str, ...], ...] = (("support",),) * len(query.grouping)
        return (Row(group, amounts(query.book, figure)),) if figure else ()


async def until(happened: Callable[[], bool | Awaitable[bool]]) -> None:
    """Waits for something that gives no sign when it happens; the test's timeout is its end."""
    while not (await said if isinstance(said := happened(), Awaitable) else said):  # noqa: ASYNC110
        await asyncio.sleep(0.002)


async def identify(_project: str) -> str:
    return "11111111-2222-3333-4444-555555555555"


def ledger(fetch: Fetch, store: Store, room: int = 40_000) -> Ledger:
    """A replica: a ledger with a memory of its own on that store."""
    return Ledger(fetch, Shelf(store, Memory(room)), API, identify)


def sums(pages: Sequence[Page]) -> list[Decimal]:
    """The first column's sum for each day."""
    return [sum((row.amounts[0] for row in page.rows), Decimal(0)) for page in pages]

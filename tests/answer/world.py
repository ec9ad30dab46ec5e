"""A handful of invented requests, served as Deepgram's books would serve them.

The truth of an answer is worked out from the entries themselves, not from pages.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.account import Key, Model, Names, Project
from bot.books import Book, Grouping, Page, Query, Reading, Row, Source, Value

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FIRST = date(2026, 11, 9)


@dataclass(frozen=True)
class Entry:
    day: date
    key: str | None
    tags: frozenset[str]
    endpoint: str
    method: str
    models: tuple[str, ...]
    line_item: str
    amounts: tuple[Decimal, ...]  # the seven columns of usage
    dollars: Decimal


NAMES = Names(
    Project("p-1", "Acme"),
    tags=("a", "b", "c"),
    keys={k: Key(k, comment=f"{k} key") for k in ("k1", "k2", "k3")},
    models={
        "u1": Model("u1", "nova-3"),
        "u2": Model("u2", "nova-3"),
        "u3": Model("u3", "nova-2"),
    },
    line_items={"li1": "Line one", "li2": "Line two"},
)


def group_value(entry: Entry, grouping: Grouping) -> Value:
    return {
        Grouping.ACCESSOR: entry.key,
        Grouping.TAGS: tuple(sorted(entry.tags)),
        Grouping.ENDPOINT: entry.endpoint,
        Grouping.METHOD: entry.method,
        Grouping.MODELS: tuple(sorted(entry.models)),
        Grouping.LINE_ITEM: entry.line_item,
        Grouping.DEPLOYMENT: "hosted",
        Grouping.FEATURE_SET: "punctuate",
    }[grouping]


def matches(entry: Entry, parameter: str, value: str) -> bool:
    return {
        "accessor": lambda: entry.key == value,
        "tag": lambda: value in entry.tags,
        "endpoint": lambda: entry.endpoint == value,
        "method": lambda: entry.method == value,
        "model": lambda: value in entry.models,
        "deployment": lambda: value == "hosted",
    }[parameter]()


class Books:
    """A shelf that reads the entries; counts what it is asked."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.queries: list[Query] = []

    async def read(self, query: Query, first: date, last: date, now: datetime) -> Reading:
        self.queries.append(query)
        assert query.book is Book.BILLING or len(query.grouping) <= 1
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return Reading([self.page(query, day, now) for day in days], Source.DEEPGRAM)

    def page(self, query: Query, day: date, now: datetime) -> Page:
        sums: dict[tuple[Value, ...], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 7)
        for entry in self.entries:
            if entry.day == day and all(matches(entry, *f) for f in query.filters):
                group = tuple(group_value(entry, g) for g in query.grouping)
                amounts = entry.amounts if query.book is Book.USAGE else (entry.dollars,)
                sums[group] = [a + b for a, b in zip(sums[group], amounts, strict=False)]
        return Page(day, tuple(Row(g, tuple(v)) for g, v in sums.items()), now)

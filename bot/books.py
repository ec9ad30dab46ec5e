"""What can be fetched: Deepgram keeps two books, usage and billing, a page for each UTC day.

Everything between the wire and an answer is said in these values. An amount is a `Decimal`, exact
to what Deepgram sent; a day is a UTC day (shared by all of Deepgram's breakdowns); a span has both
ends included.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

# Adds without rounding: room for every digit that a double can bring, and a fault rather than a
# rounded figure.
EXACT = Context(prec=400, traps=[Inexact, InvalidOperation])
ZERO = Decimal(0)


class Book(StrEnum):
    """Which of Deepgram's two breakdowns."""

    USAGE = "usage"
    BILLING = "billing"


class Grouping(StrEnum):
    """What a book can be grouped by, as Deepgram spells it."""

    ACCESSOR = "accessor"
    ENDPOINT = "endpoint"
    FEATURE_SET = "feature_set"
    MODELS = "models"
    METHOD = "method"
    TAGS = "tags"
    DEPLOYMENT = "deployment"
    LINE_ITEM = "line_item"


# The columns of each book, in the order of `Row.amounts`. Units: hours of audio (submitted;
# processed, where each channel counts; of agent connections), requests, characters of speech
# made, tokens of text intelligence, and US dollars.
COLUMNS: dict[Book, tuple[str, ...]] = {
    Book.USAGE: (
        "hours",
        "total_hours",
        "agent_hours",
        "requests",
        "characters",
        "tokens_in",
        "tokens_out",
    ),
    Book.BILLING: ("cost",),
}

# The value of one grouping in one row: tags and models are sorted tuples (empty: untagged, no
# model), the others a string, or None where Deepgram names none.
Value = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Query:
    """A family of pages: the same question put to each day of one project's book.

    `grouping` holds at most one member for usage. `filters` are (parameter, value) pairs from
    Deepgram's own list (tag, accessor, endpoint, method, model, deployment, line_item, or a
    feature with "true" or "false"), sorted.
    """

    project: str  # a name of ours; the edge knows its id and key
    book: Book
    grouping: tuple[Grouping, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()


class Row(NamedTuple):
    """One line of a page: a value for each grouping of the query, an amount for each column."""

    group: tuple[Value, ...]
    amounts: tuple[Decimal, ...]


def sums(vectors: Iterable[Sequence[Decimal]]) -> tuple[Decimal, ...]:
    """What the vectors add up to, column by column, exactly; empty where there are none.

    Zeros are passed over: adding 0.000 would lengthen a figure by digits that say nothing.
    """
    with localcontext(EXACT):
        return tuple(sum(filter(None, column), ZERO) for column in zip(*vectors, strict=True))


@dataclass(frozen=True)
class Page:
    """One UTC day of one query, and when Deepgram said so (aware, UTC). No rows: no activity."""

    day: date
    rows: tuple[Row, ...]
    read_at: datetime

    @cached_property
    def totals(self) -> tuple[Decimal, ...]:
        """What its rows add up to, an amount for each column; empty where there are no rows."""
        return sums(row.amounts for row in self.rows)


# The upstream: pages for every day from first to last, both included, oldest first; quiet days
# are pages without rows. Raises Trouble.
Fetch = Callable[[Query, date, date], Awaitable[Sequence[Page]]]


class Source(StrEnum):
    """Where the figures of an answer were read from."""

    DEEPGRAM = "deepgram"
    CACHE = "cache"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Reading:
    """The pages asked for, oldest first, with how they were come by.

    `stale` says that Deepgram could not be read and older figures stand in for what was due;
    `degraded` that the store did not take part. `trouble` is the reason why something is stale.
    `times` has each page's day and time of reading, where pages are unpacked only as they are
    looked at. `moved` are settled days whose figures lately turned out to be others than those
    read before.
    """

    pages: Sequence[Page]
    source: Source
    stale: bool = False
    degraded: bool = False
    trouble: str | None = None
    times: Sequence[tuple[date, datetime]] | None = None
    moved: frozenset[date] = frozenset()

    def read_at(self) -> Sequence[tuple[date, datetime]]:
        """Each page's day, and when it was read; looks into no page that knows it otherwise."""
        return self.times or [(page.day, page.read_at) for page in self.pages]

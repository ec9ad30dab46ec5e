"""What can be fetched: Deepgram keeps two books, usage and billing, a page for each UTC day.

Everything between the wire and an answer is said in these values. An amount is a `Decimal`, exact
to what Deepgram sent; a day is a UTC day (shared by all of Deepgram's breakdowns); a span has both
ends included.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


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


@dataclass(frozen=True, slots=True)
class Page:
    """One UTC day of one query, and when Deepgram said so (aware, UTC). No rows: no activity."""

    day: date
    rows: tuple[Row, ...]
    read_at: datetime


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
    looked at.
    """

    pages: Sequence[Page]
    source: Source
    stale: bool = False
    degraded: bool = False
    trouble: str | None = None
    times: Sequence[tuple[date, datetime]] | None = None

    def read_at(self) -> Sequence[tuple[date, datetime]]:
        """Each page's day, and when it was read; looks into no page that knows it otherwise."""
        return self.times or [(page.day, page.read_at) for page in self.pages]

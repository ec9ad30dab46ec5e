"""The values of an answer, exact to what Deepgram sent; nothing here is rounded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from bot.books import Source, Value
from bot.question.model import Period, Question

Amounts = Mapping[str, Decimal]  # column → amount, with exactly the answer's columns


@dataclass(frozen=True, slots=True)
class Part:
    """One row: the usage of one value of each dimension asked for.

    `group` has a (dimension, value) for each, in the order asked: a key's value is its id, a
    tag_set's a sorted tuple, a day's an ISO date; None where the usage has no such thing. `label`
    is that in words for a person. `share` is of the leading column's total, None where that is 0.
    `previous` is the same row in the period compared with; None there means "no such row then".
    """

    group: tuple[tuple[str, Value], ...]
    label: str
    values: Amounts
    share: Decimal | None = None
    previous: Amounts | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """What `top N` folded away: how many rows, and what they come to (where rows are disjoint)."""

    count: int = 0
    values: Amounts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Compared:
    """The period that an answer is compared with, and its total."""

    period: Period
    total: Amounts
    series: tuple[tuple[date, Amounts], ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where a running month or quarter will end at this pace: an estimate, never a figure.

    `name` is "November" or "Q4 2026", `end` its last day. The amounts are of the leading column;
    from `low` to `high` it comes four times in five. `words` say how good an estimate it is.
    """

    name: str
    end: date
    column: str
    low: Decimal
    mid: Decimal
    high: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question about usage or cost, whole: it can be drawn without looking elsewhere.

    `columns` are in order of importance, the leading one first. `total` is the true total, also
    where `overlap` says that rows share usage. `parts` are sorted by the leading column, largest
    first (days in order of time). `series` has the totals of every day of the period, zeros
    included. `as_of` is when the oldest figure in it that may still move was read; aware, UTC.
    `provisional` are the days that may still move, `running` whether the last day is not over.
    `project` is the project's name for a person.
    """

    question: Question
    period: Period
    as_of: datetime
    source: Source
    stale: bool
    provisional: tuple[date, ...]
    columns: tuple[str, ...]
    total: Amounts
    parts: tuple[Part, ...]
    other: Rest
    overlap: bool
    series: tuple[tuple[date, Amounts], ...]
    compare: Compared | None = None
    notes: tuple[str, ...] = ()
    project: str = ""
    running: bool = False
    reading: str = ""  # the question as it was read, in one line
    ahead: Outlook | None = None  # where what is running will end, where that can be told

    @property
    def lead(self) -> str:
        """The column that rows are ranked by and that the headline says."""
        return self.columns[0]

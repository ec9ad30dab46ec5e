"""What was used or spent, for look-ups: by the same plan, pages and sums as every other answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from bot.answer.model import Amounts
from bot.answer.proof import DEGRADED, as_of, source
from bot.answer.rows import amounts
from bot.answer.tally import Sheet, Tally, Vector, add_up, tally
from bot.books import COLUMNS, Book, Reading, Source
from bot.gather import Gathered, Gatherer
from bot.lookup.desk import Inquiry
from bot.plan import plan
from bot.question.model import Dimension, Field, Filter, Period, Question, Subject

K = TypeVar("K")

BOOKS = {Subject.USAGE: Book.USAGE, Subject.COST: Book.BILLING}


@dataclass(frozen=True, slots=True)
class Sums:
    """What one project's pages say of a stretch of days; any days within it can be added up."""

    question: Question
    gathered: Gathered
    inquiry: Inquiry
    project: str

    def tally(
        self, period: Period | None = None, dimensions: Sequence[Dimension] | None = None
    ) -> Tally:
        """The cells of some of the days, all unless said; by what was asked for, or by part of it."""
        of = plan(self.question, self.inquiry.known(self.project))
        sheets = self.gathered.sheets
        if period is not None:
            sheets = tuple(_within(sheet, period) for sheet in sheets)
        by = self.question.group_by if dimensions is None else dimensions
        return tally(of.book, sheets, by, self.inquiry.names)

    def total(self, period: Period | None = None) -> Amounts:
        """What all of it comes to, by column."""
        return named(self.tally(period).total(), self.book)

    @property
    def book(self) -> Book:
        """Which book it is from."""
        return BOOKS[self.question.subject]


def _within(sheet: Sheet, period: Period) -> Sheet:
    pages = [page for page in sheet.pages if period.first <= page.day <= period.last]
    return replace(sheet, pages=pages)


async def sums(
    inquiry: Inquiry,
    project: str,
    subject: Subject,
    group_by: Sequence[Dimension],
    span: Period,
    filters: Iterable[Filter] = (),
) -> Sums:
    """Reads usage or cost of some days, both ends included; raises Trouble."""
    narrowed = tuple(sorted(f for f in filters if f.field is not Field.PROJECT))
    question = Question(subject, filters=narrowed, group_by=tuple(group_by), period=span)
    names = inquiry.known(project)
    gatherer = Gatherer(
        plan(question, names), project, span, inquiry.desk.shelf, inquiry.now, names
    )
    return Sums(question, await gatherer.gather(), inquiry, project)


def named(vector: Vector, book: Book) -> Amounts:
    """A vector's amounts by the names of its book's columns."""
    return amounts(vector, COLUMNS[book], COLUMNS[book])


def days(tally: Tally, column: str, period: Period) -> tuple[tuple[date, Decimal], ...]:
    """Every day of a period with its amount: one without use is zero."""
    position = COLUMNS[tally.book].index(column)
    zero = [Decimal(0)] * len(COLUMNS[tally.book])
    return tuple((day, tally.series.get(day, zero)[position]) for day in period.days())


def before(period: Period, length: int) -> Period:
    """So many days that end on the eve of a period."""
    return Period(period.first - timedelta(days=length), period.first - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a look-up's figures rest on: when and where they were read, and what to know of that."""

    as_of: datetime
    source: Source
    stale: bool
    notes: tuple[str, ...]


def grounds(inquiry: Inquiry, read: Iterable[Sums]) -> Grounds:
    """What figures rest on; what is not from the books was read at the moment of the question."""
    readings: list[Reading] = [r for each in read for r in each.gathered.readings]
    if not readings:
        return Grounds(inquiry.now, Source.DEEPGRAM, stale=False, notes=())
    stale = [r.trouble for r in readings if r.stale and r.trouble]
    degraded = [DEGRADED] if any(r.degraded for r in readings) else []
    return Grounds(
        as_of(readings, inquiry.now),
        source(readings),
        stale=any(r.stale for r in readings),
        notes=(*stale[:1], *degraded),
    )


def together(tallies: Iterable[Tally]) -> Tally:
    """Several projects' tallies of one book as one: cells that are called the same are added up."""
    every = list(tallies)
    width = len(COLUMNS[every[0].book])
    return Tally(
        every[0].book,
        _added([t.cells for t in every], width),
        _added([t.series for t in every], width),
        unsplit=any(t.unsplit for t in every),
    )


def _added(tables: Sequence[Mapping[K, Vector]], width: int) -> dict[K, Vector]:
    keys = dict.fromkeys(key for table in tables for key in table)
    return {key: add_up([t[key] for t in tables if key in t], width) for key in keys}

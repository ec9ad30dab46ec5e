"""Answers that are not sums: facts about one thing, or a table of several things. Pure values.

A key, a list of keys, the request log, the balance, tags, models, projects: all have one shape, so
that each surface (blocks, terminal, JSON, CSV) draws them in one place.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.books import Source
from bot.question.model import Question

# A cell: text, several words, an amount (whose column says the unit), a day, a moment (aware,
# UTC), or nothing known.
Cell = str | tuple[str, ...] | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for machines, its heading, and for amounts the unit.

    `unit` is a column name of bot.books.COLUMNS ("hours", "cost" …), "seconds", "days" or
    "balance"; empty for what is not an amount.
    """

    name: str
    heading: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known: what it is called, and what it is."""

    name: str
    heading: str
    value: Cell
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """A course over days, for a chart: of which amount, and each day's."""

    heading: str
    unit: str
    days: tuple[tuple[date, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Facts, and a table where there are several things; either may be empty.

    `headline` is a complete sentence, the answer for a glance. `rows` are in the order to show,
    each as long as `columns`. `more` is how many rows there are beyond them, None where nobody
    knows. `asks` holds for each row the question that leads on from it, or "". `private` things are
    shown only to the asker. `follow` are questions that lead on: what a button says, what it asks.
    """

    question: Question
    title: str
    headline: str
    facts: tuple[Fact, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    asks: tuple[str, ...] = ()
    more: int | None = 0
    course: Course | None = None
    follow: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    as_of: datetime | None = None
    source: Source = Source.DEEPGRAM
    stale: bool = False
    private: bool = False
    project: str = ""
    reading: str = ""

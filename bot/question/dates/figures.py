"""Dates that are written in figures: ISO and compact, with slashes or dots, weeks and quarters."""

from bot.question.dates.calendar import Unit, one, plus
from bot.question.dates.reading import Match, Reading, Rules
from bot.question.dates.recurring import (
    dated,
    month_day,
    part_of_year,
    weeks_of_year,
    year,
)
from bot.question.dates.spans import IMPOSSIBLE, Fixed, Open, Span, Wrong, fixed, inside
from bot.question.model import Kind

MOST_MONTHS = 12
DAYS_OF_WEEK = 7


def in_year(span: Span, number: int) -> Span:
    """The one of them in that year."""
    container = year(number)
    if isinstance(span, Open) and isinstance(container, Fixed):
        return inside(span, container)
    return span


def iso_day(reading: Reading, at: int) -> Match | None:
    """`2026-10-05`, `2026/10/05`, `2026.10.05`, `20261005`."""
    return at + 1, dated(*reading.numbers[at])


def iso_month(reading: Reading, at: int) -> Match | None:
    """`2026-10`, `2026/10`."""
    number, month = reading.numbers[at]
    return at + 1, in_year(part_of_year(Unit.MONTH, month), number)


def month_year(reading: Reading, at: int) -> Match | None:
    """`10/2026`, `10-2026`, `10.2026`."""
    month, number = reading.numbers[at]
    return at + 1, in_year(part_of_year(Unit.MONTH, month), number)


def year_quarter(reading: Reading, at: int) -> Match | None:
    """`2025Q3`, `2025-Q3`."""
    number, quarter = reading.numbers[at]
    return at + 1, in_year(part_of_year(Unit.QUARTER, quarter), number)


def year_half(reading: Reading, at: int) -> Match | None:
    """`2025H2`, `2025-H2`."""
    number, half = reading.numbers[at]
    return at + 1, in_year(part_of_year(Unit.HALF, half), number)


def iso_week(reading: Reading, at: int) -> Match | None:
    """`2026-W08`, `2026W08`, and one day of it: `2026-W08-3`."""
    number, week, *day = reading.numbers[at]
    span = in_year(weeks_of_year(week, week), number)
    if not day or not isinstance(span, Fixed):
        return at + 1, span
    if day[0] > DAYS_OF_WEEK:
        return at + 1, IMPOSSIBLE
    return at + 1, fixed(one(plus(span.period.first, day[0] - 1)), Unit.DAY, dated=True)


def instant(reading: Reading, at: int) -> Match | None:
    """`2026-10-05T10:00Z` is a moment, and only whole days can be asked for: its day is offered."""
    number, month, day = reading.numbers[at][:3]
    return at + 1, Wrong(Kind.NOT_UNDERSTOOD, (f"{number}-{month:02}-{day:02}",))


def slashed(reading: Reading, at: int) -> Match | None:
    """`3/4`: a month and a day of some year; `1/2 of` something is a fraction."""
    if reading.kinds[at + 1] == "of":
        return None
    day, month = ordered(reading, reading.numbers[at])
    return at + 1, month_day(month, day)


def day_month_year(reading: Reading, at: int) -> Match | None:
    """`3/4/2026`, `3-4-26`."""
    day, month = ordered(reading, reading.numbers[at])
    return at + 1, dated(reading.numbers[at][2], month, day)


def dotted_year(reading: Reading, at: int) -> Match | None:
    """`1.11.2026`, `1.11.26`: with dots the day comes first."""
    day, month, number = reading.numbers[at]
    return at + 1, dated(number, month, day)


def dotted(reading: Reading, at: int) -> Match | None:
    """`1.11.`, the day before the month."""
    day, month = reading.numbers[at]
    return at + 1, month_day(month, day)


def decimal(reading: Reading, at: int) -> Match | None:
    """`1.11` is a date only as the beginning of `1.11-15.11.2026`."""
    if reading.kinds[at + 1] == "-" and reading.kinds[at + 2] in ("dot", "dots"):
        return dotted(reading, at)
    return None


def ordered(reading: Reading, pair: tuple[int, ...]) -> tuple[int, int]:
    """The day and the month of a pair of figures.

    A figure above 12 says which is which, for every pair of the phrase; else the asker's habit does.
    """
    day_first = reading.day_first
    for kind, numbers in zip(reading.kinds, reading.numbers, strict=False):
        if kind in ("slash", "dmy") and max(numbers[:2]) > MOST_MONTHS >= min(numbers[:2]):
            day_first = numbers[0] > MOST_MONTHS
            break
    return (pair[0], pair[1]) if day_first else (pair[1], pair[0])


RULES: Rules = {
    "ymd": (iso_day,),
    "ym": (iso_month,),
    "my": (month_year,),
    "yq": (year_quarter,),
    "yh": (year_half,),
    "isoweek": (iso_week,),
    "instant": (instant,),
    "slash": (slashed,),
    "dmy": (day_month_year,),
    "dots": (dotted_year,),
    "dot": (dotted,),
    "decimal": (decimal,),
}

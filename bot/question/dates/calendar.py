"""Arithmetic of days and of the units that people count in. Pure; both ends are always included."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from bot.question.model import Period


class Unit(IntEnum):
    """What days are counted in."""

    DAY = 0
    WEEK = 1
    MONTH = 2
    QUARTER = 3
    HALF = 4
    YEAR = 5


MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.HALF: 6, Unit.YEAR: 12}
EARLIEST_YEAR = 1900
LATEST_YEAR = 2199
EARLIEST = date(EARLIEST_YEAR, 1, 1)
ONE_DAY = timedelta(days=1)
FIRST_ORDINAL = EARLIEST.toordinal()
LAST_ORDINAL = date(LATEST_YEAR, 12, 31).toordinal()
LONGEST_MONTHS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day_of(year: int, month: int, day: int) -> date | None:
    """That day, or None where the calendar has no such day or the year is out of bounds."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def one(day: date | None) -> Period | None:
    """The period that is this one day."""
    return None if day is None else Period(day, day)


def plus(day: date, days: int) -> date | None:
    """So many days later (or earlier), or None beyond the bounds of the calendar."""
    ordinal = day.toordinal() + days
    return date.fromordinal(ordinal) if FIRST_ORDINAL <= ordinal <= LAST_ORDINAL else None


def month_first(month: int) -> date:
    """The first day of a month that is counted from the year 0."""
    return date(month // 12, month % 12 + 1, 1)


def months_from(first: date, count: int) -> Period | None:
    """So many whole months, the first of which begins on `first`."""
    start = first.year * 12 + first.month - 1
    if not EARLIEST_YEAR <= (start + count) // 12 <= LATEST_YEAR:
        return None
    return Period(first, month_first(start + count) - ONE_DAY)


def shifted(day: date, unit: Unit, count: int) -> date | None:
    """The same day so many units later; where its month is shorter, the last day it has."""
    if unit < Unit.MONTH:
        return plus(day, count * (7 if unit is Unit.WEEK else 1))
    year, month = divmod(day.year * 12 + day.month - 1 + count * MONTHS[unit], 12)
    for number in range(day.day, 27, -1):
        found = day_of(year, month + 1, number)
        if found:
            return found
    return day_of(year, month + 1, day.day)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The asker's day, and where their weeks begin (0 for Monday … 6 for Sunday)."""

    today: date
    week_start: int = 0

    def unit(self, unit: Unit, day: date, step: int = 0) -> Period | None:
        """The whole unit that holds `day`, or the one `step` after it; None out of bounds."""
        if unit is Unit.DAY:
            return one(plus(day, step))
        if unit is Unit.WEEK:
            return self.week(day, step)
        size = MONTHS[unit]
        index = (day.year * 12 + day.month - 1) // size + step
        if not EARLIEST_YEAR <= index * size // 12 < LATEST_YEAR:
            return None
        return Period(month_first(index * size), month_first((index + 1) * size) - ONE_DAY)

    def week(self, day: date, step: int) -> Period | None:
        """The asker's week that holds `day`, or the one `step` after it."""
        first = plus(day, 7 * step - (day.weekday() - self.week_start) % 7)
        last = plus(first, 6) if first else None
        return Period(first, last) if first and last else None

    def this(self, unit: Unit, step: int = 0) -> Period | None:
        """The whole unit that is running, or the one `step` after it."""
        return self.unit(unit, self.today, step)

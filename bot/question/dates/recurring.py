"""Days that have a name of their own in every week, month or year."""

from calendar import monthrange
from datetime import date
from functools import partial

from bot.question.dates.calendar import (
    LATEST_YEAR,
    LONGEST_MONTHS,
    MONTHS,
    Unit,
    day_of,
    months_from,
    one,
    plus,
)
from bot.question.dates.spans import FUTURE, IMPOSSIBLE, VAGUE, Fixed, Open, Wrong, fixed
from bot.question.dates.words import MONTH_NAMES
from bot.question.model import Kind, Period

COMMON_YEAR = 2025
SATURDAY = 5
WORKDAYS = 5
MOST_WEEKS = 53
MOST_DAYS = 31


def dated(year: int, month: int, day: int) -> Fixed | Wrong:
    """That very day."""
    if not 1 <= month <= len(MONTH_NAMES) or not 1 <= day <= LONGEST_MONTHS[month]:
        return IMPOSSIBLE
    if year > LATEST_YEAR:
        return FUTURE
    return fixed(one(day_of(year, month, day)), Unit.DAY, dated=True)


def year(number: int) -> Fixed | Wrong:
    """That year."""
    return fixed(Period(date(number, 1, 1), date(number, 12, 31)), Unit.YEAR, dated=True)


def part_of_year(unit: Unit, number: int) -> Open | Wrong:
    """The month, quarter or half of that number, counted from 1; impossible where no year has it."""
    size = MONTHS[unit]
    if not 1 <= number <= MONTHS[Unit.YEAR] // size:
        return IMPOSSIBLE
    month = (number - 1) * size + 1
    return Open(Unit.YEAR, lambda first: months_from(date(first.year, month, 1), size), unit)


def month_days(month: int, first_day: int, last_day: int) -> Open | Wrong:
    """Some days of a month of some year, both included."""
    if not 1 <= month <= len(MONTH_NAMES):
        return IMPOSSIBLE
    if not 1 <= first_day <= LONGEST_MONTHS[month] >= last_day >= 1:
        return no_such_day(month)
    if first_day > last_day:
        return VAGUE
    return Open(Unit.YEAR, lambda start: between(start.year, month, first_day, last_day))


def month_day(month: int, day: int) -> Open | Wrong:
    """One day of a month of some year."""
    return month_days(month, day, day)


def between(number: int, month: int, first_day: int, last_day: int) -> Period | None:
    """Some days of that month, or None where it does not have them all."""
    first, last = day_of(number, month, first_day), day_of(number, month, last_day)
    return Period(first, last) if first and last else None


def no_such_day(month: int) -> Wrong:
    """A day that no year has, and the last that its month has."""
    name = MONTH_NAMES[month - 1][0]
    last = monthrange(COMMON_YEAR, month)[1]
    return Wrong(Kind.IMPOSSIBLE_DATE, (f"{last} {name}", name))


def day_of_month(day: int) -> Open | Wrong:
    """The day of that number in some month."""
    if not 1 <= day <= MOST_DAYS:
        return IMPOSSIBLE
    return Open(Unit.MONTH, lambda first: one(day_of(first.year, first.month, day)))


def weeks_of_year(first_week: int, last_week: int) -> Open | Wrong:
    """ISO weeks of some year, both included; they run Monday to Sunday whatever the asker's do.

    https://en.wikipedia.org/wiki/ISO_week_date: week 1 is the one that holds 4 January.
    """
    if not 1 <= first_week <= MOST_WEEKS >= last_week >= 1:
        return IMPOSSIBLE
    if first_week > last_week:
        return VAGUE
    unit = Unit.WEEK if first_week == last_week else None
    make = partial(weeks_in, first_week, last_week)
    return Open(Unit.YEAR, make, unit, years_back=2)


def weeks_in(first_week: int, last_week: int, first: date) -> Period | None:
    """Those ISO weeks of the year that begins on a day, or None where it does not have them."""
    try:
        start = date.fromisocalendar(first.year, first_week, 1)
        return Period(start, date.fromisocalendar(first.year, last_week, 7))
    except ValueError:
        return None


def weekday(number: int) -> Open:
    """That day of some week: 0 for Monday."""
    return Open(Unit.WEEK, lambda first: one(plus(first, (number - first.weekday()) % 7)))


def weekend() -> Open:
    """Saturday and Sunday of some week."""
    return Open(Unit.WEEK, lambda first: days_from(first, SATURDAY, 2), None)


def workdays() -> Open:
    """Monday to Friday of some week."""
    return Open(Unit.WEEK, lambda first: days_from(first, 0, WORKDAYS), None)


def days_from(first: date, number: int, count: int) -> Period | None:
    """So many days, the first of which is the weekday of that number on or after `first`."""
    start = plus(first, (number - first.weekday()) % 7)
    end = plus(start, count - 1) if start else None
    return Period(start, end) if start and end else None

"""Which days of a longer stretch are meant by "early", "first half", "last 3 weeks", "second monday"."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice

from bot.question.dates.calendar import MONTHS, ONE_DAY, Unit, months_from, plus, shifted
from bot.question.model import Period

# Takes the whole and its unit; None where it has no such part.
Pick = Callable[[Period, Unit], Period | None]

LATE = 2
LAST = -1
THIRD_DAYS = 10
WEEK_DAYS = 7
HALF_MONTH = 15


def third(number: int) -> Pick:
    """A third, counted from 0: of a month 1-10, 11-20, 21-end; of longer units by their months."""

    def pick(whole: Period, unit: Unit) -> Period | None:
        if unit is Unit.MONTH:
            return third_of_month(whole, number)
        size = MONTHS[unit] // 3
        first = shifted(whole.first, Unit.MONTH, number * size)
        return months_from(first, size) if first else None

    return pick


def third_of_month(whole: Period, number: int) -> Period:
    """Its days 1-10, 11-20, or 21 to its last."""
    first = whole.first + timedelta(days=number * THIRD_DAYS)
    return Period(first, whole.last if number == LATE else first + timedelta(days=THIRD_DAYS - 1))


def first_day(whole: Period, _unit: Unit) -> Period:
    """The day that it begins with."""
    return Period(whole.first, whole.first)


def last_day(whole: Period, _unit: Unit) -> Period:
    """The day that it ends with."""
    return Period(whole.last, whole.last)


def half(number: int) -> Pick:
    """The first half or the last (of a month 1-15 and 16-end, of a year six months each)."""

    def pick(whole: Period, unit: Unit) -> Period | None:
        middle = whole.first + timedelta(days=half_days(whole, unit))
        if number == LAST or number > 1:
            return Period(middle, whole.last)
        return Period(whole.first, middle - ONE_DAY)

    return pick


def half_days(whole: Period, unit: Unit) -> int:
    """How many days its first half has."""
    if unit is Unit.MONTH:
        return HALF_MONTH
    months = months_from(whole.first, MONTHS[unit] // 2)
    return whole.length // 2 if unit is Unit.QUARTER or months is None else months.length


def nth(number: int, part: Unit) -> Pick:
    """The part of that number, counted from 1, or the last; weeks of it are counted in sevens."""

    def pick(whole: Period, _unit: Unit) -> Period | None:
        if number == LAST:
            return run(LAST, 1, part)(whole, _unit)
        first = shifted(whole.first, part, number - 1)
        end = shifted(whole.first, part, number)
        if first is None or end is None or first > whole.last:
            return None
        return Period(first, min(end - ONE_DAY, whole.last))

    return pick


def run(side: int, count: int, part: Unit) -> Pick:
    """The first so many parts, or the last; None where the whole has fewer."""

    def pick(whole: Period, _unit: Unit) -> Period | None:
        if side == LAST:
            first = shifted(whole.last + ONE_DAY, part, -count)
            return Period(first, whole.last) if first and first >= whole.first else None
        end = shifted(whole.first, part, count)
        last = end - ONE_DAY if end else None
        return Period(whole.first, last) if last and last <= whole.last else None

    return pick


def nth_day(number: int, weekdays: frozenset[int], days: int = 1) -> Pick:
    """So many days from the day of that number, counted from 1 or the last, that is such a weekday."""

    def pick(whole: Period, _unit: Unit) -> Period | None:
        found = (day for day in walk(whole, number) if day.weekday() in weekdays)
        first = next(islice(found, max(number - 1, 0), None), None)
        last = plus(first, days - 1) if first else None
        return Period(first, last) if first and last else None

    return pick


def walk(whole: Period, number: int) -> Iterator[date]:
    """Its days, the last first where the last is asked for."""
    if number == LAST:
        return (whole.last - timedelta(days=step) for step in range(whole.length))
    return (whole.first + timedelta(days=step) for step in range(whole.length))


def nth_full_week(number: int, week_start: int) -> Pick:
    """The week of that number, counted from 1 or the last, that lies in the whole entirely."""

    def pick(whole: Period, unit: Unit) -> Period | None:
        if number != LAST:
            found = nth_day(number, frozenset({week_start}), WEEK_DAYS)(whole, unit)
            return found if found and found.last <= whole.last else None
        end = nth_day(LAST, frozenset({(week_start - 1) % WEEK_DAYS}))(whole, unit)
        return Period(end.last - timedelta(days=WEEK_DAYS - 1), end.last) if end else None

    return pick

"""From when on: `from 27 Nov 2026`, `starting next monday`, `starting tomorrow`."""

import calendar
from datetime import date, timedelta

from bot.question.model import Kind, Unclear
from bot.question.schedule.pattern import EVERY_MONTH
from bot.question.schedule.picks import day_and_month
from bot.question.schedule.said import Hit, Reading, Said
from bot.question.schedule.words import MONTHS_IN, STARTS, UNITS, WEEKDAYS

YEARS = range(2000, 2100)
NAMED_DAYS = {"today": 0, "tomorrow": 1, "now": 0}


def start(reading: Reading, at: int) -> Hit | Unclear | None:
    """The date from which on it is due, that date included."""
    if reading.low(at) not in STARTS and [reading.low(at), reading.low(at + 1)] != ["as", "of"]:
        return None
    first = at + 1
    while reading.low(first) in {"on", "from", "of", "the", "with"}:
        first += 1
    found = _named(reading, first) or _iso(reading, first) or _written(reading, first)
    if found is None or isinstance(found, Unclear):
        return found
    return Hit(first, found[1], Said(start=found[0]))


def _named(reading: Reading, at: int) -> tuple[date, int] | None:
    """`today`, `tomorrow`, `monday`, `next monday`, `next week`, `next month`."""
    days = NAMED_DAYS.get(reading.low(at))
    if days is not None:
        on = (reading.low(at), reading.low(at + 1)) == ("now", "on")
        return reading.today + timedelta(days=days), at + 1 + on
    coming = reading.low(at) in {"next", "this"}
    later = int(reading.low(at) == "next")
    weekday = WEEKDAYS.get(reading.low(at + coming))
    if weekday is not None:
        ahead = (weekday - reading.today.weekday() - later) % 7 + later
        return reading.today + timedelta(days=ahead), at + coming + 1
    unit = UNITS.get(reading.low(at + 1), "") if later else ""
    return (_next(reading.today, unit), at + 2) if unit == "week" or unit in MONTHS_IN else None


def _next(today: date, unit: str) -> date:
    """The first day of the week, month, quarter or year after this one."""
    if unit == "week":
        return today + timedelta(days=7 - today.weekday())
    size = MONTHS_IN[unit]
    months = ((today.year * 12 + today.month - 1) // size + 1) * size
    return date(months // 12, months % 12 + 1, 1)


def _iso(reading: Reading, at: int) -> tuple[date, int] | Unclear | None:
    """`2026-11-27`."""
    numbers = [reading.phrase.number(at + n) for n in (0, 2, 4)]
    dashes = {reading.low(at + 1), reading.low(at + 3)} == {"-"}
    year, month, day = (number or 0 for number in numbers)
    if not dashes or None in numbers or len(reading.low(at)) != len("2026"):
        return None
    return _made(reading, at, at + 5, (year, month, day))


def _written(reading: Reading, at: int) -> tuple[date, int] | Unclear | None:
    """`27 Nov 2026`, `27 november`, `nov 27, 2026`; without a year, the next one that comes."""
    found = day_and_month(reading, at)
    if found is None:
        return None
    (day, month), end = found
    after = end + (reading.low(end) == ",")
    year = reading.phrase.number(after) or 0
    if year in YEARS:
        return _made(reading, at, after + 1, (year, month, day))
    return _made(reading, at, end, (_year(reading.today, month, day), month, day))


def _year(today: date, month: int, day: int) -> int:
    """The year in which this date comes next; this one where it never comes."""
    for year in range(today.year, min(today.year + 9, 9999)):
        fits = 1 <= day <= calendar.monthrange(year, month)[1]
        if fits and date(year, month, day) >= today:
            return year
    return today.year


def _made(
    reading: Reading, at: int, end: int, parts: tuple[int, int, int]
) -> tuple[date, int] | Unclear:
    year, month, day = parts
    fine = year in YEARS and month in EVERY_MONTH
    if not fine or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return Unclear(Kind.IMPOSSIBLE_DATE, reading.piece(at, end))
    return date(year, month, day), end

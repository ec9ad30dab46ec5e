"""The dates on which a pattern is due, from a given date on: calendar arithmetic, no clock."""

import calendar
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import singledispatch
from itertools import count

from cronsim import CronSim

from bot.question.schedule.pattern import (
    EVERY_WEEKDAY,
    Cron,
    Daily,
    Monthly,
    Noun,
    Pattern,
    Pick,
    Weekly,
)

LAST_YEAR = 9_900  # datetime ends with 9999, and cronsim looks 50 years ahead


def dates(pattern: Pattern, first: date, start: date | None) -> Iterator[date]:
    """Every due date from `first` on (included), in order; none before `start`."""
    begin = max(first, start) if start else first
    for day in steps(pattern, begin, start or begin):
        if day.year > LAST_YEAR:
            return
        yield day


@singledispatch
def steps(pattern: Pattern, begin: date, start: date) -> Iterator[date]:
    """Every due date from `begin` on, counted from `start` where the pattern skips some."""
    raise TypeError(pattern, begin, start)


@steps.register
def _(pattern: Daily, begin: date, start: date) -> Iterator[date]:
    day = begin + timedelta(days=(start - begin).days % pattern.every)
    while day.year <= LAST_YEAR:
        yield day
        day += timedelta(days=pattern.every)


@steps.register
def _(pattern: Weekly, begin: date, start: date) -> Iterator[date]:
    monday, anchor = _monday(begin), _monday(start)
    monday += timedelta(weeks=((anchor - monday).days // 7) % pattern.every)
    while monday.year <= LAST_YEAR:
        for weekday in pattern.days:
            day = monday + timedelta(days=weekday)
            if day >= begin:
                yield day
        monday += timedelta(weeks=pattern.every)


@steps.register
def _(pattern: Monthly, begin: date, start: date) -> Iterator[date]:
    month, anchor = _months(begin), _months(start)
    for step in count(month + (anchor - month) % pattern.every, pattern.every):
        year, index = divmod(step, 12)
        if year > LAST_YEAR:
            return
        if index + 1 in pattern.months:
            days = {_in_month(pick, year, index + 1) for pick in pattern.picks} - {0}
            yield from (day for n in sorted(days) if (day := date(year, index + 1, n)) >= begin)


@steps.register
def _(pattern: Cron, begin: date, start: date) -> Iterator[date]:  # noqa: ARG001 (cron counts from nowhere)
    fields = f"0 0 {pattern.day} {pattern.month} {pattern.weekday}"
    midnights = CronSim(fields, datetime.combine(begin, time()) - timedelta(minutes=1))
    return (midnight.date() for midnight in midnights)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _in_month(pick: Pick, year: int, month: int) -> int:
    """The day of the month that is picked, 0 where the month has none."""
    weekday, length = calendar.monthrange(year, month)
    match pick.noun:
        case Noun.DAY:
            return min(pick.nth, length) if pick.nth > 0 else length + 1 + pick.nth
        case Noun.WEEKDAY:
            return _nth(
                [n for n in range(1, length + 1) if (weekday + n - 1) % 7 in EVERY_WEEKDAY],
                pick.nth,
            )
        case _:
            return _nth(list(range(1 + (pick.noun - weekday) % 7, length + 1, 7)), pick.nth)


def _nth(days: list[int], nth: int) -> int:
    index = nth - 1 if nth > 0 else nth
    return days[index] if -len(days) <= index < len(days) else 0

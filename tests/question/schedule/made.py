"""Schedules of every kind, for properties; and the plainest way to say whether a date is due."""

import calendar
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st

from bot.question.schedule import Schedule
from bot.question.schedule.pattern import (
    EVERY_DAY,
    EVERY_MONTH,
    Daily,
    Monthly,
    Noun,
    Pattern,
    Pick,
    Weekly,
    picked,
)
from bot.question.schedule.zones import iana


def possible(pattern: Monthly) -> bool:
    """Whether its greatest day is in at least one of its months: a phrase may name no other."""
    days = max((pick.nth for pick in pattern.picks if pick.noun is Noun.DAY), default=1)
    return days <= max(calendar.monthrange(2024, month)[1] for month in pattern.months)


calmly = settings(deadline=None)  # the machine may be busy with other things

ZONES = st.sampled_from(sorted(iana().values())).map(ZoneInfo)
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))
ASSUMED = st.sampled_from([(), ("day",), ("time",), ("day", "time")])

_DAY = st.builds(Pick, st.sampled_from([*range(1, 32), -1, -2]), st.just(Noun.DAY))
_NAMED = st.builds(Pick, st.sampled_from([1, 2, 3, 4, 5, -1, -2]), st.sampled_from(list(Noun)[:7]))
_WORK = st.builds(Pick, st.sampled_from([*range(1, 21), -1, -2]), st.just(Noun.WEEKDAY))
PICKS = st.lists(st.one_of(_DAY, _NAMED, _WORK), min_size=1, max_size=5).map(picked)
MONTHS = st.sets(st.integers(1, 12), min_size=1).map(lambda months: tuple(sorted(months)))
SEVERAL = st.sets(st.integers(0, 6), min_size=1, max_size=6).map(lambda days: tuple(sorted(days)))

DAILY = st.builds(Daily, st.integers(1, 365))
WEEKLY = st.one_of(
    st.builds(Weekly, SEVERAL, st.integers(1, 52)),
    st.builds(Weekly, st.just(EVERY_DAY), st.integers(2, 52)),
)
MONTHLY = st.one_of(
    st.builds(Monthly, PICKS, st.just(EVERY_MONTH), st.integers(1, 24)),
    st.builds(Monthly, PICKS, MONTHS),
).filter(possible)
PATTERNS = st.one_of(DAILY, WEEKLY, MONTHLY)


@st.composite
def schedules(draw: st.DrawFn, patterns: st.SearchStrategy[Pattern] = PATTERNS) -> Schedule:
    """A schedule as the reader makes them: it begins on a date that is due."""
    pattern = draw(patterns)
    start = draw(DATES if pattern.every > 1 else st.one_of(st.none(), DATES))
    if start is not None:
        start = next(day for day in days_from(start) if is_due(pattern, day, day))
    return Schedule(pattern, draw(TIMES), draw(ZONES), start, draw(ASSUMED))


def days_from(day: date, most: int = 12_000):
    """Every date from one on."""
    return (day + timedelta(days=step) for step in range(most))


def is_due(pattern: Pattern, day: date, start: date | None) -> bool:
    """Whether a date is due, looked at by itself."""
    if start is not None and day < start:
        return False
    begin = start or day
    if isinstance(pattern, Daily):
        return (day - begin).days % pattern.every == 0
    if isinstance(pattern, Weekly):
        weeks = (day - timedelta(days=day.weekday())) - (begin - timedelta(days=begin.weekday()))
        return day.weekday() in pattern.days and weeks.days // 7 % pattern.every == 0
    months = (day.year - begin.year) * 12 + day.month - begin.month
    fits = day.month in pattern.months and months % pattern.every == 0
    return fits and any(_is_pick(pick, day) for pick in pattern.picks)


def _is_pick(pick: Pick, day: date) -> bool:
    last = calendar.monthrange(day.year, day.month)[1]
    month = [day.replace(day=n) for n in range(1, last + 1)]
    if pick.noun is Noun.WEEKDAY:
        month = [one for one in month if one.weekday() < 5]
    elif pick.noun is not Noun.DAY:
        month = [one for one in month if one.weekday() == pick.noun]
    elif pick.nth > last:
        return day == month[-1]
    at = pick.nth - 1 if pick.nth > 0 else len(month) + pick.nth
    return 0 <= at < len(month) and month[at] == day

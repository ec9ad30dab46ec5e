"""What a phrase can stand for before it is settled, and how it is settled.

A phrase is `Fixed` (its days are known), `Open` (it recurs every week, month or year, and which one
is meant depends on what stands beside it) or `Wrong` (it was begun as a date but cannot be one).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from bot.question.dates.calendar import ONE_DAY, Calendar, Unit
from bot.question.model import Kind, Period

# 29 February can be eight years away.
PATIENCE = 9

Change = Callable[[Period], Period | None]


@dataclass(frozen=True, slots=True)
class Fixed:
    """Days that are known, not cut at today.

    `unit` is set where they are exactly one such unit. `dated` says that their year was said,
    `anchored` that their year, month or week was. `rolling` is a count of `unit`s that end today.
    """

    period: Period
    unit: Unit | None = None
    dated: bool = False
    anchored: bool = False
    rolling: int = 0


@dataclass(frozen=True, slots=True)
class Open:
    """Days that recur once in each `cycle`; `make` finds them in the one that begins on a day.

    `weekday`, where it was said too, must be that of the day that is found. `whole` finds what it
    is a part of, where it is one: a fifth Friday is looked for in the latest November only. `years_back` says how
    many cycles are tried, the running one included.
    """

    cycle: Unit
    make: Callable[[date], Period | None]
    unit: Unit | None = Unit.DAY
    weekday: int | None = None
    whole: Callable[[date], Period | None] | None = None
    years_back: int = PATIENCE


@dataclass(frozen=True, slots=True)
class Wrong:
    """A date that was begun but cannot be, and what could be typed instead."""

    kind: Kind
    hints: tuple[str, ...] = ()


Span = Fixed | Open | Wrong

IMPOSSIBLE = Wrong(Kind.IMPOSSIBLE_DATE)
TOO_MANY = Wrong(Kind.BAD_NUMBER)
VAGUE = Wrong(Kind.NOT_UNDERSTOOD)
FUTURE = Wrong(Kind.FUTURE)

# Hours are no whole days, and "last day" is today to some and yesterday to others.
WHOLE_DAYS = Wrong(Kind.NOT_UNDERSTOOD, ("today", "yesterday"))
NO_BEGINNING = Wrong(Kind.NOT_UNDERSTOOD, ("this year", "last 12 months"))


def fixed(period: Period | None, unit: Unit | None = None, *, dated: bool = False) -> Fixed | Wrong:
    """These days, or an impossible date where there are none."""
    return IMPOSSIBLE if period is None else Fixed(period, unit, dated, dated)


def latest(span: Open, limit: date, calendar: Calendar) -> Period | None:
    """The most recent of them that has begun on `limit`."""
    return back(span, limit, calendar, lambda found: found.first <= limit)


def ended(span: Open, calendar: Calendar) -> Fixed | Wrong:
    """The most recent of them that ended before today."""
    today = calendar.today
    return fixed(back(span, today, calendar, lambda found: found.last < today), span.unit)


def back(
    span: Open, limit: date, calendar: Calendar, fits: Callable[[Period], bool]
) -> Period | None:
    """The first of them that fits, going back from `limit`.

    The search begins one year late for weeks: week 1 can begin in the December before.
    """
    for step in range(int(span.unit is Unit.WEEK), -span.years_back, -1):
        cycle = calendar.unit(span.cycle, limit, step)
        found = span.make(cycle.first) if cycle else None
        if found and fits(found):
            return found
        if cycle and found is None and lacks(span, cycle.first, limit):
            return None
    return None


def lacks(span: Open, first: date, limit: date) -> bool:
    """Whether what it is a part of has begun on `limit`, and has no such part."""
    whole = span.whole(first) if span.whole else None
    return whole is not None and whole.first <= limit


def following(span: Open, day: date, calendar: Calendar) -> Fixed | Wrong:
    """The earliest of them that ends on `day` or later."""
    for step in range(PATIENCE):
        cycle = calendar.unit(span.cycle, day, step)
        found = span.make(cycle.first) if cycle else None
        if found and found.last >= day:
            return on_weekday(span, fixed(found, span.unit))
    return IMPOSSIBLE


def inside(span: Open, container: Fixed) -> Fixed | Wrong:
    """The one of them in a unit that is as long as their cycle."""
    found = span.make(container.period.first)
    if found is None:
        return IMPOSSIBLE
    return on_weekday(span, Fixed(found, span.unit, container.dated, anchored=True))


def running(span: Open, calendar: Calendar) -> Fixed | Wrong:
    """The one of them that holds today, or else the one in the week, month or year that is running."""
    found = latest(span, calendar.today, calendar)
    if found and found.last >= calendar.today:
        return fixed(found, span.unit)
    cycle = calendar.this(span.cycle)
    return fixed(span.make(cycle.first) if cycle else None, span.unit)


def settled(span: Span, calendar: Calendar) -> Fixed | Wrong:
    """The days that are meant where nothing else says which: the most recent that have begun."""
    if isinstance(span, Open):
        return on_weekday(span, fixed(latest(span, calendar.today, calendar), span.unit))
    return span


def on_weekday(span: Open, found: Fixed | Wrong) -> Fixed | Wrong:
    """What was found, unless another weekday was said than it is."""
    if span.weekday is None or isinstance(found, Wrong):
        return found
    return found if found.period.first.weekday() == span.weekday else IMPOSSIBLE


def changed(span: Span, change: Change, unit: Unit | None) -> Span:
    """The same with its days changed, one unit long (or none); impossible where `change` finds no days."""
    match span:
        case Wrong():
            return span
        case Fixed():
            found = change(span.period)
            return replace(span, period=found, unit=unit, rolling=0) if found else IMPOSSIBLE
        case Open():
            make, whole = span.make, span.whole or span.make
            return replace(
                span, make=lambda first: then(make(first), change), unit=unit, whole=whole
            )


def then(period: Period | None, change: Change) -> Period | None:
    """The change of a period, where there is one."""
    return change(period) if period else None


def since(span: Span, calendar: Calendar) -> Fixed | Wrong:
    """From its first day to today."""
    start = settled(span, calendar)
    if isinstance(start, Wrong):
        return start
    first = start.period.first
    return Fixed(Period(first, max(first, calendar.today)))


def after(span: Span, calendar: Calendar) -> Fixed | Wrong:
    """From the day after it ends to today."""
    start = settled(span, calendar)
    if isinstance(start, Wrong):
        return start
    first = start.period.last + ONE_DAY
    return Fixed(Period(first, max(first, calendar.today)))

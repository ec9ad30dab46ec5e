"""Dates that are seen from today: named days, this and last units, units to date."""

from collections.abc import Callable
from datetime import date

from bot.question.dates.amounts import counted, unit_at
from bot.question.dates.calendar import Calendar, Unit, one, plus
from bot.question.dates.names import RULES as NAMES
from bot.question.dates.reading import Match, Reading, Rules, longest, tried
from bot.question.dates.recurring import day_of_month, month_day, part_of_year, weekday, workdays
from bot.question.dates.rolling import ending_today, minus, one_article, rolling
from bot.question.dates.spans import (
    FUTURE,
    NO_BEGINNING,
    TOO_MANY,
    WHOLE_DAYS,
    Fixed,
    Open,
    Span,
    Wrong,
    ended,
    fixed,
    inside,
    running,
)
from bot.question.dates.words import Rel

STEPS = {Rel.LAST: -1, Rel.PREVIOUS: -1, Rel.THIS: 0, Rel.NEXT: 1}
BACKWARDS = frozenset({Rel.LAST, Rel.PAST, Rel.PREVIOUS})
COUNTING = BACKWARDS | {Rel.ROLLING}
AFTER_RELATION = frozenset({"month", "weekday", "weekend", "quarter", "halfyear", "ord"})


def named(reading: Reading, at: int) -> Match | None:
    """`today`, `yesterday`; `now-14d` is the 14 days that end today."""
    calendar, place = reading.calendar, at + 1
    if reading.numbers[at][1] and reading.kinds[place] == "-":
        found = minus(reading, place)
        if found:
            return found
    return place, fixed(one(plus(calendar.today, reading.n(at))), Unit.DAY)


def relation(reading: Reading, at: int) -> tuple[int, Rel] | None:
    """The place behind `last` or `this past`, and the relation that counts; "last last" is none."""
    rel = Rel(reading.n(at))
    if reading.kinds[at + 1] != "rel":
        return at + 1, rel
    second = Rel(reading.n(at + 1))
    single = rel is Rel.THIS and reading.kinds[at + 2] != "rel"
    return (at + 2, second) if single else None


def relative(reading: Reading, at: int) -> Match | None:
    """`last week`, `this october`, `past 6 weeks`, `this month last year`."""
    found = relation(reading, at)
    if found is None:
        return None
    place, rel = found
    return longest(
        (
            again(reading, place) if rel is Rel.THIS else None,
            many(reading, place, rel),
            one_unit(reading, place, rel),
            one_named(reading, place, rel),
            working_week(reading, place, rel),
        )
    )


def most_recent(reading: Reading, at: int) -> Match | None:
    """`most recent 7 days`."""
    return relative(reading, at + 1) if reading.kinds[at + 1] == "rel" else None


def many(reading: Reading, at: int, rel: Rel) -> Match | None:
    """`last 7 days`, behind the relation; a number below 0 is none."""
    negative = reading.kinds[at] == "-"
    found = counted(reading, at + negative)
    if found is None or one_article(reading, at) or rel is Rel.THIS:
        return None
    end = found.end + (reading.kinds[found.end] == "period")
    if negative:
        return end, TOO_MANY
    return end, rolling(reading.calendar, found) if rel in COUNTING else FUTURE


def one_unit(reading: Reading, at: int, rel: Rel) -> Match | None:
    """`last week`, `past full month`, `this fortnight`, behind the relation."""
    place = reading.skip(at, frozenset({"full"}))
    found = unit_at(reading, place)
    if found is None:
        return None
    end, unit, size = found
    span = unit_seen(reading.calendar, unit, size, Rel.LAST if past_full(rel, place - at) else rel)
    return None if span is None else (end, span)


def past_full(rel: Rel, full: int) -> bool:
    """Whether "past" speaks of a whole unit, which then is the last one."""
    return rel in (Rel.PAST, Rel.ROLLING) and full > 0


def unit_seen(calendar: Calendar, unit: Unit | None, size: int, rel: Rel) -> Span | None:
    """One unit, seen from today; "last day" can be today or yesterday, and is asked back."""
    if unit is None or (unit is Unit.DAY and rel is Rel.LAST):
        return WHOLE_DAYS
    if rel in (Rel.PAST, Rel.ROLLING) or (size > 1 and rel in BACKWARDS):
        return ending_today(calendar, unit, size)
    if size > 1:
        return FUTURE if rel is Rel.NEXT else None
    return fixed(calendar.this(unit, STEPS[rel]), unit)


def one_named(reading: Reading, at: int, rel: Rel) -> Match | None:
    """`last august`, `this monday`, `last weekend`, behind the relation."""
    if reading.kinds[at] not in AFTER_RELATION or rel is Rel.ROLLING:
        return None
    found = tried(NAMES, reading, at)
    if found is None or not isinstance(found[1], Open):
        return found
    return found[0], seen(found[1], reading.calendar, rel)


def seen(span: Open, calendar: Calendar, rel: Rel) -> Fixed | Wrong:
    """The one that was over before today, the one that is running, or one that is to come."""
    if rel in BACKWARDS:
        return ended(span, calendar)
    return FUTURE if rel is Rel.NEXT else running(span, calendar)


def working_week(reading: Reading, at: int, rel: Rel) -> Match | None:
    """`last business week`, behind the relation: Monday to Friday of that week."""
    week = reading.kinds[at + 1] == "unit" and reading.numbers[at + 1] == (Unit.WEEK, 1)
    if reading.kinds[at] != "business" or not week or rel not in STEPS:
        return None
    container = fixed(reading.calendar.this(Unit.WEEK, STEPS[rel]), Unit.WEEK)
    return at + 2, container if isinstance(container, Wrong) else inside(workdays(), container)


def again(reading: Reading, at: int) -> Match | None:
    """`month last year` behind "this" or "same": the unit that is running, in another one."""
    if reading.kinds[at] != "unit":
        return None
    place = reading.joined(at + 1)
    larger = reading.kinds[place : place + 2] == ["rel", "unit"]
    if not larger or reading.n(place) not in (Rel.LAST, Rel.PREVIOUS):
        return None
    span = counterpart(reading.calendar, Unit(reading.n(at)), Unit(reading.n(place + 1)))
    return None if span is None else (at + 1, span)


def counterpart(calendar: Calendar, unit: Unit, larger: Unit) -> Span | None:
    """What the running unit is called in every larger one: this month is the November of a year."""
    name = COUNTERPARTS.get((unit, larger))
    return name(calendar.today) if name else None


COUNTERPARTS: dict[tuple[Unit, Unit], Callable[[date], Span]] = {
    (Unit.DAY, Unit.YEAR): lambda today: month_day(today.month, today.day),
    (Unit.DAY, Unit.MONTH): lambda today: day_of_month(today.day),
    (Unit.DAY, Unit.WEEK): lambda today: weekday(today.weekday()),
    (Unit.MONTH, Unit.YEAR): lambda today: part_of_year(Unit.MONTH, today.month),
    (Unit.QUARTER, Unit.YEAR): lambda today: part_of_year(Unit.QUARTER, (today.month + 2) // 3),
}


def same(reading: Reading, at: int) -> Match | None:
    """`same month last year`."""
    return again(reading, at + 1)


def to_date(reading: Reading, at: int) -> Match | None:
    """`wtd`, `mtd`, `qtd`, `ytd`."""
    unit = Unit(reading.n(at))
    return at + 1, fixed(reading.calendar.this(unit), unit)


def running_unit(reading: Reading, at: int) -> Match | None:
    """`the month`, `month to date`, `month so far`: the one that is running."""
    found = unit_at(reading, at)
    if found is None or found[1] in (None, Unit.DAY) or found[2] > 1:
        return None
    unit = Unit(found[1])
    span = fixed(reading.calendar.this(unit), unit)
    if reading.kinds[found[0] : found[0] + 2] in (["to", "date"], ["so", "far"]):
        return found[0] + 2, span
    return (found[0], span) if definite(reading, at) else None


def definite(reading: Reading, at: int) -> bool:
    """Whether "the", "all" or "of" stands before: `the month`, `all week`, `the whole year`."""
    while reading.kinds[at - 1] == "full":
        at -= 1
    return reading.kinds[at - 1] in ("the", "all", "of")


def all_time(reading: Reading, at: int) -> Match | None:
    """`all time`, `ever`: without a beginning it is no stretch of days."""
    if reading.kinds[at] == "time" and reading.kinds[at - 1] != "all":
        return None
    return at + 1, NO_BEGINNING


def earlier(reading: Reading, at: int) -> Match | None:
    """`earlier this week` is this week so far; `later this week` is to come."""
    if reading.says_today(at + 1):
        found: Match | None = (at + 2, fixed(one(reading.calendar.today), Unit.DAY))
    elif reading.kinds[at + 1] == "rel" and reading.n(at + 1) == Rel.THIS:
        found = one_unit(reading, at + 2, Rel.THIS)
    else:
        return None
    return (found[0], FUTURE) if found and reading.kinds[at] == "later" else found


RULES: Rules = {
    "named": (named,),
    "rel": (relative,),
    "most": (most_recent,),
    "same": (same,),
    "unit": (running_unit,),
    "half": (running_unit,),
    "todate": (to_date,),
    "time": (all_time,),
    "ever": (all_time,),
    "earlier": (earlier,),
    "later": (earlier,),
}

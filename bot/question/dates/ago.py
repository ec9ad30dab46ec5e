"""Dates that lie so far back: `3 days ago`, `a week ago today`, `two mondays ago`, `month before last`."""

from bot.question.dates.amounts import Counted, amount, counted, unit_at
from bot.question.dates.calendar import Calendar, Unit, shifted
from bot.question.dates.names import RULES as NAMES
from bot.question.dates.reading import Match, Reading, Rules, tried
from bot.question.dates.recurring import weekday, weekend
from bot.question.dates.rolling import MOST
from bot.question.dates.spans import (
    FUTURE,
    TOO_MANY,
    VAGUE,
    WHOLE_DAYS,
    Fixed,
    Open,
    Wrong,
    back,
    ended,
    fixed,
)
from bot.question.dates.words import Rel
from bot.question.model import Period

MOST_WEEKS = 1_000


def before_last(reading: Reading, at: int) -> Match | None:
    """`week before last`, `weekend before last`, `monday before last`."""
    if reading.kinds[at + 1 : at + 3] != ["before", "rel"] or reading.n(at + 2) != Rel.LAST:
        return None
    if reading.kinds[at] == "unit":
        unit, size = reading.numbers[at]
        return (
            (at + 3, fixed(reading.calendar.this(Unit(unit), -2), Unit(unit)))
            if size == 1
            else None
        )
    found = tried(NAMES, reading, at)
    if found is None or found[0] != at + 1 or not isinstance(found[1], Open):
        return None
    return at + 3, earlier_one(found[1], reading.calendar, 2)


def earlier_one(span: Open, calendar: Calendar, count: int) -> Fixed | Wrong:
    """Of those that were over before today, the last (1), the one before it (2), and so on."""
    found = ended(span, calendar)
    for _ in range(count - 1):
        if isinstance(found, Wrong):
            return found
        first = found.period.first
        found = fixed(back(span, first, calendar, lambda other: other.last < first), span.unit)  # noqa: B023 (used at once)
    return found


def ago(reading: Reading, at: int) -> Match | None:
    """`3 days ago`, `a week ago`, `two months back`, `a year ago today`, `3 weeks from now`."""
    found = counted(reading, at)
    if found is None or found.full:
        return None
    kind = reading.kinds[found.end]
    if kind == "hence" or is_from_today(reading, found.end):
        return found.end + (1 if kind == "hence" else 2), FUTURE
    if kind != "ago":
        return None
    exact = reading.says_today(found.end + 1)
    return found.end + 1 + exact, units_ago(reading.calendar, found, exact=exact)


def is_from_today(reading: Reading, at: int) -> bool:
    """Whether "from now" or "from today" stands there."""
    return reading.kinds[at] == "from" and reading.says_today(at + 1)


def units_ago(calendar: Calendar, found: Counted, *, exact: bool) -> Fixed | Wrong:
    """That many days ago is a day; weeks, months and longer are the calendar's, unless `exact`."""
    if found.unit is None:
        return WHOLE_DAYS
    if found.vague:
        return VAGUE
    if not 1 <= found.number <= MOST:
        return TOO_MANY
    if exact:
        day = shifted(calendar.today, found.unit, -found.number)
        return Fixed(Period(day, day), Unit.DAY) if day else TOO_MANY
    period = calendar.this(found.unit, -found.number)
    return Fixed(period, found.unit) if period else TOO_MANY


def unit_ago(reading: Reading, at: int) -> Match | None:
    """`week ago`: one of it."""
    found = unit_at(reading, at)
    if found is None or reading.kinds[found[0]] != "ago":
        return None
    one_of_it = Counted(found[0], found[2], found[1])
    exact = reading.says_today(found[0] + 1)
    return found[0] + 1 + exact, units_ago(reading.calendar, one_of_it, exact=exact)


def weekdays_ago(reading: Reading, at: int) -> Match | None:
    """`two mondays ago`, `2 weekends ago`: the last one over is one ago."""
    found = amount(reading, at)
    if found is None or reading.kinds[found.end + 1] != "ago":
        return None
    match reading.kinds[found.end]:
        case "weekdays":
            span = weekday(reading.n(found.end))
        case "weekends":
            span = weekend()
        case _:
            return None
    if found.vague or not 1 <= found.number <= MOST // 100:
        return found.end + 2, VAGUE if found.vague else TOO_MANY
    return found.end + 2, earlier_one(span, reading.calendar, found.number)


RULES: Rules = {
    **dict.fromkeys(("num", "year", "count", "decimal", "a", "couple", "few"), (ago, weekdays_ago)),
    "unit": (before_last, unit_ago),
    **dict.fromkeys(("weekend", "weekday", "month"), (before_last,)),
}

"""Stretches of so many units that end today: `14d`, `-30d`, `two full weeks`, `ttm`."""

from bot.question.dates.amounts import Counted, counted
from bot.question.dates.calendar import ONE_DAY, Calendar, Unit, shifted
from bot.question.dates.reading import Match, Reading, Rules
from bot.question.dates.spans import FUTURE, TOO_MANY, WHOLE_DAYS, Fixed, Wrong
from bot.question.model import Period

MOST = 100_000  # of any unit: beyond it every count leads out of the calendar
CALENDAR_COUNTS = frozenset({Unit.QUARTER, Unit.HALF})
TWELVE = 12


def minus(reading: Reading, at: int) -> Match | None:
    """`-30d` is the 30 days that end today; `-5 days ago` is no count."""
    found = counted(reading, at + 1)
    if found is None or reading.kinds[at + 1] not in ("num", "year"):
        return None
    if reading.kinds[found.end] == "ago":
        return found.end + 1, TOO_MANY
    return found.end, rolling(reading.calendar, found)


def rolling(calendar: Calendar, found: Counted) -> Fixed | Wrong:
    """So many units that end today, or that end with the last whole one.

    Quarters and halves are always whole ones where they are counted.
    """
    if found.unit is None:
        return WHOLE_DAYS
    if not 1 <= found.number <= MOST:
        return TOO_MANY
    if found.full or found.unit in CALENDAR_COUNTS:
        return whole_units(calendar, found.unit, found.number)
    return ending_today(calendar, found.unit, found.number)


def whole_units(calendar: Calendar, unit: Unit, number: int) -> Fixed | Wrong:
    """The last so many units that are over."""
    first, last = calendar.this(unit, -number), calendar.this(unit, -1)
    return Fixed(Period(first.first, last.last)) if first and last else TOO_MANY


def ending_today(calendar: Calendar, unit: Unit, number: int) -> Fixed | Wrong:
    """From so many units ago, and a day, to today."""
    before = shifted(calendar.today, unit, -number)
    if before is None:
        return TOO_MANY
    return Fixed(Period(before + ONE_DAY, calendar.today), unit, rolling=number)


def one_article(reading: Reading, at: int) -> bool:
    """Whether an "a" stands directly before a unit."""
    return reading.kinds[at] == "a" and reading.kinds[at + 1] in ("unit", "clock")


def bare(reading: Reading, at: int) -> Match | None:
    """`14d`, `two weeks`: so many that end today; `in 3 days` is to come."""
    found = counted(reading, at)
    if found is None or one_article(reading, at):
        return None
    if found.unit is None and not reading.glued(found.end - 1):
        return None
    if reading.kinds[at - 1] == "in":
        return found.end, FUTURE
    return found.end, rolling(reading.calendar, found)


def twelve_months(reading: Reading, at: int) -> Match | None:
    """`ttm`: trailing twelve months."""
    return at + 1, ending_today(reading.calendar, Unit.MONTH, 12)


RULES: Rules = {
    "-": (minus,),
    "ttm": (twelve_months,),
    **dict.fromkeys(("num", "year", "count", "decimal", "a", "couple", "few"), (bare,)),
}

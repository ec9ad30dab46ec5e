"""Which days a comparison means, told by the period that was named."""

from datetime import date

from bot.question.dates.calendar import ONE_DAY, Calendar, Unit, plus, shifted
from bot.question.draft import Relative, Way
from bot.question.model import Period

_UNITS = (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.HALF, Unit.YEAR)


def other(period: Period, relative: Relative, calendar: Calendar) -> Period | None:
    """The period that a relative one means; None where the calendar does not reach so far."""
    if relative.way is Way.SHIFTED:
        return _between(
            shifted(period.first, relative.unit, -1), shifted(period.last, relative.unit, -1)
        )
    if relative.way is Way.SPAN:
        before = shifted(period.first, relative.unit, -relative.amount)
        return _between(before, plus(period.first, -1))
    unit = relative.unit if relative.way is Way.UNIT else None
    if relative.way is Way.SAME_UNIT:
        unit = unit_of(period, calendar)
    if unit is None:
        return _between(plus(period.first, -period.length), plus(period.last, -period.length))
    whole = calendar.unit(unit, period.first, -1)
    return elapsed(period, whole, calendar) if whole else None


def elapsed(period: Period, compared: Period, calendar: Calendar) -> Period:
    """A whole unit, cut to as many days as have passed of the running one it is compared with.

    Where the unit is shorter than what has passed of the running one, all of it counts.
    """
    if period.last != calendar.today or compared.length <= period.length:
        return compared
    unit = unit_of(compared, calendar)
    if unit is None or _whole(unit, period, calendar) is None:
        return compared
    return Period(compared.first, compared.first + ONE_DAY * (period.length - 1))


def unit_of(period: Period, calendar: Calendar) -> Unit | None:
    """The calendar unit that a period is, or is so far; the smallest where it is several."""
    return next((unit for unit in _UNITS if _whole(unit, period, calendar)), None)


def days_left(calendar: Calendar, unit: Unit, step: int) -> int | None:
    """How many days there are until a unit ends: the running one, or the one `step` after it."""
    whole = calendar.this(unit, step)
    return (whole.last - calendar.today).days if whole else None


def _whole(unit: Unit, period: Period, calendar: Calendar) -> Period | None:
    """The whole unit, where a period is that unit or what has passed of it; else None."""
    whole = calendar.unit(unit, period.first)
    if whole is None or whole.first != period.first:
        return None
    running = period.last == calendar.today < whole.last
    return whole if running or period.last == whole.last else None


def _between(first: date | None, last: date | None) -> Period | None:
    return Period(first, last) if first and last else None

"""What "from one to the other" means when one of the two, or both, leave their year or week open."""

from datetime import date

from bot.question.dates.calendar import ONE_DAY, Calendar, Unit, shifted
from bot.question.dates.say import say_period
from bot.question.dates.spans import (
    IMPOSSIBLE,
    VAGUE,
    Fixed,
    Open,
    Span,
    Wrong,
    fixed,
    following,
    latest,
    on_weekday,
    settled,
)
from bot.question.model import Kind, Period

Pair = tuple[Fixed | Wrong, Fixed | Wrong]


def stretched(first: Span, last: Span, calendar: Calendar) -> Fixed | Wrong:
    """From the first day of one to the last day of the other.

    Turned round, it is read only where both carry a year; a stretch that was counted back from
    today can end on another day, but nothing can end with one.
    """
    if is_rolling(last):
        return VAGUE
    if isinstance(first, Fixed) and first.rolling:
        return ending_on(first, settled(last, calendar))
    start, end = both(first, last, calendar)
    if isinstance(start, Wrong) or isinstance(end, Wrong):
        return start if isinstance(start, Wrong) else end
    if turned_in_month(first, last, start.period, end.period):
        year = end.period.first.year
        return reversed_range(Period(end.period.first, start.period.last.replace(year=year)))
    return ordered(start, end)


def is_rolling(span: Span) -> bool:
    """Whether it was counted back from today."""
    return isinstance(span, Fixed) and span.rolling > 0


def ending_on(length: Fixed, end: Fixed | Wrong) -> Fixed | Wrong:
    """As many units as were counted, ending on another day than today."""
    if isinstance(end, Wrong) or length.unit is None:
        return end
    if end.period.length > 1:
        return VAGUE
    before = shifted(end.period.last, length.unit, -length.rolling)
    return Fixed(Period(before + ONE_DAY, end.period.last)) if before else IMPOSSIBLE


def both(first: Span, last: Span, calendar: Calendar) -> Pair:
    """The two ends, each of which says what it can about the other."""
    if isinstance(first, Open) and isinstance(last, Open):
        return two_open(first, last, calendar)
    if isinstance(first, Open) and isinstance(last, Fixed):
        return up_to(first, last.period.last, calendar), last
    if isinstance(first, Fixed) and isinstance(last, Open):
        return first, from_on(first, last, calendar)
    return settled(first, calendar), settled(last, calendar)


def up_to(span: Open, limit: date, calendar: Calendar) -> Fixed | Wrong:
    """The most recent that has begun on that day."""
    return on_weekday(span, fixed(latest(span, limit, calendar), span.unit))


def from_on(first: Fixed, last: Open, calendar: Calendar) -> Fixed | Wrong:
    """The end of a stretch whose beginning is known: the next one where its year or week was said."""
    return (
        following(last, first.period.first, calendar) if first.anchored else settled(last, calendar)
    )


def two_open(first: Open, last: Open, calendar: Calendar) -> Pair:
    """Both in the most recent year (or week) in which they can be; the first steps back a year.

    The end may lie later in the month that is running: "1 nov to 30 nov" on 25 November is this
    November so far, as "november" is.
    """
    today = calendar.today
    if Unit.WEEK in (first.cycle, last.cycle):
        return in_weeks(first, last, calendar)
    if first.cycle is Unit.YEAR and last.cycle is Unit.MONTH:
        start = settled(first, calendar)
        return start, start if isinstance(start, Wrong) else following(
            last, start.period.first, calendar
        )
    month = calendar.this(Unit.MONTH)
    found = ends_by(first, last, month.last if month else today, calendar)
    if isinstance(found[0], Fixed) and found[0].period.first > today:
        return ends_by(first, last, today, calendar)
    return found


def ends_by(first: Open, last: Open, limit: date, calendar: Calendar) -> Pair:
    """The most recent end that has begun on that day, and the most recent beginning before it."""
    end = up_to(last, limit, calendar)
    if isinstance(end, Wrong):
        return end, end
    return up_to(first, end.period.last, calendar), end


def in_weeks(first: Open, last: Open, calendar: Calendar) -> Pair:
    """Weekdays: the end is the most recent one, the beginning the one before it."""
    end = settled(last, calendar)
    if isinstance(end, Wrong) or first.cycle is not Unit.WEEK:
        return settled(first, calendar), end
    return up_to(first, end.period.first - ONE_DAY, calendar), end


def turned_in_month(first: Span, last: Span, start: Period, end: Period) -> bool:
    """Whether two days of one month, one year unsaid, were named the wrong way round."""
    unsaid = isinstance(first, Open) or isinstance(last, Open)
    if not (unsaid and names_day(first) and names_day(last)):
        return False
    return start.first.month == end.last.month and start.first.day > end.last.day


def names_day(span: Span) -> bool:
    """Whether a day and a month were named."""
    if isinstance(span, Wrong) or span.unit is not Unit.DAY:
        return False
    return span.dated if isinstance(span, Fixed) else span.cycle is Unit.YEAR


def ordered(start: Fixed, end: Fixed) -> Fixed | Wrong:
    """The stretch, turned round where that is certain to be meant."""
    dated = start.dated and end.dated
    if start.period.first <= end.period.last:
        return Fixed(Period(start.period.first, end.period.last), dated=dated, anchored=dated)
    turned = Period(end.period.first, start.period.last)
    return Fixed(turned, dated=True, anchored=True) if dated else reversed_range(turned)


def reversed_range(turned: Period) -> Wrong:
    """A stretch that was named the wrong way round, with the right way to type instead."""
    return Wrong(Kind.NOT_UNDERSTOOD, (say_period(turned),))


def added(first: Span, last: Span, calendar: Calendar) -> Fixed | None:
    """Two stretches as one, where nothing lies between them."""
    if is_rolling(first) or is_rolling(last):
        return None
    return touching(both(first, last, calendar)) or touching(both(last, first, calendar))


def touching(pair: Pair) -> Fixed | None:
    """The two as one, if the second begins on the day after the first ends."""
    start, end = pair
    if isinstance(start, Wrong) or isinstance(end, Wrong):
        return None
    if start.period.last + ONE_DAY != end.period.first:
        return None
    return Fixed(Period(start.period.first, end.period.last), dated=start.dated and end.dated)

"""Days as a reader says them: "Mon 16 - Sun 22 Nov 2026", the year where it is needed."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from bot.blocks.figures import counted
from bot.question.dates import say_period
from bot.question.model import Period

DASH = "\N{EN DASH}"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def month(day: date) -> str:
    """Nov."""
    return MONTHS[day.month - 1]


def weekday(day: date) -> str:
    """Mon."""
    return WEEKDAYS[day.weekday()]


def short_day(day: date) -> str:
    """16 Nov."""
    return f"{day.day} {month(day)}"


def long_day(day: date) -> str:
    """Mon 16 Nov."""
    return f"{weekday(day)} {short_day(day)}"


def span(period: Period) -> str:
    """16-22 Nov 2026, as it can also be asked for; the year twice where it changes."""
    return say_period(period)


def full_span(period: Period) -> str:
    """Mon 16 - Sun 22 Nov 2026: for the proof under an answer."""
    first, last = period.first, period.last
    if first == last:
        return f"{long_day(last)} {last.year}"
    if first.year != last.year:
        return f"{long_day(first)} {first.year} {DASH} {long_day(last)} {last.year}"
    begin = long_day(first) if first.month != last.month else f"{weekday(first)} {first.day}"
    return f"{begin} {DASH} {long_day(last)} {last.year}"


def span_beside(period: Period, other: Period) -> str:
    """The period without its year, where the other period beside it says the same one."""
    years = {day.year for day in (period.first, period.last, other.first, other.last)}
    return span(period).removesuffix(f" {period.last.year}") if len(years) == 1 else span(period)


def runs(days: Iterable[date]) -> list[Period]:
    """The days as unbroken stretches, oldest first."""
    found: list[Period] = []
    for day in sorted(set(days)):
        if found and day - found[-1].last == timedelta(days=1):
            found[-1] = Period(found[-1].first, day)
        else:
            found.append(Period(day, day))
    return found


def moment(at: datetime, now: datetime) -> str:
    """14:05 UTC; with its day where that is not today."""
    at, today = at.astimezone(UTC), now.astimezone(UTC).date()
    clock = f"{at:%H:%M} UTC"
    if at.date() == today:
        return clock
    year = "" if at.year == today.year else f" {at.year}"
    return f"{clock} on {short_day(at.date())}{year}"


AGES = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def age(at: datetime, now: datetime) -> str:
    """3 hours, 1 day, less than a minute: how long ago that was, rounded down."""
    seconds = int((now - at).total_seconds())
    for unit, word in AGES:
        if (count := seconds // unit) >= 1:
            return f"{counted(count)} {word}{'' if count == 1 else 's'}"
    return "less than a minute"

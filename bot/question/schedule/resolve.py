"""From what was said to a schedule: which dates are meant, at what time, from when on."""

from dataclasses import replace
from datetime import date, datetime, time

from bot.question.model import Kind, Unclear
from bot.question.schedule import due
from bot.question.schedule.model import Schedule
from bot.question.schedule.pattern import (
    EVERY_DAY,
    EVERY_MONTH,
    Daily,
    Monthly,
    Noun,
    Pattern,
    Pick,
    Weekly,
    interval,
)
from bot.question.schedule.said import Every, Reading, Said
from bot.question.schedule.say import longest
from bot.question.schedule.words import (
    DEFAULT_TIME,
    MONTHS_IN,
    PARTS,
    WEEKDAY_NAMES,
)

EXAMPLES = ("every Monday", "every weekday", "on the 1st of every month")
DATES = ("every", "days", "picks", "span", "barred")
SURE_WEEKDAYS = 4  # of one name, that every month has
WHY_CLASH = "These two do not fit together."


def resolved(reading: Reading, today: date) -> Schedule | Unclear:
    """The schedule that a whole phrase means; unclear where its pieces do not make one.

    `today` may be an aware moment: then an interval begins with the first slot after it.
    """
    pattern = _pattern(reading)
    if isinstance(pattern, Unclear):
        return pattern
    at = _time(reading)
    if isinstance(at, Unclear):
        return at
    zone = reading.said.zone or reading.zone
    schedule = Schedule(pattern, at, zone, reading.said.start, _assumed(reading.said))
    return _started(schedule, today)


def _started(schedule: Schedule, today: date) -> Schedule:
    """With its start on the first date that is due; without one, where nothing counts from it."""
    if schedule.start is None and interval(schedule.pattern) == 1:
        return schedule
    once = _every_one(schedule.pattern)
    if schedule.start is None and isinstance(today, datetime):
        ahead = replace(schedule, pattern=once).next_after(today)
        return replace(schedule, start=ahead[0].local.date())
    first = next(due.dates(once, schedule.start or today, None))
    return replace(schedule, start=first)


def _every_one(pattern: Pattern) -> Pattern:
    match pattern:
        case Daily() | Weekly() | Monthly():
            return replace(pattern, every=1)
        case _:
            return pattern


def _assumed(said: Said) -> tuple[str, ...]:
    """What nobody said."""
    named = said.days or said.picks or said.pattern or said.barred
    day = not named and said.every is not None and said.every.unit != "day"
    found = (("day", day), ("time", said.clock is None))
    return said.assumed or tuple(name for name, assumed in found if assumed)


def _time(reading: Reading) -> time | Unclear:
    """The time of day: an hour up to 12 belongs to the part of the day that was named."""
    clock, part = reading.said.clock, reading.said.part
    if part is None:
        return clock.at if clock else DEFAULT_TIME
    usual, hours = PARTS[part]
    if clock is None:
        return usual
    hour = clock.at.hour
    meant = (hour, hour % 12, hour % 12 + 12) if clock.plain else (hour,)
    fitting = next((hour for hour in meant if hour in hours), None)
    if fitting is None:
        return Unclear(Kind.BAD_NUMBER, reading.place("clock", "part"))
    return clock.at.replace(hour=fitting)


def _pattern(reading: Reading) -> Pattern | Unclear:
    said = reading.said
    if said.pattern is not None:
        others = said.every or said.days or said.picks or said.span or said.barred
        return _clash(reading, *DATES) if others else said.pattern
    if said.picks is not None:
        return _dates(reading, said.picks)
    if said.days is not None or said.barred is not None:
        return _weekdays(reading)
    if said.every is None:
        return _no_day(reading)
    if said.span is not None:
        return _clash(reading, "span")
    return _bare(said.every, said.start)


def _clash(reading: Reading, *names: str) -> Unclear:
    return Unclear(Kind.NOT_UNDERSTOOD, reading.place(*names), why=WHY_CLASH)


def _no_day(reading: Reading) -> Unclear:
    """A time or a zone alone: the days are missing."""
    whole = reading.phrase.text.strip()
    clock = reading.said.clock
    at = f" at {clock.at:%H:%M}" if clock else ""
    return Unclear(Kind.MISSING_VALUE, whole, tuple(f"{example}{at}" for example in EXAMPLES))


def _bare(every: Every, start: date | None) -> Pattern:
    """`weekly` is on the weekday of the start, else Monday; `monthly` and longer likewise."""
    if every.unit == "day":
        return Daily(every.n)
    if every.unit == "week":
        return Weekly((start.weekday() if start else 0,), every.n)
    months = _in_months((Pick(start.day if start else 1, Noun.DAY),), every)
    if start is None or every.n > 1:
        return months
    shift = start.month - 1
    return replace(months, months=tuple(sorted((m - 1 + shift) % 12 + 1 for m in months.months)))


def _in_months(picks: tuple[Pick, ...], every: Every) -> Monthly:
    size = MONTHS_IN[every.unit]
    if every.n > 1:
        return Monthly(picks, EVERY_MONTH, every.n)
    first = size if picks[0].nth < 0 else 1
    return Monthly(picks, tuple(range(first, 13, size)))


def _dates(reading: Reading, picks: tuple[Pick, ...]) -> Monthly | Unclear:
    """Dates of months: of those named, or of every month, quarter, half or year."""
    said = reading.said
    if said.days is not None or said.barred is not None:
        return _clash(reading, "picks", "days", "barred")
    if said.months is not None:
        return _in_named(reading, picks, said.months)
    every = _span(said)
    if every is None or every.unit not in MONTHS_IN:
        return _clash(reading, "every", "span", "picks")
    if every.unit != "month" and not _same_end(picks):
        return _clash(reading, "picks")
    return _in_months(picks, every)


def _span(said: Said) -> Every | None:
    """`every 2 months`, `of the quarter`; every month where neither was said, None for both."""
    if said.every is None or said.span is None:
        return said.every or Every(1, said.span or "month")
    return said.every if said.every.unit == said.span else None


def _same_end(picks: tuple[Pick, ...]) -> bool:
    """Whether all are in the first month of a quarter or longer, or all in its last."""
    return len({pick.nth < 0 for pick in picks}) == 1 and all(
        pick.nth <= SURE_WEEKDAYS or pick.noun > Noun.SUNDAY for pick in picks
    )


def _in_named(
    reading: Reading, picks: tuple[Pick, ...], months: tuple[int, ...]
) -> Monthly | Unclear:
    said = reading.said
    yearly = said.every in {None, Every(1, "year")} and said.span in {None, "year"}
    if not yearly:
        return _clash(reading, "every", "span", "months")
    days = max((pick.nth for pick in picks if pick.noun is Noun.DAY), default=1)
    if days > max(longest(month)[1] for month in months):
        return Unclear(Kind.IMPOSSIBLE_DATE, reading.place("picks", "months"))
    return Monthly(picks, months)


def _weekdays(reading: Reading) -> Pattern | Unclear:
    said = reading.said
    every = said.every or Every(1, "week")
    days = tuple(day for day in said.days or EVERY_DAY if day not in (said.barred or ()))
    weeks, rest = divmod(every.n, 7) if every.unit == "day" else (every.n, 0)
    if every == Every(1, "day"):
        weeks, rest = 1, 0
    if said.days is None and (every != Every(1, "day") or not days):
        return _clash(reading, "every", "barred")
    if every.unit in MONTHS_IN:
        return _which(reading, days)
    if rest or not days or said.span or said.months:
        return _clash(reading, "every", "days", "barred", "span", "months")
    return Daily() if days == EVERY_DAY and weeks == 1 else Weekly(days, weeks)


def _which(reading: Reading, days: tuple[int, ...]) -> Unclear:
    """`monthly on monday`: which of them?"""
    day = WEEKDAY_NAMES[days[0]]
    meant = (f"the first {day}", f"the last {day}")
    return Unclear(Kind.AMBIGUOUS_VALUE, reading.place("days"), meant)

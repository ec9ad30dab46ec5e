"""A schedule in words. What is said here, the reader reads back as an equal schedule."""

import calendar
import re
from datetime import date, datetime, time
from functools import singledispatch
from itertools import groupby
from zoneinfo import ZoneInfo

from cronsim import CronSim

from bot.question.schedule.pattern import (
    EVERY_MONTH,
    EVERY_WEEKDAY,
    Cron,
    Daily,
    Monthly,
    Noun,
    Pattern,
    Pick,
    Weekly,
)
from bot.question.schedule.words import MONTH_NAMES, ORDINAL_NAMES, WEEKDAY_NAMES
from bot.question.schedule.zones import spoken

SHORTER = "(or the last day of a shorter month)"
SOME_MONTHS = "(in months that have one)"
MOST_WEEKDAYS = 5  # of one name in a month, and some months have one less
UNNAMED = {
    ("day",): "(no day was named)",
    ("time",): "(no time was named)",
    ("day", "time"): "(no day or time was named)",
}


def sentence(
    pattern: Pattern, at: time, zone: ZoneInfo, start: date | None, assumed: tuple[str, ...]
) -> str:
    """`every 2 weeks on Friday at 16:00 from 27 Nov 2026, Europe/Berlin`."""
    words = _cron(pattern, at) if isinstance(pattern, Cron) else f"{said(pattern)} at {at:%H:%M}"
    since = f" from {start.day} {MONTH_NAMES[start.month - 1][:3]} {start.year}" if start else ""
    notes = f" {UNNAMED[assumed]}" if assumed else ""
    return f"{words}{notes}{since}, {spoken(zone)}"


@singledispatch
def said(pattern: Pattern) -> str:
    """The dates of a pattern in words."""
    raise TypeError(pattern)


@said.register
def _(pattern: Daily) -> str:
    return "every day" if pattern.every == 1 else f"every {pattern.every} days"


@said.register
def _(pattern: Weekly) -> str:
    days = "weekdays" if pattern.days == EVERY_WEEKDAY else joined(_weekdays(pattern.days))
    if pattern.every > 1:
        return f"every {pattern.every} weeks on {days}"
    return f"every {'weekday' if days == 'weekdays' else days}"


@said.register
def _(pattern: Monthly) -> str:
    picks = _picks(pattern)
    if pattern.every > 1:
        return f"every {pattern.every} months on {picks}"
    if pattern.months == EVERY_MONTH:
        return f"on {picks} of every month"
    if len(pattern.months) == 1 and len(pattern.picks) == 1:
        return _once_a_year(pattern, picks)
    return f"on {picks} of {joined([MONTH_NAMES[month - 1] for month in pattern.months])}"


def _once_a_year(pattern: Monthly, picks: str) -> str:
    month, pick = MONTH_NAMES[pattern.months[0] - 1], pattern.picks[0]
    if pick.noun is Noun.DAY and pick.nth > 0:
        return f"every year on {pick.nth} {month}{_note(pattern)}"
    return f"every year on {picks} of {month}"


def _picks(pattern: Monthly) -> str:
    """`the 1st and 15th`, `the last Friday`; each with its noun where the nouns differ."""
    groups = [(noun, list(picks)) for noun, picks in groupby(pattern.picks, lambda pick: pick.noun)]
    bare = len(groups) == 1 and all(p.noun is Noun.DAY and p.nth > 0 for p in pattern.picks)
    words = [_group(noun, picks) for noun, picks in groups]
    return f"the {joined(words).removesuffix(' day' if bare else '')}{_note(pattern)}"


def _group(noun: Noun, picks: list[Pick]) -> str:
    """`1st and 15th day`, `first and third Monday`."""
    return f"{joined([_nth(pick) for pick in picks])} {_noun(noun)}"


def _nth(pick: Pick) -> str:
    if pick.nth < 0:
        return "last" if pick.nth == -1 else "penultimate"
    spelled = pick.noun is not Noun.DAY and pick.nth <= len(ORDINAL_NAMES)
    return ORDINAL_NAMES[pick.nth - 1] if spelled else numeral(pick.nth)


def _noun(noun: Noun) -> str:
    return noun.name.casefold() if noun > Noun.SUNDAY else WEEKDAY_NAMES[noun]


def _note(pattern: Monthly) -> str:
    """What becomes of a month that is too short for a pick, where one is."""
    if any(pick.noun <= Noun.SUNDAY and pick.nth == MOST_WEEKDAYS for pick in pattern.picks):
        return f" {SOME_MONTHS}"
    days = max((pick.nth for pick in pattern.picks if pick.noun is Noun.DAY), default=0)
    return f" {SHORTER}" if days > min(longest(month)[0] for month in pattern.months) else ""


def longest(month: int) -> tuple[int, int]:
    """The fewest and the most days that a month of the year can have."""
    return calendar.monthrange(2023, month)[1], calendar.monthrange(2024, month)[1]


def numeral(n: int) -> str:
    """`1st`, `22nd`, `13th`."""
    teen = n in {11, 12, 13}
    return f"{n}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def joined(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _weekdays(days: tuple[int, ...]) -> list[str]:
    return [WEEKDAY_NAMES[day] for day in days]


def _cron(pattern: Cron, at: time) -> str:
    fields = f"{at.minute} {at.hour} {pattern.day} {pattern.month} {pattern.weekday}"
    return f"cron {fields} ({explained(fields)})"


def explained(fields: str) -> str:
    """A cron expression in cronsim's words, which say "31th"."""
    words = CronSim(fields, datetime(2026, 1, 1)).explain()  # noqa: DTZ001 (only its words count)
    spelled = re.sub(r"\b(\d+)th\b", lambda found: numeral(int(found[1])), words)
    return spelled[:1].lower() + spelled[1:]

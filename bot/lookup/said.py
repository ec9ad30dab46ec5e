"""How look-ups say things: numbers of things, days, lists of names. The words of headlines."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.account import Names
from bot.answer.label import key_label, short
from bot.blocks.clean import named
from bot.blocks.figures import counted, figure
from bot.question.dates.say import say_day, say_period
from bot.question.model import Period

MOST_NAMED = 3


def many(count: int, thing: str, things: str = "") -> str:
    """1 key, 12 keys, no key."""
    if count == 0:
        return f"no {thing}"
    return f"{counted(count)} {thing if count == 1 else things or f'{thing}s'}"


def on(day: date | datetime) -> str:
    """12 Dec 2026, by the UTC day."""
    return say_day(utc_day(day))


def during(period: Period) -> str:
    """On 8 Nov 2026, in 17–23 Nov 2026."""
    return f"{'on' if period.length == 1 else 'in'} {say_period(period)}"


def utc_day(moment: date | datetime) -> date:
    """The UTC day of a moment; a day is itself."""
    return moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment


def listed(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """A, B and C; A, B, C and 4 more. Each name in such a way that it stays one name."""
    shown = [named(name) for name in names[:most]]
    left = len(names) - len(shown)
    last = f"{left} more" if left else shown.pop() if len(shown) > 1 else ""
    return " and ".join(filter(None, (", ".join(shown), last)))


def days_until(moment: datetime, now: datetime) -> int:
    """In how many UTC days that is: 0 today, below zero where it has passed."""
    return (utc_day(moment) - utc_day(now)).days


def in_days(days: int) -> str:
    """today, tomorrow, in 12 days, 3 days ago."""
    if days < 0:
        return f"{many(-days, 'day')} ago"
    return ("today", "tomorrow")[days] if days < 2 else f"in {counted(days)} days"  # noqa: PLR2004


def amount(value: Decimal, column: str) -> str:
    """An amount in full, rounded as everywhere."""
    return figure(value, column)


def sentence(text: str) -> str:
    """The text with a capital at its beginning and a full stop at its end."""
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "?")) else ".")


def called(key_id: str, names: Mapping[str, Names]) -> str:
    """A key by its comment or last known name; by its short id where no list has it.

    Such a key need not be deleted: the bot's own key may not be shown it.
    """
    if any(key_id in known.keys for known in names.values()):
        return key_label(key_id, names)
    return f"unlisted key {short(key_id)}"

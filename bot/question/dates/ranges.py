"""Stretches from one date to another, or to today: `1-15 nov`, `since monday`, `between q1 and q3`."""

from datetime import date

from bot.question.dates.around import item
from bot.question.dates.calendar import ONE_DAY, Unit
from bot.question.dates.names import is_range, to
from bot.question.dates.reading import Match, Reading, Rule, longest
from bot.question.dates.say import say_day, say_period
from bot.question.dates.spans import (
    FUTURE,
    NO_BEGINNING,
    VAGUE,
    Fixed,
    Span,
    Wrong,
    after,
    settled,
    since,
)
from bot.question.dates.stretch import added, ending_on, is_rolling, stretched
from bot.question.dates.words import Rel
from bot.question.model import Kind, Period

LEADS = frozenset({"in", "on", "lead", "of"})
SLASHED = frozenset({"ymd", "ym", "yq", "isoweek", "year"})  # ISO 8601 writes "from/to"
ENDLESS = frozenset({"date", "present"})
PREPOSITIONS = frozenset({"from", "on", "in", "of"})
CONNECTIVES = frozenset({"and", "to", "thru", "until", "-"})


def phrase(reading: Reading, at: int) -> Match | None:
    """The longest date phrase that begins there, behind its prepositions."""
    start = reading.skip(at, LEADS)
    special = SPECIAL.get(reading.kinds[start])
    plain = stretch(reading, start)
    return longest((plain, special(reading, start))) if special else plain


def stretch(reading: Reading, at: int) -> Match | None:
    """One date, or one to another: `oct 3 - oct 9`, `monday to wednesday last week`."""
    first = item(reading, at)
    if first is None:
        edge = item(reading, at, edge=True) if "edge" in reading.kinds else None
        return bounded(reading, at, edge) if edge else None
    found = bounded(reading, at, first)
    if found and reading.kinds[found[0] - 1] == "date" and is_over(reading, first[1]):
        return found[0], VAGUE  # "last month to date" can be this month's days of last month
    return longest((found, both(reading, first), tailed(reading, *first)))


def is_over(reading: Reading, span: Span) -> bool:
    """Whether it is a whole unit before the one that is running, without a year."""
    if not isinstance(span, Fixed) or span.dated or span.unit in (None, Unit.DAY):
        return False
    return span.period.last < reading.calendar.today


def bounded(reading: Reading, at: int, first: Match) -> Match | None:
    """The date with "to" and another behind it, or None where there is no other."""
    place = connected(reading, first)
    last = None if place is None else bound(reading, place)
    if last is None:
        return None
    if "edge" in reading.kinds:
        first = item(reading, at, edge=True) or first
    end = last[0] + (reading.kinds[last[0]] == "inclusive")
    return end, stretched(first[1], last[1], reading.calendar)


def connected(reading: Reading, first: Match) -> int | None:
    """The place behind "to" or a dash, "/" between two ISO dates, "ending" behind a length."""
    end, span = first
    kinds = reading.kinds
    iso = kinds[end] == "/" and kinds[end - 1] in SLASHED and kinds[end + 1] in SLASHED
    if iso or (kinds[end] == "ending" and is_rolling(span)):
        return end + 1
    return to(reading, end)


def bound(reading: Reading, at: int) -> Match | None:
    """The date that a stretch ends with; "to date" and "to the present" end today."""
    place = reading.opened(at)
    if reading.kinds[place] in ENDLESS:
        today = reading.calendar.today
        return place + 1, Fixed(Period(today, today), Unit.DAY)
    return item(reading, place, edge=True)


def both(reading: Reading, first: Match) -> Match | None:
    """Two dates that touch: `yesterday and today`, `october and november`."""
    if reading.kinds[first[0]] != "and":
        return None
    second = item(reading, first[0] + 1)
    span = added(first[1], second[1], reading.calendar) if second else None
    return (second[0], span) if second and span else None


def tailed(reading: Reading, end: int, span: Span) -> Match:
    """The date with what may stand behind it: `so far`, `onwards`, `only`, `excluding today`."""
    kinds = reading.kinds
    if kinds[end] in ("only", "inclusive"):
        return end + 1, span
    if kinds[end : end + 2] == ["so", "far"] and is_running(reading, span):
        return end + 2, span
    if kinds[end] in ("including", "excluding") and reading.says_today(end + 1):
        return end + 2, span if kinds[end] == "including" else up_to_yesterday(reading, span)
    place = onward(reading, end)
    return (end, span) if place == end else (place, since(span, reading.calendar))


def onward(reading: Reading, at: int) -> int:
    """The place behind "onwards" or "and onwards"; `at` where it does not stand there."""
    place = at + 1 if reading.kinds[at] == "and" else at
    return place + 1 if reading.kinds[place] == "onward" else at


def is_running(reading: Reading, span: Span) -> bool:
    """Whether today is in it."""
    found = settled(span, reading.calendar)
    if isinstance(found, Wrong):
        return False
    return found.period.first <= reading.calendar.today <= found.period.last


def up_to_yesterday(reading: Reading, span: Span) -> Span:
    """The same without today: as long where it was counted back, shorter by today where it runs."""
    found = settled(span, reading.calendar)
    if isinstance(found, Wrong) or not is_running(reading, span):
        return found if isinstance(found, Wrong) else VAGUE
    yesterday = reading.calendar.today - ONE_DAY
    if found.rolling:
        return ending_on(found, Fixed(Period(yesterday, yesterday), Unit.DAY))
    first = found.period.first
    return Fixed(Period(first, yesterday)) if first <= yesterday else VAGUE


def between(reading: Reading, at: int) -> Match | None:
    """`between oct 3 and oct 9`, `between 3 and 9 october`."""
    first = item(reading, at + 1, edge=True)
    if first is None:
        return None
    end, span = first
    place = end + 1 if reading.kinds[end] == "and" else to(reading, end)
    last = None if place is None else bound(reading, place)
    if last is not None:
        return last[0], stretched(span, last[1], reading.calendar)
    return first if is_range(reading, at, end) else None


def opened(reading: Reading, at: int) -> Match | None:
    """`since monday`, `from oct 3 to oct 9`, `starting 10 nov`, `as of 10 nov onwards`."""
    kind = reading.kinds[at]
    if kind == "edge" and (not reading.numbers[at][1] or reading.kinds[at + 1] == "of"):
        return None
    place = reading.opened(reading.skip(at + 1, PREPOSITIONS))
    first = item(reading, place, edge=True)
    if first is None:
        return endless(reading, place)
    if is_range(reading, place, first[0]):
        return first
    if first[0] == place + 1 and says_now(reading, place):
        return first[0] + (
            reading.kinds[first[0]] in ("on", "onward", "forward")
        ), FUTURE  # "from now on"
    return bounded(reading, place, first) or from_then_on(reading, kind, first)


def says_now(reading: Reading, at: int) -> bool:
    """Whether "now" stands there, which nothing can begin with but what is to come."""
    return reading.kinds[at] == "named" and reading.numbers[at][1] == 1


def endless(reading: Reading, at: int) -> Match | None:
    """`since the beginning`: of what is not said."""
    return (at + 1, NO_BEGINNING) if reading.kinds[at] == "edge" else None


def from_then_on(reading: Reading, kind: str, first: Match) -> Match:
    """From its first day to today, with or without `onwards` and `on`."""
    end, span = onward(reading, first[0]), first[1]
    if end == first[0] and kind != "since" and reading.kinds[end] in ("on", "forward"):
        end += 1
    return end, since(span, reading.calendar)


def as_of(reading: Reading, at: int) -> Match | None:
    """`as from oct 3`; `as of oct 3` can mean until then as well, and is asked back."""
    found = opened(reading, at) if reading.kinds[at + 1] in ("of", "from") else None
    if found is None or isinstance(found[1], Wrong):
        return found
    plain = reading.kinds[at + 1] == "of" and not CONNECTIVES.union({"onward", "on"}).intersection(
        reading.kinds[at + 2 : found[0]]
    )
    return (found[0], asked_back(found[1])) if plain and isinstance(found[1], Fixed) else found


def asked_back(span: Fixed) -> Wrong:
    """The two things that it can mean, to choose from."""
    return Wrong(Kind.NOT_UNDERSTOOD, (f"since {say_day(span.period.first)}",))


def ever_since(reading: Reading, at: int) -> Match | None:
    """`ever since monday`."""
    return opened(reading, at + 1) if reading.kinds[at + 1] == "since" else None


def after_one(reading: Reading, at: int) -> Match | None:
    """`after october`: from the day after it ends to today."""
    first = item(reading, at + 1, edge=True)
    if first is None or is_rolling(first[1]):
        return None
    return onward(reading, first[0]), after(first[1], reading.calendar)


def until(reading: Reading, at: int) -> Match | None:
    """`until friday`, `up to 10 nov`: without a beginning."""
    place = to(reading, at)
    return None if place is None else without_beginning(reading, place)


def before(reading: Reading, at: int) -> Match | None:
    """`before october`, `prior to october`: without a beginning, and October is not in it."""
    prior = reading.kinds[at] == "rel"
    if prior and (reading.n(at) != Rel.PREVIOUS or reading.kinds[at + 1] != "to"):
        return None
    return without_beginning(reading, at + 1 + prior, included=False)


def without_beginning(reading: Reading, at: int, *, included: bool = True) -> Match | None:
    """An end, for which the beginning has to be asked; the first of its month is offered."""
    found = bound(reading, at)
    if found is None:
        return None
    end = settled(found[1], reading.calendar)
    if isinstance(end, Wrong):
        return found[0], end
    last = end.period.last if included else end.period.first - ONE_DAY
    return found[0], with_month(min(last, reading.calendar.today))


def with_month(last: date) -> Wrong:
    """An end without a beginning; the first of its month is offered."""
    return Wrong(Kind.NOT_UNDERSTOOD, (say_period(Period(last.replace(day=1), last)),))


def so_far(reading: Reading, at: int) -> Match | None:
    """`so far this month`, `so far in november`."""
    found = phrase(reading, at + 2) if reading.kinds[at + 1] == "far" else None
    if found is None or isinstance(found[1], Wrong):
        return found
    return found if is_running(reading, found[1]) else (found[0], VAGUE)


SPECIAL: dict[str, Rule] = {
    "between": between,
    "from": opened,
    "since": opened,
    "starting": opened,
    "edge": opened,
    "as": as_of,
    "ever": ever_since,
    "after": after_one,
    "until": until,
    "thru": until,
    "up": until,
    "before": before,
    "rel": before,
    "so": so_far,
}

"""A stretch that is known by a day in it or beside it: `week of oct 12`, `7 days from nov 1`, `day before yesterday`."""

from dataclasses import dataclass

from bot.question.dates.amounts import counted, unit_at
from bot.question.dates.calendar import ONE_DAY, Calendar, Unit, shifted
from bot.question.dates.parts import part, possessed
from bot.question.dates.points import point
from bot.question.dates.reading import Match, Reading, longest
from bot.question.dates.spans import (
    FUTURE,
    Change,
    Fixed,
    Open,
    Span,
    changed,
    settled,
)
from bot.question.dates.words import Rel
from bot.question.model import Period

BEGINNING = frozenset({"starting", "from"})
BESIDE = {"before": -1, "after": 1, "following": 1}
COUNTED = frozenset({"num", "count", "a", "couple", "few", "unit", "half", "weekend"})


def item(reading: Reading, at: int, *, edge: bool = False) -> Match | None:
    """The longest date that begins there and is not made of two; `edge` where it bounds a stretch."""
    at = reading.opened(at)
    kind = reading.kinds[at]
    if not kind:
        return None
    found = [point(reading, at), part(reading, at, edge=edge)]
    if kind in COUNTED:
        found += [beside(reading, at), lasting(reading, at)]
    if "poss" in reading.kinds:
        found.append(possessed(reading, at))
    return longest(found)


def beside(reading: Reading, at: int) -> Match | None:
    """`day before yesterday`, `week after oct 12`: the unit next to it."""
    found = unit_at(reading, at)
    if found is None or found[1] is None or reading.kinds[found[0]] not in BESIDE:
        return None
    place, unit = found[0], found[1]
    step = BESIDE[reading.kinds[place]]
    if step > 0 and is_next(reading, place + 1):
        return place + 2, FUTURE
    start = reading.opened(place + 1)
    target = longest((point(reading, start), part(reading, start)))
    if target is None:
        return None
    return target[0], changed(target[1], neighbour(reading.calendar, unit, step), unit)


def is_next(reading: Reading, at: int) -> bool:
    """Whether "next" stands there."""
    return reading.kinds[at] == "rel" and reading.n(at) == Rel.NEXT


def neighbour(calendar: Calendar, unit: Unit, step: int) -> Change:
    """The unit before the one a period begins in, or after the one it ends in."""
    return lambda period: calendar.unit(unit, period.last if step > 0 else period.first, step)


@dataclass(frozen=True, slots=True)
class Length:
    """How long a stretch is, and the place behind the words that say so."""

    end: int
    unit: Unit
    number: int = 1


def lasting(reading: Reading, at: int) -> Match | None:
    """`week of oct 12`, `week starting 2 nov`, `7 days from nov 1`, `30 days ending yesterday`."""
    if reading.kinds[at] == "weekend":
        return around(reading, at + 1, weekend_of(reading.calendar), frozenset({"of"}))
    length = how_long(reading, at)
    if length is None:
        return None
    kind = reading.kinds[length.end]
    if kind in BEGINNING or (kind == "edge" and reading.numbers[length.end][1]):
        return beginning(reading, length)
    if kind == "ending":
        return around(reading, length.end, ending(length), frozenset({"ending"}))
    if length.unit is Unit.WEEK and length.number == 1:
        return around(
            reading, length.end, neighbour(reading.calendar, Unit.WEEK, 0), frozenset({"of"})
        )
    return None


def how_long(reading: Reading, at: int) -> Length | None:
    """The length that is said there: `7 days`, `two weeks`, or `week` for one."""
    found = unit_at(reading, at)
    if found is not None:
        return None if found[1] is None else Length(found[0], found[1], found[2])
    many = counted(reading, at)
    if many is None or many.unit is None or many.vague or many.full:
        return None
    return Length(many.end, many.unit, many.number)


def beginning(reading: Reading, length: Length) -> Match | None:
    """The stretch of that length from a day on; from today on it is to come."""
    place = reading.opened(length.end + 1)
    if reading.says_today(place):
        return place + 1, FUTURE
    kinds = frozenset({reading.kinds[length.end]})
    return around(reading, length.end, starting(length), kinds)


def starting(length: Length) -> Change:
    """The stretch of that length that begins on a day."""

    def change(day: Period) -> Period | None:
        end = shifted(day.first, length.unit, length.number)
        return Period(day.first, end - ONE_DAY) if end and end > day.first else None

    return change


def ending(length: Length) -> Change:
    """The stretch of that length that ends on a day."""

    def change(day: Period) -> Period | None:
        before = shifted(day.last, length.unit, -length.number)
        return Period(before + ONE_DAY, day.last) if before and before < day.last else None

    return change


def weekend_of(calendar: Calendar) -> Change:
    """The weekend of the week, Monday to Sunday, that holds a day."""
    monday_weeks = Calendar(calendar.today)

    def change(day: Period) -> Period | None:
        week = monday_weeks.unit(Unit.WEEK, day.first)
        return Period(week.last - ONE_DAY, week.last) if week else None

    return change


def around(reading: Reading, at: int, change: Change, kinds: frozenset[str]) -> Match | None:
    """The stretch that a single day gives, behind one of these words."""
    if reading.kinds[at] not in kinds:
        return None
    place = reading.opened(at + 1)
    found = longest((point(reading, place), part(reading, place)))
    if found is None or not one_day(found[1]):
        return None
    return found[0], changed(this_one(found[1], reading.calendar), change, None)


def one_day(span: Span) -> bool:
    """Whether it is a single day (or wrong, which stays so)."""
    return not isinstance(span, Fixed | Open) or (span.unit is Unit.DAY and not rolling(span))


def rolling(span: Span) -> bool:
    """Whether it was counted back from today."""
    return isinstance(span, Fixed) and span.rolling > 0


def this_one(span: Span, calendar: Calendar) -> Span:
    """A weekday as the most recent one; anything else as it is."""
    if isinstance(span, Open) and span.cycle is Unit.WEEK:
        return settled(span, calendar)
    return span

"""A part of a longer stretch: `early october`, `first half of 2025`, `last friday of september`."""

from dataclasses import dataclass

from bot.question.dates.amounts import amount, unit_at
from bot.question.dates.calendar import Unit
from bot.question.dates.picks import (
    LAST,
    Pick,
    first_day,
    half,
    last_day,
    nth,
    nth_day,
    nth_full_week,
    run,
    third,
)
from bot.question.dates.points import point
from bot.question.dates.reading import Match, Reading, longest
from bot.question.dates.spans import Fixed, Span, Wrong, changed
from bot.question.dates.words import Rel

LONG = frozenset({Unit.MONTH, Unit.QUARTER, Unit.HALF, Unit.YEAR})
MONTH_ONLY = frozenset({Unit.MONTH})
WITH_WEEKS = LONG | {Unit.WEEK}
EARLY = 0
SATURDAY, WEEKEND_DAYS = 5, 2
WORKDAYS = frozenset(range(5))
NO_UNIT: tuple[int, Unit | None, int] = (0, None, 0)
ONE_TO = frozenset({"of", "in"})


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before "of": the place behind it, the part it picks, and the unit of that part.

    `wholes` are the units that have such parts; `bare` says that the "of" may be missing.
    """

    end: int
    pick: Pick
    unit: Unit | None = None
    wholes: frozenset[Unit] = LONG
    bare: bool = False


def part(reading: Reading, at: int, *, edge: bool = False) -> Match | None:
    """The longest part of something that begins there; `edge` where it bounds a longer stretch."""
    return longest(of_whole(reading, head) for head in heads(reading, at, edge=edge))


def of_whole(reading: Reading, head: Head) -> Match | None:
    """The part of what follows, or None where nothing follows that has such parts."""
    place = head.end
    if reading.kinds[place] in ONE_TO:
        place += 1
    elif not head.bare:
        return None
    found = point(reading, reading.opened(place))
    if found is None:
        return None
    span = picked(head, found[1])
    return None if span is None else (found[0], span)


def picked(head: Head, whole: Span) -> Span | None:
    """The part of a whole that has such parts, or None; what is wrong stays wrong."""
    if isinstance(whole, Wrong):
        return whole
    unit = whole.unit
    rolling = isinstance(whole, Fixed) and whole.rolling
    if unit is None or rolling or unit not in head.wholes:
        return None
    if head.unit is not None and head.unit >= unit:
        return None
    return changed(whole, lambda period: head.pick(period, unit), head.unit)


def heads(reading: Reading, at: int, *, edge: bool) -> list[Head]:
    """All that the token there can pick of something."""
    kind = reading.kinds[at]
    if kind == "edge":
        return [edge_head(reading, at, edge=edge)]
    if kind == "third":
        return [Head(at + 1, third(reading.n(at)), bare=True)]
    if kind == "unit":
        return numbered_unit(reading, at)
    number = which(reading, at)
    return [] if number is None else numbered(reading, at + 1, number, bare=kind != "rel")


def which(reading: Reading, at: int) -> int | None:
    """The number that "first", "second", "former", "latter" or "last" says; None for another word."""
    kind = reading.kinds[at]
    if kind == "ord":
        return reading.n(at)
    if kind == "latter" or (kind == "rel" and reading.n(at) == Rel.LAST):
        return LAST
    return 1 if kind == "former" else None


def numbered_unit(reading: Reading, at: int) -> list[Head]:
    """`week 2 of`."""
    if reading.kinds[at + 1 : at + 3] != ["num", "of"]:
        return []
    unit = Unit(reading.n(at))
    return [Head(at + 2, nth(reading.n(at + 1), unit), unit)]


def edge_head(reading: Reading, at: int, *, edge: bool) -> Head:
    """`start of`, `end of`: a third where it stands alone, one day where a stretch begins or ends."""
    number = reading.n(at)
    if edge:
        pick = first_day if number == EARLY else last_day
        return Head(at + 1, pick, Unit.DAY, WITH_WEEKS)
    return Head(at + 1, third(number), None, MONTH_ONLY)


def numbered(reading: Reading, at: int, number: int, *, bare: bool) -> list[Head]:
    """What can follow "first", "second" or "last": a unit, several, a half, a weekday."""
    found = [
        whole_part(reading, at, number, bare=bare),
        several(reading, at, number),
        day_part(reading, at, number, bare=bare),
    ]
    return [head for head in found if head]


def whole_part(reading: Reading, at: int, number: int, *, bare: bool) -> Head | None:
    """`first week`, `last full week`, `second half`."""
    place = reading.skip(at, frozenset({"full"}))
    found = unit_at(reading, place)
    end, unit, size = found or NO_UNIT
    if unit is None or size > 1:
        return None
    if unit is Unit.HALF:
        return Head(end, half(number), None, bare=bare)
    if unit is Unit.WEEK and place > at:
        return Head(end, nth_full_week(number, reading.calendar.week_start), unit, bare=bare)
    return Head(end, nth(number, unit), unit, WITH_WEEKS, bare)


def several(reading: Reading, at: int, number: int) -> Head | None:
    """`first 10 days`, `last couple of weeks`."""
    count = amount(reading, at)
    if count is None or number not in (1, LAST) or reading.kinds[at] == "a":
        return None
    found = unit_at(reading, count.end)
    end, unit, size = found or NO_UNIT
    if unit is None:
        return None
    return Head(end, several_of(number, count.number * size, unit), None, WITH_WEEKS)


def several_of(side: int, count: int, unit: Unit) -> Pick:
    """The first or last so many units; none where the number is no count."""
    return run(side, count, unit) if count > 0 else (lambda _whole, _unit: None)


def day_part(reading: Reading, at: int, number: int, *, bare: bool) -> Head | None:
    """`first monday`, `last weekend`, `second business day`, or a number of a day: `first of`."""
    match reading.kinds[at]:
        case "weekday":
            return Head(at + 1, nth_day(number, frozenset({reading.n(at)})), Unit.DAY, bare=bare)
        case "weekend":
            pick = nth_day(number, frozenset({SATURDAY}), WEEKEND_DAYS)
            return Head(at + 1, pick, None, bare=bare)
        case "workday":
            return Head(at + 1, nth_day(number, WORKDAYS), Unit.DAY, bare=bare)
        case "business" if reading.kinds[at + 1] == "unit" and reading.n(at + 1) == Unit.DAY:
            return Head(at + 2, nth_day(number, WORKDAYS), Unit.DAY, bare=bare)
        case "of" if number > 0:
            return Head(at, nth(number, Unit.DAY), Unit.DAY, MONTH_ONLY)
    return None


def possessed(reading: Reading, at: int) -> Match | None:
    """`october's first week`: the part behind the whole."""
    found = point(reading, at)
    if found is None or reading.kinds[found[0] - 1] != "poss":
        return None
    matches = []
    for head in heads(reading, found[0], edge=False):
        span = picked(head, found[1])
        if span is not None:
            matches.append((head.end, span))
    return longest(matches)

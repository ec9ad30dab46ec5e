"""Days of the week: `mondays`, `mon, wed and fri`, `mon-fri`, `weekdays`, `except sunday`."""

from bot.question.schedule.pattern import EVERY_WEEKDAY
from bot.question.schedule.said import Hit, Reading, Said
from bot.question.schedule.words import (
    EVERY,
    JOINTS,
    PLURAL_DAYS,
    SHORT_DAYS,
    TO,
    WEEKDAY_WORDS,
    WEEKDAYS,
    WEEKEND_WORDS,
)

LEADS = EVERY | {"on", "the", "from"}
BUT = frozenset({"except", "but", "excluding", "without"})
WEEKEND = (5, 6)


def days(reading: Reading, at: int) -> Hit | None:
    """One or more days of the week; each of them is due every week."""
    first = at
    while reading.low(first) in LEADS:
        first += 1
    led = {reading.low(n) for n in range(at, first)} & EVERY | {"on"}
    listed = listing(reading, first, frozenset(led))
    if listed is None or (reading.low(at) == "from" and reading.low(first + 1) not in TO):
        return None
    found, end = listed
    words = {reading.low(n) for n in range(at, end)}
    recurs = bool(words & (EVERY | PLURAL_DAYS | {"weekdays", "weekends"}))
    return Hit(first, end, Said(days=found, recurs=recurs))


def barred(reading: Reading, at: int) -> Hit | None:
    """`except sunday`, `but not on fridays`."""
    if reading.low(at) not in BUT:
        return None
    first = at + 1
    while reading.low(first) in {"not", "for", "on", "the"}:
        first += 1
    listed = listing(reading, first)
    return Hit(at, listed[1], Said(barred=listed[0])) if listed else None


def listing(
    reading: Reading, at: int, again: frozenset[str] = frozenset()
) -> tuple[tuple[int, ...], int] | None:
    """The days listed from there on, sorted, and where the list ends.

    `again` are the words before the first day, which may stand before the others too: "every
    monday and every friday". In "on monday, every friday" they differ, and it is no list.
    """
    found: set[int] = set()
    item = _item(reading, at)
    while item:
        found.update(item[0])
        at = item[1]
        item = _item(reading, _past_joint(reading, at, again))
        if item is None and reading.low(at - 1) in SHORT_DAYS and reading.low(at) in SHORT_DAYS:
            item = _item(reading, at)
    return (tuple(sorted(found)), at) if found else None


def _past_joint(reading: Reading, at: int, again: frozenset[str]) -> int:
    """Past `, and on`; nowhere where no joint stands."""
    first = at
    while reading.low(at) in JOINTS:
        at += 1
    while at > first and reading.low(at) in again:
        at += 1
    return at if at > first else -1


def _item(reading: Reading, at: int) -> tuple[tuple[int, ...], int] | None:
    """One day, a stretch of days (over the week's end too), or all weekdays or days of a weekend."""
    stretch = several(reading, at)
    if stretch:
        return stretch
    first = WEEKDAYS.get(reading.low(at))
    if first is None:
        return None
    last = WEEKDAYS.get(reading.low(at + 2)) if reading.low(at + 1) in TO else None
    if last is None:
        return (first,), at + 1
    return tuple((first + n) % 7 for n in range((last - first) % 7 + 1)), at + 3


def several(reading: Reading, at: int) -> tuple[tuple[int, ...], int] | None:
    """`weekdays`, `working days`, `m-f`, `weekend`."""
    words = [reading.low(at + n) for n in range(3)]
    if words == ["m", "-", "f"]:
        return EVERY_WEEKDAY, at + 3
    for length in (1, 2):
        pair = tuple(words[:length])
        if pair in WEEKDAY_WORDS:
            return EVERY_WEEKDAY, at + length
        if pair in WEEKEND_WORDS:
            return WEEKEND, at + length
    return None

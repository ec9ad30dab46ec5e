"""A schedule as plain JSON values, and back without loss. Version 1 of the form."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from bot.question.schedule.pattern import (
    EVERY_DAY,
    EVERY_MONTH,
    Cron,
    Daily,
    Monthly,
    Noun,
    Pattern,
    Pick,
    Weekly,
    interval,
)

VERSION = 1
Parts = tuple[Pattern, time, ZoneInfo, date | None, tuple[str, ...]]
T = TypeVar("T")
_FAULTS = (KeyError, TypeError, AttributeError, OSError, ZoneInfoNotFoundError, CronSimError)


def dump(
    pattern: Pattern, at: time, zone: ZoneInfo, start: date | None, assumed: tuple[str, ...]
) -> dict[str, object]:
    """The parts of a schedule as JSON values."""
    return {
        "v": VERSION,
        "due": _dump(pattern),
        "at": f"{at:%H:%M}",
        "zone": zone.key,
        "start": start.isoformat() if start else None,
        "assumed": list(assumed),
    }


def load(values: Mapping[str, object]) -> Parts:
    """The parts that `dump` wrote; ValueError where they are not such."""
    try:
        parts = _load(values)
    except _FAULTS as fault:
        raise ValueError(f"not a schedule: {fault!r}") from fault
    if interval(parts[0]) > 1 and parts[3] is None:
        raise ValueError("not a schedule: every nth needs a start to count from")
    return parts


def _load(values: Mapping[str, object]) -> Parts:
    if values["v"] != VERSION:
        raise ValueError(f"not a schedule of version {VERSION}")
    start = values["start"]
    return (
        _pattern(_mapping(values["due"])),
        _time(str(values["at"])),
        ZoneInfo(str(values["zone"])),
        None if start is None else date.fromisoformat(str(start)),
        tuple(str(word) for word in _list(values["assumed"])),
    )


def _time(text: str) -> time:
    at = time.fromisoformat(text)
    if f"{at:%H:%M}" != text:
        raise ValueError(f"not a time to the minute: {text!r}")
    return at


def _dump(pattern: Pattern) -> dict[str, object]:
    match pattern:
        case Daily():
            return {"each": "day", "every": pattern.every}
        case Weekly():
            return {"each": "week", "every": pattern.every, "days": list(pattern.days)}
        case Monthly():
            picks = [[pick.nth, pick.noun.name.casefold()] for pick in pattern.picks]
            months = list(pattern.months)
            return {"each": "month", "every": pattern.every, "picks": picks, "months": months}
        case Cron():
            return {"each": "cron", "fields": [pattern.day, pattern.month, pattern.weekday]}


def _pattern(due: Mapping[str, object]) -> Pattern:
    each = str(due["each"])
    match each:
        case "day":
            return Daily(_whole(due["every"], 1))
        case "week":
            return Weekly(_numbers(due["days"], EVERY_DAY), _whole(due["every"], 1))
        case "month":
            picks = tuple(_pick(pick) for pick in _list(due["picks"]))
            months = _numbers(due["months"], EVERY_MONTH)
            return Monthly(_some(picks), months, _whole(due["every"], 1))
        case "cron":
            return _cron(*(str(part) for part in _list(due["fields"])))
        case _:
            raise ValueError(f"no such pattern: {each!r}")


def _cron(day: str, month: str, weekday: str) -> Cron:
    CronSim(f"0 0 {day} {month} {weekday}", datetime(2026, 1, 1))  # noqa: DTZ001 (only checked)
    return Cron(day, month, weekday)


def _pick(values: object) -> Pick:
    nth, noun = _list(values)
    if nth == 0:
        raise ValueError("there is no 0th")
    return Pick(_whole(nth, -2), Noun[str(noun).upper()])


def _numbers(values: object, allowed: Sequence[int]) -> tuple[int, ...]:
    numbers = tuple(sorted({_whole(value, allowed[0]) for value in _list(values)}))
    if numbers[-1:] > (allowed[-1],):
        raise ValueError(f"not one of {allowed[0]} to {allowed[-1]}: {numbers[-1]}")
    return _some(numbers)


def _some(values: tuple[T, ...]) -> tuple[T, ...]:
    if not values:
        raise ValueError("empty")
    return values


def _whole(value: object, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(f"not a whole number from {least} on: {value!r}")
    return value


def _list(values: object) -> Sequence[object]:
    if not isinstance(values, list | tuple):
        raise TypeError(f"not a list: {values!r}")
    return values


def _mapping(values: object) -> Mapping[str, object]:
    if not isinstance(values, Mapping):
        raise TypeError(f"not an object: {values!r}")
    return values

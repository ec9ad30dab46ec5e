"""Cron expressions: their day fields are cronsim's, their hour and minute must be one time."""

import re
from datetime import datetime, time
from itertools import islice

from cronsim import CronSim, CronSimError

from bot.question.model import Kind, Unclear
from bot.question.schedule.cadence import INSTEAD
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
    picked,
)
from bot.question.schedule.said import Clock, Said
from bot.question.schedule.say import explained, longest
from bot.question.schedule.words import ONE_A_DAY

NAMED = {
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@hourly": "0 * * * *",
}
FIELDS = 5
LONGEST_FIELD = 60  # characters; cron itself has no use for more
_EPOCH = datetime(2026, 1, 1)  # noqa: DTZ001 (any local date: only the fields are looked at)
_MARKS = "`'\""
_HEAD = re.compile(r"[\s`'\"]*(?:(cron(?:tab)?)\b[:\s`'\"]*)?(?=(\S*))", re.IGNORECASE)
_FIELD = re.compile(r"(?:[0-9*?]|[A-Z]{3}\b|LW?\b)[0-9A-Z*?,/#-]*", re.IGNORECASE)
_DAYS = set(range(1, 32))
_WEEKDAYS = set(range(8))


def cron(text: str) -> tuple[Said, str] | Unclear | None:
    """What a cron expression at the beginning of a text says, and the rest of the text."""
    found = fields(text)
    if found is None or isinstance(found, Unclear):
        return found
    parts, rest = found
    bad = _bad_field(parts)
    if bad:
        return Unclear(Kind.BAD_NUMBER, bad, why="Not a field that cron knows at this place.")
    sim = _parsed(parts)
    if sim is None or next(_midnights(parts), None) is None:
        return Unclear(Kind.IMPOSSIBLE_DATE, " ".join(parts[2:]), why="There is no such date.")
    if len(sim.minutes) > 1 or len(sim.hours) > 1:
        piece = text.removesuffix(rest).strip()
        return Unclear(Kind.NOT_UNDERSTOOD, piece, INSTEAD, why=ONE_A_DAY)
    return _said(sim, parts, rest)


def fields(text: str) -> tuple[list[str], str] | Unclear | None:
    """The five fields in capitals and the rest of the text; None where it is no cron expression."""
    head = _HEAD.match(text)
    if head is None or not (head[1] or head[2][:1] in tuple("0123456789*@")):
        return None
    words = re.findall(r"\S+", text[head.end() :])[:FIELDS]
    named = NAMED.get(words[0].strip(_MARKS).casefold()) if words else None
    if named:
        return named.split(), text[head.end() :].split(maxsplit=1)[1] if words[1:] else ""
    parts = [word.strip(_MARKS).rstrip(",") for word in words]
    shaped = len(parts) == FIELDS and all(_FIELD.fullmatch(part[:LONGEST_FIELD]) for part in parts)
    numbers = all(part[:1].isdigit() for part in parts)
    if not shaped or not (head[1] or numbers or any("*" in part for part in parts)):
        return _incomplete(text) if head[1] else None
    return _upper(parts), text[_end(text, head.end()) :].lstrip(_MARKS)


def _end(text: str, first: int) -> int:
    return [match.end() for match in islice(re.finditer(r"\S+", text[first:]), FIELDS)][-1] + first


def _upper(parts: list[str]) -> list[str]:
    return [part.upper().replace("?", "*") for part in parts]


def _incomplete(text: str) -> Unclear:
    why = "Cron has five fields: minute, hour, day of the month, month, day of the week."
    return Unclear(Kind.MISSING_VALUE, text.strip(), ("cron 0 9 * * 1",), why=why)


def _bad_field(parts: list[str]) -> str:
    """The first field that cronsim does not take in its place."""
    for place, part in enumerate(parts):
        alone = ["0", "0", "*", "*", "*"]
        alone[place] = part
        if len(part) > LONGEST_FIELD or not _parsed(alone):
            return part
    return ""


def _parsed(parts: list[str]) -> CronSim | None:
    try:
        return CronSim(" ".join(parts), _EPOCH)
    except (CronSimError, ValueError, AssertionError):  # how cronsim says that it is none
        return None


def _said(sim: CronSim, parts: list[str], rest: str) -> tuple[Said, str]:
    """Its one time and its dates; the explanation that may follow says nothing new."""
    clock = Clock(time(min(sim.hours), min(sim.minutes)))
    pattern = _plain(sim) or Cron(*parts[2:])
    if isinstance(pattern, Cron):
        rest = rest.strip().removeprefix(f"({explained(' '.join(parts))})")
    return Said(pattern=pattern, clock=clock, recurs=True), rest


def _midnights(parts: list[str]) -> CronSim:
    return CronSim(" ".join(["0", "0", *parts[2:]]), _EPOCH)


def _plain(sim: CronSim) -> Pattern | None:
    """The same dates as another pattern, which has words; None where only cron can say it."""
    any_day, any_weekday = sim.days == _DAYS, sim.weekdays == _WEEKDAYS
    all_months = sim.months == set(EVERY_MONTH)
    if any_day and any_weekday:
        return Daily() if all_months else None
    if not sim.day_and:
        return None
    if any_day:
        return _by_weekday(sim, all_months=all_months)
    return _by_day(sim) if any_weekday else None


def _by_weekday(sim: CronSim, *, all_months: bool) -> Pattern | None:
    """`1-5` in every month, or the likes of `MON#1` and `5L` in any."""
    plain = {item for item in sim.weekdays if isinstance(item, int)}
    if len(plain) == len(sim.weekdays):
        days = tuple(sorted({(item - 1) % 7 for item in plain}))
        return (Daily() if days == EVERY_DAY else Weekly(days)) if all_months else None
    if plain:
        return None
    picks = [
        Pick(-1 if item[1] == CronSim.LAST else item[1], Noun((item[0] - 1) % 7))
        for item in sim.weekdays
        if not isinstance(item, int)
    ]
    return Monthly(picked(picks), tuple(sorted(sim.months)))


def _by_day(sim: CronSim) -> Pattern | None:
    """Days of the month, where every month has them: cron skips the others, a digest does not."""
    lasts = {CronSim.LAST: Noun.DAY, CronSim.LAST_WEEKDAY: Noun.WEEKDAY}
    shortest = min(longest(month)[0] for month in sim.months)
    if max(sim.days) > shortest:
        return None
    picks = [Pick(-1, lasts[n]) if n in lasts else Pick(n, Noun.DAY) for n in sim.days]
    return Monthly(picked(picks), tuple(sorted(sim.months)))

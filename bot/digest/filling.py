"""What a filled-in form says: a digest's questions, times and conditions, or what is wrong where. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from bot.digest.form import CHANGE, COST, QUESTION, WHEN, ZONE, Filled
from bot.digest.model import Cadence, Conditions, Digest
from bot.digest.order import crowded, questions
from bot.digest.wrong import Wrong
from bot.question.fold import fold
from bot.question.model import Kind, Unclear
from bot.question.schedule import Schedule, read_schedule
from bot.question.schedule.phrase import squash
from bot.question.schedule.zones import AREAS, iana, places, spoken

COMMON = (
    *("UTC", "Europe/London", "Europe/Berlin", "Europe/Athens", "Asia/Dubai", "Asia/Kolkata"),
    *("Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "America/Sao_Paulo", "America/New_York"),
    *("America/Chicago", "America/Denver", "America/Los_Angeles"),
)
NO_WORDS = "Choose when it is to be posted, or say it in your own words."
TWO_TIMES = "Two times are given. Take these words out, or leave the choice above as it was."
TWO_ZONES = "The words above say {said}. Choose that here, or take it out of the words."
NO_ZONE = "There is no such time zone. Choose one from the list."
NO_NUMBER = "That is not a number of 0 or more."


@dataclass(frozen=True, slots=True)
class Said:
    """What a form says, once nothing is wrong with it by itself."""

    questions: tuple[str, ...]
    schedule: Cadence
    conditions: Conditions


def filled_from(digest: Digest) -> Filled:
    """The form as it stands for a digest that there is."""
    of = digest.conditions
    return Filled(
        questions="\n".join(digest.questions),
        words=wording(digest.schedule),
        zone=digest.zone,
        channel=digest.channel,
        change="" if of.change is None else f"{of.change:f}",
        cost="" if of.cost is None else f"{of.cost:f}",
        skip_zero=of.skip_zero,
    )


def wording(schedule: Cadence) -> str:
    """A schedule in words, without its zone."""
    return schedule.say().removesuffix(f", {spoken(schedule.zone)}")


def said(
    filled: Filled, before: Filled, now: datetime, old: Cadence | None = None
) -> Said | list[Wrong]:
    """What a form says that was opened as `before`, or everything that is wrong with it.

    `old` is the schedule that it was opened with, which stays where nobody touched it.
    """
    asked = questions(fold_lines(filled.questions))
    schedule = _schedule(filled, before, now, old)
    faults = [*_asked_faults(asked), *([schedule] if isinstance(schedule, Wrong) else [])]
    numbers = {part: _number(text) for part, text in _numbers(filled)}
    faults += [
        Wrong(part, "", NO_NUMBER)
        for part, text in _numbers(filled)
        if text and numbers[part] is None
    ]
    if faults or isinstance(schedule, Wrong):
        return faults
    terms = Conditions(numbers[CHANGE], numbers[COST], filled.skip_zero)
    return Said(asked, schedule, terms)


def fold_lines(text: str) -> str:
    """The text in plain characters, its lines kept."""
    return "\n".join(fold(line) for line in text.splitlines())


def _asked_faults(asked: tuple[str, ...]) -> Iterator[Wrong]:
    fault = crowded(asked)
    if not asked:
        fault = Unclear(Kind.MISSING_VALUE, "a digest", ("by tag last week", "cost yesterday"))
    if fault is not None:
        yield Wrong(QUESTION, fault.text, fault)


def _schedule(
    filled: Filled, before: Filled, now: datetime, old: Cadence | None
) -> Cadence | Wrong:
    zone = ZoneInfo(filled.zone) if filled.zone.casefold() in iana() else None
    if zone is None:
        return Wrong(ZONE, filled.zone, NO_ZONE)
    untouched = (filled.words, filled.ready, filled.zone) == (
        before.words,
        before.ready,
        before.zone,
    )
    if untouched and old is not None:
        return old
    phrase = _phrase(filled, before)
    if isinstance(phrase, Wrong):
        return phrase
    read = read_schedule(phrase, zone, now)
    if isinstance(read, Unclear):
        return Wrong(WHEN, phrase, read)
    return _in_one_zone(read, phrase, filled, before)


def _phrase(filled: Filled, before: Filled) -> str | Wrong:
    """The words, or the choice: what was touched counts, else what stands there, words first."""
    words, ready = fold(filled.words), filled.ready
    worded, chosen = filled.words != before.words, ready != before.ready
    if worded and chosen and words and ready:
        return Wrong(WHEN, words, TWO_TIMES)
    phrase = ready if chosen and ready and not worded else words or ready
    return phrase or Wrong(WHEN, "", NO_WORDS)


def _in_one_zone(read: Schedule, phrase: str, filled: Filled, before: Filled) -> Cadence | Wrong:
    """The schedule, if its words and the chosen zone do not name two; named in words, it counts."""
    if filled.zone in {read.zone.key, before.zone}:
        return read
    return Wrong(ZONE, phrase, TWO_ZONES.format(said=read.zone.key))


def _numbers(filled: Filled) -> tuple[tuple[str, str], ...]:
    return (CHANGE, filled.change), (COST, filled.cost)


def _number(text: str) -> Decimal | None:
    """A finite number that is not less than 0; None where it is none."""
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and found >= 0 else None


def zones(typed: str, own: str) -> list[str]:
    """The zones that fit what was typed, the likeliest first; the usual ones where nothing was."""
    sought = squash(typed.strip().casefold())
    if not sought:
        return [*dict.fromkeys((own, *COMMON))]
    cities = [zone for place, zone in sorted(places().items()) if place.startswith(sought)]
    named = [name for low, name in iana().items() if _listed(low) and sought in squash(low)]
    exact = [places()[sought]] if sought in places() else []
    return [*dict.fromkeys((*exact, *cities, *named))]


def _listed(low: str) -> bool:
    area, _, place = low.partition("/")
    return low == "utc" or bool(place and area in AREAS)

"""A schedule phrase, read: `every monday 9am`, `last friday`, `every 2 weeks on friday 16:00`."""

import re
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.question.model import Kind, Unclear
from bot.question.schedule.cadence import cadence, too_often, twofold
from bot.question.schedule.clock import clock, part
from bot.question.schedule.cron import cron
from bot.question.schedule.days import barred, days
from bot.question.schedule.model import Schedule
from bot.question.schedule.near import nearest
from bot.question.schedule.phrase import LONGEST, MOST_WORDS, phrase, tidy
from bot.question.schedule.picks import date as yearly
from bot.question.schedule.picks import edges, of, picks
from bot.question.schedule.resolve import resolved
from bot.question.schedule.said import Clause, Hit, Reading, Said
from bot.question.schedule.say import SHORTER, SOME_MONTHS, UNNAMED
from bot.question.schedule.start import start
from bot.question.schedule.words import (
    EVERY,
    HOURS,
    IDLE,
    JOINTS,
    KNOWN_WORDS,
    ONE_OFF,
    PLACES,
    RECURS,
    VOCABULARY,
)
from bot.question.schedule.zones import zone as named_zone

EXAMPLES = ("every Monday at 09:00", "every weekday at 09:00", "on the 1st of every month")
# What `Schedule.say` adds in brackets: it says nothing new, or what was assumed.
NOTES = {
    tuple(word.low for word in phrase(note).words): Said(assumed=assumed)
    for note, assumed in (
        (SHORTER, None),
        (SOME_MONTHS, None),
        *((note, names) for names, note in UNNAMED.items()),
    )
}


def note(reading: Reading, at: int) -> Hit | None:
    """A remark in brackets that the bot itself makes."""
    if reading.low(at) != "(":
        return None
    for words, said in NOTES.items():
        if all(reading.low(at + n) == word for n, word in enumerate(words)):
            return Hit(at, at + len(words), said)
    return None


CLAUSES: tuple[Clause, ...] = (
    note,
    too_often,
    twofold,
    edges,
    cadence,
    days,
    start,
    yearly,
    of,
    picks,
    barred,
    part,
    clock,
    named_zone,
)


def read_schedule(text: str, zone: ZoneInfo, today: date) -> Schedule | Unclear:
    """When a phrase says that something is due; in `zone`, unless the phrase names another.

    `today` is the creator's date, or the aware moment (better): an interval such as "every 2
    weeks" begins with the first date on or after it, or the first slot after that moment. Without
    a time it is 09:00, without a day Monday or the 1st; `Schedule.assumed` says so. Whatever
    part of the text was not understood makes it unclear.
    """
    if len(text) > LONGEST:
        return Unclear(Kind.TOO_LONG, text[:40])
    plain = tidy(text)
    today = today.date() if isinstance(today, datetime) and today.tzinfo is None else today
    found = _read(plain, zone, today)
    return _mended(found, plain, zone, today) if isinstance(found, Unclear) else found


def heard(text: str, zone: ZoneInfo, today: date) -> tuple[Schedule, Said] | Unclear:
    """The schedule that a tidied text means, and what it said."""
    expression = cron(text)
    if isinstance(expression, Unclear):
        return expression
    said, rest = expression or (Said(), text)
    reading = Reading(phrase(rest), zone, _as_date(today, zone), said)
    fault = _words(reading)
    if fault:
        return fault
    schedule = resolved(reading, today)
    return schedule if isinstance(schedule, Unclear) else (schedule, reading.said)


def _read(text: str, zone: ZoneInfo, today: date) -> Schedule | Unclear:
    found = heard(text, zone, today)
    return found if isinstance(found, Unclear) else found[0]


def _as_date(today: date, zone: ZoneInfo) -> date:
    return today.astimezone(zone).date() if isinstance(today, datetime) else today


def _words(reading: Reading) -> Unclear | None:
    """Go through the words, piece by piece; the first that is not understood is the fault."""
    if len(reading.phrase.words) > MOST_WORDS:
        return Unclear(Kind.NOT_UNDERSTOOD, reading.piece(0, 3), EXAMPLES)
    at = 0
    while at < len(reading.phrase.words):
        hit = _clause(reading, at)
        if isinstance(hit, Hit):
            fault = reading.hear(hit)
            if fault:
                return fault
            at = hit.end
        elif isinstance(hit, Unclear):
            return hit
        elif _idle(reading, at):
            at += 1
        else:
            return _left_over(reading, at)
    return None if reading.begun else _nothing(reading)


def _clause(reading: Reading, at: int) -> Hit | Unclear | None:
    """The first clause that knows what stands here."""
    for clause in CLAUSES:
        hit = clause(reading, at)
        if hit is not None:
            return hit
    return None


def _idle(reading: Reading, at: int) -> bool:
    """Whether a word may stand here without saying anything: marks, "please", "and" on the way."""
    low = reading.low(at)
    joint = low in JOINTS and reading.begun and _clause(reading, at + 1) is not None
    return low in IDLE or bool(joint)


def _nothing(reading: Reading) -> Unclear:
    return Unclear(Kind.MISSING_VALUE, reading.phrase.text.strip(), EXAMPLES)


def _left_over(reading: Reading, at: int) -> Unclear:
    """The word that nothing can be made of, and the likeliest that was meant."""
    first = at
    while reading.low(first) in EVERY | PLACES | JOINTS:
        first += 1
    low, piece = reading.low(first), reading.piece(first, first + 1)
    if not piece:
        examples = EXAMPLES if reading.low(at) in EVERY else ("at 09:00",)
        return Unclear(Kind.MISSING_VALUE, reading.piece(at, first), examples)
    if low in ONE_OFF:
        return Unclear(Kind.NOT_UNDERSTOOD, piece, (ONE_OFF[low],), why=RECURS)
    number = reading.phrase.number(first)
    if number is not None:
        hours = (f"at {piece}",) if number in HOURS else ()
        return Unclear(Kind.NOT_UNDERSTOOD, piece, hours)
    if not low[0].isalpha() or low in KNOWN_WORDS:
        return Unclear(Kind.NOT_UNDERSTOOD, piece)
    return Unclear(Kind.UNKNOWN_WORD, piece, nearest(low, VOCABULARY))


def _mended(fault: Unclear, text: str, zone: ZoneInfo, today: date) -> Unclear:
    """With whole phrases to use instead: those of the suggestions that make one."""
    places = list(re.finditer(rf"(?<!\w){re.escape(fault.text)}(?!\w)", text)) if fault.text else []
    if len(places) != 1:  # which of them is meant, the piece does not say
        return fault
    before, after = text[: places[0].start()], text[places[0].end() :]
    whole = [f"{before}{meant}{after}" for meant in fault.suggestions]
    reads = [mend for mend in whole if isinstance(_read(mend, zone, today), Schedule)]
    return replace(fault, mended=tuple(reads))

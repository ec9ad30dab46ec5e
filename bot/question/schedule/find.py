"""Where the schedule begins in a digest command: `tag:support last week every monday 9am`."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz

from bot.question.model import Unclear
from bot.question.schedule.phrase import phrase, tidy
from bot.question.schedule.read import heard
from bot.question.schedule.said import Said
from bot.question.schedule.words import (
    ADVERBS,
    AT,
    COUNTS,
    EVERY,
    MONTHS,
    NAMED_TIMES,
    ORDINALS,
    PART_WORDS,
    TOO_OFTEN,
    TWOFOLD,
    UNITS,
    VOCABULARY,
    WEEKDAYS,
)

MOST_WORDS = 24  # of a schedule; a phrase that begins further from the end is none
# A word after one of these belongs to it, and so to the question: "last friday", "since monday".
BINDING = frozenset(
    [
        "last",
        "past",
        "previous",
        "prev",
        "this",
        "next",
        "since",
        "from",
        "to",
        "until",
        "till",
        "through",
        "before",
        "after",
        "between",
        "by",
        "per",
        "vs",
        "versus",
        "against",
        "top",
        "of",
        "and",
        "or",
        "for",
        "the",
        "a",
        "an",
        "in",
        "at",
        "on",
        "every",
        "each",
        "all",
        "-",
        "&",
        ",",
        "once",
        "twice",
        "starting",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "other",
        "alternate",
        "around",
        "tag",
        "key",
        "model",
    ]
)
# What a schedule can begin with, besides a number.
OPENERS = (
    EVERY
    | AT
    | {"on", "the", "in", "by", "once", "twice", "thrice", "several", "multiple", "alternate"}
    | {"cron", "crontab", "*", "from", "starting", "nightly", "half", "quarter", "end", "start"}
    | {"beginning", "month", "eom", "eoq", "eoy", "m", "half-yearly", "semiannually", "weekday"}
    | {"weekdays", "weekend", "weekends", "working", "business", "work", "week", "as", "day", "@"}
    | TOO_OFTEN
    | TWOFOLD.keys()
    | ADVERBS.keys()
    | COUNTS.keys()
    | MONTHS.keys()
    | NAMED_TIMES.keys()
    | ORDINALS.keys()
    | PART_WORDS.keys()
    | UNITS.keys()
    | WEEKDAYS.keys()
)
# Words that hardly stand in a question: what follows is meant as a schedule, well formed or not.
PLAIN = EVERY - {"all"} | {"cron", "crontab"} | TOO_OFTEN | {"twice", "thrice"} | TWOFOLD.keys()
# What a question may end in, though its last word binds the next one elsewhere.
COMPLETE = (
    (frozenset({"vs", "versus", "against"}), frozenset({"previous", "prev"})),
    (frozenset({"by", "per", "and", "&"}), frozenset({"tag", "key", "model"})),
)
ALIKE = 60  # how much a word must look like one of a schedule, in %
_UTC = ZoneInfo("UTC")
_ANY_DAY = date(2026, 1, 1)  # whether a phrase reads does not depend on it


def find_schedule(words: Sequence[str]) -> int | None:
    """The index at which the schedule at the end of a command begins; None where there is none.

    The longest end of the command that reads as a schedule counts, if it recurs or has a time: a
    bare "on friday" or "last friday" belongs to the question. Where none reads, the last "every"
    that something like a schedule follows: `read_schedule` then says what is wrong with it.
    """
    tidied = [tidy(word) for word in words]
    begins = [at for at in range(max(0, len(words) - MOST_WORDS), len(words)) if _may(tidied, at)]
    for at in begins:
        if _reads(" ".join(tidied[at:])):
            return at
    return next((at for at in reversed(begins) if _meant(tidied, at)), None)


def _may(words: Sequence[str], at: int) -> bool:
    """Whether a schedule could begin here: not inside quotes, nor with a word bound to the left."""
    first = _first(words[at])
    if not (first in OPENERS or first[:1] in tuple("0123456789")):
        return False
    before = words[at - 1] if at else ""
    bound = _low(before) in BINDING and not _complete(words[:at])
    bound = bound or before[-1:] in tuple(":=-")
    quotes = sum(word.count('"') for word in words[:at])
    return not bound and quotes % 2 == 0


def _complete(words: Sequence[str]) -> bool:
    """Whether a question may end here in "vs previous" or "by key", to which nothing more belongs."""
    *before, last = [low.strip(".") for low in map(_low, words[-3:]) if low != "the"] or [""]
    return any(last in ends and not begins.isdisjoint(before[-1:]) for begins, ends in COMPLETE)


def _first(word: str) -> str:
    return next((part.low for part in phrase(word).words), "")


def _low(word: str) -> str:
    return word.casefold().strip(",;")


def _reads(text: str) -> bool:
    found = heard(text, _UTC, _ANY_DAY)
    return not isinstance(found, Unclear) and _is_schedule(found[1])


def _is_schedule(said: Said) -> bool:
    """Whether it can be nothing else: questions are about whole days, and happen once."""
    return said.recurs or said.clock is not None


def _meant(words: Sequence[str], at: int) -> bool:
    """Whether a schedule was meant to begin here, though it does not read as one."""
    low = _low(words[at])
    if low not in PLAIN:
        return False
    after = _first(words[at + 1]) if at + 1 < len(words) else ""
    alike = any(fuzz.ratio(after, known) >= ALIKE for known in VOCABULARY)
    return low not in EVERY or not after or after[:1].isdigit() or alike

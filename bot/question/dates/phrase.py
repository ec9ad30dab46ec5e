"""The reader of date phrases: words and a standpoint in, a period or what is unclear out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.question.dates.lexer import tokens
from bot.question.dates.points import RULES
from bot.question.dates.ranges import LEADS, SPECIAL, phrase
from bot.question.dates.reading import OPENERS, Reading, reading
from bot.question.dates.spans import Span, Wrong, settled
from bot.question.fold import fold
from bot.question.model import Kind, Period, Standpoint, Unclear

BEGINNINGS = frozenset(RULES) | frozenset(SPECIAL) | LEADS | OPENERS | {"third", "latter", "former"}
LONGEST_TEXT = 400  # characters; no date phrase is nearly as long


@dataclass(frozen=True, slots=True)
class Found:
    """A date phrase at the beginning of some words: how many of them it takes, and what it says."""

    count: int
    period: Period | Unclear


def longest(words: Sequence[str], at: int, standpoint: Standpoint) -> Found | None:
    """The longest date phrase that begins at `words[at]`, or None where none does.

    The words are folded, in lower case and still have their punctuation. The period never ends
    after today; it is `Unclear` where a date is begun that cannot be.
    """
    found = reading(words, at, standpoint)
    match = phrase(found, 0) if found.words else None
    if match is None or not found.whole(match[0]):
        return None
    count = found.words[match[0] - 1] + 1 - at
    return Found(count, answered(found, match[1], words[at : at + count]))


def answered(found: Reading, span: Span, words: Sequence[str]) -> Period | Unclear:
    """The days that are meant, cut at today; a stretch that only begins later is `FUTURE`."""
    end = settled(span, found.calendar)
    if isinstance(end, Wrong):
        return Unclear(end.kind, " ".join(words), end.hints)
    today = found.calendar.today
    if end.period.first > today:
        return Unclear(Kind.FUTURE, " ".join(words))
    return Period(end.period.first, min(end.period.last, today))


def read_period(text: str, standpoint: Standpoint) -> Period | Unclear:
    """The period that the whole text names; anything that is left over makes it unclear."""
    if len(text) > LONGEST_TEXT:
        return Unclear(Kind.TOO_LONG, text[:LONGEST_TEXT])
    words = fold(text).lower().split()
    found = longest(words, 0, standpoint) if words else None
    if found is None:
        return Unclear(Kind.NOT_UNDERSTOOD, " ".join(words))
    if found.count < len(words):
        return Unclear(Kind.NOT_UNDERSTOOD, " ".join(words[found.count :]))
    return found.period


def could_be_date(word: str) -> bool:
    """Whether a date phrase can begin with this word; quick, and never wrong to say yes."""
    found = tokens(word)
    return found is not None and found[0][0] in BEGINNINGS

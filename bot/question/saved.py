"""The words that save a question under a name, list what is saved, and forget it. Pure."""

import re
from enum import StrEnum
from typing import NamedTuple

from bot.question.dates import could_be_date, read_period
from bot.question.fold import fold
from bot.question.model import Period, Question, Standpoint, Vocabulary
from bot.question.read import read
from bot.question.say import spell


class Verb(StrEnum):
    """What is to be done."""

    SAVE = "save"
    LIST = "list"
    FORGET = "forget"


class Order(NamedTuple):
    """What is to be done, with which name (empty where it is none), and whether for a channel."""

    verb: Verb
    name: str = ""
    channel: bool = False


_NAME = r"[a-z0-9][a-z0-9_-]{1,39}"
_HERE = r"(?P<here>(?: here| (?:for|in) (?:the|this) channel| for everyone| for everybody)?)"
_SAVE = re.compile(rf"save(?: (?:it|this))?(?: as)? (?P<name>.+?){_HERE}")
_FORGET = re.compile(rf"(?:forget|unsave|delete saved|remove saved) (?P<name>.+?){_HERE}")
_LIST = re.compile(r"(?:(?:show|list)(?: my)? )?saved(?: questions)?")
_BARE = re.compile(r"save|save (?:it|this)(?: as)?")

# Phrases that say a period again in words, so that a saved question goes with the time.
RUNNING = (
    "today",
    "yesterday",
    "last 7 days",
    "this week",
    "last week",
    "last 14 days",
    "this month",
    "last month",
    "last 30 days",
    "this quarter",
    "last quarter",
    "last 90 days",
    "this year",
    "last year",
)


def ordered(text: str) -> Order | None:
    """The order that a text is; None where it is none of these."""
    plain = " ".join(fold(text).lower().split())
    if _LIST.fullmatch(plain):
        return Order(Verb.LIST)
    if _BARE.fullmatch(plain):
        return Order(Verb.SAVE)
    for verb, pattern in ((Verb.SAVE, _SAVE), (Verb.FORGET, _FORGET)):
        if match := pattern.fullmatch(plain):
            return Order(verb, named(match["name"]) or "", bool(match["here"]))
    return None


def named(text: str) -> str | None:
    """The name of a saved question that a text could be: one word of 2 to 40 plain letters."""
    plain = fold(text).strip().strip("\"'").lower()
    return plain if re.fullmatch(_NAME, plain) and not could_be_date(plain) else None


def lasting(question: Question, standpoint: Standpoint, vocabulary: Vocabulary) -> str:
    """The question as text, its days in words that move on with time where there are such."""
    text = spell(question, vocabulary)
    if question.period is None:
        return text
    return next(
        (
            worded
            for phrase in RUNNING
            if read_period(phrase, standpoint) == question.period
            and (worded := _worded(question, text, phrase))
            and read(worded, standpoint, vocabulary) == question
        ),
        text,
    )


def _worded(question: Question, text: str, phrase: str) -> str | None:
    period = question.period
    iso = _iso(period) if period else ""
    compared = f" vs {_iso(question.compare)}" if question.compare else ""
    if f"{iso}{compared}" not in text:
        return None
    return text.replace(f"{iso}{compared}", f"{phrase} vs previous" if compared else phrase)


def _iso(period: Period) -> str:
    if period.first == period.last:
        return period.first.isoformat()
    return f"{period.first.isoformat()}..{period.last.isoformat()}"

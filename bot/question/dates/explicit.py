"""The last step: one explicit date that our own rules do not read, by dateparser behind a fence.

dateparser reads `may`, `sat`, `a` and `12` as dates and "2025-13-01" as 13 January, so it is only
given a text that names a month, a day and a year, and its answer must hold just those numbers.
"""

import re
from datetime import date

from bot.question.dates.lexer import known
from bot.question.fold import fold
from bot.question.model import Kind, Period, Standpoint, Unclear

DAY_AND_YEAR = 2
LONGEST_DATE = 80  # characters: dateparser 1.4.1 mended a regex that was quadratic in the length
NUMBER = re.compile("[0-9]+")
LETTERS = re.compile("[a-z]+")
EVERYDAY = frozenset({"of", "the", "on", "in", "day", "st", "nd", "rd", "th", "year", "month"})


def explicit(text: str, standpoint: Standpoint) -> Period | Unclear:
    """The one day that a text with a named month, a day and a year says; never a range.

    Anything else is `NOT_UNDERSTOOD`. Not for a text that may be a tag.
    """
    plain = fold(text).lower().strip()
    numbers = fenced(plain)
    day = parsed(plain, standpoint) if numbers else None
    if day is None or sorted((day.day, day.year)) != numbers:
        return Unclear(Kind.NOT_UNDERSTOOD, plain[:LONGEST_DATE])
    if day > standpoint.today:
        return Unclear(Kind.FUTURE, plain)
    return Period(day, day)


def fenced(plain: str) -> list[int]:
    """The day and the year of a text that consists of one date only, the smaller first; else nothing."""
    if len(plain) > LONGEST_DATE or not set("-/:.").isdisjoint(plain.rstrip(".")):
        return []
    words = LETTERS.findall(plain)
    months = [word for word in words if kind_of(word) == "month"]
    others = [word for word in words if kind_of(word) not in ("month", "weekday")]
    numbers = sorted(int(number[:5]) for number in NUMBER.findall(plain))
    one_date = len(months) == 1 and len(numbers) == DAY_AND_YEAR and EVERYDAY.issuperset(others)
    return numbers if one_date else []


def kind_of(word: str) -> str:
    """The kind of date word that it is, or "" for another word."""
    found = known().get(word)
    return found[0][0] if found else ""


def parsed(plain: str, standpoint: Standpoint) -> date | None:
    """What dateparser reads, if it is sure of day, month and year."""
    from dateparser.date import DateDataParser

    settings = {
        "STRICT_PARSING": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PREFER_DATES_FROM": "past",
        "DATE_ORDER": "DMY" if standpoint.day_first else "MDY",
        "RELATIVE_BASE": standpoint.now.astimezone(standpoint.zone).replace(tzinfo=None),
        "PARSERS": ["absolute-time"],
    }
    found = DateDataParser(languages=["en"], settings=settings).get_date_data(plain)
    moment = found.date_obj
    return moment.date() if moment and found.period == "day" else None

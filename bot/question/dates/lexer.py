"""From words to tokens: a word either consists of date tokens entirely, or it is no word of a date."""

import re
from collections.abc import Callable
from functools import cache, lru_cache, partial

from bot.question.dates.words import Token, vocabulary

LONGEST_WORD = 48  # "01.11.2026-15.11.2026" has 21

# The shapes that figures can have, the longest first. What is a number in them is read by NUMBER.
SHAPES = (
    ("instant", r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}t[0-9][0-9:.,]*(?:z|[+-][0-9:]+)?"),
    ("isoweek", r"(?:19|20)[0-9]{2}-?w[0-9]{1,2}(?:-[1-9])?"),
    ("ymd", r"[0-9]{4}(?:-[0-9]{1,2}-|/[0-9]{1,2}/|\.[0-9]{1,2}\.)[0-9]{1,2}"),
    ("yq", r"(?:19|20)[0-9]{2}[-/]?q[0-9]"),
    ("shortyq", r"[0-9]{2}q[1-4]"),
    ("qy", r"[1-4]q(?:20)?[0-9]{2}|q[1-4]20[0-9]{2}"),
    ("hy", r"[12]h(?:20)?[0-9]{2}|h[12]20[0-9]{2}"),
    ("yh", r"(?:19|20)[0-9]{2}[-/]?h[12]"),
    ("ym", r"(?:19|20)[0-9]{2}[-/][0-9]{1,2}"),
    ("compact", r"20[0-9]{6}"),
    ("dots", r"[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4}|[0-9]{2})"),
    ("dmy", r"[0-9]{1,2}(?:-[0-9]{1,2}-|/[0-9]{1,2}/)(?:[0-9]{4}|[0-9]{2})"),
    ("my", r"[0-9]{1,2}[-/.](?:19|20)[0-9]{2}"),
    ("slash", r"[0-9]{1,2}/[0-9]{1,2}"),
    ("dot", r"[0-9]{1,2}\.[0-9]{1,2}\."),
    ("decimal", r"[0-9]+\.[0-9]+"),
    ("ordinal", r"[0-9]{1,2}(?:st|nd|rd|th)(?![a-z])"),
    ("quarter", r"q[0-9]"),
    ("halfyear", r"h[12]"),
    ("year", r"(?:19|20)[0-9]{2}"),
    ("short", r"'[0-9]{2}"),
    ("num", r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+\.(?=-|$)|[0-9]+"),
)
WORDLIKE = (
    ("poss", r"'s?(?![a-z0-9])"),
    ("word", r"'?[a-z]+"),
    ("mark", r"\.{2,}|-*>|=+>|→|~|-{1,2}|/|&|\+"),
    ("comma", r","),
    ("stop", r"[?!;:]"),
    ("skip", r"[_#.()\[\]]"),
)
PIECE = re.compile(
    "|".join(f"(?P<{name}>(?:{shape})(?![0-9]))" for name, shape in SHAPES)
    + "|"
    + "|".join(f"(?P<{name}>{shape})" for name, shape in WORDLIKE)
)
NUMBER = re.compile("[0-9]+")

# Idioms that look like a day and a month.
NO_DATES = frozenset({"24/7", "365/24/7"})
MOST_DAYS = 31
LONGEST_NUMBER = 12  # figures; a longer number is as impossible as its beginning
CENTURY, TWO_FIGURES = 2000, 100

# A dash between these joins words ("year-to-date", "7-day", "mid-october"); elsewhere it is "to".
JOINS_LEFT = frozenset({"rel", "third", "edge", "to", "of", "before", "so", "unit", "half"})
JOINS_PAIRS = frozenset({("count", "count"), ("count", "ord"), ("year", "month")})
JOINS_RIGHT = frozenset({"unit", "to", "of", "before", "half", "far", "date", "clock", "weekend"})


@cache
def known() -> dict[str, tuple[Token, ...]]:
    """The vocabulary, made once."""
    return vocabulary()


@lru_cache(maxsize=4096)
def tokens(word: str) -> tuple[Token, ...] | None:
    """The date tokens of a word in lower case, or None where any part of it is something else."""
    found = known().get(word)
    if found is not None:
        return found
    if len(word) > LONGEST_WORD or word in NO_DATES:
        return None
    return joined(pieces(word))


def pieces(word: str) -> list[Token] | None:
    """The tokens of a word from left to right, or None where a part of it is not of a date."""
    found: list[Token] = []
    at = 0
    while at < len(word):
        match = PIECE.match(word, at)
        more = read(match, found) if match else None
        if match is None or more is None:
            return None
        found.extend(more)
        at = match.end()
    return found


def read(match: re.Match[str], before: list[Token]) -> tuple[Token, ...] | None:
    """The tokens of one piece, seen after what stands before it in the same word."""
    kind, text = match.lastgroup or "", match.group()
    if kind in ("word", "mark"):
        return lettered(text, before)
    if kind == "skip":
        return ()
    if kind in ("poss", "comma", "stop"):
        return ((kind, ()),)
    return figures(kind, text)


def lettered(text: str, before: list[Token]) -> tuple[Token, ...] | None:
    """A word or mark of the vocabulary; "m" is a month behind a number."""
    if text == "m" and before and before[-1][0] == "num":
        text = "month"
    elif text == "h" and before and before[-1][0] == "num":
        text = "hour"
    return known().get(text)


def figures(kind: str, text: str) -> tuple[Token, ...] | None:
    """A number or a date in figures, as its numbers; None where they cannot be meant as one."""
    special = SPECIAL.get(kind)
    return special(text) if special else ((kind, parts(text)),)


def parts(text: str) -> tuple[int, ...]:
    """The numbers in a text, from left to right."""
    return tuple(int(number) for number in NUMBER.findall(text))


def number(text: str) -> tuple[Token, ...]:
    """`7`, `1,000`, `7.` as one number."""
    return (("num", (int(text.replace(",", "").rstrip(".")[:LONGEST_NUMBER]),)),)


def compact(text: str) -> tuple[Token, ...]:
    """`20261005` as year, month and day."""
    return (("ymd", (int(text[:4]), int(text[4:6]), int(text[6:]))),)


def slashed(text: str) -> tuple[Token, ...] | None:
    """`3/4` as its numbers, none of which may be above 31."""
    pair = parts(text)
    return (("slash", pair),) if max(pair) <= MOST_DAYS else None


def with_year(kind: str, text: str) -> tuple[Token, ...]:
    """`3/4/26` with the year in full."""
    first, second, year = parts(text)
    return ((kind, (first, second, full_year(year))),)


def part_then_year(kind: str, text: str) -> tuple[Token, ...]:
    """`3q25`, `q32025` as the year, and the quarter or half of it."""
    plain = text.replace(kind[1], "")
    return ((kind, (full_year(int(plain[1:])), int(plain[0]))),)


def full_year(year: int) -> int:
    """The year that two figures mean, in this century; four figures mean themselves."""
    return year + CENTURY if year < TWO_FIGURES else year


SPECIAL: dict[str, Callable[[str], tuple[Token, ...] | None]] = {
    "num": number,
    "compact": compact,
    "slash": slashed,
    "dmy": partial(with_year, "dmy"),
    "dots": partial(with_year, "dots"),
    "qy": partial(part_then_year, "yq"),
    "hy": partial(part_then_year, "yh"),
    "shortyq": lambda text: (("yq", (full_year(int(text[:2])), int(text[-1]))),),
    "short": lambda text: (("year", (full_year(int(text[1:])),)),),
    "ordinal": lambda text: (("ord", (*parts(text), 0)),),
}


def joined(found: list[Token] | None) -> tuple[Token, ...] | None:
    """The tokens without the dashes that only join words; None where there are none at all."""
    if not found:
        return None
    return tuple(token for place, token in enumerate(found) if not joins(found, place))


def joins(found: list[Token], place: int) -> bool:
    """Whether the token there is the dash of a compound word, as in "year-to-date"."""
    if found[place][0] != "-" or not 0 < place < len(found) - 1:
        return False
    left, right = found[place - 1][0], found[place + 1][0]
    if left == "num" and right == "unit" and place + 2 < len(found):
        return found[place + 2][0] != "num"  # "w40-w42" is a stretch
    return (left, right) in JOINS_PAIRS or left in JOINS_LEFT or right in JOINS_RIGHT

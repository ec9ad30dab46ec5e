"""A piece that nothing read: what kind of failure that is, and what was probably meant."""

import re
from collections.abc import Iterable
from functools import cache

from bot.question.dates import canonical, could_be_date
from bot.question.draft import Fault
from bot.question.faults import over
from bot.question.grammar import COMMON, Role
from bot.question.model import Field, Kind, Unclear
from bot.question.page import ID, Page
from bot.question.suggest import misspelled, nearest, slips
from bot.question.unasked import INSTEAD
from bot.question.values import quoted
from bot.question.words import HINTS, spaced

MOST_WORDS = 4  # of a slip that is looked at as one phrase
MOST_CHOICES = 3
_SLOTS = frozenset(spaced("did does for of from by is in via on"))
_NAMED = (Field.TAG, Field.KEY, Field.MODEL, Field.PROJECT)
_GLUE = re.compile(r"[/+&|]")
_DIGITS = re.compile(r"\d+")
_EMPTY = (Role.FILLER, Role.UNKNOWN, Role.AND, Role.OR, Role.WHICH, Role.WHO, Role.WHEN)
_VAGUE = (
    *_EMPTY,
    Role.COUNT,
    Role.ABOUT,
    Role.MORE,
    Role.MOST,
    Role.NOT,
    Role.STILL,
    Role.NOW,
    Role.CURRENT,
    Role.HOW_MUCH_IS,
    Role.WHERE,
    Role.ENDING,
)


def leftover(page: Page, at: int) -> Fault:
    """What to say of a token that means nothing, with what it was probably meant to be."""
    quoted = page.tokens[at].quoted
    if quoted is not None or ID.fullmatch(page.low[at]):
        return _as_name(page, at, quoted)
    return (
        _as_list(page, at)
        or _as_phrase(page, at)
        or _as_spelled(page, at)
        or _as_joined(page, at)
        or _as_word(page, at)
    )


def _as_name(page: Page, at: int, quoted: str | None) -> Fault:
    """What is between quotes, or looks like an id, can only be a name."""
    text = page.tokens[at].word if quoted is None else quoted
    names = tuple(name for field in _NAMED for name in nearest(text, page.index.names(field)))
    return over(page, Unclear(Kind.UNKNOWN_VALUE, text, names[:MOST_CHOICES]), at, at + 1)


def _as_list(page: Page, at: int) -> Fault | None:
    """`support/checkout`: names of one field with a mark between them, which may mean two things."""
    parts = [page.index.spelled(part) for part in _GLUE.split(page.low[at])]
    if len(parts) < 2 or not all(parts):  # noqa: PLR2004 (one is not several)
        return None
    fields = {names[0].field for names in parts}
    if len(fields) > 1:
        return None
    shown = [quoted(names[0].shown) for names in parts]
    field = fields.pop()
    every = (f"tagged {' and '.join(shown)}",) if field is Field.TAG else ()
    text = page.piece(at, at + 1)
    choices = (" or ".join(shown), *every)
    return over(page, Unclear(Kind.AMBIGUOUS_VALUE, text, choices, field), at, at + 1)


def _as_phrase(page: Page, at: int) -> Fault | None:
    """`lst wek`: several words that are a date phrase with a slip or two."""
    best: tuple[float, int, tuple[str, ...]] = (0.0, at, ())
    for end in range(_run(page, at), at + 1, -1):
        text = " ".join(page.low[at:end])
        found = slips(text, _phrases(text), MOST_CHOICES)
        if found and found[0][1] > best[0]:
            best = (found[0][1], end, tuple(choice for choice, _ in found))
    _, end, choices = best
    if not choices:
        return None
    return over(page, Unclear(Kind.UNKNOWN_WORD, page.piece(at, end), choices), at, end)


def _as_spelled(page: Page, at: int) -> Fault | None:
    """`1 novmber`: a number, or another word of dates, beside a misspelled one."""
    end = _run(page, at)
    if end == at + 1 or not could_be_date(page.low[at]):
        return None
    words = [_spelled(word) for word in page.low[at:end]]
    if words == page.low[at:end]:
        return None
    choice = (" ".join(words),)
    return over(page, Unclear(Kind.UNKNOWN_WORD, page.piece(at, end), choice), at, end)


def _as_joined(page: Page, at: int) -> Fault | None:
    """`check out`: a name that is written in one word."""
    for end in range(min(at + MOST_WORDS, len(page)), at + 1, -1):
        names = page.index.nearly("".join(page.low[at:end]))
        if names:
            choices = tuple(dict.fromkeys(name.shown for name in names))[:MOST_CHOICES]
            text = page.piece(at, end)
            return over(page, Unclear(Kind.UNKNOWN_WORD, text, choices), at, end)
    return None


def _spelled(word: str) -> str:
    """The word of dates that a word is with a slip; itself, where it is one or none is near."""
    if not word.isalpha() or could_be_date(word):
        return word
    return next(iter(misspelled(word, _date_words())), word)


def _run(page: Page, at: int) -> int:
    """Behind the words without a meaning that follow a token."""
    end = at + 1
    while end - at < MOST_WORDS and page.role(end) is Role.UNKNOWN:
        end += 1
    return end


def _phrases(text: str) -> Iterable[str]:
    """Date phrases, with the number that was typed."""
    number = _DIGITS.search(text)
    for phrase in canonical():
        if number and _DIGITS.search(phrase):
            yield _DIGITS.sub(number[0], phrase)
        elif not number:
            yield phrase


def _as_word(page: Page, at: int) -> Fault:
    """One word: a slip, or a name that is not there where a name should stand."""
    word = page.low[at]
    hinted = INSTEAD.get(word) or tuple(f"by {hint}" for hint in HINTS.get(word, ()))
    said = misspelled(word, [*COMMON, *_date_words()])
    names = tuple(name for field in _NAMED for name in nearest(word, page.index.names(field)))
    choices = tuple(dict.fromkeys([*hinted, *_merged(word, said, names)]))[:MOST_CHOICES]
    if not choices and not _says_more(page):
        return over(page, Unclear(Kind.NOT_UNDERSTOOD, page.text), 0, len(page))
    named = not choices or choices[0] in names
    slot = at > 0 and page.low[at - 1] in _SLOTS and word[0].isalnum()
    kind = Kind.UNKNOWN_VALUE if named and slot else Kind.UNKNOWN_WORD
    return over(page, Unclear(kind, page.piece(at, at + 1), choices), at, at + 1)


def _merged(word: str, said: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """Words and names, the more alike first."""
    by_slip = misspelled(word, [*said, *names], n=MOST_CHOICES)
    return tuple(dict.fromkeys([*by_slip, *said, *names]))


def _says_more(page: Page) -> bool:
    """Whether any of the other words carries a meaning."""
    return any(page.role(at) not in _VAGUE for at in range(len(page)))


@cache
def _date_words() -> tuple[str, ...]:
    """The words that date phrases consist of."""
    return tuple({word for phrase in canonical() for word in phrase.split() if word.isalpha()})

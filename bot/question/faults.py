"""Building what is said of a piece that failed."""

import re

from bot.question.draft import Fault
from bot.question.model import Field, Kind, Unclear
from bot.question.page import Page
from bot.question.values import candidates, quoted

_SEPARATOR = re.compile("[:=]")


def fault(
    page: Page, kind: Kind, at: int, end: int, suggestions: tuple[str, ...] = (), why: str = ""
) -> Fault:
    """That the tokens from `at` to before `end` failed."""
    text = page.piece(at, end)
    return over(page, Unclear(kind, text, suggestions, why=why), at, end)


def over(page: Page, unclear: Unclear, at: int, end: int) -> Fault:
    """An Unclear that stands for some tokens: for the part of them that it quotes, if it does."""
    start, stop = page.tokens[at].start, page.tokens[end - 1].end
    inner = page.text.find(unclear.text, start, stop) if unclear.text else -1
    if inner >= 0:
        return Fault(unclear, inner, inner + len(unclear.text))
    return Fault(unclear, start, stop)


def missing(page: Page, at: int, end: int, *suggestions: str, field: Field | None = None) -> Fault:
    """That something must follow some tokens."""
    text = page.piece(at, end)
    if field is not None:
        names = candidates(field, page.index)[:3]
        before = _SEPARATOR.split(text, maxsplit=1)[0]
        suggestions = tuple(f"{before}:{quoted(name)}" for name in names)
    unclear = Unclear(Kind.MISSING_VALUE, text, suggestions, field)
    return over(page, unclear, at, end)

"""Clauses typed as `field:value`: quotes, commas, a leading minus, a value of several words."""

import re

from bot.question.draft import Draft, Fault, Join, Piece
from bot.question.faults import missing, over
from bot.question.grammar import Role
from bot.question.model import Field, Kind, Unclear
from bot.question.page import Page
from bot.question.suggest import misspelled
from bot.question.tokens import Typed, unquote
from bot.question.values import choose, resolve
from bot.question.words import FIELD_NAMES, FIELDS, FIXED, HINTS

_VALUE = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'(?=,|$)|[^,])+""", re.DOTALL)
_LOOKAHEAD = 8  # words of the longest name that is found without quotes


def typed(page: Page, draft: Draft, at: int, *, negative: bool = False) -> int | Fault:
    """`tag:support`, `-key:"ci runner",x`, `tag: support`, `model:nova-2 or model:nova-3`."""
    token = page.tokens[at]
    clause = token.typed
    if clause is None:
        return _bare(page, at)
    field = FIELD_NAMES.get(clause.name)
    if field is None:
        return _name_left_out(page, draft, at) or _unknown_field(page, at, clause)
    values = _values(page, at, field, clause)
    if isinstance(values, Fault):
        return values
    real, end, minus = values
    none = negative != (clause.negative or minus)
    if not none:
        more = _alternatives(page, end, field)
        if isinstance(more, Fault):
            return more
        real, end = [*real, *more[0]], more[1] or end
    unique = tuple(dict.fromkeys(real))
    join = Join.NONE if none else Join.ONE if len(unique) == 1 else Join.ANY
    draft.pieces.append(Piece(field, unique, join, at))
    return end - at


def _bare(page: Page, at: int) -> Fault:
    return over(page, Unclear(Kind.UNKNOWN_WORD, page.piece(at, at + 1)), at, at + 1)


def _name_left_out(page: Page, draft: Draft, at: int) -> int | Fault | None:
    """`-env:prod`, where a tag is called `env:prod`."""
    word = page.tokens[at].word
    names = page.index.spelled(word[1:]) if word[0] in "-!" else ()
    if not names:
        return None
    real = choose((name for name in names if name.field is names[0].field), word[1:])
    if isinstance(real, Unclear):
        return over(page, real, at, at + 1)
    draft.pieces.append(Piece(names[0].field, (real,), Join.NONE, at))
    return 1


def _unknown_field(page: Page, at: int, clause: Typed) -> Fault:
    """`colour:blue`, with the fields that look alike or hold such a thing."""
    fields = [word.said[0] for word in FIELDS]
    hinted = [hint for hint in HINTS.get(clause.name, ()) if hint in fields]
    near = tuple(dict.fromkeys([*misspelled(clause.name, fields), *hinted]))
    written = page.tokens[at].word.lstrip("-!")[: len(clause.name)]
    return over(page, Unclear(Kind.UNKNOWN_FIELD, written, near), at, at + 1)


def _values(
    page: Page, at: int, field: Field, clause: Typed
) -> tuple[list[str], int, bool] | Fault:
    """The real values behind a colon, the place behind them, and whether a minus leads them."""
    texts = [text.strip() for text in _VALUE.findall(_without_brackets(clause.value))]
    texts = [_said_once(field, text) for text in texts if unquote(text).strip()]
    if not texts:
        return _from_next(page, at, field, quoted=bool(clause.value.strip(",")))
    minus = texts[0][0] in "-!" and not isinstance(resolve(field, texts[0], page.index), str)
    if minus:
        texts[0] = texts[0][1:]
    long = _longer(page, at, field, texts[-1])
    real, end = _resolved(page, at, field, texts[:-1] if long else texts), at + 1
    if isinstance(real, Fault):
        return real
    if long:
        real, end = [*real, long[0]], long[1]
    listed = _rest_of_list(page, end, field)
    return ([*real, *listed[0]], listed[1], minus)


def _said_once(field: Field, text: str) -> str:
    """`tag:b`, in `tag:a,tag:b`, is `b`."""
    name, mark, value = text.partition(":")
    return value if mark and value and FIELD_NAMES.get(name.lower()) is field else text


def _without_brackets(text: str) -> str:
    """`(a,b)` and `[a,b]` are the list without them."""
    return text[1:-1] if "," in text and text[0] + text[-1] in ("()", "[]") else text


def _resolved(page: Page, at: int, field: Field, texts: list[str]) -> list[str] | Fault:
    real: list[str] = []
    for text in texts:
        if text[0] == "'" and (len(text) == 1 or text[-1] != "'"):
            start = page.text.find(text, page.tokens[at].start)
            return Fault(Unclear(Kind.UNCLOSED_QUOTE, page.text[start:]), start, len(page.text))
        value = resolve(field, unquote(text), page.index)
        if not isinstance(value, str):
            return _of_value(page, at, value, text)
        real.append(value)
    return real


def _of_value(page: Page, at: int, unclear: Unclear, text: str) -> Fault:
    """A fault of one value: it stands for the value with its quotes."""
    token = page.tokens[at]
    start = page.text.find(text, token.start, token.end)
    return (
        Fault(unclear, start, start + len(text)) if start >= 0 else over(page, unclear, at, at + 1)
    )


def _longer(page: Page, at: int, field: Field, text: str) -> tuple[str, int] | None:
    """`key:ci runner`: a name of several words without quotes, where the words go on to spell it."""
    if text[0] in "\"'" or page.tokens[at].comma:
        return None
    words = [text.lower(), *page.low[at + 1 : at + _LOOKAHEAD]]
    hit = page.index.longest(words, 0, field)
    if hit is None or hit.size == 1 or len({name.value for name in hit.names}) > 1:
        return None
    return hit.names[0].value, at + hit.size


def _rest_of_list(page: Page, end: int, field: Field) -> tuple[list[str], int]:
    """`tag:a, b`: the names that follow a comma and a space."""
    real: list[str] = []
    while end < len(page) and page.tokens[end - 1].comma and page.role(end) is Role.NAME:
        hit = page.name(end, field)
        if hit is None or len({name.value for name in hit.names}) > 1:
            break
        real.append(hit.names[0].value)
        end += hit.size
    return real, end


def _from_next(
    page: Page, at: int, field: Field, *, quoted: bool
) -> tuple[list[str], int, bool] | Fault:
    """`tag: support`: the value behind a space; missing where another clause follows."""
    after = at + 1
    if quoted or after >= len(page):
        return missing(page, at, after, field=field)
    hit = page.name(after, field)
    if hit and len({name.value for name in hit.names}) == 1:
        real, end = _rest_of_list(page, after + hit.size, field)
        return ([hit.names[0].value, *real], end, False)
    token = page.tokens[after]
    term = page.term(after)
    fixed = term is not None and term.role is Role.VALUE and term.value[0] is field
    dated = term is not None and term.role is Role.PERIOD and term.size == 1
    fixed = fixed or (dated and not page.knows(field) and field not in FIXED)
    if token.typed or not (fixed or token.quoted or page.role(after) in (Role.UNKNOWN, Role.NAME)):
        return missing(page, at, after, field=field)
    return _spaced(page, after, field)


def _spaced(page: Page, at: int, field: Field) -> tuple[list[str], int, bool] | Fault:
    token = page.tokens[at]
    texts = [text for text in _VALUE.findall(token.word) if unquote(text).strip()]
    real = _resolved(page, at, field, texts)
    return real if isinstance(real, Fault) else (real, at + 1, False)


def _alternatives(page: Page, at: int, field: Field) -> tuple[list[str], int] | Fault:
    """`… or tag:b`, `… or b`: further values, any of which will do."""
    real: list[str] = []
    end = 0
    while page.role(at) is Role.OR:
        found = _alternative(page, at + 1, field)
        if found is None or isinstance(found, Fault):
            return found or (real, end)
        real.extend(found[0])
        at = end = found[1]
    return real, end


def _alternative(page: Page, at: int, field: Field) -> tuple[list[str], int] | Fault | None:
    if at >= len(page):
        return None
    clause = page.tokens[at].typed
    if clause and FIELD_NAMES.get(clause.name) is field and not clause.negative:
        values = _values(page, at, field, clause)
        return values if isinstance(values, Fault) else (values[0], values[1])
    hit = page.name(at, field)
    if hit is None or len({name.value for name in hit.names}) > 1:
        return None
    return [hit.names[0].value], at + hit.size

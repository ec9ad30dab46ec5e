"""Clauses that leave something out: `except staging`, `without a tag`, `not tag:demo`."""

from bot.question.draft import Draft, Fault, Join, Piece
from bot.question.faults import fault, missing
from bot.question.grammar import Role
from bot.question.joining import connector
from bot.question.lexicon import FIELD_OF
from bot.question.model import UNTAGGED, Dimension, Field, Kind
from bot.question.narrowing import Several, narrow, several, unknown_here
from bot.question.page import Page, Term
from bot.question.typed import typed
from bot.question.values import quoted
from bot.question.words import FIELD_NAMES

_ONE_SIGN = ("-", "!")  # each leaves out the one name that it stands on


def excluded(page: Page, draft: Draft, at: int) -> int | Fault:
    """`except staging`, `without tag staging`, `not tagged`, `no tags`, `not tag:staging`.

    All of a list is left out: `exclude tag:a, tag:b`, `without tag a and tag b`.
    """
    first = at + page.count(at)
    while page.role(first) in (Role.FILLER, Role.EITHER, Role.BOTH) or page.word(first) == "any":
        first += page.count(first) if page.word(first) != "any" else 1
    term = page.term(first)
    if term is None:
        return missing(page, at, len(page))
    reader = _EXCLUDED.get(term.role)
    if reader is None:
        return _not_excluded(page, at, first, term)
    count = reader(page, draft, at, first)
    if isinstance(count, Fault) or page.word(at) in _ONE_SIGN:
        return count
    end = _rest(page, draft, at, at + count)
    return end if isinstance(end, Fault) else end - at


def _rest(page: Page, draft: Draft, at: int, end: int) -> int | Fault:
    """The place behind everything that is left out, once the first of it is noted."""
    left = draft.pieces[-1:]
    while left and left[-1].join is Join.NONE:
        role, following = connector(page, end)
        start, aside = following or end, Draft()
        count = _further(page, aside, start) if start < len(page) else None
        if isinstance(count, Fault):
            return count if following else end
        same = count is not None and aside.pieces[-1].field is left[0].field
        same = same and (bool(following) or left[0].values != (UNTAGGED,))
        if count is None or not (following or same):
            return end
        more, end = aside.pieces[-1], start + count
        if not (following and same) or (role is not None and _is_bare(page, at)):
            return _which_of(page, at, left, more, end)
        left.append(more)
        draft.pieces.append(more)
    return end


def _is_bare(page: Page, at: int) -> bool:
    """Whether only a `not` stands there, which may end before an `and`, as it does in a formula."""
    return page.piece(at, at + page.count(at)).lower() in ("not", "and not")


def _further(page: Page, aside: Draft, at: int) -> int | Fault | None:
    """One more thing of a list that is left out; None where something else begins."""
    clause = page.tokens[at].typed
    if clause and page.role(at) is Role.TYPED:
        named = FIELD_NAMES.get(clause.name) and not clause.negative
        count = typed(page, aside, at, negative=True) if named else None
        kept = isinstance(count, int) and aside.pieces[-1].join is not Join.NONE
        return None if kept else count
    first = at + (page.word(at) == "the")
    term = page.term(first)
    if term is None or term.role not in _FURTHER:
        return None
    field = FIELD_OF.get(term.value.dimension) if term.role is Role.NOUN else None
    count = _names_out(page, aside, at, first + (term.size if field else 0), field)
    return None if aside.pieces and aside.pieces[-1].field is Field.STATUS else count


def _which_of(page: Page, at: int, left: list[Piece], more: Piece, end: int) -> Fault:
    """`exclude tag:a, model:b`: is the second left out as well, or asked for?"""
    out = " ".join(_spelled(page, piece, "-") for piece in left)
    choices = (f"{out} {_spelled(page, more, '-')}", f"{out} {_spelled(page, more, '')}")
    why = "Is the last one left out as well, or is it what you ask for?"
    return fault(page, Kind.AMBIGUOUS_VALUE, at, end, choices, why)


def _spelled(page: Page, piece: Piece, sign: str) -> str:
    """A piece as it is typed."""
    shown = (page.index.shown.get((piece.field, value), value) for value in piece.values)
    return f"{sign}{piece.field}:{','.join(map(quoted, shown))}"


_FURTHER = (Role.NOUN, Role.NAME, Role.VALUE, Role.UNSURE, Role.CLASH, Role.TYPED)


def _untag(page: Page, draft: Draft, at: int, first: int) -> int | Fault:
    """`no tags`, `without a tag`; `without tag staging` is the tag."""
    noun = page.term(first)
    field = FIELD_OF.get(noun.value.dimension) if noun else None
    after = page.past_filler(first + page.count(first))
    found = several(page, after, field, explicit=True) if field else None
    if isinstance(found, Fault):
        return found
    if found is not None:
        return narrow(page, draft, at, found, none=True)
    if noun is not None and noun.value.dimension is Dimension.TAG:
        if page.role(after) is Role.UNKNOWN and not noun.value.plural:
            return unknown_here(page, after, Field.TAG)
        draft.pieces.append(Piece(Field.TAG, (UNTAGGED,), Join.ONE, at))
        return first + noun.size - at
    return missing(page, at, first + page.count(first))


def _exclude_names(page: Page, draft: Draft, at: int, first: int) -> int | Fault:
    count = _names_out(page, draft, at, first)
    return unknown_here(page, first) if count is None else count


def _names_out(
    page: Page, draft: Draft, at: int, first: int, field: Field | None = None
) -> int | Fault | None:
    """Names that are left out, with the noun behind them; None where none stand there."""
    found = several(page, first, field, explicit=field is not None)
    if not isinstance(found, Several):
        return found
    behind = page.term(found.end)
    if behind and behind.role is Role.NOUN and FIELD_OF.get(behind.value.dimension) is found.field:
        count = narrow(page, draft, at, found, none=True)
        return count + behind.size if isinstance(count, int) else count
    return narrow(page, draft, at, found, none=True)


def _exclude_typed(page: Page, draft: Draft, at: int, first: int) -> int | Fault:
    count = typed(page, draft, first, negative=True)
    return count if isinstance(count, Fault) else first - at + count


def _exclude_tagged(page: Page, draft: Draft, at: int, first: int) -> int | Fault:
    """`not tagged staging`, `not tagged`; `not untagged`."""
    if page.role(first) is Role.UNTAGGED:
        draft.pieces.append(Piece(Field.TAG, (UNTAGGED,), Join.NONE, at))
        return first - at + page.count(first)
    return _untagged_or(page, draft, at, first)


def _untagged_or(page: Page, draft: Draft, at: int, first: int) -> int | Fault:
    after = page.past_filler(first + page.count(first))
    found = several(page, after, Field.TAG, explicit=True)
    if isinstance(found, Fault):
        return found
    if found is not None:
        return narrow(page, draft, at, found, none=True)
    if page.role(after) is Role.UNKNOWN:
        return unknown_here(page, after, Field.TAG)
    draft.pieces.append(Piece(Field.TAG, (UNTAGGED,), Join.ONE, at))
    return first - at + page.count(first)


def _not_excluded(page: Page, at: int, first: int, term: Term) -> Fault:
    """Something that cannot be left out: a day, a unit, a word that means nothing."""
    if term.role is Role.PERIOD:
        why = "Days cannot be left out of a period."
        choices = tuple(f"-tag:{quoted(name.shown)}" for name in term.names[:1])
        return fault(page, Kind.NOT_UNDERSTOOD, at, first + term.size, choices, why)
    return fault(page, Kind.UNKNOWN_WORD, at, first)


def _exclude_status(page: Page, draft: Draft, at: int, first: int) -> int | Fault:
    """`not status failed`."""
    behind = first + page.count(first)
    if page.role(behind) is not Role.VALUE:
        return missing(page, at, behind, "-status:failed")
    return _exclude_names(page, draft, at, behind)


def _exclude_unknown(page: Page, _draft: Draft, _at: int, first: int) -> Fault:
    return unknown_here(page, first, Field.TAG)


_EXCLUDED = {
    Role.NOUN: _untag,
    Role.NAME: _exclude_names,
    Role.VALUE: _exclude_names,
    Role.UNSURE: _exclude_names,
    Role.CLASH: _exclude_names,
    Role.TYPED: _exclude_typed,
    Role.STATUS: _exclude_status,
    Role.TAGGED: _exclude_tagged,
    Role.UNTAGGED: _exclude_tagged,
    Role.UNKNOWN: _exclude_unknown,
}

"""Clauses that leave something out: `except staging`, `without a tag`, `not tag:demo`."""

from bot.question.draft import Draft, Fault, Join, Piece
from bot.question.faults import fault, missing
from bot.question.grammar import Role
from bot.question.lexicon import FIELD_OF
from bot.question.model import UNTAGGED, Dimension, Field, Kind
from bot.question.narrowing import Several, narrow, several, unknown_here
from bot.question.page import Page, Term
from bot.question.typed import typed
from bot.question.values import quoted


def excluded(page: Page, draft: Draft, at: int) -> int | Fault:
    """`except staging`, `without tag staging`, `not tagged`, `no tags`, `not tag:staging`."""
    first = at + page.count(at)
    while page.role(first) in (Role.FILLER, Role.EITHER, Role.BOTH) or page.word(first) == "any":
        first += page.count(first) if page.word(first) != "any" else 1
    term = page.term(first)
    if term is None:
        return missing(page, at, len(page))
    reader = _EXCLUDED.get(term.role)
    return reader(page, draft, at, first) if reader else _not_excluded(page, at, first, term)


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
    found = several(page, first)
    if not isinstance(found, Several):
        return found or unknown_here(page, first)
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

"""Clauses that break down and rank: `by tag, key`, `per day`, `top 5 keys`, `which model`, `who`."""

import re

from bot.question.draft import Draft, Fault, Soft
from bot.question.faults import fault, missing
from bot.question.grammar import Role
from bot.question.lexicon import FIELD_OF
from bot.question.model import Dimension, Field, Kind, Metric
from bot.question.narrowing import Several, narrow, noun_first, several
from bot.question.page import Page
from bot.question.suggest import misspelled
from bot.question.values import quoted
from bot.question.words import DIMENSIONS, HINTS, MOST_ROWS, Noun

_JOINS = ("then", "x", ",", "/", "+", "by")
_RANKED = (Role.NOUN, Role.MOST, Role.SPENDERS, Role.BY, Role.SORT, Role.MONEY, Role.USE)
_GLUE = re.compile(r"[/+&,]")


def by(page: Page, draft: Draft, at: int) -> int | Fault:
    """`by tag`, `per key and day`, `split by tag,line_item`; `by cost` ranks, `by support` narrows."""
    first = at + page.count(at)
    while page.role(first) is Role.FILLER and page.word(first) in ("the", "each"):
        first += 1
    role = page.role(first)
    reader = _AFTER_BY.get(role) if role else None
    return reader(page, draft, at, first) if reader else _not_a_dimension(page, at, first)


def sort(page: Page, draft: Draft, at: int) -> int | Fault:
    """`sorted by cost`: ranks by a unit."""
    first = at + page.count(at)
    return (
        _rank(page, draft, at, first) if page.role(first) in _UNITS else _no_unit(page, at, first)
    )


def daily(page: Page, draft: Draft, at: int) -> int | Fault:
    """`daily`, `over time`: a row for each day."""
    draft.groups.append((Dimension.DAY, at))
    return page.count(at)


def top(page: Page, draft: Draft, at: int) -> int | Fault:
    """`top 5`, `top five`; `top tags` without a number only ranks."""
    term = page.term(at)
    first = at + page.count(at)
    number = term.value if term and term.value is not None else page.number(first)
    if term and term.value is not None:
        first -= 1
    if number is None:
        return _top_of_what(page, draft, at, first)
    if not 1 <= number <= MOST_ROWS:
        return fault(page, Kind.BAD_NUMBER, first, first + 1, ("5", "10"))
    draft.tops.append((number, at))
    return first + 1 - at


def most(page: Page, draft: Draft, at: int) -> int | Fault:
    """`the most`, `biggest`; `biggest 5 tags` is `top 5 tags`."""
    draft.mark(Role.MOST, at)
    count = page.count(at)
    number = page.number(at + count)
    if number is None or page.role(at + count + 1) is not Role.NOUN:
        return count
    draft.tops.append((number, at))
    return count + 1


def number(page: Page, draft: Draft, at: int) -> int | Fault | None:
    """`5 biggest tags`, `the last 10 requests`; None where a number means nothing."""
    amount = page.number(at)
    behind = page.term(at + 1)
    if amount is None or behind is None or page.role(at) is not Role.UNKNOWN:
        return None
    if behind.role is Role.NOUN and behind.value.plural:
        return fault(page, Kind.UNKNOWN_WORD, at, at + 1, (f"top {amount}",))
    if behind.role not in (Role.MOST, Role.SPENDERS, Role.LATEST):
        return None
    if not 1 <= amount <= MOST_ROWS:
        return fault(page, Kind.BAD_NUMBER, at, at + 1, ("5", "10"))
    draft.tops.append((amount, at))
    return 1


def noun(page: Page, draft: Draft, at: int) -> int | Fault:
    """`key ci runner` narrows; what other nouns mean depends on the rest of the text."""
    term = page.term(at)
    said: Noun = term.value if term else Noun(Dimension.TAG, plural=False)
    field = FIELD_OF.get(said.dimension)
    if field is not None:
        found = noun_first(page, draft, at, field, plural=said.plural)
        if isinstance(found, Fault):
            return found
        if found is None and not said.plural:
            found = _is_not(page, draft, at, field) or _so_called(page, at, field)
        if found is not None:
            return found
    draft.nouns.append(Soft(said, at))
    return page.count(at)


def _so_called(page: Page, at: int, field: Field) -> Fault | None:
    """`tag cost`, where a tag is called `cost`: it, or the cost by tag?"""
    end = at + page.count(at)
    behind = page.term(end)
    name = next((one for one in behind.names if one.field is field), None) if behind else None
    if name is None or behind is None or behind.role is Role.NAME:
        return None
    end += behind.size
    choices = (f"{field}:{quoted(name.shown)}", f"by {page.piece(at, end)}")
    return fault(page, Kind.AMBIGUOUS_VALUE, at, end, choices)


def _is_not(page: Page, draft: Draft, at: int, field: Field) -> int | Fault | None:
    """`tag is not support`, `tag not support`."""
    first = at + page.count(at)
    first += page.word(first) == "is"
    if page.word(first) not in ("not", "isn't") or page.role(first) is not Role.NOT:
        return None
    found = several(page, first + page.count(first), field, explicit=True)
    return narrow(page, draft, at, found, none=True) if isinstance(found, Several) else found


def which(page: Page, draft: Draft, at: int) -> int | Fault:
    """`which tag`, `what models`: a noun that is asked for; else it carries nothing."""
    first = at + page.count(at)
    while (
        page.role(first) in (Role.MOST, Role.FILLER, Role.TOP) and page.role(first + 1) is Role.NOUN
    ):
        draft.mark(Role.MOST, first) if page.role(first) is not Role.FILLER else None
        first += 1
    amount = page.number(first)
    if amount is not None and page.role(first + 1) is Role.NOUN and 1 <= amount <= MOST_ROWS:
        draft.tops.append((amount, first))
        first += 1
    term = page.term(first)
    if term is None or term.role is not Role.NOUN:
        return page.count(at)
    draft.nouns.append(Soft(term.value, at, asked=True))
    return first + term.size - at


def who(page: Page, draft: Draft, at: int) -> int | Fault:
    """`who used the most`: Deepgram knows callers by their keys."""
    draft.mark(Role.WHO, at)
    return page.count(at)


def spenders(page: Page, draft: Draft, at: int) -> int | Fault:
    """`biggest spenders`: cost by key."""
    draft.mark(Role.MONEY, at)
    draft.mark(Role.WHO, at)
    return page.count(at)


def _dimensions(page: Page, draft: Draft, at: int, first: int) -> int | Fault:
    """A list of nouns behind `by`."""
    end = first
    while page.role(end) is Role.NOUN:
        term = page.term(end)
        if term is not None:
            draft.groups.append((term.value.dimension, end))
            end += term.size
        step = _joined(page, end)
        if step is None:
            break
        end += step
    return end - at


def _joined(page: Page, at: int) -> int | None:
    """How many tokens join a noun to the next one (a comma takes none), or None where none does."""
    joins = page.role(at) is Role.AND or page.word(at) in _JOINS
    if joins and page.role(at + 1) is Role.NOUN:
        return 1
    return 0 if page.tokens[at - 1].comma else None


def _rank(page: Page, draft: Draft, at: int, first: int) -> int | Fault:
    """`by cost`, `by hours`: the unit that ranks."""
    if page.word(at) in ("per", "each", "every"):
        return _not_a_dimension(page, at, first)
    term = page.term(first)
    draft.mark(Role.SORT, at)
    if page.role(first) is Role.MONEY:
        draft.mark(Role.MONEY, first)
    elif page.role(first) is Role.REQUESTS:
        draft.metrics.append((Metric.REQUESTS, first))
    elif term and term.role is Role.METRIC:
        metric = term.value[0] if isinstance(term.value, tuple) else term.value
        draft.metrics.append((metric, first))
    else:
        draft.mark(Role.USE, first)
    return first + page.count(first) - at


def _narrowed(page: Page, _draft: Draft, at: int, first: int) -> int | Fault:
    """`hours used by support`, `by key:x`: not a breakdown; the clause behind `by` counts."""
    term = page.term(first)
    status = term is not None and term.role is Role.VALUE and term.value[0] is Field.STATUS
    if page.word(at) != "by" or status:
        return _not_a_dimension(page, at, first)
    return first - at


def _no_unit(page: Page, at: int, first: int) -> Fault:
    if first >= len(page):
        return missing(page, at, len(page), "by cost", "by hours")
    return fault(page, Kind.UNKNOWN_WORD, at, first + page.count(first), ("by cost",))


def _not_a_dimension(page: Page, at: int, first: int) -> Fault:
    """`by colour`: with what can be grouped by instead."""
    shown = tuple(f"by {said}" for said in ("tag", "key", "day"))
    if first >= len(page) or page.role(first) is Role.PERIOD:
        if page.word(first - 1) in ("every", "each") and first < len(page):
            return fault(page, Kind.UNKNOWN_WORD, at, first + page.count(first), ("by day",))
        return missing(page, at, first, *shown)
    if page.role(first) is Role.UNKNOWN and not page.knows(Field.TAG, Field.KEY):
        return fault(page, Kind.UNKNOWN_WORD, first, first + 1)  # it may be a name
    word = page.word(first)
    known = [entry.said[0] for entry in DIMENSIONS]
    near = misspelled(word, [way for entry in DIMENSIONS for way in entry.said])
    choices = tuple(dict.fromkeys([*HINTS.get(word, ()), *near])) or tuple(known[:3])
    return fault(page, Kind.UNKNOWN_FIELD, first, first + 1, choices)


def _glued(page: Page, draft: Draft, at: int, first: int) -> int | Fault:
    """`by tag/key`, `by tag+day`: several nouns in one piece."""
    by_way = {way: entry.value for entry in DIMENSIONS for way in entry.said}
    parts = [by_way.get(part) for part in _GLUE.split(page.word(first))]
    if len(parts) < 2 or None in parts:  # noqa: PLR2004 (one is not several)
        return _not_a_dimension(page, at, first)
    draft.groups.extend((part, first) for part in parts if part)
    return first + 1 - at


def _top_of_what(page: Page, draft: Draft, at: int, first: int) -> int | Fault:
    """`top` without a number: fine before a noun, else a number is missing or wrong."""
    if first >= len(page):
        return missing(page, at, len(page), "top 5")
    if page.word(at) == "top" and page.role(page.past_filler(first)) in _RANKED:
        draft.mark(Role.MOST, at)
        return first - at
    if page.role(first) in (Role.UNKNOWN, Role.NAME, Role.FILLER, Role.PERIOD, Role.TYPED):
        return fault(page, Kind.BAD_NUMBER, first, first + 1, ("5", "10"))
    return missing(page, at, first, "top 5")


_UNITS = (Role.MONEY, Role.METRIC, Role.REQUESTS, Role.USE)
_AFTER_BY = {
    Role.NOUN: _dimensions,
    **dict.fromkeys(_UNITS, _rank),
    Role.NAME: _narrowed,
    Role.VALUE: _narrowed,
    Role.TYPED: _narrowed,
    Role.UNKNOWN: _glued,
}

"""Periods, and which of two a question is compared with."""

import re

from bot.question.dates.calendar import Unit
from bot.question.draft import Against, Draft, Fault, Join, Piece, Relative, Stretch, Way
from bot.question.faults import fault, missing, over
from bot.question.grammar import NUMBERS, Role
from bot.question.lexicon import FIELD_OF
from bot.question.model import Kind, Unclear
from bot.question.narrowing import Several, narrow, noun_first, several
from bot.question.page import Page
from bot.question.values import quoted

_UNITS = {
    way: unit
    for unit in (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR)
    for way in (unit.name.lower(), f"{unit.name.lower()}s")
}
_UNIT = "|".join(_UNITS)
_AMOUNT = rf"(?P<n>\d{{1,3}}|{'|'.join(NUMBERS)})"
_PREVIOUS = "previous|prev|prior|preceding|earlier"
_BEFORE = "(?:before|prior|earlier|preceding)(?: that| it| this| then)?"
_STRETCH = "period|one|stretch|time|range|timeframe"
_LARGE = "(?P<unit>week|month|quarter|year)"
# What can stand behind "vs" and tell a period by the one that was named; the first that fits counts.
_RELATIVE = tuple(
    (re.compile(pattern + r"(?!\S)"), way)
    for pattern, way in (
        (
            (
                rf"(?:the )?same (?:period|days|time|dates|{_UNIT})(?: of| in| from)?(?: the)?"
                rf" (?:last|previous|prior|a) {_LARGE}(?: ago| earlier| before)?"
            ),
            Way.SHIFTED,
        ),
        (rf"(?:a|one) {_LARGE} (?:ago|earlier|before)", Way.SHIFTED),
        (rf"(?:the )?(?:{_PREVIOUS}) {_AMOUNT} (?P<unit>{_UNIT})(?: before| prior)?", Way.SPAN),
        (rf"(?:the )?{_AMOUNT} (?P<unit>{_UNIT}) {_BEFORE}", Way.SPAN),
        (rf"(?:the )?(?:{_PREVIOUS}) (?P<unit>{_UNIT})", Way.UNIT),
        (rf"(?:the )?(?P<unit>{_UNIT}) {_BEFORE}", Way.UNIT),
        (rf"(?:the )?(?:{_STRETCH}) {_BEFORE}", Way.STRETCH),
        (rf"(?:the )?(?:{_PREVIOUS}|before)(?: {_STRETCH})?(?: that| it| this)?", Way.STRETCH),
        (r"(?:the )?last (?:one|period)", Way.SAME_UNIT),
    )
)
MOST_PERIODS = 6  # that one text may name, some of them twice; no question needs as many
_LONGEST_RELATIVE = 8  # words


def period(page: Page, draft: Draft, at: int) -> int | Fault:
    """A date phrase; with a noun behind it, `the may tag`, the name that is spelled so."""
    term = page.term(at)
    if term is None:
        return 1
    end = at + term.size
    named = _named(page, draft, at, end)
    if named is not None:
        return named
    if isinstance(term.value, Unclear):
        return over(page, term.value, at, end)
    if len(draft.periods) == MOST_PERIODS:
        return fault(page, Kind.TWO_PERIODS, at, end)
    draft.periods.append(Stretch(term.value, at, end))
    return term.size


def versus(page: Page, draft: Draft, at: int) -> int | Fault:
    """`vs previous`, `vs last month`, `compared with the week before`."""
    first = at + page.count(at)
    relative = _relative(page, first)
    if relative is not None:
        draft.compared.append(Against(relative[0], at, relative[1]))
        return relative[1] - at
    first = page.past_filler(first)
    term = page.term(first)
    if term is None:
        return missing(page, at, len(page), "vs previous")
    if term.role is Role.PERIOD:
        if isinstance(term.value, Unclear):
            return over(page, term.value, first, first + term.size)
        draft.compared.append(Against(term.value, at, first + term.size))
        return first + term.size - at
    if term.role is Role.UNKNOWN:
        draft.mark(Role.VERSUS, at)
        return first - at
    return _names_compared(page, draft, at, first)


def compare(page: Page, draft: Draft, at: int) -> int | Fault:
    """`compare last week with this week`: which is which shows when all of it is read."""
    draft.mark(Role.COMPARE, at)
    return page.count(at)


def joined(page: Page, draft: Draft, at: int) -> int | Fault | None:
    """`compare … with the week before`: what `with`, `to` or `and` joins; None where nothing."""
    if not page.comparing or page.word(at) not in ("with", "to", "and", "against", "between"):
        return None
    relative = _relative(page, at + 1)
    if relative is None or (page.word(at) == "and" and not draft.periods):
        return None
    draft.compared.append(Against(relative[0], at, relative[1]))
    return relative[1] - at


def over_unit(page: Page, draft: Draft, at: int) -> int | Fault:
    """`week over week`, `yoy`: against the same days of the unit before."""
    term = page.term(at)
    unit = _UNITS[term.value] if term else Unit.WEEK
    draft.compared.append(Against(Relative(Way.SHIFTED, unit), at, at + page.count(at)))
    return page.count(at)


def _named(page: Page, draft: Draft, at: int, end: int) -> int | Fault | None:
    """`the may tag`: a word that is also a date, put to a field by the noun behind it."""
    behind = page.term(end)
    if behind is None or behind.role is not Role.NOUN or behind.value.plural:
        return None
    field = FIELD_OF.get(behind.value.dimension)
    if field is None or isinstance(noun_first(page, Draft(), end, field, plural=True), int):
        return None
    first = at + (page.word(at) == "the")
    found = several(page, first, field, explicit=True) if first < end else None
    if found is None or isinstance(found, Fault) or found.end != end:
        return None
    count = narrow(page, draft, first, found)
    return count if isinstance(count, Fault) else end - at + behind.size


def _relative(page: Page, at: int) -> tuple[Relative, int] | None:
    """A period told by another, from a token on, and the place behind it."""
    text = " ".join(page.low[at : at + _LONGEST_RELATIVE])
    for pattern, way in _RELATIVE:
        found = pattern.match(text)
        if found:
            said = found.groupdict()
            unit, amount = _UNITS.get(said.get("unit", ""), Unit.DAY), said.get("n", "1")
            number = NUMBERS.get(amount) or int(amount)
            return Relative(way, unit, number), at + found[0].count(" ") + 1
    if page.word(at) == "last" and page.role(at) is Role.UNKNOWN:
        return Relative(Way.SAME_UNIT), at + 1
    return None


ONLY_PERIODS = "Only periods can be compared; a breakdown sets names side by side."


def compared_names(page: Page, pieces: list[Piece]) -> str | None:
    """Names side by side: `tag:support,checkout by tag`; None where they are of several fields."""
    fields = {piece.field for piece in pieces}
    values = dict.fromkeys(value for piece in pieces for value in piece.values)
    if len(fields) != 1 or len(values) == 1:
        return None
    field = fields.pop()
    shown = (page.index.shown.get((field, value), value) for value in values)
    return f"{field}:{','.join(map(quoted, shown))} by {field}"


def _names_compared(page: Page, draft: Draft, at: int, first: int) -> Fault:
    """`support vs checkout`: only periods can be compared."""
    found = several(page, first)
    before = draft.pieces[-1] if draft.pieces else None
    if before and before.end and isinstance(found, Fault):
        end = first + page.count(first)
        instead = (f"by {before.field}",)
        return fault(page, Kind.NOT_UNDERSTOOD, before.at, end, instead, ONLY_PERIODS)
    if before and isinstance(found, Several):
        behind = Piece(found.field, found.values, Join.ANY, first)
        if choice := compared_names(page, [before, behind]):
            between = page.piece(before.end, at) if before.end < at else ""
            whole = f"{choice} {between}".strip()
            return fault(page, Kind.NOT_UNDERSTOOD, before.at, found.end, (whole,), ONLY_PERIODS)
    end = first + page.count(first)
    return fault(page, Kind.NOT_UNDERSTOOD, at, end, (), ONLY_PERIODS)

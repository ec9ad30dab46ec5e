"""Clauses that narrow: names in a sentence, `tagged x`, `except x`, `the x key`."""

from typing import NamedTuple

from bot.question.draft import Draft, Fault, Join, Piece
from bot.question.faults import fault, missing, over
from bot.question.grammar import Role
from bot.question.joining import connector, past_noun, past_small_words
from bot.question.lexicon import FIELD_OF, lexicon
from bot.question.model import UNTAGGED, Field, Kind, Unclear
from bot.question.page import Page, Term
from bot.question.values import WHOLE_ID, choose, quoted, resolve, unknown
from bot.question.words import TAG_KINDS

SETS = (Field.TAG, Field.FEATURE)  # of which one request has several
_LISTED = (Role.USE, Role.BREAKDOWN, Role.METRIC, Role.MONEY, Role.REQUESTS, Role.OUTPUT)


class One(NamedTuple):
    """A value that some tokens name."""

    field: Field
    value: str
    end: int


class Several(NamedTuple):
    """Values of one field in a row, and the roles of the words between them."""

    field: Field
    values: tuple[str, ...]
    between: frozenset[Role | None]
    end: int


def names(page: Page, draft: Draft, at: int) -> int | Fault:
    """`support`, `support or checkout`, `the ci runner key`."""
    found = several(page, at)
    if found is None:
        return unknown_here(page, at)
    if isinstance(found, Fault):
        return _by_noun_behind(page, draft, at) or found
    noun = _noun_behind(page, found)
    if noun is None:
        return narrow(page, draft, at, found)
    again = several(page, at, noun)
    if again is None and _stands_alone(page, found):
        return narrow(page, draft, at, found)
    if again is None:
        return over(page, unknown(noun, page.piece(at, found.end), page.index), at, found.end)
    return again if isinstance(again, Fault) else _with_noun(page, draft, at, again)


def noun_first(
    page: Page, draft: Draft, at: int, field: Field, *, plural: bool
) -> int | Fault | None:
    """`key ci runner`, `tag may`, `models nova-2 or nova-3`: from the noun on; None if it is none."""
    first = at + page.count(at)
    while page.word(first) in _NAMING:
        first += 1
    found = several(page, first, field, explicit=not plural)
    if isinstance(found, Fault):
        return found
    if found is None:
        return None if plural else _nothing_so_called(page, draft, at, first, field)
    if field is Field.KEY:
        draft.key_noun = at if draft.key_noun is None else draft.key_noun
    return narrow(page, draft, at, found, both=not plural)


def tagged(page: Page, draft: Draft, at: int) -> int | Fault:
    """`tagged support and eu-west` (every one), `tagged support or eu-west`, `tagged usage`."""
    first = page.past_filler(at + page.count(at))
    both = page.role(first) is Role.BOTH
    if page.role(first) in (Role.BOTH, Role.EITHER):
        first += page.count(first)
    found = several(page, first, Field.TAG, explicit=True)
    if isinstance(found, Fault):
        return found
    if found is not None:
        return narrow(page, draft, at, found, both=True)
    if both and first >= len(page):
        return missing(page, at, len(page))
    if both or page.role(first) is Role.UNKNOWN:
        return unknown_here(page, first, Field.TAG)
    draft.pieces.append(Piece(Field.TAG, (UNTAGGED,), Join.NONE, at))
    return page.count(at)


def either(page: Page, draft: Draft, at: int) -> int | Fault:
    """`either support or checkout`, `both nova-2 and nova-3`."""
    first = at + page.count(at)
    found = several(page, first)
    if isinstance(found, Fault):
        return found
    if found is None or len(found.values) < 2:  # noqa: PLR2004 (one is not several)
        return fault(page, Kind.UNKNOWN_WORD, at, first)
    return narrow(page, draft, at, found)


def several(
    page: Page, at: int, field: Field | None = None, *, explicit: bool = False
) -> Several | Fault | None:
    """The values in a row from a token on; of one field."""
    one = value(page, at, field, explicit=explicit)
    if one is None or isinstance(one, Fault):
        return one
    values, between = [one.value], set()
    while True:
        role, next_at = connector(page, _past_own_noun(page, one))
        next_at = past_small_words(page, next_at) if next_at else 0
        if role is Role.OR:
            next_at = past_noun(page, next_at, one.field)
        following = (
            value(page, next_at, field, explicit=explicit and role is Role.OR) if next_at else None
        )
        if isinstance(following, Fault):
            return following
        if following is None or following.field is not one.field:
            if following is not None and role in (Role.AND, Role.OR):
                return _mixed(page, at, following.end)
            break
        values.append(following.value)
        between.add(role)
        one = following
    return Several(one.field, tuple(dict.fromkeys(values)), frozenset(between), one.end)


def value(page: Page, at: int, field: Field | None, *, explicit: bool) -> One | Fault | None:
    """The one value that the tokens from `at` on name."""
    term = page.term(at)
    if term is None:
        return None
    if term.role is Role.CLASH and field is None:
        return _clash(page, at, term)
    if term.role in (Role.VALUE, Role.UNSURE, Role.UNTAGGED):
        return _everybodys(page, at, term, field)
    if page.tokens[at].quoted is not None and page.tokens[at].typed is None:
        return _quoted(page, at, field)
    if term.role in (Role.NAME, Role.CLASH) or (explicit and term.role is Role.PERIOD):
        return _name(page, at, field)
    return None


def narrow(
    page: Page, draft: Draft, at: int, found: Several, *, both: bool = False, none: bool = False
) -> int | Fault:
    """Note a clause; unclear where `a and b` may mean tags that a request has, or two totals.

    The `and` at the end of a list, `a, b and c`, only ends it: its commas say any of them.
    """
    join = Join.ONE if len(found.values) == 1 else Join.ANY
    if none:
        join = Join.NONE
    elif Role.AND in found.between:
        if page.comparing and not both:
            return _compared_names(page, at, found)
        if found.field in SETS and (both or None not in found.between):
            join = Join.ALL
            if not both:
                return _either_way(page, at, found)
    draft.pieces.append(Piece(found.field, found.values, join, at, found.end))
    return found.end - at


def unknown_here(page: Page, at: int, field: Field | None = None) -> Fault:
    """That a token means nothing where a name should stand."""
    end = at + 1
    while field and page.role(end) is Role.UNKNOWN and not page.tokens[end - 1].comma:
        end += 1
    quoted = page.tokens[at].quoted
    text = page.piece(at, end) if quoted is None else quoted
    if field:
        return over(page, unknown(field, text, page.index), at, end)
    if quoted is not None:
        return over(page, unknown(Field.TAG, text, page.index), at, end)
    return fault(page, Kind.UNKNOWN_WORD, at, end)


def _past_own_noun(page: Page, one: One) -> int:
    """Behind a value and the noun that another value follows: `the a tag and the b tag`."""
    end = past_noun(page, one.end, one.field)
    if page.role(end) not in (Role.AND, Role.OR):
        return one.end
    after = past_small_words(page, end + page.count(end))
    following = value(page, after, one.field, explicit=False)
    if not isinstance(following, One):
        return one.end
    noun = page.term(following.end)
    another = noun is not None and noun.role is Role.NOUN
    own = noun is not None and another and FIELD_OF.get(noun.value.dimension) is one.field
    return end if own or not another else one.end


def _clash(page: Page, at: int, term: Term) -> Fault:
    """A word of the grammar that is also a name: both are offered, none is chosen."""
    name, word = term.names[0], lexicon().first(term.value)
    choices = (f"{name.field}:{quoted(name.shown)}", *((word,) if word else ()))
    return fault(page, Kind.AMBIGUOUS_VALUE, at, at + term.size, choices)


def _everybodys(page: Page, at: int, term: Term, field: Field | None) -> One | Fault | None:
    """What is the same in every project: a value of Deepgram's, or no tag at all."""
    if term.role is Role.VALUE:
        return _fixed(page, at, term, field)
    if term.role is Role.UNSURE and field in (None, term.value[0]):
        return over(page, _unsure(page, at, term), at, at + term.size)
    untagged = term.role is Role.UNTAGGED and field in (None, Field.TAG)
    return One(Field.TAG, UNTAGGED, at + term.size) if untagged else None


def _fixed(page: Page, at: int, term: Term, field: Field | None) -> One | Fault | None:
    """A value that is the same for everybody, unless a name of the project is spelled alike."""
    of, real = term.value
    if field is of or (field is None and not term.names):
        return One(of, real, at + term.size)
    if field is not None:
        return _name(page, at, field)
    name = term.names[0]
    choices = (f"{of}:{real}", f"{name.field}:{name.shown}")
    return fault(page, Kind.AMBIGUOUS_VALUE, at, at + term.size, choices)


def _unsure(page: Page, at: int, term: Term) -> Unclear:
    field, values = term.value
    choices = tuple(f"{field}:{choice}" for choice in (",".join(values), *values))
    return Unclear(Kind.AMBIGUOUS_VALUE, page.piece(at, at + term.size), choices, field)


def _quoted(page: Page, at: int, field: Field | None) -> One | Fault:
    text = page.tokens[at].quoted or ""
    hit = page.name(at, field)
    if hit is None and field is None:
        return unknown_here(page, at)
    of = field or (hit.names[0].field if hit else Field.TAG)
    real = resolve(of, text, page.index)
    return One(of, real, at + 1) if isinstance(real, str) else over(page, real, at, at + 1)


def _name(page: Page, at: int, field: Field | None) -> One | Fault | None:
    hit = page.name(at, field)
    if hit is None:
        return None
    of = hit.names[0].field
    written = page.piece(at, at + hit.size)
    real = choose((name for name in hit.names if name.field is of), written)
    end = at + hit.size
    if of is Field.TAG and page.word(end) in TAG_KINDS and page.role(end) is Role.UNKNOWN:
        end += not page.tokens[end - 1].comma
    return One(of, real, end) if isinstance(real, str) else over(page, real, at, end)


def _noun_behind(page: Page, found: Several) -> Field | None:
    """The field that a noun behind a name puts it to: `the ci runner key`."""
    term = page.term(found.end)
    if term is None or term.role is not Role.NOUN or page.tokens[found.end - 1].comma:
        return None
    field = FIELD_OF.get(term.value.dimension)
    if term.value.plural and len(found.values) == 1:
        return None
    after = found.end + term.size
    own = value(page, after, field, explicit=False) if after < len(page) else None
    return None if isinstance(own, One) else field


def _stands_alone(page: Page, found: Several) -> bool:
    """Whether the noun behind a name has a part of its own: `support model usage`."""
    return page.role(found.end + page.count(found.end)) in _LISTED


def _with_noun(page: Page, draft: Draft, at: int, found: Several) -> int | Fault:
    if found.field is Field.KEY:
        draft.key_noun = at if draft.key_noun is None else draft.key_noun
    count = narrow(page, draft, at, found)
    return count if isinstance(count, Fault) else count + page.count(found.end)


def _by_noun_behind(page: Page, draft: Draft, at: int) -> int | Fault | None:
    """`the agent tag`: where a name alone is ambiguous, the noun behind it decides."""
    term = page.term(at)
    behind = page.term(at + term.size) if term else None
    if term is None or behind is None or behind.role is not Role.NOUN or behind.value.plural:
        return None
    field = FIELD_OF.get(behind.value.dimension)
    found = several(page, at, field, explicit=True) if field else None
    return _with_noun(page, draft, at, found) if isinstance(found, Several) else None


def _nothing_so_called(
    page: Page, draft: Draft, at: int, first: int, field: Field
) -> int | Fault | None:
    """`tag suport`: no such tag; where not all tags are known, it is taken as it stands."""
    if page.role(first) is Role.NAME and field in _OPEN:
        text = page.piece(first, first + page.count(first))
        return over(page, unknown(field, text, page.index), first, first + page.count(first))
    if page.role(first) is not Role.UNKNOWN or field is Field.STATUS:
        return None
    if field is Field.KEY and WHOLE_ID.fullmatch(page.word(first)):
        draft.key_noun = at if draft.key_noun is None else draft.key_noun
        draft.pieces.append(Piece(field, (page.word(first),), Join.ONE, at))
        return first + 1 - at
    if field in page.index.vocabulary.complete or field not in _OPEN:
        return unknown_here(page, first, field)
    draft.pieces.append(Piece(field, (page.tokens[first].word,), Join.ONE, at))
    return first + 1 - at


_NAMING = ("is", "named", "called")
_OPEN = (Field.TAG, Field.KEY, Field.MODEL, Field.LINE_ITEM, Field.PROJECT)


def _either_way(page: Page, at: int, found: Several) -> Fault:
    """`support and checkout`: what has both tags, or both together?"""
    shown = [_plainly(page, found.field, real) for real in found.values]
    first = at if page.role(at) is not Role.BOTH else at + 1
    noun = "tagged" if found.field is Field.TAG else found.field.value
    choices = (" or ".join(shown), f"{noun} {' and '.join(shown)}")
    why = "Either of them, or only what has all of them?"
    return fault(page, Kind.AMBIGUOUS_VALUE, first, found.end, choices, why)


def _compared_names(page: Page, at: int, found: Several) -> Fault:
    """`compare support and checkout`: what is compared is periods; a breakdown sets names apart."""
    shown = ",".join(quoted(page.index.shown.get((found.field, v), v)) for v in found.values)
    choice = (f"{found.field}:{shown} by {found.field}",)
    why = "Only periods can be compared; a breakdown sets names side by side."
    return fault(page, Kind.NOT_UNDERSTOOD, at, found.end, choice, why)


def _mixed(page: Page, at: int, end: int) -> Fault:
    why = "Names of different kinds cannot be joined; ask for each by itself."
    return fault(page, Kind.NOT_UNDERSTOOD, at, end, (), why)


def _plainly(page: Page, field: Field, real: str) -> str:
    """A value as a person would write it in a sentence."""
    shown = page.index.shown.get((field, real), real)
    return quoted(shown) if page.index.spelled(shown) else shown

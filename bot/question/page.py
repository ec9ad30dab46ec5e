"""A text laid out: its tokens, and for every place the longest thing that begins there."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from bot.question.dates import could_be_date, longest
from bot.question.dates.calendar import Calendar
from bot.question.grammar import MARKS, NUMBERS, PRONOUNS, SLOTS, STRONG, Role
from bot.question.lexicon import Phrase, lexicon
from bot.question.model import Field, Standpoint, Unclear
from bot.question.tokens import Token
from bot.question.values import FEWEST_CHARACTERS
from bot.question.vocabulary import Hit, Index, Name
from bot.question.words import LOOSE, spaced

_NO_WORD = "\ufffc"  # stands, for the reader of dates, where a quoted or typed piece is
_TOP = re.compile(r"top-?(\d+)")
ID = re.compile(r"(?=[0-9a-f-]*\d)[0-9a-f][0-9a-f-]{5,}")
_WITH = frozenset(
    spaced("with using without feature features endpoint endpoints use used uses via and or")
)
_BESIDE = frozenset(spaced("endpoint usage hours tokens token requests cost costs spend calls"))
_LEADING = frozenset(spaced("ok okay so then please hi hey hello well"))
_NOT_LED = frozenset(("", *spaced("vs vs. versus and & compared against - ? ! .")))  # today, there
_BEFORE_NAME = frozenset(spaced("in of the for from on by to during at and"))
_CONNECTIVES = (("vs", "vs.", "versus", "with", "against"), ("and",), ("to",))


class Term(NamedTuple):
    """The longest thing that begins at a place: its role, its value, its size in tokens.

    `names` are the names that are spelled by the same tokens; they count where it is a NAME, or
    where the words around say so (`tag may`).
    """

    role: Role
    value: Any
    size: int
    names: tuple[Name, ...] = ()


class Page:
    """The tokens of one text, and what they can mean to an asker at a standpoint."""

    __slots__ = (
        "_dated",
        "_marked",
        "_terms",
        "calendar",
        "comparing",
        "index",
        "low",
        "standpoint",
        "text",
        "tokens",
    )

    def __init__(
        self, text: str, pieces: Sequence[Token], index: Index, standpoint: Standpoint
    ) -> None:
        self.text = text
        self.tokens = pieces
        self.index = index
        self.standpoint = standpoint
        self.calendar = Calendar(standpoint.today, standpoint.week_start)
        self.low = [piece.low for piece in pieces]
        self.comparing = not {"compare", "comparing", "comparison", "difference"}.isdisjoint(
            self.low
        )
        self._dated = _dated(pieces, cut=self.comparing)
        self._marked = (
            any(len(piece.word) != piece.end - piece.start for piece in pieces)
            or "'s" in text.lower()
        )
        self._terms: dict[int, Term] = {}

    def __len__(self) -> int:
        return len(self.tokens)

    def term(self, at: int) -> Term | None:
        """The longest thing that begins at a token; None behind the last."""
        if at >= len(self.tokens):
            return None
        known = self._terms.get(at)
        if known is None:
            known = self._terms[at] = self._term(at)
        return known

    def role(self, at: int) -> Role | None:
        """The role of the longest thing that begins at a token."""
        term = self.term(at)
        return term.role if term else None

    def count(self, at: int) -> int:
        """How many tokens the thing takes that begins at a place; 0 behind the last."""
        term = self.term(at)
        return term.size if term else 0

    def word(self, at: int) -> str:
        """The token without case; empty behind the last."""
        return self.low[at] if at < len(self.low) else ""

    def past_filler(self, at: int) -> int:
        """The next place from `at` on where something stands that carries a meaning."""
        while self.role(at) is Role.FILLER:
            at += self._terms[at].size
        return at

    def piece(self, at: int, end: int) -> str:
        """The text of some tokens, as it was typed."""
        first, last = self.tokens[at], self.tokens[max(at, end - 1)]
        return (
            self.text[first.start : last.end].rstrip("?!;,.…") or self.text[first.start : last.end]
        )

    def knows(self, *fields: Field) -> bool:
        """Whether all names of these fields are known, so that another word is none of them."""
        return self.index.vocabulary.complete.issuperset(fields)

    def number(self, at: int) -> int | None:
        """The whole number that a token is, in digits or in a word."""
        low = self.word(at)
        if low.isascii() and low.isdigit() and len(low) < 10:  # noqa: PLR2004 (no count is longer)
            return int(low)
        return NUMBERS.get(low)

    def name(self, at: int, field: Field | None = None) -> Hit | None:
        """The longest name that begins at a token, of one field where one is given."""
        token = self.tokens[at]
        if token.quoted is not None:
            names = self.index.spelled(token.quoted, field)
            return Hit(1, names) if names else None
        hit = self._unbroken(self.index.longest(self.low, at, field), at)
        written = self.index.longest(self._written(at), 0, field) if self._marked else None
        if written and (hit is None or written.size > hit.size):
            hit = written
        return hit or self._nearly(at, field) or self._beginning(at, field)

    def _term(self, at: int) -> Term:
        token = self.tokens[at]
        name = self.name(at)
        names, named = (name.names, name.size) if name else ((), 0)
        if token.quoted is not None or (token.typed and not named):
            return Term(Role.TYPED, token.typed, 1) if token.typed else _named(names, 1)
        phrase = self._phrase(at)
        said = phrase.size if phrase else 0
        date = self._date(at)
        unread = date is not None and isinstance(date.period, Unclear) and date.count == said
        if (
            date
            and date.count >= max(named, said)
            and not (unread and phrase and phrase.role is Role.CURRENT)
        ):
            return Term(Role.PERIOD, date.period, date.count, names if named == date.count else ())
        if phrase is None or named > said:
            return _named(names, named)
        alike = names if named == said else ()
        if alike and not self._is_itself(phrase, at):
            return self._either(phrase, at, alike)
        return Term(phrase.role, phrase.value, said, alike)

    def _is_itself(self, phrase: Phrase, at: int) -> bool:
        """Whether a word of the table stays what it is where a name is spelled alike."""
        low = self.low[at]
        return phrase.role is Role.VALUE or low in STRONG or low in MARKS

    def _either(self, phrase: Phrase, at: int, names: tuple[Name, ...]) -> Term:
        """A word that is also a name: the name where one is due, else nothing tells which."""
        due = at > 0 and self.low[at - 1] in SLOTS and self.low[at] not in PRONOUNS
        if due or phrase.role in (Role.UNASKED, Role.ENDING):
            return Term(Role.NAME, None, phrase.size, names)
        return Term(Role.CLASH, phrase, phrase.size, names)

    def _phrase(self, at: int) -> Phrase | None:
        """What the table of words has from a token on."""
        low = self.low[at]
        if low in MARKS or (low == "between" and self.comparing):
            return Phrase(Role.FILLER, low, 1)
        if match := _TOP.fullmatch(low):
            return Phrase(Role.TOP, int(match[1][:9]), 1)
        phrase = lexicon().longest(self.low, at)
        if phrase is None:
            return None
        if low in LOOSE and phrase.size == 1 and not self._flagged(at):
            return None
        return None if self._broken(at, phrase.size) else phrase

    def _flagged(self, at: int) -> bool:
        """Whether the words beside an everyday word make it a feature or an endpoint."""
        before = self.low[at - 1] if at else ""
        return before in _WITH or (self.low[at] == "read" and self.word(at + 1) in _BESIDE)

    def _date(self, at: int) -> Any:
        """The longest date phrase from a token on."""
        word = self._dated[at]
        if not could_be_date(word) or self._ranks(at):
            return None
        date = longest(self._dated, at, self.standpoint)
        cut = date and (self._begins_name(at, at + date.count) or self._leads(at, date.count))
        return None if cut else date

    def _leads(self, at: int, count: int) -> bool:
        """Whether `now` only begins a sentence: `now show me …`; not so in `now vs yesterday`."""
        leads = count == 1 and self.low[at] == "now" and _LEADING.issuperset(self.low[:at])
        return leads and self.word(at + 1) not in _NOT_LED

    def _begins_name(self, at: int, end: int) -> bool:
        """Whether a date, behind its `in` or `of the`, is only the beginning of a longer name."""
        first = at
        while first < end and self.low[first] in _BEFORE_NAME:
            first += 1
        if not at < first < end:
            return False
        hit = self.index.longest(self.low, first)
        return hit is not None and first + hit.size > end

    def _ranks(self, at: int) -> bool:
        """Whether `most` stands there by itself, and not in "the most recent monday"."""
        at += self.low[at] == "the"
        return self.word(at) == "most" and self.word(at + 1) != "recent"

    def _broken(self, at: int, count: int) -> bool:
        """Whether a comma stands within some tokens."""
        return count > 1 and any(self.tokens[k].comma for k in range(at, at + count - 1))

    def _unbroken(self, hit: Hit | None, at: int) -> Hit | None:
        return None if hit is None or self._broken(at, hit.size) else hit

    def _written(self, at: int) -> list[str]:
        """A few tokens as they are written: a name may end with a mark or before `'s`."""
        ends = [self.text[token.start : token.end].lower() for token in self.tokens[at : at + 8]]
        if any("'s" in end for end in ends[:4]):
            return [end.rstrip("?!,.").removesuffix("'s") for end in ends]
        return ends

    def _nearly(self, at: int, field: Field | None) -> Hit | None:
        """A name whose hyphens were left out, where its words are not names by themselves."""
        if self.low[at] not in self.index.starts:
            return None
        for count in range(min(4, len(self) - at), 0, -1):
            names = self.index.nearly(" ".join(self.low[at : at + count]), field)
            if names and not self._broken(at, count) and not self._all_named(at, count):
                return Hit(count, names)
        return None

    def _all_named(self, at: int, count: int) -> bool:
        return count > 1 and all(self.index.spelled(self.low[k]) for k in range(at, at + count))

    def _beginning(self, at: int, field: Field | None) -> Hit | None:
        """The keys whose ids begin with a token that looks like one."""
        low = self.low[at]
        if field not in (None, Field.KEY) or len(low) < FEWEST_CHARACTERS or not ID.fullmatch(low):
            return None
        ids = self.index.beginning(low)
        return (
            Hit(1, tuple(Name(Field.KEY, id_, self.index.shown[Field.KEY, id_]) for id_ in ids))
            if ids
            else None
        )


def _named(names: tuple[Name, ...], count: int) -> Term:
    return Term(Role.NAME, None, count, names) if names else Term(Role.UNKNOWN, None, 1)


def _dated(pieces: Sequence[Token], *, cut: bool) -> list[str]:
    """The words as the reader of dates takes them; where two are compared, kept apart."""
    words = [_dated_word(pieces, at) for at in range(len(pieces))]
    if cut:
        kind = next((kind for kind in _CONNECTIVES if any(word in kind for word in words)), ())
        words = [_NO_WORD if word in kind else word for word in words]
    return words


def _dated_word(pieces: Sequence[Token], at: int) -> str:
    """A token with its comma, where a number follows that may belong to the same date."""
    token = pieces[at]
    if token.quoted is not None or token.typed:
        return _NO_WORD
    follows = pieces[at + 1].low[:1] if at + 1 < len(pieces) else ""
    return f"{token.low}," if token.comma and follows.isdigit() else token.low

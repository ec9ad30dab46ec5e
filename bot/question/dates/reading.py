"""The tokens of one phrase, as the rules walk over them, and how rules are tried."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.question.dates.calendar import Calendar
from bot.question.dates.lexer import tokens
from bot.question.dates.spans import Span
from bot.question.model import Standpoint

LONGEST_PHRASE = 24  # words; "from the 1st of … up to and including the …" has 16
BEYOND = ("",) * 8  # so that a rule may look past the end

OPENERS = frozenset({"the", "all", "full", "only"})
SEPARATORS = frozenset({"of", "in", "comma"})


@dataclass(slots=True)
class Reading:
    """Tokens from left to right: `kinds`, their `numbers`, and the `words` each of them is in.

    `kinds` goes on as "" beyond the last token.
    """

    kinds: list[str]
    numbers: list[tuple[int, ...]]
    words: list[int]
    calendar: Calendar
    day_first: bool

    def skip(self, at: int, kinds: frozenset[str]) -> int:
        """The place of the next token that is none of these."""
        while self.kinds[at] in kinds:
            at += 1
        return at

    def opened(self, at: int) -> int:
        """The place behind "the", "all of the", "the whole of"; `at` where there is none."""
        start = at
        at = self.skip(at, OPENERS)
        if at > start and self.kinds[at] == "of" and self.kinds[at - 1] != "the":
            at = self.skip(at + 1, OPENERS)
        return at

    def joined(self, at: int) -> int:
        """The place behind an "of", "in" or comma and an article; `at` where there is none."""
        return self.opened(at + 1 if self.kinds[at] in SEPARATORS else at)

    def glued(self, at: int) -> bool:
        """Whether a token stands in the same word as the one before it."""
        return 0 < at < len(self.words) and self.words[at] == self.words[at - 1]

    def whole(self, at: int) -> bool:
        """Whether a phrase can end before `at`: at the end of a word, or before a mark."""
        return at >= len(self.words) or self.kinds[at] in ("comma", "stop") or not self.glued(at)

    def says_today(self, at: int) -> bool:
        """Whether "today" or "now" stands there."""
        return self.kinds[at] == "named" and self.n(at) == 0

    def n(self, at: int) -> int:
        """The first number of a token."""
        return self.numbers[at][0]


Match = tuple[int, Span]  # where the phrase ends (not included), and what it stands for
Rule = Callable[[Reading, int], Match | None]
Rules = Mapping[str, tuple[Rule, ...]]  # by the kind of the token that they begin with


def reading(words: Sequence[str], at: int, standpoint: Standpoint) -> Reading:
    """The date tokens of `words` from `at` on, up to the first word that is of no date."""
    kinds: list[str] = []
    numbers: list[tuple[int, ...]] = []
    places: list[int] = []
    for place in range(at, min(len(words), at + LONGEST_PHRASE)):
        found = tokens(words[place])
        if found is None:
            break
        for kind, values in found:
            kinds.append(kind)
            numbers.append(values)
            places.append(place)
    if "count" in kinds and "ord" in kinds:
        join_tens(kinds, numbers, places)
    kinds.extend(BEYOND)
    calendar = Calendar(standpoint.today, standpoint.week_start)
    return Reading(kinds, numbers, places, calendar, standpoint.day_first)


def join_tens(kinds: list[str], numbers: list[tuple[int, ...]], places: list[int]) -> None:
    """Makes one token of "twenty" and "first", in place."""
    for at in range(len(kinds) - 1, 0, -1):
        if kinds[at - 1] == "count" and kinds[at] == "ord" and numbers[at - 1][0] in (20, 30):
            numbers[at] = (numbers[at - 1][0] + numbers[at][0], 1)
            del kinds[at - 1], numbers[at - 1], places[at - 1]


def longest(matches: Iterable[Match | None]) -> Match | None:
    """The match that takes most; of equally long ones the first."""
    best = None
    for match in matches:
        if match is not None and (best is None or match[0] > best[0]):
            best = match
    return best


def tried(rules: Rules, reading: Reading, at: int) -> Match | None:
    """The longest match of the rules that begin with the token at `at`."""
    return longest(rule(reading, at) for rule in rules.get(reading.kinds[at], ()))

"""The table of words, made ready for looking up from any place in a text."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from bot.question import grammar
from bot.question import words as table
from bot.question.grammar import Role
from bot.question.how_to import HOW_TO
from bot.question.model import Dimension, Field
from bot.question.unasked import UNASKED
from bot.question.words import Noun, Word


class Phrase(NamedTuple):
    """What some words of the table say; `size` is how many words they take."""

    role: Role
    value: Any
    size: int


class Lexicon:
    """Every way of saying everything, by its first word."""

    __slots__ = ("_by_first", "_firsts")

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Phrase]]] = {}
        self._firsts: dict[tuple[Role, Any], str] = {}
        for way, role, value in _ways():
            self._firsts.setdefault((role, value), way)
            said = tuple(way.split(" "))
            under = self._by_first.setdefault(said[0], [])
            if all(known != said for known, _ in under):
                under.append((said, Phrase(role, value, len(said))))
        for under in self._by_first.values():
            under.sort(key=lambda entry: len(entry[0]), reverse=True)

    def longest(self, low: Sequence[str], at: int) -> Phrase | None:
        """The longest phrase that the words from `at` on say; they are without case."""
        for said, phrase in self._by_first.get(low[at], ()):
            if len(said) == 1 or tuple(low[at : at + len(said)]) == said:
                return phrase
        return None

    def first(self, phrase: Phrase) -> str:
        """The first way of saying the same; empty for what carries nothing."""
        return "" if phrase.role is Role.FILLER else self._firsts[phrase.role, phrase.value]

    def ways(self) -> Iterable[str]:
        """Every way of saying something, in words."""
        return (" ".join(said) for under in self._by_first.values() for said, _ in under)


@cache
def lexicon() -> Lexicon:
    """The one lexicon; built when it is first needed."""
    return Lexicon()


def _ways() -> Iterable[tuple[str, Role, Any]]:
    """Every way of saying something; where two things are said alike, the first counts."""
    yield from _of(Role.METRIC, table.METRICS[:-1])
    for word in table.DIMENSIONS:
        for way in word.said:
            yield way, Role.NOUN, Noun(word.value, plural=False)
            yield _plural(way), Role.NOUN, Noun(word.value, plural=True)
    yield from _of(Role.OUTPUT, table.OUTPUTS)
    for field, fixed in table.FIXED.items():
        for word in fixed:
            yield from ((way, Role.VALUE, (field, word.value)) for way in word.said)
    yield from _of(Role.UNSURE, table.UNSURE)
    yield from _of(Role.VERB, table.VERBS)
    yield from _of(Role.OVER, grammar.OVERS)
    yield from _of(Role.UNASKED, UNASKED)
    yield from ((way, Role.HOW_TO, topic) for way, topic in HOW_TO)
    yield "agent hours", Role.METRIC, table.AGENT_HOURS
    yield "voice agent hours", Role.METRIC, table.AGENT_HOURS
    for role, said in grammar.GRAMMAR.items():
        yield from ((way, role, None) for way in said)
    yield from ((way, Role.FILLER, None) for way in grammar.FILLER)


def _of(role: Role, entries: Iterable[Word]) -> Iterable[tuple[str, Role, Any]]:
    return ((way, role, word.value) for word in entries for way in word.said)


def _plural(way: str) -> str:
    return f"{way.removesuffix('y')}ies" if way.endswith("ry") else f"{way}s"


# The field of the same name, for every dimension that has one.
FIELD_OF: dict[Dimension, Field] = {
    Dimension(field.value): field for field in Field if field is not Field.STATUS
}

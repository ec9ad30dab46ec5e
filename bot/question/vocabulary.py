"""The names of a project, made ready for looking up: by words, by spelling, by the start of an id."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from bot.question.fold import fold
from bot.question.model import Field, KnownKey, Vocabulary

# In a sentence a name that several things have is the first of these.
PRIORITY = (Field.TAG, Field.KEY, Field.MODEL, Field.LINE_ITEM, Field.PROJECT)
_MEMBERS = {
    "tags": Field.TAG,
    "keys": Field.KEY,
    "models": Field.MODEL,
    "line_items": Field.LINE_ITEM,
    "projects": Field.PROJECT,
    "project": Field.PROJECT,
}


class Name(NamedTuple):
    """A real value: of which field, and how it is shown to a person (a key's comment, a label)."""

    field: Field
    value: str
    shown: str


class Hit(NamedTuple):
    """Names that begin at a word; `size` is how many words they take."""

    size: int
    names: tuple[Name, ...]


class Index:
    """Everything that can be named, prepared once for many questions."""

    __slots__ = ("_by_first", "_ids", "_loose", "_spelled", "shown", "starts", "vocabulary")

    def __init__(self, vocabulary: Vocabulary) -> None:
        names = list(_names(vocabulary))
        self.vocabulary = vocabulary
        self.shown = {(name.field, name.value): name.shown for name in reversed(names)}
        self._spelled = _grouped((spelling(way), name) for way, name in names_by_way(names))
        self._by_first = _by_first_word(self._spelled)
        self._loose = _grouped((loose(way), name) for way, name in names_by_way(names))
        self.starts = {re.split(r"[-_ :/]", way)[0] for way in self._spelled} | set(self._loose)
        self._ids = sorted(key.id.lower() for key in vocabulary.keys)

    def spelled(self, text: str, field: Field | None = None) -> tuple[Name, ...]:
        """The names that are spelled so, in any case; of one field, where one is given."""
        return _of(self._spelled.get(spelling(text), ()), field)

    def nearly(self, text: str, field: Field | None = None) -> tuple[Name, ...]:
        """The names that are spelled so but for spaces, hyphens and underscores."""
        return _of(self._loose.get(loose(text), ()), field)

    def longest(self, words: Sequence[str], at: int, field: Field | None = None) -> Hit | None:
        """The longest name that the words from `at` on spell; they are without case."""
        for way in self._by_first.get(words[at], ()):
            if tuple(words[at : at + len(way)]) == way:
                names = _of(self._spelled[" ".join(way)], field)
                if names:
                    return Hit(len(way), names)
        return None

    def beginning(self, text: str) -> tuple[str, ...]:
        """The ids of the keys that begin so."""
        low = text.lower()
        first = bisect_left(self._ids, low)
        last = bisect_left(self._ids, low + "\U0010ffff", first)
        return tuple(self.shown_id(id_) for id_ in self._ids[first:last])

    def shown_id(self, low: str) -> str:
        """A key's id as Deepgram spells it."""
        return next(name.value for name in self._spelled[low] if name.field is Field.KEY)

    def names(self, field: Field) -> tuple[str, ...]:
        """How the names of a field are shown to a person."""
        return tuple(shown for (of, _), shown in reversed(self.shown.items()) if of is field)


def spelling(text: str) -> str:
    """A name as it is compared: plain marks, no case, single spaces."""
    return " ".join(fold(text).lower().split())


def loose(text: str) -> str:
    """A name without what people leave out or swap: spaces and marks that join."""
    return fold(text).lower().translate(_LOOSE)


_LOOSE = str.maketrans("", "", " -_:/\t\n")


def names_by_way(names: Iterable[Name]) -> Iterable[tuple[str, Name]]:
    """Every way of spelling every name: as it is shown and as Deepgram has it."""
    for name in names:
        yield name.shown, name
        if name.shown != name.value:
            yield name.value, name


def index(vocabulary: Vocabulary) -> Index:
    """The lookup of a vocabulary; built once for each."""
    return _index(_Same(vocabulary))


def from_json(data: Mapping[str, Any]) -> Vocabulary:
    """A vocabulary from its JSON form; what the form does not mention is not known completely."""
    project = data.get("project") or {}
    projects = [project, *data.get("projects", ())] if project else data.get("projects", ())
    return Vocabulary(
        tags=tuple(map(str, data.get("tags", ()))),
        keys=tuple(
            KnownKey(str(key["id"]), str(key.get("comment") or "")) for key in data.get("keys", ())
        ),
        models=tuple(map(str, data.get("models", ()))),
        line_items={str(k): str(v) for k, v in data.get("line_items", {}).items()},
        projects=tuple(
            str(one["name"]) if isinstance(one, Mapping) else str(one) for one in projects
        ),
        complete=frozenset(field for member, field in _MEMBERS.items() if member in data),
    )


class _Same:
    """A vocabulary that is only equal to itself: comparing two by value would cost more."""

    __slots__ = ("vocabulary",)

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.vocabulary is self.vocabulary

    def __hash__(self) -> int:
        return id(self.vocabulary)


@lru_cache(maxsize=32)
def _index(same: _Same) -> Index:
    return Index(same.vocabulary)


def _names(vocabulary: Vocabulary) -> Iterable[Name]:
    yield from (Name(Field.TAG, tag, tag) for tag in vocabulary.tags)
    yield from (Name(Field.KEY, key.id, key.comment or key.id) for key in vocabulary.keys)
    yield from (Name(Field.MODEL, model, model) for model in vocabulary.models)
    yield from (
        Name(Field.LINE_ITEM, id_, label or id_) for id_, label in vocabulary.line_items.items()
    )
    yield from (Name(Field.PROJECT, project, project) for project in vocabulary.projects)


def _grouped(pairs: Iterable[tuple[str, Name]]) -> dict[str, tuple[Name, ...]]:
    """The names under each spelling, those of the first field first."""
    found: dict[str, list[Name]] = {}
    for way, name in pairs:
        known = found.setdefault(way, [])
        if way and name not in known:
            known.append(name)
    return {
        way: tuple(sorted(names, key=lambda name: PRIORITY.index(name.field)))
        for way, names in found.items()
        if names
    }


def _by_first_word(ways: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
    """The spellings as words, under their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for way in ways:
        words = tuple(way.split(" "))
        found.setdefault(words[0], []).append(words)
    for under in found.values():
        under.sort(key=len, reverse=True)
    return found


def _of(names: tuple[Name, ...], field: Field | None) -> tuple[Name, ...]:
    return names if field is None else tuple(name for name in names if name.field is field)

"""What stands behind a typed `field:` becomes the real value that it names, or what is wrong."""

import re
from collections.abc import Iterable
from functools import cache

from bot.question.fold import fold
from bot.question.model import UNTAGGED, Field, Kind, Unclear
from bot.question.suggest import nearest
from bot.question.vocabulary import Index, Name, loose
from bot.question.words import FIXED, UNSURE

FEWEST_CHARACTERS = 4  # of the beginning of a key's id: fewer say too little
MOST_CHOICES = 5
WHOLE_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_PLAIN = re.compile(r"[A-Za-z0-9](?:[-\w.@:/()]*[A-Za-z0-9])?", re.ASCII)


def resolve(field: Field, text: str, index: Index) -> str | Unclear:
    """The real value of a field that `text` names: as Deepgram spells it; a key is its id."""
    if field in FIXED:
        return _fixed(field, text, index)
    if field is Field.TAG and text.lower().strip("()") == "untagged":
        return _one(index.spelled(text, field), text) or UNTAGGED
    return (
        _one(index.spelled(text, field), text)
        or _other_way(field, text, index)
        or (unknown(field, text, index) if field in index.vocabulary.complete else text)
    )


def choose(names: Iterable[Name], text: str) -> str | Unclear:
    """The one value among names of one field that fits `text` best; unclear where several do."""
    known = list(dict.fromkeys(names))
    if len(known) > 1:
        exactly = [name for name in known if text in (name.value, name.shown)]
        known = exactly if len(exactly) == 1 else known
    return known[0].value if len(known) == 1 else _ambiguous(known, text)


def unknown(field: Field, text: str, index: Index) -> Unclear:
    """That nothing is called so, with what is called nearly so."""
    known = candidates(field, index)
    few = known if field in FIXED and len(known) <= MOST_CHOICES else ()
    return Unclear(Kind.UNKNOWN_VALUE, text, nearest(text, known) or few, field)


def candidates(field: Field, index: Index) -> tuple[str, ...]:
    """Everything that can stand behind a field, as it is shown to a person."""
    if field in FIXED:
        return tuple(word.value for word in FIXED[field])
    return index.names(field)


def quoted(text: str) -> str:
    """A value as it is typed behind a colon: between quotes where it needs them."""
    return text if _PLAIN.fullmatch(text) or text == UNTAGGED else between_quotes(text)


def between_quotes(text: str) -> str:
    """A value between quotes, in plain marks: what is a quote in it is spared by a backslash."""
    escaped = fold(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _one(names: tuple[Name, ...], text: str) -> str | Unclear | None:
    return choose(names, text) if names else None


def _other_way(field: Field, text: str, index: Index) -> str | Unclear | None:
    """A key by the beginning of its id, or by all of it; a model however its name is spaced."""
    if field is Field.MODEL:
        return _one(index.nearly(text, field), text)
    if field is Field.KEY and WHOLE_ID.fullmatch(text) and not index.beginning(text.lower()):
        return text.lower()  # a key that no list shows may have been used all the same
    if field is not Field.KEY or len(text) < FEWEST_CHARACTERS:
        return None
    ids = index.beginning(text)
    names = [Name(Field.KEY, id_, index.shown[Field.KEY, id_]) for id_ in ids]
    return choose(names, text) if names else None


def _ambiguous(names: list[Name], text: str) -> Unclear:
    """That several are meant, each by what tells it from the others."""
    some = names[:MOST_CHOICES]
    shown = [name.shown for name in some]
    told = [name.shown if shown.count(name.shown) == 1 else name.value for name in some]
    ids = [name.value for name in some]
    return Unclear(Kind.AMBIGUOUS_VALUE, text, tuple(dict.fromkeys([*told, *ids])), names[0].field)


def _fixed(field: Field, text: str, index: Index) -> str | Unclear:
    value = _spellings()[field].get(loose(text))
    if value is not None:
        return value
    for word in UNSURE:
        if word.value[0] is field and loose(text) in map(loose, word.said):
            return Unclear(
                Kind.AMBIGUOUS_VALUE, text, (",".join(word.value[1]), *word.value[1]), field
            )
    return unknown(field, text, index)


@cache
def _spellings() -> dict[Field, dict[str, str]]:
    """Every fixed value by each way of writing it, without spaces, hyphens and underscores."""
    return {
        field: {loose(way): word.value for word in words for way in word.said}
        for field, words in FIXED.items()
    }

"""What a row is called for a person: a key by its comment, a model by its friendly name."""

from collections.abc import Mapping, Sequence

from bot.account import Key, Names
from bot.books import Value
from bot.question.model import UNTAGGED, Dimension

NAMELESS: dict[Dimension, str] = {
    Dimension.TAG: "(not split by tag)",
    Dimension.TAG_SET: "(not split by tag)",
    Dimension.KEY: "(no key)",
    Dimension.ENDPOINT: "(no endpoint)",
    Dimension.METHOD: "(no method)",
    Dimension.MODEL: "(no model)",
    Dimension.DEPLOYMENT: "(no deployment)",
    Dimension.FEATURE: "(no feature)",
    Dimension.LINE_ITEM: "(no line item)",
}


def row_label(
    dimensions: Sequence[Dimension], values: Sequence[Value], names: Mapping[str, Names]
) -> str:
    """The label of a row by these dimensions."""
    return " · ".join(label(d, v, names) for d, v in zip(dimensions, values, strict=True))


def label(dimension: Dimension, value: Value, names: Mapping[str, Names]) -> str:
    """One value of one dimension in words."""
    if value is None:
        return NAMELESS[dimension]
    if isinstance(value, tuple):
        return ", ".join(value) or UNTAGGED
    if dimension is Dimension.KEY:
        return key_label(value, names)
    if dimension is Dimension.LINE_ITEM:
        return next((n.line_items[value] for n in names.values() if value in n.line_items), value)
    return value


def key_label(key_id: str, names: Mapping[str, Names]) -> str:
    """A key's comment; its short id where it has none; said aloud where the list lacks it.

    A key that the list lacks was deleted, or is one that the bot's own key may not see.
    """
    key = next((n.keys[key_id] for n in names.values() if key_id in n.keys), None)
    if key is None:
        complete = names and all("keys" not in n.missing for n in names.values())
        return f"{'deleted or hidden' if complete else 'unknown'} key {short(key_id)}"
    return _named(key)


def _named(key: Key) -> str:
    if not key.comment:
        return f"{'deleted ' if key.deleted else ''}key {short(key.id)}"
    return f"{key.comment} (deleted)" if key.deleted else key.comment


def short(key_id: str) -> str:
    """The last four characters of a key's id, by which Deepgram's Console shows it too."""
    return f"…{key_id[-4:]}"

"""The last thing done to a message before it leaves: it is made to fit, and says what was cut.

`fit` keeps to the limits of bounds.py, so that Slack takes what it returns; `violations` says why
Slack would refuse a message as it stands.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bot.blocks.bounds import keep, most, size
from bot.blocks.clean import clip
from bot.blocks.figures import counted
from bot.blocks.message import Block, Message
from bot.blocks.refusals import MISSHAPEN, cell_size, characters, faults, violations
from bot.blocks.shapes import context, verbatim

__all__ = ["fit", "violations"]

Left = Counter[str]  # what was left out: how many of which
NO_TEXT = "There is nothing to say."
TORN = re.compile(r"(?:&[#\w]{0,8}|<[^>]{0,3000})$")  # an entity or a link cut in two


def fit(message: Message) -> Message:
    """The message as Slack takes it; whatever had to go is counted aloud in it."""
    left: Left = Counter()
    text = cut(whole(message.text).strip() or NO_TEXT, keep("message.text"))
    named = _named_once(message.blocks)
    blocks = list(_countable(_affordable(_pieces(named, left), left), left))
    if left:
        blocks.append(_more(left))
    fitted = Message(text, tuple(blocks))
    return Message(text) if violations(fitted) else fitted


def whole(text: str) -> str:
    """The text without half characters, which no JSON can carry."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def cut(text: str, room: int) -> str:
    """At most so many characters of a text with markup, and how many were left out."""
    if size(text) <= room:
        return text
    end = f"… and {counted(size(text) - room)} more characters"
    return TORN.sub("", clip(text, room - size(end) - 8)[:-1]) + end


def _more(left: Left) -> Block:
    """And 37 more rows, 1 more chart."""
    parts = (f"{counted(n)} more {what if n == 1 else f'{what}s'}" for what, n in left.items())
    return context(verbatim(f"and {', '.join(parts)}, not shown here"))


def _pieces(blocks: Iterable[Block], left: Left) -> Iterator[Block]:
    """Each block cut to its own limits, and at most so many of the rare kinds."""
    drawn: Counter[str] = Counter()
    for block in blocks:
        kind = RARE.get(str(block.get("type")), "")
        if kind and drawn[kind] >= keep(f"message.{kind}s"):
            left[kind] += 1
            continue
        drawn[kind] += 1
        yield from _fitted(block, left)


WORDS = ("header", "section", "context", "rich_text")  # nothing is lost where these are empty
RARE = {"data_table": "table", "table": "table", "data_visualization": "chart"}


def _fitted(block: Block, left: Left) -> Iterator[Block]:
    lost: Left = Counter()
    for piece in _trimmed(block, lost):
        if not faults(piece):
            yield piece
        elif piece.get("type") not in WORDS or characters(piece):
            left["part"] += 1
    if lost:
        yield _more(lost)


def _trimmed(block: Block, lost: Left) -> Iterable[Block]:
    trim = TRIMS.get(str(block.get("type")), _untouched)
    try:
        return trim(block, lost)
    except MISSHAPEN:
        return [block]  # to be refused as a whole


def _named_once(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks whose names Slack takes; another gets one from Slack."""
    seen: set[str] = set()
    for block in blocks:
        name = str(block.get("block_id", ""))
        refused = name in seen or size(name) > most("block.id")
        yield {k: v for k, v in block.items() if k != "block_id"} if refused else block
        seen.add(name)


def _affordable(blocks: Iterable[Block], left: Left) -> Iterator[Block]:
    """What fits into the sum of characters that Slack takes."""
    room = keep("message.characters") - 200  # for saying what was left out
    for block in blocks:
        if (needed := characters(block)) <= room:
            room -= needed
            yield block
        else:
            left["part"] += 1


def _countable(blocks: Iterable[Block], left: Left) -> Iterator[Block]:
    room = keep("message.blocks") - 1
    for place, block in enumerate(blocks):
        if place < room:
            yield block
        else:
            left["part"] += 1


# Each kind of block, made to fit: one or several blocks in its place.
Trim = Callable[[Block, Left], Iterable[Block]]


def _untouched(block: Block, _: Left) -> Iterable[Block]:
    return [block]


def _text(name: str, value: Any, shorter: Callable[[str, int], str] = cut) -> Any:
    """The text object cut to a limit; what is none is left to be refused."""
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return value
    return {**value, "text": shorter(whole(value["text"]), keep(name))}


def _header(block: Block, _: Left) -> Iterable[Block]:
    return [{**block, "text": _text("header.text", block.get("text"), clip)}]


def _section(block: Block, left: Left) -> Iterable[Block]:
    trimmed = dict(block)
    if "text" in block:
        trimmed["text"] = _text("section.text", block["text"])
    if "fields" in block:
        kept = _first(block["fields"], keep("section.fields"), "field", left)
        trimmed["fields"] = [_text("field.text", field) for field in kept]
    return [trimmed]


def _context(block: Block, left: Left) -> Iterable[Block]:
    kept = _first(block["elements"], keep("context.elements"), "line", left)
    texts = [_text("text.text", one) if "text" in one else one for one in kept]
    return [{**block, "elements": texts}]


def _actions(block: Block, left: Left) -> Iterable[Block]:
    """All the buttons, in as many rows as that takes; those that no longer mean the same go."""
    usable = [_labelled(one) for one in block["elements"] if _usable(one)]
    left.update(
        {"button": len(block["elements"]) - len(usable)}
        if len(usable) < len(block["elements"])
        else {}
    )
    room = keep("actions.elements")
    rows = [usable[start : start + room] for start in range(0, len(usable), room)]
    return [{**block, "elements": row} for row in rows]


def _usable(element: dict[str, Any]) -> bool:
    """Whether a button can be pressed as it was meant: half a value would ask something else."""
    lengths = {"value": "button.value", "url": "button.url", "action_id": "action.id"}
    return all(size(element.get(key, "")) <= most(name) for key, name in lengths.items())


def _labelled(element: dict[str, Any]) -> dict[str, Any]:
    if element.get("type") != "button":
        return element
    return {**element, "text": _text("button.text", element.get("text"), clip)}


def _first(items: list[Any], room: int, what: str, left: Left) -> list[Any]:
    if len(items) > room:
        left[what] += len(items) - room
    return items[:room]


def _table(block: Block, left: Left) -> Iterable[Block]:
    rows = _first(block["rows"], keep("table.rows"), "row", left)
    wide = max(map(len, rows), default=0) - keep("table.columns")
    if wide > 0:
        left["column"] += wide
        rows = [row[: keep("table.columns")] for row in rows]
    room, fitting = keep("table.characters"), 0
    for row in rows:
        room -= sum(map(cell_size, row))
        fitting += room >= 0
    page = min(block.get("page_size", 5), keep("table.page"))
    return [{**block, "page_size": page, "rows": _first(rows, fitting, "row", left)}]


def _chart(block: Block, left: Left) -> Iterable[Block]:
    chart = dict(block["chart"])
    if "segments" in chart:
        chart["segments"] = _first(chart["segments"], keep("chart.segments"), "segment", left)
    if "series" in chart:
        labels = _first(chart["axis_config"]["categories"], keep("chart.points"), "point", left)
        series = _first(chart["series"], keep("chart.series"), "series", left)
        chart["axis_config"] = {**chart["axis_config"], "categories": labels}
        chart["series"] = [{**one, "data": one["data"][: len(labels)]} for one in series]
    return [{**block, "title": clip(whole(block["title"]), keep("chart.title")), "chart": chart}]


TRIMS: dict[str, Trim] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "data_table": _table,
    "data_visualization": _chart,
}

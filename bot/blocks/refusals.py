"""What Slack would refuse of a message: the limits of bounds.py and the rules of each block."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from bot.blocks.bounds import most, size
from bot.blocks.message import Block, Message

Found = Iterator[str]
TABLES = ("data_table", "table")


def violations(message: Message) -> list[str]:
    """Why Slack would refuse this message, one sentence each; empty where it would not."""
    return [*_whole(message), *(found for block in message.blocks for found in faults(block))]


def _whole(message: Message) -> Found:
    kinds = Counter(block.get("type") for block in message.blocks)
    ids = Counter(block["block_id"] for block in message.blocks if "block_id" in block)
    if not message.text.strip():
        yield "message: no text"
    yield from _over("message.text", size(message.text))
    yield from _over("message.blocks", len(message.blocks))
    yield from _over("message.tables", sum(kinds[kind] for kind in TABLES))
    yield from _over("message.charts", kinds["data_visualization"])
    yield from _over("message.characters", sum(map(characters, message.blocks)))
    yield from (f"message: block_id {name!r} twice" for name, count in ids.items() if count > 1)


def characters(block: Block) -> int:
    """How many characters of text a block holds; those of tables and charts count apart."""
    if block.get("type") in (*TABLES, "data_visualization"):
        return 0
    return sum(size(node["text"]) for node in _nodes(block) if isinstance(node.get("text"), str))


MISSHAPEN = (AttributeError, KeyError, TypeError)  # how reading a block fails that is not one


def faults(block: Block) -> list[str]:
    """Why Slack would refuse this block, wherever it stood."""
    try:
        return _faults(block)
    except MISSHAPEN as missing:
        return [f"{block.get('type')}: not shaped like one ({missing})"]


def _faults(block: Block) -> list[str]:
    kind = str(block.get("type"))
    check = CHECKS.get(kind)
    if check is None:
        return [f"{kind}: not a block for messages"]
    ids = Counter(node["action_id"] for node in _nodes(block) if "action_id" in node)
    twice = (f"{kind}: action_id {name!r} twice" for name, count in ids.items() if count > 1)
    return [*_over("block.id", size(block.get("block_id", ""))), *check(block), *twice]


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object within a block, itself included."""
    if isinstance(value, dict):
        yield value
    inside: Iterable[Any] = value.values() if isinstance(value, dict) else value
    for child in inside:
        if isinstance(child, dict | list):
            yield from _nodes(child)


def _over(name: str, count: int) -> Found:
    if count > most(name):
        yield f"{name}: {count} is more than {most(name)}"


def _within(name: str, count: int) -> Found:
    if count < 1:
        yield f"{name}: none"
    yield from _over(name, count)


def _text(name: str, text: Any) -> Found:
    if not isinstance(text, str):
        yield f"{name}: not a text"
        return
    yield from _within(name, size(text))
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        yield f"{name}: half a character"


def _object(name: str, value: Any, kinds: Sequence[str] = ("plain_text", "mrkdwn")) -> Found:
    if not isinstance(value, dict) or value.get("type") not in kinds:
        yield f"{name}: not a text object ({' or '.join(kinds)})"
        return
    yield from _text(name, value.get("text"))


PLAIN = ("plain_text",)


def _header(block: Block) -> Found:
    yield from _object("header.text", block.get("text"), PLAIN)


def _section(block: Block) -> Found:
    if "text" in block:
        yield from _object("section.text", block["text"])
    if "fields" in block:
        yield from _within("section.fields", len(block["fields"]))
        for field in block["fields"]:
            yield from _object("field.text", field)
    if "text" not in block and "fields" not in block:
        yield "section: neither text nor fields"
    if "accessory" in block:
        yield from _element(block["accessory"])


def _context(block: Block) -> Found:
    yield from _within("context.elements", len(block["elements"]))
    for element in block["elements"]:
        yield from (
            _image(element) if element.get("type") == "image" else _object("text.text", element)
        )


def _image(block: Block) -> Found:
    yield from _text("image.alt_text", block.get("alt_text"))
    if ("image_url" in block) == ("slack_file" in block):
        yield "image: needs one of image_url and slack_file"
    yield from _over("image.url", size(block.get("image_url", "")))


def _elements(name: str) -> Callable[[Block], Found]:
    def check(block: Block) -> Found:
        yield from _within(name, len(block["elements"]))
        for element in block["elements"]:
            yield from _element(element)

    return check


def _element(element: dict[str, Any]) -> Found:
    yield from _over("action.id", size(element.get("action_id", "")))
    if element.get("type") == "button":
        yield from _button(element)
    if "options" in element:
        name = "overflow.options" if element.get("type") == "overflow" else "select.options"
        yield from _within(name, len(element["options"]))
        for option in element["options"]:
            yield from _object("option.text", option.get("text"))
            yield from _text("option.value", option.get("value"))


def _button(button: dict[str, Any]) -> Found:
    yield from _object("button.text", button.get("text"), PLAIN)
    yield from _over("button.value", size(button.get("value", "")))
    yield from _over("button.url", size(button.get("url", "")))
    yield from _over("button.label", size(button.get("accessibility_label", "")))


def _rich(block: Block) -> Found:
    for node in _nodes(block):
        if node.get("type") == "text" and not node.get("text"):
            yield "rich_text: an empty text"
        if "elements" in node and not node["elements"]:
            yield f"{node.get('type')}: no elements"


def _markdown(block: Block) -> Found:
    yield from _text("message.markdown", block.get("text"))


def _table(block: Block) -> Found:
    rows = block.get("rows", [])
    widths = {len(row) for row in rows}
    yield from _over("table.rows", len(rows))
    yield from _within("table.columns", max(widths, default=0))
    yield from _over("table.characters", sum(cell_size(c) for row in rows for c in row))
    yield from _within("table.page", block.get("page_size", 5))
    if len(rows) < 2:  # noqa: PLR2004 (a header and a row)
        yield "table.rows: none under the header"
    if len(widths) > 1:
        yield "table: rows of different lengths"
    if not block.get("caption", "").strip():
        yield "table: no caption"
    for cell in (cell for row in rows for cell in row):
        yield from _cell(cell)


def cell_size(cell: dict[str, Any]) -> int:
    """How many characters a cell adds to its table."""
    return size(str(cell.get("text", ""))) or sum(
        size(node["text"]) for node in _nodes(cell) if isinstance(node.get("text"), str)
    )


def _cell(cell: dict[str, Any]) -> Found:
    kind = cell.get("type")
    if kind in ("raw_text", "raw_number"):
        if not str(cell.get("text", "")).strip():
            yield "table: an empty cell"
        if kind == "raw_number" and not _finite(cell.get("value")):
            yield "table: a number that is none"
    elif kind == "action_cell":
        yield from _element(cell["element"])
    elif kind != "rich_text":
        yield f"table: no such cell as {kind}"


def _finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _chart(block: Block) -> Found:
    yield from _text("chart.title", block.get("title"))
    chart = block["chart"]
    yield from _pie(chart) if chart.get("type") == "pie" else _plot(chart)


def _pie(chart: dict[str, Any]) -> Found:
    yield from _within("chart.segments", len(chart["segments"]))
    for segment in chart["segments"]:
        yield from _text("chart.label", segment["label"])
        if not _finite(segment["value"]) or segment["value"] <= 0:
            yield "chart: a segment that is not more than 0"


def _plot(chart: dict[str, Any]) -> Found:
    if chart.get("type") not in ("bar", "area", "line"):
        yield f"chart: no such kind as {chart.get('type')}"
    labels, names = chart["axis_config"]["categories"], [s["name"] for s in chart["series"]]
    yield from _within("chart.points", len(labels))
    yield from _within("chart.series", len(names))
    for label in (*labels, *names):
        yield from _text("chart.label", label)
    if len(set(labels)) < len(labels) or len(set(names)) < len(names):
        yield "chart: a label twice"
    for axis in ("x_label", "y_label"):
        yield from _over("chart.axis", size(chart["axis_config"].get(axis, "")))
    for series in chart["series"]:
        if [point["label"] for point in series["data"]] != labels:
            yield "chart: a series without exactly one point for each label"
        if not all(_finite(point["value"]) for point in series["data"]):
            yield "chart: a number that is none"


CHECKS: dict[str, Callable[[Block], Found]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "context_actions": lambda block: _within("context_actions.elements", len(block["elements"])),
    "actions": _elements("actions.elements"),
    "divider": lambda _: iter(()),
    "image": _image,
    "markdown": _markdown,
    "rich_text": _rich,
    "data_table": _table,
    "data_visualization": _chart,
}

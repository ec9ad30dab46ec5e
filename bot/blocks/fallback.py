"""The same message for a workspace that refuses its blocks (`invalid_blocks`): text alone.

The numbers are those of the blocks, since they are read from them: a chart becomes a sparkline, a
table columns of equal width. Buttons go.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bot.blocks.bounds import keep, size
from bot.blocks.clean import inert, shorten
from bot.blocks.figures import counted
from bot.blocks.limits import cut
from bot.blocks.message import Block, Message

BARS = "▁▂▃▄▅▆▇█"
FENCE = "```"
WIDEST = 28  # letters of a label

Json = dict[str, Any]


def text_only(message: Message) -> Message:
    """The message without blocks; where it has none, or none that can be said, its own text."""
    pieces = [piece for block in message.blocks for piece in _said(block)]
    return Message(_joined(pieces, keep("message.text")) if pieces else message.text)


def _joined(pieces: Sequence[str], room: int) -> str:
    """All pieces, the tables shortened by rows until the whole fits."""
    fixed = sum(size(piece) + 1 for piece in pieces if not piece.startswith(FENCE))
    fenced = [piece for piece in pieces if piece.startswith(FENCE)]
    each = max(0, room - fixed) // len(fenced) if fenced else 0
    fitting = [_shortened(p, each) if p.startswith(FENCE) else p for p in pieces]
    return cut("\n".join(fitting), room)


def _shortened(table: str, room: int) -> str:
    lines = table.split("\n")
    while len(lines) > 4 and size("\n".join(lines)) > room - 40:  # noqa: PLR2004 (fences, header, a row)
        lines.pop(-2)
    gone = table.count("\n") + 1 - len(lines)
    return "\n".join(lines) + (f"\nand {counted(gone)} more rows, not shown here" if gone else "")


def _said(block: Block) -> Iterator[str]:
    yield from SAID.get(str(block.get("type")), _nothing)(block)


def _nothing(_: Block) -> Iterator[str]:
    yield from ()


def _header(block: Block) -> Iterator[str]:
    yield f"*{inert(block['text']['text'])}*"


def _section(block: Block) -> Iterator[str]:
    for value in (block.get("text"), *block.get("fields", ())):
        if value:
            yield _object(value)


def _context(block: Block) -> Iterator[str]:
    for element in block["elements"]:
        if "text" in element:
            yield _object(element)


def _object(value: Json) -> str:
    text = str(value["text"])
    return text if value["type"] == "mrkdwn" else "\n".join(map(inert, text.split("\n")))


def _rich(block: Block) -> Iterator[str]:
    for part in block["elements"]:
        if part["type"] == "rich_text_list":
            yield from (f"• {_runs(item)}" for item in part["elements"])
        else:
            yield _runs(part)


def _runs(part: Json) -> str:
    return inert("".join(str(run.get("text", "")) for run in part["elements"]))


def _chart(block: Block) -> Iterator[str]:
    """A title, and for each series its bars from the lowest to the highest of all."""
    series = block["chart"].get("series", ())
    highest = max((abs(point["value"]) for one in series for point in one["data"]), default=0)
    labels = block["chart"].get("axis_config", {}).get("categories") or [""]
    yield inert(f"{block['title']}, {labels[0]} to {labels[-1]}")
    for one in series:
        bars = "".join(_bar(point["value"], highest) for point in one["data"])
        yield f"{bars}  {inert(str(one['name']))}"


def _bar(value: float, highest: float) -> str:
    return BARS[round(max(0.0, value) / highest * (len(BARS) - 1))] if highest else BARS[0]


def _table(block: Block) -> Iterator[str]:
    """Everything but the buttons, and what stands over them."""
    columns = [
        column
        for column in zip(*block["rows"], strict=True)
        if all(cell["type"] != "action_cell" for cell in column)
    ]
    rows = [_cells(row) for row in zip(*columns, strict=True)]
    numeric = [all(cell["type"] == "raw_number" for cell in column[1:]) for column in columns]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = (_row(row, widths, numeric) for row in rows)
    yield "\n".join((FENCE, *lines, FENCE))


def _row(row: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    cells = (_padded(*cell) for cell in zip(row, widths, numeric, strict=True))
    return inert("  ".join(cells).rstrip())


def _cells(row: Sequence[Json]) -> list[str]:
    """The texts of a row; a label may be cut, a number never."""
    label, *others = (str(cell["text"]) for cell in row)
    return [shorten(label, WIDEST), *others]


def _padded(text: str, width: int, right: bool) -> str:  # noqa: FBT001 (one of three columns of a table)
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _width(text: str) -> int:
    """How many columns of a fixed-width font a text takes."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


SAID: dict[str, Callable[[Block], Iterator[str]]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "rich_text": _rich,
    "data_visualization": _chart,
    "data_table": _table,
}

"""The rows of an answer as a table that Slack sorts, filters and pages.

Numbers stand in cells of their own, so that no label can pass for one. At most five columns: a
phone shows that; what is left out stands in the line under the headline.
https://docs.slack.dev/reference/block-kit/blocks/data-table-block
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate
from math import isfinite
from typing import Any

from bot.answer.model import Amounts, Answer, Part
from bot.blocks.bounds import keep
from bot.blocks.clean import plain, shorten
from bot.blocks.figures import (
    EXACT,
    RATIO,
    ZERO,
    cell,
    change,
    counted,
    figure,
    share,
    unit,
)
from bot.blocks.message import Block
from bot.blocks.refusals import cell_size
from bot.blocks.shapes import number, words
from bot.blocks.span import long_day, span, span_beside
from bot.question.model import Dimension

COLUMNS = 5
PAGE = 5
LABEL = 60  # characters of a label; cut in the middle beyond that

NOUNS: dict[Dimension, str] = {
    Dimension.TAG: "tag",
    Dimension.TAG_SET: "tags together",
    Dimension.KEY: "key",
    Dimension.ENDPOINT: "endpoint",
    Dimension.METHOD: "method",
    Dimension.MODEL: "model",
    Dimension.DEPLOYMENT: "deployment",
    Dimension.FEATURE: "feature",
    Dimension.LINE_ITEM: "line item",
    Dimension.DAY: "day",
    Dimension.PROJECT: "project",
}

Cell = dict[str, Any]
RowButton = Callable[[int, Part], Cell | None]  # place in the answer's parts, part → a button


@dataclass(frozen=True, slots=True)
class Line:
    """A row to draw; `previous` is None where there was no such row then, unless not `known`."""

    label: str
    values: Amounts
    share: Decimal | None
    previous: Amounts | None
    place: int | None = None  # in the answer's parts
    known: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what stands over it, and its cell of a line."""

    header: str
    cell: Callable[[Line], Cell]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The table, and how many rows of the answer are not in it in any form."""

    block: Block | None
    missing: int = 0


def dimension_noun(answer: Answer) -> str:
    """What the rows are: "tag", "tag and key"."""
    return " and ".join(NOUNS[dimension] for dimension in answer.question.group_by)


def table(answer: Answer, row_button: RowButton | None = None) -> Drawn:
    """The answer's rows, as many as fit, the rest as one row where they can be added up."""
    if not answer.parts:
        return Drawn(None)
    columns = _columns(answer, row_button)
    wanted = [*enumerate(answer.parts)][:: -1 if in_time(answer) else 1]  # the latest days most
    lines = [_line(answer, place, part) for place, part in wanted[: keep("table.rows") - 2]]
    rows = [[column.cell(line) for column in columns] for line in lines]
    fitting = _fitting(rows)
    folded = [part.values for _, part in wanted[fitting:]]
    rest = _rest(answer, lines[:fitting], folded)
    body = rows[:fitting] + ([] if rest is None else [[column.cell(rest) for column in columns]])
    missing = len(folded) + answer.other.count if rest is None else 0
    header = [words(column.header) for column in columns]
    return Drawn(_block(answer, [header, *body[:: -1 if in_time(answer) else 1]]), missing)


def in_time(answer: Answer) -> bool:
    """Whether the rows are days, oldest first."""
    return answer.question.group_by == (Dimension.DAY,) and answer.question.top is None


def _block(answer: Answer, rows: list[list[Cell]]) -> Block:
    caption = f"{unit(answer.lead).header} by {dimension_noun(answer)}, {span(answer.period)}"
    return {
        "type": "data_table",
        "caption": caption,
        "page_size": PAGE,
        "row_header_column_index": 0,
        "rows": rows,
    }


def _fitting(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows fit, with room for the header and the rest."""
    sizes = accumulate(sum(map(cell_size, row)) for row in rows)
    return sum(size <= keep("table.characters") - 1_000 for size in sizes)


def _columns(answer: Answer, row_button: RowButton | None) -> list[Column]:
    lead, *others = answer.columns
    found = [Column(_header(answer), lambda line: words(line.label)), _amount(lead)]
    found.append(Column("Share", _share))
    if answer.compare is not None:
        before = span_beside(answer.compare.period, answer.period)
        found.append(Column(f"vs {before}", _change(lead)))
    more = _others(others, COLUMNS - len(found))
    between = [] if row_button is None else [_button(answer, row_button)]  # within a phone's reach
    return [*found, *between, *more]


def _others(columns: Sequence[str], room: int) -> list[Column]:
    """The other columns; where there is no room for all, the last one says what is left in words."""
    if len(columns) <= room:
        return [_amount(column) for column in columns]
    first, left = columns[: room - 1], columns[room - 1 :]
    return [*(_amount(column) for column in first), _also(left)]


def _also(columns: Sequence[str]) -> Column:
    """Whatever else a row used, each in its own unit, in full."""

    def draw(line: Line) -> Cell:
        used = [column for column in columns if line.values.get(column)]
        return words(" · ".join(figure(line.values[c], c) for c in used) or "—")

    return Column("Also", draw)


def _header(answer: Answer) -> str:
    return dimension_noun(answer).capitalize() or "Row"


def _amount(column: str) -> Column:
    def draw(line: Line) -> Cell:
        amount = line.values.get(column, ZERO)
        return _number(amount, cell(amount, column))

    return Column(unit(column).header, draw)


def _number(amount: Decimal, text: str) -> Cell:
    """A cell that sorts by the exact amount; one too large for JSON is only shown."""
    value = float(amount)
    return number(value, text) if isfinite(value) else words(text)


def _share(line: Line) -> Cell:
    if line.share is None:
        return words("—")
    lead = next(iter(line.values.values()), ZERO)
    return _number(line.share, share(line.share, lead))


def _change(column: str) -> Callable[[Line], Cell]:
    def draw(line: Line) -> Cell:
        if not line.known:
            return words("—")
        now = line.values.get(column, ZERO)
        before = ZERO if line.previous is None else line.previous.get(column, ZERO)
        return _number(EXACT.subtract(now, before), change(now, before, column))

    return draw


def _button(answer: Answer, row_button: RowButton) -> Column:
    def draw(line: Line) -> Cell:
        made = None if line.place is None else row_button(line.place, answer.parts[line.place])
        if made is None:
            return words("—")
        fallback = words(made["text"]["text"])
        return {"type": "action_cell", "element": made, "fallback": fallback}

    return Column("Look into", draw)


def _line(answer: Answer, place: int, part: Part) -> Line:
    label = shorten(plain(row_label(answer, part)), LABEL)
    return Line(label, part.values, part.share, part.previous, place)


def row_label(answer: Answer, part: Part) -> str:
    """The row's name; its days are said as days, which those of the answer are in ISO."""
    pieces = part.label.split(" · ")
    if len(pieces) != len(part.group):
        return part.label
    return " · ".join(
        _day(answer, str(value)) if dimension == Dimension.DAY and value == piece else piece
        for piece, (dimension, value) in zip(pieces, part.group, strict=True)
    )


def _day(answer: Answer, iso: str) -> str:
    day = date.fromisoformat(iso)
    year = f" {day.year}" if answer.period.first.year != answer.period.last.year else ""
    so_far = " (so far)" if answer.running and day == answer.period.last else ""
    return f"{long_day(day)}{year}{so_far}"


def _rest(answer: Answer, drawn: Sequence[Line], folded: Sequence[Amounts]) -> Line | None:
    """One row for what `top` folded and what does not fit; None where that cannot be added up."""
    count = answer.other.count + len(folded)
    if not count or (answer.overlap and folded) or (answer.other.count and not answer.other.values):
        return None
    values = {column: answer.other.values.get(column, ZERO) for column in answer.columns}
    for more in folded:
        values = {c: EXACT.add(values[c], more.get(c, ZERO)) for c in answer.columns}
    total, lead = answer.total[answer.lead], values[answer.lead]
    return Line(
        label=f"{'earlier' if in_time(answer) else 'other'} ({counted(count)})",
        values=values,
        share=RATIO.divide(lead, total) if total else None,
        previous=_rest_before(answer, drawn),
        known=not answer.overlap,
    )


def _rest_before(answer: Answer, drawn: Sequence[Line]) -> Amounts | None:
    """What the rows that are not drawn came to in the period compared with, where disjoint."""
    if answer.compare is None:
        return None
    before = answer.compare.total.get(answer.lead, ZERO)
    for line in drawn:
        before = EXACT.subtract(before, (line.previous or {}).get(answer.lead, ZERO))
    return {answer.lead: before}

"""Cells become rows: tags are sets, so a cell counts in the row of each of its tags."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import product

from bot.answer.tally import Cell, Tally, Vector, add_up
from bot.books import COLUMNS, EXACT, ZERO, Value
from bot.question.model import UNTAGGED, Dimension

Key = tuple[Value, ...]  # one value for each dimension, as the answer shows it


@dataclass(frozen=True, slots=True)
class Rows:
    """What each row used. `overlap`: some usage stands in more than one row."""

    values: dict[Key, Vector]
    overlap: bool
    cells: Mapping[Cell, Vector]
    dimensions: tuple[Dimension, ...]
    width: int

    def together(self, keys: Iterable[Key]) -> Vector:
        """What these rows come to, usage that stands in several of them counted once."""
        wanted = set(keys)
        hit = (
            v
            for cell, v in self.cells.items()
            if not wanted.isdisjoint(spread(cell, self.dimensions))
        )
        return add_up(hit, self.width)


def rows(tally: Tally, dimensions: Sequence[Dimension]) -> Rows:
    """The rows of an answer by these dimensions; none where nothing was asked to be broken down."""
    width = len(COLUMNS[tally.book])
    values: dict[Key, Vector] = {}
    overlap = False
    if not dimensions:
        return Rows(values, overlap, {}, (), width)
    dims = tuple(dimensions)
    with localcontext(EXACT):
        for cell, vector in tally.cells.items():
            keys = spread(cell, dims)
            overlap = overlap or len(keys) > 1
            for key in keys:
                into = values.setdefault(key, [ZERO] * width)
                for position, amount in enumerate(vector):
                    into[position] += amount
    return Rows(values, overlap, tally.cells, dims, width)


def spread(cell: Cell, dimensions: Sequence[Dimension]) -> list[Key]:
    """The rows in which a cell counts: one for each tag where rows are by tag, else just one."""
    return list(product(*(_SHOWN[d](v) for d, v in zip(dimensions, cell, strict=True))))


def _one(value: Value) -> Sequence[Value]:
    return (value,)


def _each_tag(value: Value) -> Sequence[Value]:
    return (value or (UNTAGGED,)) if isinstance(value, tuple) else (None,)


def _joined(value: Value) -> Sequence[Value]:
    if isinstance(value, tuple):
        return (" + ".join(value) or None,)
    return (value,)


_SHOWN: dict[Dimension, Callable[[Value], Sequence[Value]]] = {
    **dict.fromkeys(Dimension, _one),
    Dimension.TAG: _each_tag,
    Dimension.MODEL: _joined,
}


def amounts(
    vector: Sequence[Decimal], of: Sequence[str], columns: Sequence[str]
) -> dict[str, Decimal]:
    """The chosen columns of a vector whose columns are `of`."""
    return {column: vector[of.index(column)] for column in columns}

"""Figures in columns."""

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """The rows under their head; the first column to the left, all others to the right."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(head))]
    return "\n".join(_line(row, widths) for row in cells) + "\n"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(row, widths, strict=True)
    return f"{first[0]:<{first[1]}}" + "".join(f"  {cell:>{width}}" for cell, width in others)

"""One line of a CSV file. The only place where cells are kept from being taken for formulas."""

import csv
import io
from collections.abc import Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # https://owasp.org/www-community/attacks/CSV_Injection


def line(cells: Sequence[str]) -> str:
    """The cells as a line with its end; none of them is a formula."""
    out = io.StringIO()
    csv.writer(out).writerow([defused(cell) for cell in cells])
    return out.getvalue()


def defused(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers below zero stay numbers."""
    if cell.startswith(FORMULA) and not _number(cell):
        return f"'{cell}"
    return cell


def _number(cell: str) -> bool:
    return cell[1:].replace(".", "", 1).isdigit() and cell[0] in "+-" and cell.isascii()

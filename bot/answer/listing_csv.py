"""A listing as CSV: what it is of and what is known on top, then every row, formulas defused."""

from collections.abc import Iterator

from bot.answer.cells import line
from bot.answer.contract import stamp
from bot.answer.listing import Cell, Listing
from bot.answer.listing_contract import cell

JOINT = "; "  # between several words in one cell


def lines(listing: Listing) -> Iterator[str]:
    """The lines of the file, one at a time, each with its line end."""
    yield from (line([f"# {name}", text]) for name, text in _head(listing))
    yield from (line([f"# {f.heading}", _text(f.value), f.unit]) for f in listing.facts)
    if listing.columns:
        yield line([column.name for column in listing.columns])
    for row in listing.rows:
        yield line([_text(value) for value in row])
    if listing.course:
        yield line(["day", listing.course.unit])
        yield from (line([_text(day), _text(value)]) for day, value in listing.course.days)


def _head(listing: Listing) -> Iterator[tuple[str, str]]:
    """What the rows are of, so that the file explains itself."""
    yield "question", listing.reading
    yield "answer", listing.headline
    if listing.as_of:
        yield "as of", stamp(listing.as_of)
    yield "project", listing.project
    yield "times", "UTC"
    if listing.more is None or listing.more:
        yield "more", "unknown" if listing.more is None else str(listing.more)
    yield from (("note", note) for note in listing.notes)


def _text(value: Cell) -> str:
    spelt = cell(value)
    return JOINT.join(spelt) if isinstance(spelt, list) else spelt or ""

"""Facts about one thing, or a table of several: a key, the keys, the log, the balance and the like."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from bot.answer.listing import Cell, Column, Fact, Listing
from bot.blocks.bounds import keep
from bot.blocks.chart import over_days
from bot.blocks.clean import clip, inert, plain, shorten
from bot.blocks.figures import ENGLISH, Notation, brief, cell
from bot.blocks.limits import fit
from bot.blocks.message import Block, Message
from bot.blocks.proof import SOURCES
from bot.blocks.refusals import cell_size
from bot.blocks.shapes import (
    Json,
    button,
    buttons,
    context,
    header,
    number,
    paragraph,
    rich,
    run,
    section,
    verbatim,
    words,
)
from bot.blocks.span import long_day, moment
from bot.books import COLUMNS

PAGE = 5
WIDEST = 6  # what a screen has room for; the CSV has all
LABEL = 60  # characters of a cell, cut in the middle beyond that
FOLLOW = 5
NOTHING = "—"
RECENT = timedelta(days=2)  # moments nearer than that are said to the minute
PRIVATE = "only you can see this"
AMOUNTS = frozenset(column for columns in COLUMNS.values() for column in columns)
COUNTED: dict[str, str] = {"seconds": "s", "days": "days"}


def listing_card(
    listing: Listing, *, now: datetime, actions: Sequence[Block] = (), notation: Notation = ENGLISH
) -> Message:
    """The listing as a message; `actions` are blocks to put under it."""
    blocks = tuple(_blocks(listing, now, notation))
    return fit(Message(inert(spoken(listing, now, notation)), (*blocks, *actions)))


def _blocks(listing: Listing, now: datetime, notation: Notation) -> Iterator[Block]:
    if listing.reading:
        yield context(verbatim(plain(listing.reading)))
    yield header(clip(plain(listing.title), keep("header.text")), level=1)
    yield section(verbatim(plain(listing.headline)))
    if listing.facts:
        yield rich(_facts(listing.facts, now, notation))
    course = listing.course
    drawn = over_days(course.heading, course.unit, course.days) if course else None
    if drawn:
        yield drawn
    if listing.rows:
        yield _table(listing, now, notation)
    if remarks := [plain(note) for note in (*_more(listing), *listing.notes)]:
        yield context(*map(verbatim, remarks))
    yield context(verbatim(" · ".join(proof(listing, now))))
    if listing.follow:
        asks = enumerate(listing.follow[:FOLLOW])
        yield buttons([button(plain(said), f"ask:{n}", ask) for n, (said, ask) in asks])


def _facts(facts: Sequence[Fact], now: datetime, notation: Notation) -> Json:
    """A line for each fact."""
    runs = [
        piece
        for fact in facts
        for piece in (
            run(f"{plain(fact.heading)}  ", bold=True),
            run(f"{said(fact.value, fact.unit, now, notation)}\n"),
        )
    ]
    return paragraph(*runs)


def _table(listing: Listing, now: datetime, notation: Notation) -> Block:
    columns = listing.columns[:WIDEST]
    head = [words(plain(column.heading)) for column in columns]
    rows = [head]
    room = keep("table.characters") - sum(map(cell_size, head))
    for row in listing.rows[: keep("table.rows") - 1]:
        drawn = [
            _cell(value, column, now, notation) for value, column in zip(row, columns, strict=False)
        ]
        room -= sum(map(cell_size, drawn))
        if room < 0:
            break
        rows.append(drawn)
    return {
        "type": "data_table",
        "caption": plain(listing.title),
        "page_size": PAGE,
        "row_header_column_index": 0,
        "rows": rows,
    }


def _cell(value: Cell, column: Column, now: datetime, notation: Notation) -> Json:
    text = shorten(cell_text(value, column, now, notation), LABEL)
    return number(float(value), text) if isinstance(value, Decimal) else words(text)


def cell_text(value: Cell, column: Column, now: datetime, notation: Notation = ENGLISH) -> str:
    """One value in a table, whose heading says the unit."""
    if isinstance(value, Decimal) and column.unit in {*AMOUNTS, "balance"}:
        return cell(value, "hours" if column.unit == "balance" else column.unit, notation)
    return said(value, column.unit, now, notation)


def said(value: Cell, unit: str, now: datetime, notation: Notation = ENGLISH) -> str:
    """One value for a person, with its unit where its column does not say it."""
    if value is None or value in ("", ()):
        return NOTHING
    if isinstance(value, Decimal):
        return _amount(value, unit, notation)
    if isinstance(value, tuple):
        return ", ".join(map(plain, value))
    if isinstance(value, datetime):
        recent = abs(now - value) < RECENT
        return moment(value, now) if recent else f"{value:%-d %b %Y}"
    if isinstance(value, date):
        return f"{long_day(value)} {value.year}"
    return plain(value)


def _amount(value: Decimal, unit: str, notation: Notation) -> str:
    if unit in AMOUNTS:
        return cell(value, unit, notation) if unit == "cost" else brief(value, unit, notation)
    text = cell(value, "requests" if value == value.to_integral_value() else "hours", notation)
    return f"{text} {COUNTED.get(unit, '')}".strip()


def _more(listing: Listing) -> list[str]:
    if listing.more is None:
        return ["There may be more; not all were read."]
    return [f"And {listing.more:,} more."] if listing.more else []


def proof(listing: Listing, now: datetime) -> Iterator[str]:
    """When and where it was read, and who sees it."""
    if listing.as_of is not None:
        source = "out of date" if listing.stale else SOURCES[listing.source]
        yield f"as of {moment(listing.as_of, now)}, {source}"
    if listing.project:
        yield f"project {plain(listing.project)}"
    if listing.private:
        yield PRIVATE


def spoken(listing: Listing, now: datetime, notation: Notation) -> str:
    """The whole in sentences, for phones and screen readers: the answer, facts, the first rows."""
    facts = [f"{f.heading}: {said(f.value, f.unit, now, notation)}." for f in listing.facts]
    rows = [_row(listing, row, now, notation) for row in listing.rows[:PAGE]]
    pieces = [f"{listing.title}. {listing.headline}", *facts, *rows, *_more(listing)]
    return " ".join([*map(plain, pieces), *(f"{piece}." for piece in proof(listing, now))])


def _row(listing: Listing, row: Sequence[Cell], now: datetime, notation: Notation) -> str:
    first, *others = (
        said(value, column.unit, now, notation)
        for value, column in zip(row, listing.columns, strict=True)
    )
    named = [
        f"{column.heading.lower()} {value}"
        for column, value in zip(listing.columns[1:], others, strict=True)
        if value != NOTHING
    ]
    return f"{first}: {', '.join(named)}." if named else f"{first}."

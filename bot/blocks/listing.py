"""Facts about one thing, or a table of several: a key, the keys, the log, the balance and the like."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

from bot.answer.listing import Cell, Column, Fact, Listing
from bot.blocks.bounds import keep
from bot.blocks.chart import over_days
from bot.blocks.clean import clip, inert, plain, shorten
from bot.blocks.figures import brief, cell, counted, unit
from bot.blocks.limits import fit
from bot.blocks.message import Block, Message
from bot.blocks.proof import SOURCES
from bot.blocks.refusals import cell_size
from bot.blocks.shapes import (
    Json,
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
BUTTON = 3  # columns before a row's button: within a phone's reach
NOTHING = "—"
RECENT = timedelta(days=2)  # moments nearer than that are said to the minute
PRIVATE = "only you can see this"
AMOUNTS = frozenset(column for columns in COLUMNS.values() for column in columns)
RowButton = Callable[[int, str], Json | None]  # place of a row, what it is called → a button
COUNTED: dict[str, str] = {"seconds": "s", "days": "days"}


def listing_card(
    listing: Listing,
    *,
    now: datetime,
    actions: Sequence[Block] = (),
    row_button: RowButton | None = None,
) -> Message:
    """The listing as a message; `actions` are blocks to put under it, `row_button` one in each row."""
    blocks = tuple(_blocks(listing, now, row_button))
    return fit(Message(inert(spoken(listing, now)), (*blocks, *actions)))


def _blocks(listing: Listing, now: datetime, row_button: RowButton | None) -> Iterator[Block]:
    if listing.reading:
        yield context(verbatim(plain(listing.reading)))
    yield header(clip(plain(listing.title), keep("header.text")), level=1)
    yield section(verbatim(plain(listing.headline)))
    if listing.facts:
        yield rich(_facts(listing.facts, now))
    course = listing.course
    drawn = over_days(course.heading, course.unit, course.days) if course else None
    if drawn:
        yield drawn
    if listing.rows:
        yield _table(listing, now, row_button)
    if remarks := [plain(note) for note in (*_more(listing), *listing.notes)]:
        yield context(*map(verbatim, remarks))
    yield context(verbatim(" · ".join(proof(listing, now))))


def _facts(facts: Sequence[Fact], now: datetime) -> Json:
    """A line for each fact, and one for amounts of the same days."""
    runs: list[Json] = []
    for together, group in groupby(facts, key=_days_of):
        alike = [*group]
        if together and len(alike) > 1:
            line = " · ".join(said(fact.value, fact.unit, now) for fact in alike)
            runs += _line(together, line)
        else:
            for fact in alike:
                runs += _line(fact.heading, _fact(fact, now))
    return paragraph(*runs)


def _line(heading: str, text: str) -> tuple[Json, Json]:
    return run(f"{plain(heading)}  ", bold=True), run(f"{text}\n")


def _days_of(fact: Fact) -> str:
    """In the last 30 days, of "Hours in the last 30 days"; empty where it says no days."""
    if fact.unit not in AMOUNTS:
        return ""
    head = f"{unit(fact.unit).header} "
    days = fact.heading.removeprefix(head)
    return days.capitalize() if fact.heading.startswith(head) else ""


def _fact(fact: Fact, now: datetime) -> str:
    """Its value; without the unit where the heading is that: Requests 29,674."""
    if fact.unit in AMOUNTS and unit(fact.unit).header == fact.heading:
        return cell_text(fact.value, Column(fact.name, fact.heading, fact.unit), now)
    return said(fact.value, fact.unit, now)


def _table(listing: Listing, now: datetime, row_button: RowButton | None) -> Block:
    columns = listing.columns[: WIDEST - (row_button is not None)]
    head = [words(plain(column.heading)) for column in columns]
    rows = [[*head[:BUTTON], words("Look into"), *head[BUTTON:]] if row_button else head]
    room = keep("table.characters") - sum(map(cell_size, rows[0]))
    for place, row in enumerate(listing.rows[: keep("table.rows") - 1]):
        drawn = [_cell(value, column, now) for value, column in zip(row, columns, strict=False)]
        if row_button:
            drawn.insert(BUTTON, _button(row_button(place, cell_text(row[0], columns[0], now))))
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


def _button(made: Json | None) -> Json:
    if made is None:
        return words(NOTHING)
    return {"type": "action_cell", "element": made, "fallback": words(made["text"]["text"])}


def _cell(value: Cell, column: Column, now: datetime) -> Json:
    text = shorten(cell_text(value, column, now), LABEL)
    return number(float(value), text) if isinstance(value, Decimal) else words(text)


def cell_text(value: Cell, column: Column, now: datetime) -> str:
    """One value in a table, whose heading says the unit."""
    if isinstance(value, Decimal) and column.unit in {*AMOUNTS, "balance"}:
        return cell(value, "hours" if column.unit == "balance" else column.unit)
    return said(value, column.unit, now)


def said(value: Cell, unit: str, now: datetime) -> str:
    """One value for a person, with its unit where its column does not say it."""
    if value is None or value in ("", ()):
        return NOTHING
    if isinstance(value, Decimal):
        return _amount(value, unit)
    if isinstance(value, tuple):
        return ", ".join(map(plain, value))
    if isinstance(value, datetime):
        recent = abs(now - value) < RECENT
        return moment(value, now) if recent else f"{value:%-d %b %Y}"
    if isinstance(value, date):
        return f"{long_day(value)} {value.year}"
    return plain(value)


def _amount(value: Decimal, unit: str) -> str:
    if unit in AMOUNTS:
        return cell(value, unit) if unit == "cost" else brief(value, unit)
    text = cell(value, "requests" if value == value.to_integral_value() else "hours")
    return f"{text} {COUNTED.get(unit, '')}".strip()


def _more(listing: Listing) -> list[str]:
    if listing.more is None:
        return ["There may be more; not all were read."]
    return [f"And {counted(listing.more)} more."] if listing.more else []


def proof(listing: Listing, now: datetime) -> Iterator[str]:
    """When and where it was read, and who sees it."""
    if listing.as_of is not None:
        source = "out of date" if listing.stale else SOURCES[listing.source]
        yield f"as of {moment(listing.as_of, now)}, {source}"
    if listing.project:
        yield f"project {plain(listing.project)}"
    if listing.private:
        yield PRIVATE


def spoken(listing: Listing, now: datetime) -> str:
    """The whole in sentences, for phones and screen readers: the answer, facts, the first rows."""
    facts = [f"{f.heading}: {said(f.value, f.unit, now)}." for f in listing.facts]
    rows = [_row(listing, row, now) for row in listing.rows[:PAGE]]
    pieces = [f"{listing.title}. {listing.headline}", *facts, *rows, *_more(listing)]
    return " ".join([*map(plain, pieces), *(f"{piece}." for piece in proof(listing, now))])


def _row(listing: Listing, row: Sequence[Cell], now: datetime) -> str:
    first, *others = (
        said(value, column.unit, now) for value, column in zip(row, listing.columns, strict=True)
    )
    named = [
        f"{column.heading.lower()} {value}"
        for column, value in zip(listing.columns[1:], others, strict=True)
        if value != NOTHING
    ]
    return f"{first}: {', '.join(named)}." if named else f"{first}."

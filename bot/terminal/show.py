"""An answer in the terminal: a table that a person likes to read, with a bar for each day."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.answer.listing import Listing
from bot.answer.model import Amounts, Answer, Part
from bot.blocks import figures, span
from bot.blocks.ahead import ending, foretold
from bot.blocks.clean import plain
from bot.blocks.listing import cell_text, proof, said
from bot.blocks.spoken import before_nothing, empty, nothing
from bot.clock import Clock
from bot.question.model import Vocabulary

EIGHTHS = " ▁▂▃▄▅▆▇█"
BAR_WIDTH = 8
LABEL_WIDTH = 26
ALSO_WIDTH = 12
CELL_WIDTH = 12  # of an amount, a share or a change, with the space before it
BETWEEN = 2  # spaces between two columns
MOST_ROWS = 50  # beyond these a terminal scrolls; --csv and --json have all


def show(answer: Answer, console: Console, clock: Clock) -> None:
    """Prints an answer as a card."""
    console.print(card(answer, clock, console.width))


def card(answer: Answer, clock: Clock, width: int = 80) -> RenderableType:
    """The card: how the question was read, the total, each day, the rows, the proof."""
    pieces: list[RenderableType] = [Text(plain(answer.reading), style="dim"), _headline(answer)]
    if len(answer.series) > 1 and not empty(answer):
        pieces.append(_sparkline(answer.series, answer.lead))
    if answer.ahead:
        pieces.append(Text(foretold(answer)))
    if answer.parts:
        pieces += [Text(), _table(answer, width)]
    notes = [Text(plain(note), style="yellow") for note in answer.notes]
    return Group(*pieces, Text(), *notes, _footer(answer, clock))


def _headline(answer: Answer) -> Text:
    total = answer.total
    if empty(answer):
        return Text(f"{nothing(answer)} {before_nothing(answer)}".strip(), style="bold")
    so_far = figures.figure(total[answer.lead], answer.lead)
    end = ending(answer)
    text = Text(f"{end}  ({so_far} so far)" if end else so_far, style="bold")
    others = [figures.brief(total[c], c) for c in answer.columns[1:] if total[c]]
    if answer.compare:
        text.append(f"  {_change(total, answer.compare.total, answer.lead)}", style="bold cyan")
        text.append(f" vs {span.span(answer.compare.period)}", style="not bold dim")
    if others:
        text.append(f"\n{' · '.join(others)}", style="not bold default")
    return text


def _change(now: Amounts, before: Amounts, column: str) -> str:
    return figures.change(now[column], before[column], column)


def _sparkline(series: Sequence[tuple[date, Amounts]], column: str) -> Text:
    values = [day[column] for _, day in series]
    top = max(values)
    bars = "".join(_bar(value, top) for value in values)
    first, last = series[0][0], series[-1][0]
    text = Text(f"{span.short_day(first)} ", style="dim")
    text.append(bars, style="green")
    text.append(f" {span.short_day(last)}", style="dim")
    if top:
        peak = series[values.index(top)][0]
        text.append(f"   most on {span.long_day(peak)}: {figures.brief(top, column)}", "dim")
    return text


def _bar(value: Decimal, top: Decimal) -> str:
    """One of eight heights; a day that was used never looks like one that was not."""
    if value <= 0 or not top:
        return "·"
    return EIGHTHS[max(1, int(value * 8 / top))]


def _table(answer: Answer, width: int) -> Table:
    columns = _fitting(answer, width)
    table = Table(box=None, pad_edge=False, header_style="bold dim", show_edge=False)
    heading = " · ".join(d.value.replace("_", " ") for d in answer.question.group_by)
    table.add_column(heading.capitalize(), no_wrap=True, max_width=LABEL_WIDTH)
    for column in columns:
        table.add_column(figures.unit(column).header, justify="right", no_wrap=True)
    table.add_column("Share", justify="right", no_wrap=True, min_width=5)
    if answer.compare:
        table.add_column("Change", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    rows = [*_rows(answer, columns)]
    left = [column for column in answer.columns if column not in columns]
    room = width - _taken(table, rows)
    if left and room >= ALSO_WIDTH:
        table.add_column("Also", no_wrap=True, max_width=room)
    for row in rows:
        table.add_row(*row[: len(table.columns)])
    return table


def _taken(table: Table, rows: Sequence[Sequence[RenderableType]]) -> int:
    """How much of a line the columns so far take, with the spaces behind each."""
    widths = (
        max(cell_len(str(cell)) for cell in (column.header, *(r[n] for r in rows if n < len(r))))
        for n, column in enumerate(table.columns)
    )
    pairs = zip(table.columns, widths, strict=True)
    shown = (max(min(w, c.max_width or w), c.min_width or 0) for c, w in pairs)
    return sum(BETWEEN + each for each in shown)


def _fitting(answer: Answer, width: int) -> tuple[str, ...]:
    """As many columns as a line has room for; the headline has the totals of all."""
    taken = LABEL_WIDTH + BAR_WIDTH + ALSO_WIDTH + CELL_WIDTH * (2 if answer.compare else 1)
    return answer.columns[: max(1, (width - taken) // CELL_WIDTH)]


def _rows(answer: Answer, columns: tuple[str, ...]) -> Iterator[list[RenderableType]]:
    top = max((p.values[answer.lead] for p in answer.parts), default=Decimal(0))
    for part in answer.parts[:MOST_ROWS]:
        yield [
            Text(plain(part.label), overflow="ellipsis"),
            *(figures.cell(part.values[c], c) for c in columns),
            figures.share(part.share, part.values[answer.lead]),
            *([_part_change(part, answer.lead)] if answer.compare else []),
            _meter(part.values[answer.lead], top),
            Text(_also(part, answer, columns), style="dim", overflow="ellipsis"),
        ]
    hidden = len(answer.parts) - MOST_ROWS
    if hidden > 0:
        more = figures.counted(hidden)
        yield [Text(f"and {more} more (--csv has all)", style="dim")]
    if answer.other.count:
        cells = [figures.cell(answer.other.values[c], c) for c in columns]
        yield [f"other ({figures.counted(answer.other.count)})", *cells]


def _also(part: Part, answer: Answer, columns: tuple[str, ...]) -> str:
    """What else a row used, in the units that have no column here."""
    left = [c for c in answer.columns if c not in columns and part.values[c]]
    return " · ".join(figures.brief(part.values[c], c) for c in left)


def _part_change(part: Part, column: str) -> str:
    before = part.previous[column] if part.previous else Decimal(0)
    return figures.change_word(part.values[column], before)


def _meter(value: Decimal, top: Decimal) -> Text:
    length = int(value * BAR_WIDTH / top) if top else 0
    return Text("█" * length or ("▏" if value else ""), style="green")


def _footer(answer: Answer, clock: Clock) -> Text:
    now = clock()
    state = "so far" if answer.running else "complete"
    moving = span.runs(answer.provisional)
    pieces = [
        f"{span.full_span(answer.period)} · UTC days, {state}",
        f"as of {span.moment(answer.as_of, now)}",
        {"cache": "cached", "mixed": "partly cached", "deepgram": "from Deepgram"}[answer.source],
        *([f"{span.span(moving[0])} may still change"] if moving else []),
        *([f"stale: figures are {span.age(answer.as_of, now)} old"] if answer.stale else []),
        *([f"project {plain(answer.project)}"] if answer.project else []),
    ]
    return Text(" · ".join(pieces), style="dim")


def show_listing(listing: Listing, console: Console, clock: Clock) -> None:
    """Prints facts and tables as a card."""
    now = clock()
    if listing.reading:
        console.print(Text(plain(listing.reading), style="dim"))
    console.print(Text(plain(listing.title), style="bold"))
    console.print(Text(plain(listing.headline)))
    facts = Table(box=None, show_header=False, pad_edge=False)
    for fact in listing.facts:
        facts.add_row(
            Text(plain(fact.heading), style="dim"), Text(said(fact.value, fact.unit, now))
        )
    if listing.facts:
        console.print(facts)
    if (course := listing.course) and len(course.days) > 1:
        console.print(Text(f"{plain(course.heading)} by day", style="bold dim"))
        days = [(day, {course.unit: amount}) for day, amount in course.days]
        console.print(_sparkline(days, course.unit))
    if listing.rows:
        console.print(_listed(listing, now, console.width))
    for note in listing.notes:
        console.print(Text(plain(note), style="yellow"))
    console.print(Text(" · ".join(proof(listing, now)), style="dim"))


def _listed(listing: Listing, now: datetime, width: int) -> Table:
    """As much of the table as a line has room for; --csv and --json have all."""
    table = Table(box=None, pad_edge=False, header_style="bold dim", show_edge=False)
    shown = listing.rows[:MOST_ROWS]
    cells = [[cell_text(v, c, now) for v, c in zip(r, listing.columns, strict=True)] for r in shown]
    count = _columns_that_fit(listing, cells, width)
    for column in listing.columns[:count]:
        right = bool(column.unit)
        table.add_column(
            plain(column.heading),
            justify="right" if right else "left",
            no_wrap=True,
            max_width=LABEL_WIDTH,
        )
    for row in cells:
        table.add_row(*(Text(cell, overflow="ellipsis") for cell in row[:count]))
    return table


def _columns_that_fit(listing: Listing, cells: list[list[str]], width: int) -> int:
    widths = [
        min(LABEL_WIDTH, max(len(column.heading), *(len(row[place]) for row in cells))) + BETWEEN
        for place, column in enumerate(listing.columns)
    ]
    room = width + BETWEEN  # nothing follows the last
    fitting = [count for count in range(1, len(widths) + 1) if sum(widths[:count]) <= room]
    return max(fitting, default=1)


def show_help(topic: str | None, vocabulary: Vocabulary, console: Console) -> None:
    """Prints what can be asked, on everything or on one topic."""
    from bot.question.help import examples, help_topics

    for section in help_topics(topic):
        console.print(Text(f"\n{section.title}", style="bold"))
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(style="green", ratio=1)
        table.add_column(ratio=2)
        for typed, meaning in section.rows:
            table.add_row(Text(typed), Text(meaning))
        console.print(table)
    console.print(Text("\nFor example", style="bold"))
    for example in examples(vocabulary):
        console.print(Text(f"  {example}"))

"""Pages become cells: what each combination of the asked-for things used, each usage counted once.

Sums are exact (bot.books.EXACT).
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from functools import partial
from operator import itemgetter

from bot.account import Names
from bot.books import COLUMNS, EXACT, ZERO, Book, Grouping, Page, Value, sums
from bot.plan import FIELD_WIRE, WIRE
from bot.question.model import UNTAGGED, Dimension, Field, Filter, Op
from bot.trouble import Reason, Trouble

Cell = tuple[Value, ...]  # one value for each dimension asked for; tags and models still as sets
Amounts = tuple[Decimal, ...]
AT_ONCE = 20_000  # rows gathered before they are added up, so that they need not all be there
Vector = list[Decimal]  # one amount for each column of the book

_GROUP, _AMOUNTS = itemgetter(0), itemgetter(1)  # of a row


@dataclass(frozen=True, slots=True)
class Sheet:
    """The pages of one query, with what is true of all of its rows.

    `fixed` holds the values that the query was filtered by when a question was split. A grouping
    that stands in neither was not asked for, or is unknown for these rows (`unsplit`). `keep` are
    the filters that its rows are still to be held against.
    """

    project: str
    pages: Sequence[Page]
    grouping: tuple[Grouping, ...]
    fixed: Mapping[Grouping, Value] = field(default_factory=dict)
    unsplit: bool = False
    keep: Sequence[Filter] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What was used: by cell, and by day. Cells are disjoint, so they add up to the total."""

    book: Book
    cells: dict[Cell, Vector]
    series: dict[date, Vector]
    unsplit: bool = False

    def total(self) -> Vector:
        """The sum of all cells."""
        return add_up(self.cells.values(), len(COLUMNS[self.book]))


def add_up(vectors: Iterable[Vector], width: int) -> Vector:
    """The exact sum of vectors of the same width."""
    total = [ZERO] * width
    with localcontext(EXACT):
        for vector in vectors:
            _add(total, vector)
    return total


def _add(into: Vector, amounts: Sequence[Decimal]) -> None:
    for position, amount in enumerate(amounts):
        if amount:
            into[position] += amount


def many(sheets: Iterable[Sheet], rows: int) -> bool:
    """Whether there are more rows than that; pages that are unpacked as they are read are many."""
    pages = [sheet.pages for sheet in sheets]
    lazy = any(not isinstance(each, tuple | list) for each in pages)
    return lazy or sum(len(page.rows) for each in pages for page in each) > rows


def tally(
    book: Book,
    sheets: Iterable[Sheet],
    dimensions: Sequence[Dimension],
    names: Mapping[str, Names],
) -> Tally:
    """Adds the rows of all sheets that pass their filters into cells and days."""
    width = len(COLUMNS[book])
    result = Tally(book, {}, {})
    unsplit = False
    with localcontext(EXACT):
        for sheet in sheets:
            lens = _Lens(_look(sheet, dimensions, names), Dimension.DAY in dimensions)
            used = _tally_sheet(result, sheet, lens, width)
            unsplit = unsplit or (used and sheet.unsplit)
    return Tally(book, result.cells, result.series, unsplit)


def _tally_sheet(result: Tally, sheet: Sheet, lens: "_Lens", width: int) -> bool:
    """Adds one sheet; True where any of its rows counted."""
    used = False
    held = 0
    for page in sheet.pages:
        counted = _sorted(page, lens.on(page.day))
        day = result.series.setdefault(page.day, [ZERO] * width)
        if counted == len(page.rows):
            _add(day, page.totals)  # known, where the page was looked at before
        else:
            _add_up(day, lens.meant(page))
        used, held = used or bool(counted), held + counted
        if held > AT_ONCE:
            _settle(result, lens, width)
            held = 0
    _settle(result, lens, width)
    return used


def _sorted(page: Page, waiting: "_Waiting") -> int:
    """Puts each row beside those of its cell; how many were not left out."""
    already = len(waiting.left_out)
    # Spelt so that no Python code runs for each of perhaps 200,000 rows.
    beside = map(waiting.__getitem__, map(_GROUP, page.rows))
    deque(map(list.append, beside, map(_AMOUNTS, page.rows)), maxlen=0)
    return len(page.rows) - len(waiting.left_out) + already


def _settle(result: Tally, lens: "_Lens", width: int) -> None:
    for cell, vectors in lens.waiting():
        _add_up(result.cells.setdefault(cell, [ZERO] * width), vectors)


def _add_up(into: Vector, vectors: Sequence[Amounts]) -> None:
    """Adds them column by column, which is several times as quick as row by row."""
    _add(into, sums(vectors))


class _Waiting(dict[Cell, list[Amounts]]):
    """Where a group's rows wait to be added up, each group looked up once."""

    def __init__(
        self, cell: Callable[[Cell], Cell | None], cells: dict[Cell, list[Amounts]]
    ) -> None:
        super().__init__()
        self.left_out: list[Amounts] = []
        self._cell = cell
        self._cells = cells

    def __missing__(self, group: Cell) -> list[Amounts]:
        cell = self._cell(group)
        found = self[group] = self.left_out if cell is None else self._cells[cell]
        return found


@dataclass(slots=True)
class _Lens:
    """How a row's group becomes a cell; the same one on all days unless cells are by day."""

    look: Callable[[Cell, date], Cell | None]
    daily: bool
    cells: defaultdict[Cell, list[Amounts]] = field(default_factory=lambda: defaultdict(list))
    groups: _Waiting | None = None

    def on(self, day: date) -> _Waiting:
        """Where the rows of that day wait."""
        if self.groups is None or self.daily:
            self.groups = _Waiting(partial(self._of, day), self.cells)
        return self.groups

    def meant(self, page: Page) -> list[Amounts]:
        """The amounts of that page's rows that are not left out."""
        waiting = self.on(page.day)
        out = waiting.left_out
        return [amounts for group, amounts in page.rows if waiting[group] is not out]

    def waiting(self) -> Iterator[tuple[Cell, list[Amounts]]]:
        """The rows that wait, by cell; once given, they do not any more."""
        for cell, vectors in self.cells.items():
            if vectors:
                yield cell, vectors
                vectors.clear()
        if self.groups is not None:
            self.groups.left_out.clear()
        if self.daily:  # a day's cells take no rows of the next
            self.cells.clear()

    def _of(self, day: date, group: Cell) -> Cell | None:
        return self.look(group, day)


def _look(
    sheet: Sheet,
    dimensions: Sequence[Dimension],
    names: Mapping[str, Names],
) -> Callable[[Cell, date], Cell | None]:
    """How a row's group becomes a cell, or None where a filter leaves it out."""
    known = names.get(sheet.project)
    memo: dict[Cell, dict[Grouping, Value] | None] = {}
    parts = tuple(dimensions)

    def look(group: Cell) -> dict[Grouping, Value] | None:
        values = {**sheet.fixed, **dict(zip(sheet.grouping, group, strict=True))}
        values = {g: canonical(g, v, known) for g, v in values.items()}
        return values if passes(sheet.keep, values) else None

    def cell(group: Cell, day: date) -> Cell | None:
        values = memo[group] if group in memo else memo.setdefault(group, look(group))
        if values is None:
            return None
        return tuple(_value(d, values, day, sheet.project) for d in parts)

    return cell


def _value(
    dimension: Dimension, values: Mapping[Grouping, Value], day: date, project: str
) -> Value:
    if dimension is Dimension.DAY:
        return day.isoformat()
    if dimension is Dimension.PROJECT:
        return project
    return values.get(WIRE[dimension])


def canonical(grouping: Grouping, value: Value, names: Names | None) -> Value:
    """Models by their canonical names, those that share one once; everything else as it is."""
    if grouping is not Grouping.MODELS or not isinstance(value, tuple):
        return value
    known = names.models if names else {}
    return tuple(sorted({known[v].name if v in known else v for v in value}))


def passes(keep: Sequence[Filter], values: Mapping[Grouping, Value]) -> bool:
    """Whether a row with these values is meant by every filter.

    Trouble where that hangs on something that Deepgram cannot tell of this row.
    """
    told = [f for f in keep if FIELD_WIRE[f.field] in values]
    if not all(_passes(each, values[FIELD_WIRE[each.field]]) for each in told):
        return False
    untold = next((f for f in keep if f not in told), None)
    if untold is None:
        return True
    field = untold.field.value
    raise Trouble(
        Reason.CANNOT_SPLIT,
        {
            "why": f"Some of this usage cannot be told apart by {field}.",
            "instead": f"the same without the filter on {field}.",
        },
    )


def _passes(each: Filter, value: Value) -> bool:
    held = _members(each.field, value)
    hits = [wanted in held for wanted in each.values]
    if each.op is Op.ANY:
        return any(hits)
    if each.op is Op.ALL:
        return all(hits)
    return not any(hits)


def _members(of: Field, value: Value) -> frozenset[str]:
    if isinstance(value, tuple):
        return frozenset(value or ((UNTAGGED,) if of is Field.TAG else ()))
    return frozenset() if value is None else frozenset({value})

"""The two breakdowns: a Query and a span of days to a call, and its body to pages.

Shape of the bodies: https://developers.deepgram.com/reference/manage/usage/breakdown/get and
https://developers.deepgram.com/reference/manage/billing/breakdown/get
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from bot.books import Book, Grouping, Page, Query, Row, Value
from bot.deepgram import calls, strict
from bot.deepgram.calls import Call
from bot.deepgram.naming import PREFIX
from bot.deepgram.strict import Object, refuse
from bot.trouble import Reason, Trouble


def _dollars(value: object, name: str) -> Decimal:
    """Dollars; a project with a contract may have none, which is not 0."""
    if value is None:
        refuse("no dollars, as a project with a contract has none")
    return strict.amount(value, name)


# How Deepgram spells the columns of bot.books.COLUMNS, and how each is read.
COLUMNS = MappingProxyType(
    {
        Book.USAGE: {
            "hours": strict.amount,
            "total_hours": strict.amount,
            "agent_hours": strict.amount,
            "requests": strict.count,
            "tts_characters": strict.amount,
            "tokens_in": strict.amount,
            "tokens_out": strict.amount,
        },
        Book.BILLING: {"dollars": _dollars},
    }
)

GROUPINGS = MappingProxyType(
    {
        Book.USAGE: frozenset(Grouping) - {Grouping.LINE_ITEM},
        Book.BILLING: frozenset(
            {Grouping.ACCESSOR, Grouping.DEPLOYMENT, Grouping.LINE_ITEM, Grouping.TAGS}
        ),
    }
)
MOST_GROUPINGS = MappingProxyType({Book.USAGE: 1, Book.BILLING: 4})

_SCOPE = {Book.USAGE: "usage:read", Book.BILLING: "billing:read"}
_KNOWN = frozenset({"start", "end", *Grouping})


def breakdown(project_id: str, query: Query, first: date, last: date) -> Call:
    """The call that asks for a query's days from first to last, both included.

    Several groupings are a repeated parameter, as Deepgram's own SDKs send them. Raises Trouble
    where Deepgram has no such grouping or filter.
    """
    book, grouping = query.book, query.grouping
    allowed = GROUPINGS[book].issuperset(grouping) and len(set(grouping)) == len(grouping)
    if not allowed or len(grouping) > MOST_GROUPINGS[book]:
        raise Trouble(Reason.QUERY_REFUSED)
    groupings = tuple(("grouping", each.value) for each in grouping)
    params = calls.span(first, last) + groupings + calls.filters(book.value, query.filters)
    path = f"{calls.project_path(project_id)}/{book.value}/breakdown"
    return Call(book.value, path, _SCOPE[book], params)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a body has to answer: the query, its days (both included), and when it was read."""

    query: Query
    first: date
    last: date
    read_at: datetime


def pages(body: bytes, asked: Asked) -> tuple[Page, ...]:
    """A page for each day asked for, oldest first, quiet days included. Raises Trouble.

    A row belongs to the day that it names itself; rows of other days are left out.
    """
    days = {day.isoformat(): _Day(day) for day in _days(asked.first, asked.last)}
    rows = _results(body)
    read = _Reader(asked.query, days, marked=_marked(rows))
    for row in rows:
        read.row(row)
    return tuple(Page(each.date, each.rows(), asked.read_at) for each in days.values())


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _results(body: bytes) -> list[object]:
    # The echo of start and end is not read: each row names its own day.
    answer = strict.object_of(strict.decode(body), "the answer")
    resolution = strict.object_of(answer.get("resolution"), "resolution")
    steps = strict.count(resolution.get("amount"), "resolution.amount")
    if resolution.get("units") != "day" or steps != 1:
        refuse("resolution is not one day")
    return strict.list_of(answer.get("results"), "results")


_Group = tuple[Value, ...]
_Spelled = tuple[object, ...]  # a group as the body spells it, its lists as tuples
_Amounts = tuple[Decimal, ...]
_MISSING = object()


class _Day:
    """The rows of one day so far, and how each one's group was spelled."""

    __slots__ = ("amounts", "date", "spelled")

    def __init__(self, day: date) -> None:
        self.date = day
        self.amounts: dict[_Group, _Amounts] = {}
        self.spelled: dict[_Group, _Spelled] = {}

    def add(self, group: _Group, spelled: _Spelled, amounts: _Amounts) -> None:
        """Take a row in; one that means the same group, spelled otherwise, is added to it.

        Spelled alike, two rows contradict "one row for each day and value": whether one holds or
        both do cannot be told.
        """
        before = self.amounts.get(group)
        if before is not None:
            if self.spelled[group] == spelled:
                refuse("two rows for one day and value")
            amounts = tuple(map(strict.EXACT.add, before, amounts))
        self.amounts[group] = amounts
        self.spelled[group] = spelled

    def rows(self) -> tuple[Row, ...]:
        """The day's rows in an order that does not depend on the body's."""
        rows = [Row(group, amounts) for group, amounts in self.amounts.items()]
        rows.sort(key=_order)
        return tuple(rows)


def _order(row: Row) -> list[str | tuple[str, ...]]:
    return ["" if value is None else value for value in row.group]


class _Reader:
    """Puts rows into days; it remembers groups, for the same ones come back every day."""

    __slots__ = ("_columns", "_days", "_groups", "_names", "_readers")

    def __init__(self, query: Query, days: dict[str, _Day], *, marked: bool) -> None:
        self._days = days
        self._columns = COLUMNS[query.book].items()
        self._names = [each.value for each in query.grouping]
        readers = {**READERS, Grouping.TAGS: _unmarked} if marked else READERS
        self._readers = [readers[each] for each in query.grouping]
        self._groups: dict[_Spelled, tuple[_Spelled, _Group]] = {}

    def row(self, row: object) -> None:
        """Put one row where it belongs."""
        if type(row) is not dict:
            refuse("a row is not an object")
        grouping = row.get("grouping")
        if type(grouping) is not dict:
            refuse("grouping is not an object")
        day = self._day(grouping)
        if day is not None:
            spelled, group = self._group(grouping)
            amounts = tuple([read(row.get(name), name) for name, read in self._columns])
            day.add(group, spelled, amounts)

    def _day(self, grouping: Object) -> _Day | None:
        start, end = grouping.get("start"), grouping.get("end")
        if type(start) is not str:
            refuse("grouping.start is not a date")
        day = self._days.get(start)
        if day is None or (end is not None and end != start):
            _check_day(start, end)
        return day

    def _group(self, grouping: Object) -> tuple[_Spelled, _Group]:
        spelled = tuple([_spelling(grouping.get(name, _MISSING)) for name in self._names])
        try:
            known = self._groups.get(spelled)
        except TypeError:  # a list or an object where a text is due: it cannot have been met
            known = None
        if known is None:
            pairs = zip(self._readers, self._names, strict=True)
            known = spelled, tuple([read(grouping, name) for read, name in pairs])
            if _MISSING not in spelled:  # what that means depends on the rest of the row
                self._groups[spelled] = known
        return known


def _spelling(value: object) -> object:
    return tuple(value) if type(value) is list else value


def _check_day(start: str, end: object) -> None:
    """Refuse a row that is not of one whole day; its end may be told in or out."""
    first = _date(start, "grouping.start")
    last = first if end is None else _date(end, "grouping.end")
    if (last - first).days not in {0, 1}:
        refuse("a row is not of one day")


def _date(value: object, name: str) -> date:
    written = strict.text(value, name)
    try:
        found = date.fromisoformat(written)
    except ValueError:
        found = None
    if found is None or found.isoformat() != written:
        refuse(f"{name} is not a date")
    return found


def _name(grouping: Object, name: str) -> str | None:
    value = grouping.get(name)
    if value is None and name not in grouping:
        refuse(f"grouping.{name} is missing")
    return strict.text_or_none(value, f"grouping.{name}")


def _tags(grouping: Object, name: str) -> tuple[str, ...]:
    """A tag set; null, [], [null] and no such member all mean untagged.

    A member that is missing beside one that nobody knows was renamed: that is not "untagged".
    """
    value = grouping.get(name)
    if value is None and name not in grouping and not _KNOWN.issuperset(grouping):
        refuse(f"grouping.{name} is missing")
    if value is None or value == [None]:
        return ()
    values = strict.list_of(value, f"grouping.{name}")
    if None in values:
        refuse(f"grouping.{name} has nothing for a tag")
    return _set(values, name)


def _marked(rows: Sequence[object]) -> bool:
    """Whether every tag of the rows is spelled "tag=x", as usage/fields spells them in some versions.

    Among bare tags "tag=x" is a tag of that name.
    """
    tags = (tag for row in rows for tag in _raw_tags(row))
    first = next(tags, None)
    return first is not None and all(map(_has_mark, (first, *tags)))


def _raw_tags(row: object) -> Iterable[object]:
    grouping = row.get("grouping") if isinstance(row, dict) else None
    value = grouping.get(Grouping.TAGS) if isinstance(grouping, dict) else None
    return [tag for tag in value if tag is not None] if isinstance(value, list) else ()


def _has_mark(tag: object) -> bool:
    return isinstance(tag, str) and tag.startswith(PREFIX)


def _unmarked(grouping: Object, name: str) -> tuple[str, ...]:
    """A tag set, each tag without the mark that all of them have."""
    return tuple(sorted({tag.removeprefix(PREFIX) for tag in _tags(grouping, name)}))


def _models(grouping: Object, name: str) -> tuple[str, ...]:
    """A set of models, told as a list (nulls in it mean nothing), one bare string, or null."""
    value = grouping.get(name)
    if type(value) is list:
        return _set(value, name)
    one = _name(grouping, name)
    return () if one is None else (one,)


def _set(values: Sequence[object], name: str) -> tuple[str, ...]:
    return tuple(
        sorted({strict.text(each, f"grouping.{name}") for each in values if each is not None})
    )


READERS: dict[Grouping, Callable[[Object, str], Value]] = {
    **dict.fromkeys(Grouping, _name),
    Grouping.TAGS: _tags,
    Grouping.MODELS: _models,
}

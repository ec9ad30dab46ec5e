"""Runs a plan: from its first query to the pages of the last, side by side."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from bot.account import Names
from bot.answer.tally import Sheet, canonical, passes
from bot.books import Grouping, Page, Query, Reading, Row, Value
from bot.course import part
from bot.plan import FIELD_WIRE, MOST_CALLS, PARAMETER, Plan
from bot.progress import reading
from bot.question.model import Period
from bot.trouble import Reason, Trouble

T = TypeVar("T")


async def side_by_side(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The results of all, in order; the first Trouble ends the others and is raised itself."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each) for each in work]
    except* Trouble as troubles:
        raise _first(troubles) from None
    return [task.result() for task in tasks]


def _first(group: BaseExceptionGroup[Trouble]) -> Trouble:
    each: BaseException = group
    while isinstance(each, BaseExceptionGroup):
        each = each.exceptions[0]
    if isinstance(each, Trouble):
        return each
    raise each


class Shelf(Protocol):
    """Where pages are read: the ledger, or Deepgram itself."""

    async def read(self, query: Query, first: date, last: date, now: datetime) -> Reading:
        """The pages of every day from first to last, both included; raises Trouble."""
        ...


@dataclass(frozen=True, slots=True)
class Gathered:
    """The sheets of one project and period, and the readings that they came from."""

    sheets: tuple[Sheet, ...]
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Gathers the pages of a plan for one project and period."""

    plan: Plan
    project: str
    period: Period
    shelf: Shelf
    now: datetime
    names: Names

    async def gather(self) -> Gathered:
        """Every page that the plan needs; Trouble as soon as one of them cannot be had."""
        with part("gather"):
            return await self._gather((), {}, self.plan.splits, MOST_CALLS)

    async def _gather(
        self,
        pins: tuple[tuple[str, str], ...],
        fixed: Mapping[Grouping, Value],
        splits: Sequence[Grouping],
        calls: int,
    ) -> Gathered:
        if not splits:
            grouping = self.plan.grouping
            read = await self._read(grouping, pins)
            sheet = Sheet(self.project, read.pages, grouping, fixed, keep=self.plan.keep)
            return Gathered((sheet,), (read,))
        split, *rest = splits
        probe = await self._read((split,), pins)
        values = await _apart(probe.pages, lambda: self._values(split, probe.pages))
        if len(values) > calls:
            raise Trouble(Reason.TOO_MANY_CALLS, {"calls": str(len(values))})
        share = max(1, calls // max(1, len(values)))
        parts = await side_by_side(
            self._gather(
                (*pins, (PARAMETER[split], _wire(value))), {**fixed, split: value}, rest, share
            )
            for value in values
        )
        left = await _apart(probe.pages, lambda: _left(probe.pages, values))
        unsplit = Sheet(self.project, left, (split,), fixed, unsplit=True, keep=self.plan.keep)
        return Gathered(
            (unsplit, *(sheet for part in parts for sheet in part.sheets)),
            (probe, *(each for part in parts for each in part.readings)),
        )

    async def _read(
        self, grouping: tuple[Grouping, ...], pins: tuple[tuple[str, str], ...]
    ) -> Reading:
        query = self.plan.query(self.project, grouping, pins)
        with reading():
            return await self.shelf.read(query, self.period.first, self.period.last, self.now)

    def _values(self, split: Grouping, pages: Sequence[Page]) -> list[Value]:
        """The values of a split that a filter can tell apart, in a stable order."""
        keep = [f for f in self.plan.keep if FIELD_WIRE[f.field] is split]
        found = {r.group[0] for page in pages for r in page.rows if _used(r) and r.group[0]}
        mixed = {one for v in found if isinstance(v, tuple) and len(v) > 1 for one in v}
        return sorted(
            (
                value
                for value in found
                if (not isinstance(value, tuple) or mixed.isdisjoint(value))
                and passes(keep, {split: canonical(split, value, self.names)})
            ),
            key=str,
        )


async def _apart(pages: Sequence[Page], work: Callable[[], T]) -> T:
    """Does that work on the pages: in a thread where they are unpacked as they are read."""
    return work() if isinstance(pages, tuple | list) else await asyncio.to_thread(work)


def _wire(value: Value) -> str:
    return value[0] if isinstance(value, tuple) else str(value)


def _used(row: Row) -> bool:
    return any(row.amounts)


def _left(pages: Sequence[Page], split: Sequence[Value]) -> tuple[Page, ...]:
    """What no filter can reach: rows without a value, and of models that were used together."""
    told_apart = set(split)
    return tuple(
        replace(p, rows=tuple(r for r in p.rows if r.group[0] not in told_apart and _used(r)))
        for p in pages
    )

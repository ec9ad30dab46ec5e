"""Where a question leads on to: the same asked of its parts, of other days, or of one row. Pure.

Which of these can be answered is not known here; `allowed` says so.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from bot.books import Value
from bot.question.against import unit_of
from bot.question.dates.calendar import Calendar, plus
from bot.question.model import (
    SUMS,
    UNTAGGED,
    Dimension,
    Field,
    Filter,
    Op,
    Output,
    Period,
    Question,
    Standpoint,
    Subject,
)

Allowed = Callable[[Question], bool]


class Step(NamedTuple):
    """One way on: a word of ours for it, what a button says, and the question that it asks."""

    name: str
    label: str
    question: Question


BREAKDOWNS: tuple[tuple[Dimension, str], ...] = (
    (Dimension.KEY, "By key"),
    (Dimension.TAG, "By tag"),
    (Dimension.MODEL, "By model"),
    (Dimension.LINE_ITEM, "By line item"),
    (Dimension.DAY, "By day"),
)
# What a row is looked at by, in this order: the first that is not settled by the row itself.
INSIDE = (Dimension.KEY, Dimension.TAG, Dimension.MODEL, Dimension.LINE_ITEM, Dimension.DAY)
FIELDS: dict[str, Field] = {field.value: field for field in Field}


def steps(question: Question, standpoint: Standpoint, allowed: Allowed) -> list[Step]:
    """Every way on from a question about usage or cost that can be answered."""
    if question.subject not in SUMS or question.period is None:
        return []
    plain = replace(question, output=Output.CARD, forecast=None)
    found = [*_broken_down(plain), *_other_days(plain, question.period, standpoint)]
    return [step for step in found if allowed(step.question)]


def into(
    question: Question, group: Sequence[tuple[str, Value]], allowed: Allowed
) -> Question | None:
    """The question about one row of the answer, broken down further; None where there is none."""
    narrowed: Question | None = replace(
        question, group_by=(), top=None, output=Output.CARD, forecast=None
    )
    for dimension, value in group:
        narrowed = narrowed and _narrowed(narrowed, dimension, value)
    if narrowed is None:
        return None
    return next(filter(allowed, _inside(narrowed)), None)


def earlier(period: Period, standpoint: Standpoint) -> Period | None:
    """The period before: the whole unit before where this is one, else as many days."""
    calendar = Calendar(standpoint.today, standpoint.week_start)
    unit = unit_of(period, calendar)
    return calendar.unit(unit, period.first, -1) if unit is not None else before(period)


def before(period: Period) -> Period | None:
    """As many days, just before: what "vs previous" means."""
    first, last = plus(period.first, -period.length), plus(period.last, -period.length)
    return Period(first, last) if first and last else None


def _broken_down(question: Question) -> Iterator[Step]:
    settled = {*question.group_by, *_settled(question)}
    for dimension, label in BREAKDOWNS:
        if dimension in settled:
            continue
        if dimension is Dimension.LINE_ITEM and question.subject is Subject.USAGE:
            priced = replace(question, subject=Subject.COST, metric=None, group_by=(dimension,))
            yield Step("line_item", "Cost by line item", replace(priced, top=None))
        elif dimension is not Dimension.DAY or (question.period and question.period.length > 1):
            top = None if dimension is Dimension.DAY else question.top
            yield Step(dimension.value, label, replace(question, group_by=(dimension,), top=top))


def _other_days(question: Question, period: Period, standpoint: Standpoint) -> Iterator[Step]:
    previous, same_length = earlier(period, standpoint), before(period)
    if previous is not None:
        against = before(previous) if question.compare else None
        moved = replace(question, period=previous, compare=against, default_period=False)
        yield Step("earlier", "Previous period", moved)
    if question.compare is None and same_length is not None:
        yield Step("versus", "vs previous", replace(question, compare=same_length))


def _settled(question: Question) -> Iterator[Dimension]:
    """What has one value in all of the answer, so that breaking down by it says nothing."""
    for each in question.filters:
        if each.field in _GROUPED and each.op is not Op.NONE and _narrow(each):
            yield Dimension(each.field.value)


def _narrow(each: Filter) -> bool:
    return len(each.values) == 1 or each.op is Op.ALL


_GROUPED = frozenset(field for field in Field if field.value in {d.value for d in Dimension})


def _narrowed(question: Question, dimension: str, value: Value) -> Question | None:
    if dimension == Dimension.DAY:
        day = date.fromisoformat(str(value))
        return replace(question, period=Period(day, day), compare=None, default_period=False)
    if dimension == Dimension.TAG_SET:
        tags = value if isinstance(value, tuple) else ()
        return _with(question, Field.TAG, tags or (UNTAGGED,))
    values = value if isinstance(value, tuple) else (value,)
    if len(values) != 1 or not values[0]:
        return None
    return _with(question, FIELDS[dimension], (values[0],))


def _with(question: Question, field: Field, values: Sequence[str]) -> Question | None:
    """The question narrowed further; None where both narrowings cannot be said at once."""
    stated = [f for f in question.filters if f.field is field and f.op is not Op.NONE]
    wanted = set(values).union(*(f.values for f in stated if _narrow(f)))
    several = [f for f in stated if not _narrow(f) and wanted.isdisjoint(f.values)]
    if several or (len(wanted) > 1 and (field is not Field.TAG or UNTAGGED in wanted)):
        return None
    added = Filter(field, Op.ALL if len(wanted) > 1 else Op.ANY, tuple(sorted(wanted)))
    kept = [f for f in question.filters if f not in stated]
    return replace(question, filters=tuple(sorted([*kept, added])))


def _inside(question: Question) -> Iterator[Question]:
    """The question broken down by what its filters leave open, and as the last resort not at all."""
    settled = set(_settled(question))
    one_day = question.period is not None and question.period.length == 1
    for dimension in INSIDE:
        if dimension not in settled and not (one_day and dimension is Dimension.DAY):
            yield replace(question, group_by=(dimension,))
    yield question

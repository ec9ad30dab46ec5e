"""Lines of the request log counted by key, tag, day or whatever else they say. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

from bot.answer.label import NAMELESS
from bot.answer.listing import Cell, Column, Listing
from bot.books import Value
from bot.lookup.desk import Inquiry, typed
from bot.lookup.log_filter import Logged, deployment_of, models_of, status_of, tags_of
from bot.lookup.said import called
from bot.question.model import UNTAGGED, Dimension, Field, Filter, Op, Period, Question
from bot.trouble import Reason, Trouble

UNSAID = "(not said)"
OVERLAP = "Tags overlap: a request with two tags counts in both rows, once in the number above."
ENDS = ("succeeded", "failed", "pending")

Group = tuple[Value, ...]


def grouped(inquiry: Inquiry, logged: Sequence[Logged]) -> Listing:
    """How many requests each value had, and how they ended; the most frequent first."""
    dimensions = inquiry.question.group_by
    counts = counted(logged, dimensions)
    ranked = sorted(counts, key=lambda group: (-counts[group].total(), str(group)))
    shown = ranked[: inquiry.question.top]
    overlap = sum(count.total() for count in counts.values()) > len(logged)
    return Listing(
        question=inquiry.question,
        title="Request log",
        headline="",
        columns=(
            *(Column(d.value, d.value.replace("_", " ").capitalize()) for d in dimensions),
            Column("requests", "Requests", "requests"),
            *(Column(end, end.capitalize(), "requests") for end in ENDS),
        ),
        rows=tuple(_row(inquiry, group, counts[group]) for group in shown),
        asks=tuple(_ask(inquiry, group) for group in shown),
        more=len(ranked) - len(shown),
        notes=(OVERLAP,) if overlap else (),
    )


def counted(
    logged: Sequence[Logged], dimensions: Sequence[Dimension]
) -> Mapping[Group, Counter[str]]:
    """How the requests of each group ended. Trouble where lines do not say what is asked for."""
    for dimension in dimensions:
        if dimension not in SPREAD:
            raise Trouble(
                Reason.CANNOT_SPLIT,
                {
                    "why": f"The request log cannot be counted by {dimension.value}.",
                    "instead": f"`usage by {dimension.value}`.",
                },
            )
    counts: dict[Group, Counter[str]] = defaultdict(Counter)
    for each in logged:
        for group in product(*(SPREAD[d](each) for d in dimensions)):
            counts[group][status_of(each.line) or "redirected"] += 1
    return counts


def _tags(each: Logged) -> Sequence[Value]:
    tags = tags_of(each.line, each.names)
    return (None,) if tags is None else tags or (UNTAGGED,)


# The rows in which a request counts: one for each tag, else just one; None where it does not say.
SPREAD: dict[Dimension, Callable[[Logged], Sequence[Value]]] = {
    Dimension.TAG: _tags,
    Dimension.TAG_SET: lambda each: (tags_of(each.line, each.names),),
    Dimension.KEY: lambda each: (each.line.key_id,),
    Dimension.ENDPOINT: lambda each: (each.line.endpoint,),
    Dimension.METHOD: lambda each: (each.line.method,),
    Dimension.MODEL: lambda each: (models_of(each.line, each.names),),
    Dimension.DEPLOYMENT: lambda each: (deployment_of(each.line),),
    Dimension.DAY: lambda each: (each.line.created.date().isoformat(),),
    Dimension.PROJECT: lambda each: (each.project,),
}


def _row(inquiry: Inquiry, group: Group, count: Counter[str]) -> tuple[Cell, ...]:
    labels = (
        _label(d, value, inquiry) for d, value in zip(inquiry.question.group_by, group, strict=True)
    )
    numbers = (count.total(), *(count[end] for end in ENDS))
    return (*labels, *(Decimal(number) for number in numbers))


def _label(dimension: Dimension, value: Value, inquiry: Inquiry) -> Cell:
    if value is None:
        return UNSAID
    if isinstance(value, tuple):
        none = UNTAGGED if dimension is Dimension.TAG_SET else NAMELESS[dimension]
        return value or none
    if dimension is Dimension.KEY:
        return called(value, inquiry.names)
    return inquiry.title(value) if dimension is Dimension.PROJECT else value


def _ask(inquiry: Inquiry, group: Group) -> str:
    """The requests behind a row; nothing where no question can name them."""
    question = inquiry.question
    for dimension, value in zip(question.group_by, group, strict=True):
        narrow = _narrowed(inquiry, question, dimension, value)
        if narrow is None:
            return ""
        question = narrow
    return typed(replace(question, group_by=(), top=None))


def _narrowed(
    inquiry: Inquiry, question: Question, dimension: Dimension, value: Value
) -> Question | None:
    if isinstance(value, str) and dimension is Dimension.DAY:
        day = date.fromisoformat(value)
        return replace(question, period=Period(day, day))
    values = (value,) if isinstance(value, str) else value or ()
    field = Field.TAG if dimension is Dimension.TAG_SET else Field(dimension.value)
    if len(values) != 1 or not inquiry.nameable(field, values[0]):
        return None
    others = (f for f in question.filters if not _replaced(f, field, values[0]))
    return replace(question, filters=tuple(sorted((*others, Filter(field, Op.ANY, values)))))


def _replaced(each: Filter, field: Field, value: str) -> bool:
    """Whether a filter says less than the new one: all of them but other tags, which add up."""
    if each.field is not field:
        return False
    return field is not Field.TAG or value == UNTAGGED or each.values == (value,)

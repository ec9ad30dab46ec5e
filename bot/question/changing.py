"""A question taken apart into choices, and put together again from other choices. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from bot.question.dates import read_period
from bot.question.drill import before
from bot.question.model import (
    UNTAGGED,
    Dimension,
    Field,
    Filter,
    Metric,
    Op,
    Output,
    Period,
    Question,
    Standpoint,
    Subject,
    Vocabulary,
)
from bot.question.words import FIXED

DAYS = "days"  # instead of a phrase: the first and the last day as they are picked
SAME = "same"  # instead of a subject: the one that it was
FIELDS = (
    Field.TAG,
    Field.KEY,
    Field.MODEL,
    Field.ENDPOINT,
    Field.METHOD,
    Field.LINE_ITEM,
    Field.DEPLOYMENT,
    Field.FEATURE,
    Field.PROJECT,
)


class Choice(NamedTuple):
    """One value that a question can be narrowed by, and what it is called."""

    field: Field
    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen for a new question. `top` is None where it is not limited."""

    about: str
    phrase: str
    first: date | None
    last: date | None
    only: Sequence[tuple[Field, str]]
    without: Sequence[tuple[Field, str]]
    by: Sequence[Dimension]
    compare: bool
    every: bool
    top: int | None


class Wrong(NamedTuple):
    """Which choice cannot be, and why."""

    what: str
    why: str


def choices(vocabulary: Vocabulary) -> Iterator[Choice]:
    """Everything that a question can be narrowed by here, by field."""
    named: dict[Field, Iterable[tuple[str, str]]] = {
        Field.TAG: ((tag, tag) for tag in (*vocabulary.tags, UNTAGGED)),
        Field.KEY: ((key.id, key.comment or f"…{key.id[-4:]}") for key in vocabulary.keys),
        Field.MODEL: ((model, model) for model in vocabulary.models),
        Field.LINE_ITEM: vocabulary.line_items.items(),
        Field.PROJECT: ((name, name) for name in vocabulary.projects)
        if len(vocabulary.projects) > 1
        else (),
    }
    for field in FIELDS:
        fixed = ((word.value, word.value) for word in FIXED.get(field, ()))
        for value, shown in named.get(field, fixed):
            yield Choice(field, value, shown)


def about(question: Question) -> str:
    """The subject and the unit as one word: "usage", "hours", "cost"."""
    if question.subject is Subject.USAGE and question.metric:
        return question.metric.value
    return question.subject.value if question.subject in (Subject.USAGE, Subject.COST) else SAME


def changed(old: Question, chosen: Chosen, standpoint: Standpoint) -> Question | Wrong:
    """The question of other choices; what cannot be chosen here stays as it was."""
    period = _period(chosen, standpoint)
    if isinstance(period, Wrong):
        return period
    both = set(chosen.only) & set(chosen.without)
    if both:
        return Wrong("without", f"{min(both)[1]} is chosen above as well.")
    if chosen.top is not None and not chosen.by:
        return Wrong("top", "Choose what to break down by as well.")
    same = period == old.period and old.compare is not None
    against = (old.compare if same else before(period)) if chosen.compare else None
    running = period == old.period and not chosen.by and against is None
    return replace(
        _of(old, chosen.about),
        filters=tuple(sorted([*_kept(old), *_filters(chosen)])),
        group_by=tuple(dict.fromkeys(chosen.by)),
        period=period,
        compare=against,
        top=chosen.top,
        output=Output.CARD,
        default_period=False,
        forecast=old.forecast if running else None,
    )


def _of(old: Question, word: str) -> Question:
    if word == SAME:
        return old
    if word in (Subject.COST, Subject.USAGE):
        return replace(old, subject=Subject(word), metric=None)
    return replace(old, subject=Subject.USAGE, metric=Metric(word))


def _period(chosen: Chosen, standpoint: Standpoint) -> Period | Wrong:
    if chosen.phrase != DAYS:
        found = read_period(chosen.phrase, standpoint)
        return found if isinstance(found, Period) else Wrong("period", "Choose a period.")
    if chosen.first is None or chosen.last is None:
        return Wrong("last" if chosen.first else "first", "Pick a day.")
    if chosen.first > standpoint.today:
        return Wrong("first", "This day has not come yet.")
    if chosen.last < chosen.first:
        return Wrong("last", "The last day is before the first.")
    return Period(chosen.first, min(chosen.last, standpoint.today))


def _kept(old: Question) -> list[Filter]:
    """What narrows the old question and cannot be chosen."""
    return [each for each in old.filters if each.field not in FIELDS]


def _filters(chosen: Chosen) -> Iterator[Filter]:
    for field, values in _by_field(chosen.only).items():
        every = chosen.every and field is Field.TAG and len(values) > 1
        yield Filter(field, Op.ALL if every else Op.ANY, values)
    for field, values in _by_field(chosen.without).items():
        yield Filter(field, Op.NONE, values)


def _by_field(pairs: Sequence[tuple[Field, str]]) -> Mapping[Field, tuple[str, ...]]:
    found: dict[Field, set[str]] = {}
    for field, value in pairs:
        found.setdefault(field, set()).add(value)
    return {field: tuple(sorted(values)) for field, values in found.items()}

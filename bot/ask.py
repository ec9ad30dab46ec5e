"""The use case: a text becomes a question, a question becomes an answer."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any, Protocol, TypeVar
from uuid import UUID

from bot.account import Names, Project
from bot.answer.build import Proof, build
from bot.answer.model import Answer
from bot.answer.proof import as_of, notes, source
from bot.answer.tally import Tally, many, tally
from bot.course import part
from bot.foresee import lessons
from bot.gather import Gathered, Gatherer, Shelf, side_by_side
from bot.plan import plan
from bot.question.model import (
    SUMS,
    UNTAGGED,
    Field,
    Kind,
    KnownKey,
    Op,
    Question,
    Standpoint,
    Subject,
    Unclear,
    Vocabulary,
)
from bot.question.read import read
from bot.question.say import say
from bot.trouble import Reason, Trouble

OFF_LOOP = 2_000  # rows; more than that are added up in a thread
NO_DOLLARS = (
    "Deepgram gives no dollars for this project in this period (a contract project has none); "
    "this is its usage."
)


class Catalog(Protocol):
    """Where the names of a project are known."""

    async def names(self, project: str, now: datetime) -> Names:
        """What the project's tags, keys and models are called; parts may be missing."""
        ...

    async def renewed(self, project: str, now: datetime) -> Names:
        """The same, read just now: for a word that the last known names lack."""
        ...

    async def held(self, project: str) -> Names | None:
        """The same as last known, None where that is not at hand; Deepgram is not asked."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that answering needs: where figures and names are read, and for which projects.

    `projects` are our own names of them, in the order of the settings. `lend` gives the account
    itself (bot.lookup.desk.Account), for what stands in no book; it may connect only then.
    """

    shelf: Shelf
    catalog: Catalog
    projects: tuple[str, ...]
    lend: Callable[[], Any] | None = None

    @property
    def account(self) -> Any:
        """Everything that Deepgram knows besides its books; raises Trouble where nobody lends it."""
        if self.lend is None:
            raise Trouble(Reason.NOT_YET, {"what": "questions about anything but figures"})
        return self.lend()

    async def names(self, now: datetime, *, anew: bool = False) -> dict[str, Names]:
        """The names of every project, side by side; read anew where that is asked for.

        Raises Trouble where not even one project can be read.
        """
        read = self.catalog.renewed if anew else self.catalog.names
        found = await side_by_side(_or_trouble(read(p, now)) for p in self.projects)
        told = dict(zip(self.projects, found, strict=True))
        _at_least_one(told.values())
        return {p: _nameless(p, n) if isinstance(n, Trouble) else n for p, n in told.items()}

    async def held(self) -> dict[str, Names] | None:
        """The names of every project as last known; None where some are not at hand."""
        found = {project: await self.catalog.held(project) for project in self.projects}
        told = {project: names for project, names in found.items() if names is not None}
        return told if len(told) == len(found) else None


T = TypeVar("T")


async def _or_trouble(work: Awaitable[T]) -> T | Trouble:
    try:
        return await work
    except Trouble as trouble:
        return trouble


def _at_least_one(outcomes: Iterable[object]) -> None:
    """Raises the first Trouble where there is nothing else."""
    every = list(outcomes)
    if every and all(isinstance(each, Trouble) for each in every):
        raise next(each for each in every if isinstance(each, Trouble))


def _nameless(project: str, trouble: Trouble) -> Names:
    """A project whose names cannot be read; its figures may be, all the same."""
    missing = dict.fromkeys(("tags", "keys", "models", "line_items"), trouble.sentence)
    return Names(Project("", project), missing=missing)


def vocabulary(names: Mapping[str, Names]) -> Vocabulary:
    """What a question may name, over all projects; the same object for the same names."""
    return _vocabulary(_These(tuple(names.items())))


class _These:
    """Names that are only equal to themselves: comparing them by value would cost more."""

    __slots__ = ("items",)

    def __init__(self, items: tuple[tuple[str, Names], ...]) -> None:
        self.items = items

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _These) and other._ids() == self._ids()

    def __hash__(self) -> int:
        return hash(self._ids())

    def _ids(self) -> tuple[tuple[str, int], ...]:
        return tuple((project, id(names)) for project, names in self.items)


@lru_cache(maxsize=16)
def _vocabulary(these: _These) -> Vocabulary:
    names = dict(these.items)
    every = list(names.values())
    parts = {
        Field.TAG: "tags",
        Field.KEY: "keys",
        Field.MODEL: "models",
        Field.LINE_ITEM: "line_items",
    }
    return Vocabulary(
        tags=tuple(sorted({tag for n in every for tag in n.tags})),
        keys=tuple(KnownKey(k.id, k.comment) for n in every for k in n.keys.values()),
        models=tuple(sorted({m.name for n in every for m in n.models.values()})),
        line_items={k: v for n in every for k, v in n.line_items.items()},
        projects=tuple(names),
        complete=frozenset(
            [f for f, p in parts.items() if all(p not in n.missing for n in every)]
            + [Field.PROJECT]  # by our own names of them
        ),
    )


# What a name that is new could mend.
NAMED = frozenset({Kind.UNKNOWN_VALUE, Kind.UNKNOWN_WORD})
# What hardly any name could mend ("env:prod" may be a tag): where names are not at hand, that is
# said without asking Deepgram for them first.
NAMELESS = frozenset(
    {
        Kind.UNKNOWN_FIELD,
        Kind.IMPOSSIBLE_DATE,
        Kind.FUTURE,
        Kind.BAD_NUMBER,
        Kind.MISSING_VALUE,
        Kind.UNCLOSED_QUOTE,
        Kind.TOO_LONG,
    }
)


@dataclass(frozen=True, slots=True)
class Understood:
    """How a text was read, and the names that it was held against."""

    question: Question | Unclear
    names: Mapping[str, Names]

    @property
    def vocabulary(self) -> Vocabulary:
        """What a question could have named."""
        return vocabulary(self.names)


async def understand(text: str, standpoint: Standpoint, desk: Desk) -> Understood:
    """The question that a text asks, held against what the projects really have; raises Trouble.

    A name that nobody knows is looked for once more among names read just now.
    """
    first = read(text, standpoint, Vocabulary(complete=frozenset()))
    if isinstance(first, Question) and first.subject is Subject.HELP:
        return Understood(first, {})
    if isinstance(first, Unclear) and first.kind in NAMELESS and await desk.held() is None:
        return Understood(first, {})
    names = await desk.names(standpoint.now)
    found = read(text, standpoint, vocabulary(names))
    if _may_be_new(found, names):
        names = await desk.names(standpoint.now, anew=True)
        found = read(text, standpoint, vocabulary(names))
    return Understood(found, names)


def _may_be_new(found: Question | Unclear, names: Mapping[str, Names]) -> bool:
    """Whether names read just now may know what the last known ones do not."""
    if isinstance(found, Unclear):
        return found.kind in NAMED
    keys = [v for f in found.filters if f.field is Field.KEY for v in f.values]
    return unread(found, names) is not None or not all(_listed(v, names) for v in keys)


def _listed(key: str, names: Mapping[str, Names]) -> bool:
    return any(key in known.keys for known in names.values())


# The part of the names that the values of a filter are held against.
PARTS: dict[Field, str] = {Field.TAG: "tags", Field.KEY: "keys", Field.MODEL: "models"}


def unread(question: Question, names: Mapping[str, Names]) -> Trouble | None:
    """Trouble where a filter has a value that nobody knows, because its names were not read."""
    for each in question.filters:
        part = PARTS.get(each.field, "")
        why = next((n.missing[part] for n in names.values() if part in n.missing), None)
        if why is not None and any(not _known(v, part, names) for v in each.values):
            return Trouble(Reason.NAMES_UNREAD, {"what": part, "why": why})
    return None


def _known(value: str, part: str, names: Mapping[str, Names]) -> bool:
    every = names.values()
    if part == "models":
        return any(m.name == value for n in every for m in n.models.values())
    if part == "keys":
        return _is_id(value) or any(value in n.keys for n in every)
    return value == UNTAGGED or any(value in n.tags for n in every)


def _is_id(value: str) -> bool:
    """Whether a key is named by a whole id, which needs no list to be found."""
    try:
        return str(UUID(value)) == value.lower()
    except ValueError:
        return False


async def answer(
    question: Question, standpoint: Standpoint, desk: Desk, names: Mapping[str, Names]
) -> Answer:
    """The answer to a question about usage or cost; raises Trouble."""
    if question.subject not in SUMS:
        raise Trouble(Reason.NOT_YET, {"what": f"questions about {question.subject.value}"})
    if (untold := unread(question, names)) is not None:
        raise untold
    if question.subject is not Subject.COST:
        return await _answer(question, standpoint, desk, names)
    try:
        found = await _answer(question, standpoint, desk, names)
    except Trouble as trouble:
        if trouble.reason is not Reason.SCOPE_MISSING:
            raise
        return await _instead(question, standpoint, desk, names, trouble)
    return (
        found if any(found.total.values()) else await _unless_used(found, standpoint, desk, names)
    )


async def _unless_used(
    found: Answer, standpoint: Standpoint, desk: Desk, names: Mapping[str, Names]
) -> Answer:
    """No dollars at all: where something was used all the same, they are not given, not zero."""
    try:
        usage = await _answer(_as_usage(found.question), standpoint, desk, names)
    except Trouble as trouble:
        if trouble.reason is Reason.CANNOT_SPLIT:
            return found
        raise
    if not any(usage.total.values()):
        return found
    return replace(usage, question=found.question, notes=(NO_DOLLARS, *usage.notes))


async def _instead(
    question: Question,
    standpoint: Standpoint,
    desk: Desk,
    names: Mapping[str, Names],
    trouble: Trouble,
) -> Answer:
    """The usage in place of dollars that the key may not read, and why."""
    try:
        usage = await _answer(_as_usage(question), standpoint, desk, names)
    except Trouble:
        raise trouble from None
    scope = trouble.facts.get("scope", "billing:read")
    note = f"Dollars need the scope {scope}, which the bot's Deepgram key lacks; this is the usage."
    return replace(usage, question=question, notes=(note, *usage.notes))


def _as_usage(question: Question) -> Question:
    return replace(question, subject=Subject.USAGE, metric=None)


async def _answer(
    question: Question, standpoint: Standpoint, desk: Desk, names: Mapping[str, Names]
) -> Answer:
    now = standpoint.now.astimezone(UTC)
    projects = _projects(question, desk)
    async with lessons(question, names, projects, desk.shelf, now) as learnt:
        found, read = await _found(question, standpoint, desk, names)
        return await learnt.told(found, read)


async def _found(
    question: Question, standpoint: Standpoint, desk: Desk, names: Mapping[str, Names]
) -> tuple[Answer, Iterable[str]]:
    """The answer, and the projects that it is of; raises Trouble."""
    now = standpoint.now.astimezone(UTC)
    outcomes = await side_by_side(
        _or_trouble(_gather(question, desk, names, project, now))
        for project in _projects(question, desk)
    )
    told = dict(zip(_projects(question, desk), outcomes, strict=True))
    _at_least_one(told.values())
    read = {p: spans for p, spans in told.items() if not isinstance(spans, Trouble)}
    unread = {p: trouble for p, trouble in told.items() if isinstance(trouble, Trouble)}
    readings = [r for spans in read.values() for each in spans for r in each.readings]
    tallies = [
        await _tally(question, {p: spans[place] for p, spans in read.items()}, names)
        for place in range(2 if question.compare else 1)
    ]
    proof = Proof(
        as_of=as_of(readings, now),
        source=source(readings),
        stale=any(r.stale for r in readings),
        project=", ".join(_title(names[p], p) for p in read),
        reading=say(question, vocabulary(names)),
        notes=(
            *(f"{_title(names[p], p)} is not in it: {t.sentence}" for p, t in unread.items()),
            *notes(question, standpoint, readings, [names[p] for p in read]),
        ),
    )
    before = tallies[1] if question.compare else None
    return build(question, tallies[0], before, names, proof, now.date()), read


async def _gather(
    question: Question, desk: Desk, names: Mapping[str, Names], project: str, now: datetime
) -> list[Gathered]:
    """The sheets of one project: of the period, and of the one compared with."""
    spans = [p for p in (question.period, question.compare) if p is not None]
    with part("plan"):
        of, known = plan(question, names[project]), names[project]
    return await side_by_side(
        Gatherer(of, project, span, desk.shelf, now, known).gather() for span in spans
    )


async def _tally(
    question: Question, gathered: Mapping[str, Gathered], names: Mapping[str, Names]
) -> Tally:
    """The tally of what was gathered; in a thread where that is work, so that nobody else waits."""
    sheets = [sheet for each in gathered.values() for sheet in each.sheets]
    of = plan(question, next(iter(names.values())))
    work = partial(tally, of.book, sheets, question.group_by, names)
    return await asyncio.to_thread(work) if many(sheets, OFF_LOOP) else work()


def _projects(question: Question, desk: Desk) -> tuple[str, ...]:
    """The projects that a question is about: those it names, else all."""
    wanted = set(desk.projects)
    for each in question.filters:
        if each.field is Field.PROJECT:
            named = set(each.values)
            wanted = wanted - named if each.op is Op.NONE else wanted & named
    return tuple(p for p in desk.projects if p in wanted)


def _title(names: Names, project: str) -> str:
    return names.project.name or project

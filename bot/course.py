"""The course that one question takes: facts about it that hold no word of it, and its spans.

    with followed(Course("command")):
        await answer(…)  # which notes facts, and does its parts within `part("plan")`

It goes along with the task, and into the tasks that it starts. Whoever ends a course writes one
line of its facts; where nobody follows, notes and parts cost next to nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from secrets import token_hex
from time import monotonic
from typing import Protocol

Fact = str | int | bool | Sequence[str]


class Span(Protocol):
    """A stretch of time that somebody records; `trace` names the whole that it is part of."""

    @property
    def trace(self) -> str:
        """The id of its trace, empty where nothing is recorded."""
        ...

    def within(self) -> AbstractContextManager[object]:
        """What is begun inside is part of it. No text of an exception is taken down."""
        ...

    def end(self, facts: Mapping[str, Fact]) -> None:
        """It is over, and this is what is known of it."""
        ...


class Unrecorded:
    """The span that nobody records."""

    trace = ""

    def within(self) -> AbstractContextManager[object]:
        """Nothing changes."""
        return nullcontext()

    def end(self, facts: Mapping[str, Fact]) -> None:
        """Nobody hears of it."""


class Tracer(Protocol):
    """Begins spans."""

    def whole(self, name: str) -> Span:
        """A span that is part of nothing."""
        ...

    def part(self, name: str) -> Span:
        """A span that is part of the one that it is begun within."""
        ...


class Untraced:
    """The tracer that records nothing."""

    def whole(self, name: str) -> Span:  # noqa: ARG002 (as Tracer)
        """A span that nobody records."""
        return Unrecorded()

    part = whole


@dataclass(slots=True)
class Arrival:
    """When a request was here, and when it was acked, by the monotonic clock."""

    at: float = field(default_factory=monotonic)
    acked: float | None = None

    def ack(self) -> float:
        """It is acked now; the seconds that this took."""
        self.acked = monotonic()
        return self.acked - self.at


@dataclass(slots=True)
class Course:
    """One question on its way. `facts` never hold what was typed, a name or a figure."""

    how: str
    tracer: Tracer = field(default_factory=Untraced)
    arrival: Arrival = field(default_factory=lambda: _arrival.get() or Arrival())
    id: str = field(default_factory=lambda: token_hex(6))
    facts: dict[str, Fact] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    begun: float | None = None  # when it was first thought about
    span: Span = field(init=False)

    def __post_init__(self) -> None:
        """Begins its span."""
        self.span = self.tracer.whole("question")

    @property
    def outcome(self) -> str:
        """How it ended, as far as anybody said."""
        return str(self.facts.get("outcome", ""))

    @property
    def seconds(self) -> float:
        """Since it was here."""
        return monotonic() - self.arrival.at

    def note(self, **facts: Fact) -> None:
        """Takes down facts; a later one of the same name counts."""
        self.facts.update(facts)

    def close(self) -> dict[str, Fact]:
        """Everything about it for one line, now that it is over; ends its span."""
        acked, at = self.arrival.acked, self.arrival.at
        found: dict[str, Fact] = {"how": self.how, **self.facts, **self.counts}
        if self.begun is not None:
            found["queued_ms"] = _milliseconds(self.begun - at)
        if acked is not None:
            found["acked_ms"] = _milliseconds(acked - at)
        found["ended_ms"] = _milliseconds(self.seconds)
        self.span.end({k: v for k, v in found.items() if k not in WHO})
        traced = {"trace": self.span.trace} if self.span.trace else {}
        return {"id": self.id, **found, **traced}


Acked = Callable[[str, float], None]  # a kind, and in how many seconds
Ended = Callable[[str, float], None]  # an outcome, and in how many seconds


def unheard(what: str, seconds: float) -> None:
    """For where nobody looks on."""


WHO = frozenset({"user", "channel"})  # of a line; a trace goes to others, and names no person

_arrival: ContextVar[Arrival | None] = ContextVar("arrival", default=None)
_current: ContextVar[Course | None] = ContextVar("course", default=None)


@dataclass(frozen=True, slots=True)
class Onlookers:
    """Who looks on: at acks, by their kind; at the ends of questions, by their outcome."""

    acked: Acked = unheard
    ended: Ended = unheard
    tracer: Tracer = field(default_factory=Untraced)


@contextmanager
def arriving() -> Iterator[Arrival]:
    """A request that is here from now on: courses that begin inside take their time from it."""
    arrival = Arrival()
    token = _arrival.set(arrival)
    try:
        yield arrival
    finally:
        _arrival.reset(token)


@contextmanager
def followed(course: Course) -> Iterator[Course]:
    """What is noted inside is noted there."""
    token = _current.set(course)
    course.begun = course.begun or monotonic()
    try:
        with course.span.within():
            yield course
    finally:
        _current.reset(token)


def note(**facts: Fact) -> None:
    """Takes down facts about the question that is being answered, where somebody follows it."""
    if (course := _current.get()) is not None:
        course.note(**facts)


def count(**more: int) -> None:
    """Adds to counts of the question that is being answered, where somebody follows it."""
    if (course := _current.get()) is not None:
        for name, number in more.items():
            course.counts[name] = course.counts.get(name, 0) + number


@contextmanager
def part(name: str) -> Iterator[None]:
    """A part of answering a question, as a span of its own where somebody records them."""
    course = _current.get()
    if course is None:
        yield
        return
    span = course.tracer.part(name)
    try:
        with span.within():
            yield
    finally:
        span.end({})


def _milliseconds(seconds: float) -> int:
    return round(1000 * seconds)

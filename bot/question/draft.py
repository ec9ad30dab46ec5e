"""What the clauses of a text have said so far, before they are put together."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from bot.question.dates.calendar import Unit
from bot.question.grammar import Role
from bot.question.model import (
    Dimension,
    Field,
    KeyCondition,
    Metric,
    Output,
    Period,
    Unclear,
)
from bot.question.words import Noun


class Fault(NamedTuple):
    """What is unclear, and which characters of the text it is (none: something lacks there)."""

    unclear: Unclear
    start: int
    end: int


class Join(StrEnum):
    """How the values of one clause belong together."""

    ONE = "one"  # a single value, so that a further clause narrows
    ANY = "any"
    ALL = "all"
    NONE = "none"


class Piece(NamedTuple):
    """One clause that narrows: its values are the real ones. `at` is where it begins.

    `end` is the place behind its names, where these stand in a sentence.
    """

    field: Field
    values: tuple[str, ...]
    join: Join
    at: int
    end: int = 0


class Way(StrEnum):
    """How a period is told by another."""

    STRETCH = "stretch"  # as many days, just before
    SPAN = "span"  # so many units, just before
    UNIT = "unit"  # the calendar unit before
    SAME_UNIT = "same unit"  # the unit before, of the kind that the other is
    SHIFTED = "shifted"  # the same days, one unit earlier


class Relative(NamedTuple):
    """A period told by another: `vs previous`, `the week before`, `the same week last year`."""

    way: Way = Way.STRETCH
    unit: Unit = Unit.DAY
    amount: int = 1


class Stretch(NamedTuple):
    """A period that was named, and its tokens."""

    period: Period
    at: int
    end: int


class Against(NamedTuple):
    """What a period is compared with, and the tokens that say so, from "vs" on."""

    period: Period | Relative
    at: int
    end: int


class Soft(NamedTuple):
    """A noun whose part depends on the rest: `keys` may be listed or grouped by."""

    noun: Noun
    at: int
    asked: bool = False


@dataclass(slots=True)
class Draft:
    """The clauses of one text. `marks` are the roles that were seen, with the first place of each."""

    marks: dict[Role, int] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    verbs: list[Piece] = field(default_factory=list)
    nouns: list[Soft] = field(default_factory=list)
    groups: list[tuple[Dimension, int]] = field(default_factory=list)
    metrics: list[tuple[Metric, int]] = field(default_factory=list)
    periods: list[Stretch] = field(default_factory=list)
    compared: list[Against] = field(default_factory=list)
    tops: list[tuple[int, int]] = field(default_factory=list)
    outputs: list[tuple[Output, int]] = field(default_factory=list)
    conditions: list[KeyCondition] = field(default_factory=list)
    key_noun: int | None = None  # where `key` stands beside the name of a key
    request_id: str | None = None
    topic: str | None = None

    def mark(self, role: Role, at: int) -> None:
        """Note that a role was seen."""
        self.marks.setdefault(role, at)

    def has(self, *roles: Role) -> bool:
        """Whether one of these roles was seen."""
        return any(role in self.marks for role in roles)

    def breakdown(self) -> tuple[Dimension, ...]:
        """What is grouped by, in the order of the text, each once."""
        ordered = sorted(self.groups, key=lambda group: group[1])
        return tuple(dict.fromkeys(dimension for dimension, _ in ordered))

    def where(self, *roles: Role) -> int:
        """The place of the first of these roles that was seen."""
        return next((self.marks[role] for role in roles if role in self.marks), 0)

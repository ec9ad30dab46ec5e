"""What the pieces of a phrase say, before they are put together."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.question.model import Kind, Unclear
from bot.question.schedule.pattern import Pattern, Pick
from bot.question.schedule.phrase import Phrase
from bot.question.schedule.words import ONE_A_DAY


class Every(NamedTuple):
    """`every 2 weeks`: how many, of what."""

    n: int
    unit: str


class Clock(NamedTuple):
    """A time of day; `plain` where it could still be one of the afternoon."""

    at: time
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What was said so far; None where nothing was. `recurs` marks words such as "every"."""

    every: Every | None = None
    days: tuple[int, ...] | None = None
    barred: tuple[int, ...] | None = None
    picks: tuple[Pick, ...] | None = None
    months: tuple[int, ...] | None = None
    span: str | None = None
    pattern: Pattern | None = None
    clock: Clock | None = None
    part: str | None = None
    zone: ZoneInfo | None = None
    start: date | None = None
    assumed: tuple[str, ...] | None = None
    recurs: bool = False


class Hit(NamedTuple):
    """A piece that was understood: its words from `first` to before `end`, and what they say."""

    first: int
    end: int
    said: Said


@dataclass(slots=True)
class Reading:
    """A phrase on its way through the reader; `places` tells which words said what."""

    phrase: Phrase
    zone: ZoneInfo
    today: date
    said: Said = field(default_factory=Said)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def begun(self) -> bool:
        """Whether something of a schedule was understood already."""
        return self.said != Said()

    def low(self, at: int) -> str:
        """The word at an index, as it is compared."""
        return self.phrase.low(at)

    def piece(self, first: int, end: int) -> str:
        """The words from `first` to before `end`, as they were typed."""
        return self.phrase.piece(first, end)

    def hear(self, hit: Hit) -> Unclear | None:
        """Take in what a piece says; unclear where another piece said something else about it."""
        news = {name: value for name in _NAMES if (value := getattr(hit.said, name)) is not None}
        for name, value in news.items():
            old = getattr(self.said, name)
            if old is not None and (old != value or name in _ONCE):
                why = ONE_A_DAY if name == "clock" else "Only one such piece fits into a schedule."
                return Unclear(Kind.NOT_UNDERSTOOD, self.piece(hit.first, hit.end), why=why)
            self.places[name] = (hit.first, hit.end)
        self.said = replace(self.said, **news, recurs=self.said.recurs or hit.said.recurs)
        return None

    def place(self, *names: str) -> str:
        """The words, as typed, that said the first to the last of these things."""
        spots = [self.places[name] for name in names if name in self.places]
        return self.piece(min(f for f, _ in spots), max(e for _, e in spots)) if spots else ""


_NAMES = tuple(f.name for f in fields(Said) if f.name != "recurs")
_ONCE = frozenset({"days", "picks", "clock", "start"})

Clause = Callable[[Reading, int], Hit | Unclear | None]

"""On which dates a schedule is due, as values: nothing here knows a time of day or a zone."""

from dataclasses import dataclass
from enum import IntEnum

EVERY_MONTH = tuple(range(1, 13))
EVERY_WEEKDAY = (0, 1, 2, 3, 4)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


class Noun(IntEnum):
    """What is counted in a month: a weekday by its name, any day, or any day from Monday to Friday."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6
    DAY = 7
    WEEKDAY = 8


@dataclass(frozen=True, slots=True)
class Pick:
    """One date of a month: the nth of a noun; -1 is the last, -2 the one before it.

    The 29th, 30th and 31st are the last day of a month that is shorter. A fifth Monday is only in
    the months that have one.
    """

    nth: int
    noun: Noun

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands among others: days, then weekdays; the first before the last."""
        place = 0 if self.noun is Noun.DAY else self.noun + 1
        return place, self.nth if self.nth > 0 else 100 + self.nth


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day, or every nth day counted from the schedule's start."""

    every: int = 1


@dataclass(frozen=True, slots=True)
class Weekly:
    """The days of a week (0 is Monday), sorted; every nth week counted from that of the start."""

    days: tuple[int, ...]
    every: int = 1


@dataclass(frozen=True, slots=True)
class Monthly:
    """Dates of the months named (1 is January); every nth month counted from that of the start."""

    picks: tuple[Pick, ...]
    months: tuple[int, ...] = EVERY_MONTH
    every: int = 1


@dataclass(frozen=True, slots=True)
class Cron:
    """The last three fields of a cron expression, for what none of the others can say."""

    day: str
    month: str
    weekday: str


Pattern = Daily | Weekly | Monthly | Cron


def picked(picks: list[Pick]) -> tuple[Pick, ...]:
    """The picks in their one order, each once."""
    return tuple(sorted(set(picks), key=lambda pick: pick.order))


def interval(pattern: Pattern) -> int:
    """Every how many units it is due: above 1, it needs a start to count from."""
    return 1 if isinstance(pattern, Cron) else pattern.every

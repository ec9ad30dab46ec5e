"""A schedule: a value that yields the next times at which something is due, one a local date."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.question.schedule import due, say, stored
from bot.question.schedule.instant import instant
from bot.question.schedule.pattern import Pattern


class Slot(NamedTuple):
    """One time at which a schedule is due.

    `local` is the naive local time that it is due at: one for each date, also where the clocks
    skip it. `at` is the aware UTC instant of it: where the clocks skip it, that of the next minute
    which they show; where they show it twice, that of the first.
    """

    local: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Schedule:
    """The dates of a pattern, at a local time in a zone, from a start on (None: always).

    `assumed` names what the phrase left out ("day", "time"); it does not count in comparisons.
    """

    pattern: Pattern
    at: time
    zone: ZoneInfo
    start: date | None = None
    assumed: tuple[str, ...] = field(default=(), compare=False)

    def slots(self, first: date) -> Iterator[Slot]:
        """Every slot from a local date on (included), in order."""
        for day in due.dates(self.pattern, first, self.start):
            local = datetime.combine(day, self.at)
            moment = instant(local, self.zone)
            if moment is not None:
                yield Slot(local, moment)

    def next_after(self, moment: datetime, n: int = 1) -> list[Slot]:
        """The next n slots strictly after an aware moment; fewer only where the calendar ends."""
        if moment.tzinfo is None:
            raise ValueError("a moment without a zone is no moment")
        # No slot of an earlier date is ahead: it is due at the first showing of its time, or, where
        # that is skipped, before the clocks show anything later.
        first = moment.astimezone(self.zone).date()
        ahead = (slot for slot in self.slots(first) if slot.at > moment)
        return list(islice(ahead, max(n, 0)))

    def shown(self, slot: Slot) -> datetime:
        """What the clocks of the schedule's zone show when a slot is due; aware."""
        return slot.at.astimezone(self.zone)

    def say(self) -> str:
        """It in words, which read back as an equal schedule whatever the reader's zone."""
        return say.sentence(self.pattern, self.at, self.zone, self.start, self.assumed)

    def to_json(self) -> dict[str, object]:
        """Plain JSON values from which `from_json` makes the same schedule."""
        return stored.dump(self.pattern, self.at, self.zone, self.start, self.assumed)

    @classmethod
    def from_json(cls, values: Mapping[str, object]) -> "Schedule":
        """The schedule that `to_json` wrote; ValueError where it is none, or its zone is gone."""
        return cls(*stored.load(values))

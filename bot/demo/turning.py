"""A clock that can be moved on, so that what is due next week can be seen today."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock

MORNING = 9  # o'clock
WEEK = 7


@dataclass(slots=True)
class Turning:
    """A Clock: another one, and how far it was moved. It never goes back.

    `moved` are told after each move: whoever sleeps until something is due must look again.
    """

    base: Clock
    ahead: timedelta = timedelta()
    moved: list[Callable[[], None]] = field(default_factory=list)

    def __call__(self) -> datetime:
        """The present moment; aware, UTC."""
        return self.base().astimezone(UTC) + self.ahead

    def to(self, moment: datetime) -> datetime:
        """Moves on to a moment, and returns the present; one that has passed changes nothing."""
        by = moment - self()
        if by > timedelta():
            self.ahead += by
            for tell in self.moved:
                tell()
        return self()


def next_hour(now: datetime, zone: ZoneInfo) -> datetime:  # noqa: ARG001 (as the other steps)
    """An hour later."""
    return now + timedelta(hours=1)


def next_day(now: datetime, zone: ZoneInfo) -> datetime:
    """The same time tomorrow, by the clocks of a zone."""
    return (now.astimezone(zone) + timedelta(days=1)).astimezone(UTC)


def next_monday(now: datetime, zone: ZoneInfo) -> datetime:
    """The next Monday at 09:00 in a zone, later than now."""
    here = now.astimezone(zone)
    monday = (here + timedelta(days=-here.weekday() % WEEK)).replace(
        hour=MORNING, minute=0, second=0, microsecond=0
    )
    found = monday if monday > here else monday + timedelta(days=WEEK)
    return found.astimezone(UTC)


STEPS: dict[str, Callable[[datetime, ZoneInfo], datetime]] = {
    "hour": next_hour,
    "day": next_day,
    "monday": next_monday,
}

"""Every zone of the IANA database, around every change of its clocks: one run a local date?

    python -m tests.programs.all_zones [--zones N] [--first YEAR] [--last YEAR]

For each zone, each change of its offset and each of many times of day, a daily schedule is asked
for its slots over two days before and after, one by one as a scheduler would. Each local date
that exists must have exactly one, at the first instant whose clocks show the time, or at the end of
the gap that swallows it. The instants are worked out here from the offsets alone, without Schedule.

The control is the naive way, "run when the local clock shows HH:MM", ticked through the same days;
it must fail, or this program could not. Exit 0: the schedule is right and the control is not.
"""

import argparse
import sys
import time as stopwatch
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.question.schedule import Schedule
from bot.question.schedule.pattern import Daily
from bot.question.schedule.zones import iana

HALF_HOURS = tuple(time(n // 2, n % 2 * 30) for n in range(48))
TIMES = (*HALF_HOURS, time(0, 1), time(1, 59), time(2, 17), time(23, 59))
AROUND = 2  # days before and after a change
STEP = timedelta(hours=6)  # between two looks at an offset
TICK = timedelta(minutes=15)  # of the naive scheduler


@dataclass(frozen=True)
class Change:
    """Clocks that jump: from one offset to another, at an instant; naive UTC."""

    at: datetime
    old: timedelta
    new: timedelta

    def instants(self, local: datetime) -> list[datetime]:
        """When the clocks show a local time near this change: once, twice or never."""
        before, after = local - self.old, local - self.new
        return [
            at for at, shown in ((before, before < self.at), (after, after >= self.at)) if shown
        ]

    def due(self, local: datetime) -> datetime:
        """The first instant that shows the time, else the end of the gap."""
        return next(iter(self.instants(local)), self.at)

    def days(self) -> list[date]:
        """The local dates around it, those that the clocks never show left out."""
        first = (self.at + self.old).date() - timedelta(days=AROUND)
        days = [first + timedelta(days=n) for n in range(2 * AROUND + 2)]
        return [day for day in days if self._exists(day)]

    def _exists(self, day: date) -> bool:
        minutes = (datetime.combine(day, time()) + timedelta(minutes=15 * n) for n in range(96))
        return any(self.instants(minute) for minute in minutes)


@dataclass
class Tally:
    """What was counted. `late` ran after midnight, since clocks skipped the end of their date."""

    zones: int = 0
    changes: int = 0
    crowded: int = 0
    slots: int = 0
    wrong: int = 0
    late: int = 0
    naive_skipped: int = 0
    naive_doubled: int = 0

    def add(self, other: "Tally") -> None:
        """Count what was counted elsewhere."""
        for part in fields(self):
            setattr(self, part.name, getattr(self, part.name) + getattr(other, part.name))


def changes(zone: ZoneInfo, first: int, last: int) -> Iterator[Change]:
    """Every change of offset in these years, both included."""
    at, end = (datetime.fromisoformat(f"{year}-01-01") for year in (first, last + 1))
    old = _offset(zone, at)
    while at < end:
        new = _offset(zone, at + STEP)
        if new != old:
            yield Change(_moment(zone, at, at + STEP), old, new)
            old = new
        at += STEP


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta()


def _moment(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The minute of a change between two instants of which the first is before it."""
    old = _offset(zone, before)
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) // 2
        middle = middle.replace(second=0, microsecond=0)
        before, after = (middle, after) if _offset(zone, middle) == old else (before, middle)
    return after


def check(zone: ZoneInfo, first: int, last: int, times: Sequence[time] = TIMES) -> Tally:
    """One zone: what a daily schedule does around its changes, and what the naive way does."""
    tally = Tally(zones=1)
    known = list(changes(zone, first, last))
    for n, change in enumerate(known):
        near = known[max(0, n - 1) : n] + known[n + 1 : n + 2]
        if any(abs(other.at - change.at) < timedelta(days=2 * AROUND) for other in near):
            tally.crowded += 1  # two changes at once: not for this simple reckoning
            continue
        tally.changes += 1
        tally.add(_around(zone, change, times))
        tally.add(_naive(zone, change))
    return tally


def _around(zone: ZoneInfo, change: Change, times: Sequence[time]) -> Tally:
    tally = Tally()
    days = change.days()
    for at in times:
        schedule = Schedule(Daily(), at, zone)
        due = [change.due(datetime.combine(day, at)) for day in days]
        got = _ticked(schedule, due[0], len(days))
        want = [(day, instant) for day, instant in zip(days, due, strict=True)]
        tally.slots += len(got)
        tally.wrong += got != want
        tally.late += sum(_shown(zone, instant).date() != day for day, instant in got)
    return tally


def _ticked(schedule: Schedule, first: datetime, n: int) -> list[tuple[date, datetime]]:
    """n slots from an instant on, each asked for after the one before it."""
    moment = first.replace(tzinfo=UTC) - timedelta(minutes=1)
    got = []
    for _ in range(n):
        (slot,) = schedule.next_after(moment)
        got.append((slot.local.date(), slot.at.replace(tzinfo=None)))
        moment = slot.at
    return got


def _shown(zone: ZoneInfo, at: datetime) -> datetime:
    return at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def _naive(zone: ZoneInfo, change: Change) -> Tally:
    """Run whenever the local clock shows HH:MM, for every half hour of the day."""
    days = change.days()[1:-1]
    runs = {(day, at): 0 for day in days for at in HALF_HOURS}
    tick = change.at - timedelta(days=AROUND + 2)
    while tick < change.at + timedelta(days=AROUND + 2):
        local = _shown(zone, tick)
        if (local.date(), local.time()) in runs:
            runs[local.date(), local.time()] += 1
        tick += TICK
    return Tally(
        naive_skipped=sum(count == 0 for count in runs.values()),
        naive_doubled=sum(count > 1 for count in runs.values()),
    )


def sweep(names: Sequence[str], first: int, last: int, times: Sequence[time] = TIMES) -> Tally:
    """All of these zones, counted together."""
    tally = Tally()
    for name in names:
        tally.add(check(ZoneInfo(name), first, last, times))
    return tally


def some(n: int) -> list[str]:
    """n zones, spread evenly over all names; the odd ones always among them."""
    names = sorted(iana().values())
    odd = ["Australia/Lord_Howe", "America/Nuuk", "Africa/Cairo", "Antarctica/Troll"]
    return sorted({*odd, *names[:: max(1, len(names) // n)]})[: max(n, len(odd))]


def main() -> int:
    """The whole sweep, with its figures; 0 where the schedule is right and the naive way is not."""
    own = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    own.add_argument("--zones", type=int, default=len(iana()), help="how many; all by default")
    own.add_argument("--first", type=int, default=2024)
    own.add_argument("--last", type=int, default=2035)
    chosen = own.parse_args()
    begun = stopwatch.perf_counter()
    tally = sweep(some(chosen.zones), chosen.first, chosen.last)
    for part in fields(tally):
        print(f"{part.name.replace('_', ' '):<14} {getattr(tally, part.name):>9}")
    print(f"{'seconds':<14} {stopwatch.perf_counter() - begun:>9.1f}")
    return int(tally.wrong > 0 or not tally.naive_skipped or not tally.naive_doubled)


if __name__ == "__main__":
    sys.exit(main())

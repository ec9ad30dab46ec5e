"""Which stretches of days to ask for: pure arithmetic on days."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple


class Stretch(NamedTuple):
    """Days asked for in one call; both ends included."""

    first: date
    last: date

    def days(self) -> list[date]:
        """Every day in it, oldest first."""
        length = (self.last - self.first).days + 1
        return [self.first + timedelta(days=step) for step in range(length)]


def stretches(days: Iterable[date], gap: int) -> list[Stretch]:
    """The fewest stretches that hold all of the days and no run of more than `gap` other days."""
    found: list[Stretch] = []
    for day in sorted(set(days)):
        if found and (day - found[-1].last).days <= gap + 1:
            found[-1] = Stretch(found[-1].first, day)
        else:
            found.append(Stretch(day, day))
    return found


def widened(stretch: Stretch, first: date, today: date) -> Stretch:
    """The stretch, and where it touches the days from first to today, all of those with it.

    They may all still move and are read again often; one call brings them as easily as one of them.
    """
    if not first <= stretch.last <= today:
        return stretch
    return Stretch(min(stretch.first, first), today)

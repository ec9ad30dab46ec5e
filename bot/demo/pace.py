"""How a day's usage builds up from midnight to midnight (UTC): in whole microseconds, exactly."""

from bisect import bisect_left
from datetime import datetime, timedelta
from itertools import accumulate

HOUR = 3_600_000_000  # microseconds
DAY = 24 * HOUR

# How busy each UTC hour is, relative to the others: people work, batches run before dawn.
HOURLY = (2, 2, 3, 4, 4, 4, 6, 9, 12, 14, 14, 12, 11, 13, 14, 14, 12, 10, 7, 6, 5, 4, 3, 2)
BEFORE = (0, *accumulate(HOURLY))
WHOLE = BEFORE[-1] * HOUR


def _reached(micros: int) -> int:
    hour, rest = divmod(micros, HOUR)
    return WHOLE if hour == len(HOURLY) else BEFORE[hour] * HOUR + HOURLY[hour] * rest


def done(now: datetime) -> int:
    """How much of `now`'s UTC day has been used so far, that microsecond included, of WHOLE."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return _reached((now - midnight) // timedelta(microseconds=1) + 1)


def micros_of(number: int, count: int) -> int:
    """The microsecond of the day at which the `number`-th (from 1) of `count` requests is made.

    Exactly `done` to it: count * done(now) // WHOLE requests have been made at any `now`.
    """
    due = -(-number * WHOLE // count)
    hour = bisect_left(BEFORE, -(-due // HOUR)) - 1
    return hour * HOUR - (-(due - BEFORE[hour] * HOUR) // HOURLY[hour]) - 1

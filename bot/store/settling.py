"""How long a day's figures hold: the one table of lifetimes, and what follows from it.

Every moment here is passed in, never read: `now` is the clock of the question, `read_at` the same
clock at the time of reading. Days are UTC days.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.books import Page


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """The numbers by which figures age.

    Deepgram gives no time by which a day is final; late rows and late prices are reported, so
    the last days are read often and older ones are looked at again twice.
    """

    running: timedelta = timedelta(seconds=60)  # a page of a day that was not over when read
    recent: timedelta = timedelta(minutes=15)  # a page of one of the last closed days
    ageing: timedelta = timedelta(hours=6)  # how long past its reading such a page is still served
    booked: timedelta = timedelta(minutes=30)  # after its end, until a day is taken to be booked
    rereads: tuple[int, ...] = (4, 14)  # at these ages in days a day is read once more
    stands_in: timedelta = timedelta(days=7)  # how old figures may be that stand in for due ones
    ahead: timedelta = timedelta(seconds=30)  # how far another replica's clock may be ahead of ours
    kept: timedelta = timedelta(days=400)  # how long a settled day stays in Redis
    kept_unsettled: timedelta = timedelta(days=35)  # and one that was read before it had settled
    patience: float = 2.0  # seconds that a due refresh is waited for where older figures are there
    gap: int = 3  # up to so many good days between two wanted stretches are fetched along


LIFETIMES = Lifetimes()


class State(StrEnum):
    """What may be done with a page that is at hand."""

    FRESH = "fresh"  # as good as a new one
    AGEING = "ageing"  # served at once, and read again behind
    DUE = "due"  # read again first; stands in, marked, where Deepgram cannot be read
    EXPIRED = "expired"  # too old even to stand in


def begin(day: date) -> datetime:
    """The first moment of a UTC day, aware."""
    return datetime.combine(day, time.min, UTC)


def closed(day: date, at: datetime) -> bool:
    """Whether the day is over at that moment."""
    return at >= begin(day) + timedelta(days=1)


def come_in(day: date, life: Lifetimes = LIFETIMES) -> datetime:
    """From when on most figures of a UTC day can be expected to be there; aware, UTC.

    They may still move, but what is posted unasked waits until then (docs/decisions).
    """
    return begin(day) + timedelta(days=1) + life.booked


def settled(day: date, at: datetime, life: Lifetimes = LIFETIMES) -> bool:
    """Whether the day is past its first re-read at that moment, and so hardly ever changes."""
    return at >= begin(day) + timedelta(days=life.rereads[0])


def unsettled(today: date, life: Lifetimes = LIFETIMES) -> date:
    """The first of the days that on this UTC day may still move."""
    return today - timedelta(days=life.rereads[0] - 1)


def state(day: date, read_at: datetime, now: datetime, life: Lifetimes = LIFETIMES) -> State:
    """What may be done at `now` with figures of the day that were read at `read_at`."""
    if _good(day, read_at, now, life):
        return State.FRESH
    if _whole(day, read_at, now, life):
        return State.AGEING
    return State.DUE if abs(now - read_at) <= life.stands_in else State.EXPIRED


def due(day: date, read_at: datetime, now: datetime, life: Lifetimes = LIFETIMES) -> bool:
    """Whether figures of the day that were read at `read_at` are to be read again at `now`."""
    return state(day, read_at, now, life) is not State.FRESH


def kept(day: date, read_at: datetime, life: Lifetimes = LIFETIMES) -> timedelta:
    """How long a page stays in Redis."""
    return life.kept if settled(day, read_at, life) else life.kept_unsettled


def provisional(page: Page, life: Lifetimes = LIFETIMES) -> bool:
    """Whether the page was read while its day could still move."""
    return not settled(page.day, page.read_at, life)


def _whole(day: date, read_at: datetime, now: datetime, life: Lifetimes) -> bool:
    """Whether the day was over when read, and has hardly moved since: old enough, or read lately."""
    lately = closed(day, read_at) and now - read_at <= life.ageing
    return read_at <= now and (lately or settled(day, read_at, life))


def _good(day: date, read_at: datetime, now: datetime, life: Lifetimes) -> bool:
    if read_at > now + life.ahead:
        return False
    if not closed(day, read_at):
        return now - read_at <= life.running
    if not settled(day, now, life):
        return now - read_at <= life.recent
    old, new = (read_at - begin(day)).days, (now - begin(day)).days
    return not any(old < age <= new for age in life.rereads)

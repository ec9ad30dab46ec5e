"""The simulated accounts and their ledger: a pure function of a seed and a UTC day.

A day that is over never changes, whatever "now" is: figures kept from one run are right in the
next. What a day may bring is in workloads.py; here is how much of it the day did bring.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from random import Random

from bot.account import Key, Member
from bot.demo import people
from bot.demo.catalogue import LINE_ITEMS, MODELS, LineItem
from bot.demo.entry import DOLLARS, HOURS, NIL, Entry, so_far
from bot.demo.pace import done
from bot.demo.workloads import ACME, LABS, Workload

SEED = 2026
OPENED = date(2024, 1, 1)  # the first day of use
DAYS = 400  # how far back `ledger` looks unless told otherwise
BILLION = 10**9
NANO = Decimal(1).scaleb(HOURS)
PENNY = Decimal(1).scaleb(DOLLARS)  # as billed: a millionth of a cent
LATER = datetime(2100, 1, 1, tzinfo=UTC)  # by then every key has been made
SURGE = 4.2

Measured = tuple[Decimal, Decimal, Decimal, int, int, int]  # as COUNTS names them
Tags = Mapping[str, tuple[str, ...]]  # the tags of each key, by its id


@dataclass(frozen=True, slots=True)
class Account:
    """One project: who belongs to it, and `whole`, the entries of any UTC day once it is over."""

    id: str
    name: str
    whole: Callable[[date], Sequence[Entry]]
    keys: Callable[[datetime], Sequence[Key]]
    members: tuple[Member, ...] = people.STAFF
    opened: date = OPENED

    def day(self, day: date, now: datetime) -> Sequence[Entry]:
        """The entries of one UTC day as far as it has come at `now` (aware, UTC)."""
        if day != now.date():
            return self.whole(day) if self.opened <= day < now.date() else ()
        reached = done(now)
        partly = (so_far(entry, reached) for entry in self.whole(day))
        return tuple(entry for entry in partly if entry.requests)

    def ledger(self, now: datetime, days: int = DAYS) -> Iterator[Entry]:
        """Every entry of the last `days` UTC days, today's part included, oldest first."""
        for back in reversed(range(days)):
            yield from self.day(now.date() - timedelta(days=back), now)


World = Mapping[str, Account]  # by project id


def world(seed: int = SEED) -> World:
    """The simulated accounts: the same for the same seed, in any process, at any time."""
    acme = Account(people.ACME, "Acme Voice", book(seed, ACME, people.keys), people.keys)
    labs = Account(
        people.LABS, "Acme Labs", book(seed + 1, LABS, people.bench), people.bench, people.STAFF[:2]
    )
    return {account.id: account for account in (acme, labs)}


def ledger(now: datetime, days: int = DAYS) -> Sequence[Entry]:
    """What Acme Voice used on the last `days` UTC days, for anyone to add up: oldest first."""
    return tuple(world()[people.ACME].ledger(now.astimezone(UTC), days))


def book(
    seed: int, workloads: Sequence[Workload], keys: Callable[[datetime], Sequence[Key]]
) -> Callable[[date], Sequence[Entry]]:
    """What these workloads bring on any day; each day is written once and kept for a while."""
    tags = {key.id: key.tags for key in keys(LATER)}
    return lru_cache(maxsize=3 * DAYS)(lambda day: write(seed, workloads, tags, day))


def write(seed: int, workloads: Sequence[Workload], tags: Tags, day: date) -> Sequence[Entry]:
    """The entries of one whole day, of at least one request each, in the order of the workloads."""
    busy = bustle(day)
    surge = SURGE if day == spike(day.year, day.month) else 1.0
    draw = Random(f"{seed} {day}").random  # noqa: S311 (plausible, not secret)
    entries = []
    for work in workloads:
        calls = int(_level(work, day, surge) * busy * (0.78 + 0.44 * draw()))
        size = work.size * (0.9 + 0.2 * draw())
        if calls:
            entries.append(_entry(work, tags.get(work.key, ()), day, calls, size))
    return tuple(entries)


def bustle(day: date) -> float:
    """How busy the company is on a day, 1.0 being usual; 0.0 on a day without any use.

    It grows, rests over the holidays, and does nothing on the second Sunday of a month
    (maintenance), on Christmas, Boxing Day, New Year's Eve and New Year's Day.
    """
    if day.weekday() == 6 and 8 <= day.day <= 14:  # noqa: PLR2004 (a second Sunday)
        return 0.0
    if (day.month, day.day) in {(12, 25), (12, 26), (12, 31), (1, 1)}:
        return 0.0
    grown = min(max(0.35 + 0.0006 * (day - OPENED).days, 0.0), 5.0)
    return grown * (0.15 if (day.month, day.day) >= (12, 23) else 1.0)


def spike(year: int, month: int) -> date:
    """The one weekday of a month on which the shop is overrun."""
    day = date(year, month, 5 + (7 * month + 3 * year) % 20)
    return day + timedelta(days=2 if day.weekday() >= 5 else 0)  # noqa: PLR2004 (Saturday on)


def _level(work: Workload, day: date, surge: float) -> float:
    if not work.when(day):
        return 0.0
    return work.calls * work.weekly[day.weekday()] * (surge if work.surges else 1.0)


def _entry(work: Workload, key_tags: tuple[str, ...], day: date, calls: int, size: float) -> Entry:
    measured = MEASURES[work.endpoint](calls * size, work.channels)
    return Entry(
        day,
        people.contractor_id(day) if work.key == people.CONTRACTOR else work.key,
        _set(tuple([day.strftime(tag) if "%" in tag else tag for tag in work.tags + key_tags])),
        work.endpoint,
        work.method,
        _uuids(work.models),
        work.deployment,
        _set(work.features),
        *measured,
        calls,
        tuple([(item, _price(LINE_ITEMS[item], measured)) for item in work.bill]),
    )


@cache
def _set(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(names)  # shared by all entries that have it


@cache
def _uuids(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(MODELS[name].uuid for name in names)


def _heard(seconds: float, channels: float) -> Measured:
    submitted = int(seconds / 3600 * BILLION)
    return (submitted * NANO, (submitted + int(submitted * channels)) * NANO, NIL, 0, 0, 0)


def _talked(seconds: float, _: float) -> Measured:
    return (NIL, NIL, int(seconds / 3600 * BILLION) * NANO, 0, 0, 0)


def _read(tokens: float, _: float) -> Measured:
    return (NIL, NIL, NIL, int(tokens), int(tokens / 7), 0)


def _spoken(characters: float, _: float) -> Measured:
    return (NIL, NIL, NIL, 0, 0, int(characters))


# What an endpoint counts, of so many seconds, tokens or characters and so many further channels.
MEASURES: dict[str, Callable[[float, float], Measured]] = {
    "listen": _heard,
    "agent": _talked,
    "read": _read,
    "speak": _spoken,
}
COUNTS = ("hours", "total_hours", "agent_hours", "tokens_in", "tokens_out", "characters")


def _price(item: LineItem, measured: Measured) -> Decimal:
    return int(measured[COUNTS.index(item.counts)] * item.price) * PENNY

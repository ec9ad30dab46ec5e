"""The single requests behind the ledger: as many of each entry as it counts, at their moments."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from bot.demo.entry import Entry
from bot.demo.pace import micros_of
from bot.demo.world import Account

KEPT = timedelta(days=90)  # https://developers.deepgram.com/docs/using-logs-usage
FAILS = 47  # one in so many
ERRORS = (
    (400, "Bad Request: failed to process audio: corrupt or unsupported data"),
    (429, "Too many requests. Please try again later"),
    (400, "Bad Request: unsupported language for this model"),
    (504, "Request timed out waiting for audio"),
)
EPOCH = date(2024, 1, 1)
ODD, EVEN_OUT = 0x5DEECE66D5, 1 << 48  # an odd factor shuffles numbers below EVEN_OUT, undoably


class Call(NamedTuple):
    """One request: the `number`-th (from 1) of the `place`-th entry of its day.

    `entry` is that of the whole day; `made` is the moment of the request, in UTC.
    """

    made: datetime
    place: int
    number: int
    entry: Entry

    @property
    def failed(self) -> bool:
        """Whether it ended in an error."""
        return self.number % FAILS == _phase(self.place)

    @property
    def error(self) -> tuple[int, str]:
        """The status and message of a failed one."""
        return ERRORS[(self.number // FAILS + self.place) % len(ERRORS)]

    @property
    def id(self) -> str:
        """Its request id, from which `find` finds it again."""
        days = (self.entry.day - EPOCH).days
        packed = (days << 32 | self.place << 20 | self.number) * ODD % EVEN_OUT
        tail = blake2b(f"{packed} {self.entry.key}".encode(), digest_size=10).hexdigest()
        return str(UUID(f"{packed:012x}4{tail[:3]}8{tail[3:6]}{tail[6:18]}"))

    @property
    def spread(self) -> float:
        """Its size against the usual one: from 0.6 to 1.4, the same whenever asked."""
        return 0.6 + 0.8 * (self.number * 7919 % 1009) / 1008


class Wanted(NamedTuple):
    """Which requests are asked for; None does not narrow. From `since` on, and before `until`."""

    since: datetime
    until: datetime
    key: str | None = None
    endpoint: str | None = None
    method: str | None = None
    deployment: str | None = None
    failed: bool | None = None


def page(account: Account, wanted: Wanted, now: datetime, skip: int, limit: int) -> list[Call]:
    """Some of the requests wanted, newest first; days that are skipped whole are only counted."""
    found: list[Call] = []
    since, until = max(wanted.since, now - KEPT), min(wanted.until, now + timedelta.resolution)
    day = (until - timedelta.resolution).date()
    while day >= since.date() and len(found) < limit:
        inside = since <= _midnight(day) and _midnight(day) + timedelta(days=1) <= until
        count = _count(account, wanted, day) if inside else 0
        if skip and count and count <= skip:
            skip -= count
        else:
            made = [call for call in _calls(account, wanted, day) if since <= call.made < until]
            found += sorted(made, reverse=True)[skip : skip + limit - len(found)]
            skip = max(0, skip - len(made))
        day -= timedelta(days=1)
    return found


def find(account: Account, request_id: str, now: datetime) -> Call | None:
    """The request of this id, if there was one in the time for which requests are kept."""
    packed = int(request_id.replace("-", "")[:12], 16) * pow(ODD, -1, EVEN_OUT) % EVEN_OUT
    days, place, number = packed >> 32, packed >> 20 & 0xFFF, packed & 0xFFFFF
    entries = account.whole(EPOCH + timedelta(days=days))
    if place >= len(entries) or not 0 < number <= entries[place].requests:
        return None
    call = _call(place, number, entries[place])
    return call if call.id == request_id and now - KEPT <= call.made <= now else None


def _calls(account: Account, wanted: Wanted, day: date) -> Iterator[Call]:
    for place, entry in _entries(account, wanted, day):
        for number in range(1, entry.requests + 1):
            call = _call(place, number, entry)
            if wanted.failed in {None, call.failed}:
                yield call


def _count(account: Account, wanted: Wanted, day: date) -> int:
    total = 0
    for place, entry in _entries(account, wanted, day):
        failed = (entry.requests - _phase(place)) // FAILS + (_phase(place) > 0)
        total += {None: entry.requests, True: failed, False: entry.requests - failed}[wanted.failed]
    return total


def _entries(account: Account, wanted: Wanted, day: date) -> Iterator[tuple[int, Entry]]:
    for place, entry in enumerate(account.whole(day) if day >= account.opened else ()):
        told_apart = (entry.key, entry.endpoint, entry.method, entry.deployment)
        if all(w in {None, e} for w, e in zip(wanted[2:6], told_apart, strict=True)):
            yield place, entry


def _call(place: int, number: int, entry: Entry) -> Call:
    micros = micros_of(number, entry.requests)
    return Call(_midnight(entry.day) + timedelta(microseconds=micros), place, number, entry)


def _phase(place: int) -> int:
    return (place * 13 + 5) % FAILS


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)

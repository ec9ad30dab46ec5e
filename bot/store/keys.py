"""Every key that the store writes: its name, how long it lives, who owns it. The one table.

A name is `dgusage:<schema>:<kind>:{<slot>}:…`. What stands in braces decides the cluster's slot,
so keys that one command or script touches together share it
(https://valkey.io/topics/cluster-spec/#hash-tags). Names hold digests, never what people typed.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from typing import Protocol
from urllib.parse import urlsplit

from bot.books import Query
from bot.store.settling import LIFETIMES

ROOT = "dgusage"
FOREVER = timedelta.max  # the life of a permanent key
SCHEMA = "1"  # of the names and of what they hold; another schema's keys are never read


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of key: `life` is its longest lifetime, FOREVER only for the permanent ones."""

    name: str
    life: timedelta
    owner: str
    holds: str


DAY = Kind("day", LIFETIMES.kept, "bot.store.shelf", "one UTC day of one query, compressed")
LEASE = Kind(
    "lease", timedelta(seconds=2.5), "bot.store.lease", "who is fetching a stretch of days"
)
FAILED = Kind("failed", timedelta(seconds=3), "bot.store.lease", "why that fetch failed")
CHANGES = Kind("changes", timedelta(days=60), "bot.store.changes", "closed days that moved")
NAMES = Kind("names", timedelta(days=30), "bot.store.names", "a project's tags, keys and models")
ZONE = Kind("zone", timedelta(days=1), "bot.store.remember", "a person's time zone")
PROJECT = Kind("project", timedelta(days=30), "bot.store.remember", "which project a key sees")

QUIET = Kind(
    "quiet", timedelta(minutes=15), "bot.store.quiet", "that Deepgram asked for quiet, and how long"
)
WANTED = Kind("wanted", timedelta(days=30), "bot.store.wanted", "which days are asked for most")

AUDIT = Kind("audit", FOREVER, "bot.audit.trail", "what was asked and decided, for 400 days")
OWED = Kind("owed", timedelta(minutes=20), "bot.store.owed", "questions that are being answered")
SEEN = Kind("seen", timedelta(days=1), "bot.store.seen", "a delivery of Slack's, by a digest")
WELCOME = Kind("welcome", timedelta(days=400), "bot.store.welcomed", "who was welcomed already")
LATELY = Kind("lately", timedelta(days=30), "bot.store.lately", "the last question somewhere")
SAVED = Kind("saved", FOREVER, "bot.store.saved", "a person's or a channel's questions by name")

# Digests are few and change together, so that all of their keys share one slot of a cluster.
DIGEST = Kind("digest", FOREVER, "bot.store.digests", "a digest; 30 days more once deleted")
SLOTS = Kind("slots", FOREVER, "bot.store.slots", "the last 100 slots of a digest")
RUNLOG = Kind("runlog", FOREVER, "bot.store.slots", "the names of those slots, by time")
DUE = Kind("due", FOREVER, "bot.store.slots", "when each digest is due next")
OPEN = Kind("open", FOREVER, "bot.store.slots", "slots at work, and when they may be taken over")
EPOCH = Kind("epoch", FOREVER, "bot.store.slots", "which server this is, and since when")
SAME = Kind("same", FOREVER, "bot.store.digests", "what tells one digest from another")
INDEX = Kind("index", FOREVER, "bot.store.digests", "the digests of a channel, a team, all")
PACE = Kind("pace", timedelta(hours=2), "bot.store.slots", "when Slack takes the next post")
SILENT = Kind(
    "silent", timedelta(days=400), "bot.store.silences", "workspaces where nothing can be posted"
)
DIGEST_KINDS = (DIGEST, SLOTS, RUNLOG, DUE, OPEN, EPOCH, SAME, INDEX, PACE, SILENT)

TABLE: tuple[Kind, ...] = (
    *(DAY, LEASE, FAILED, CHANGES, NAMES, ZONE, PROJECT, QUIET, WANTED, SEEN, LATELY, SAVED),
    *DIGEST_KINDS,
    AUDIT,
    OWED,
    WELCOME,
)
PERMANENT: frozenset[str] = frozenset(kind.name for kind in TABLE if kind.life is FOREVER)


def address(url: str) -> str:
    """What tells one API server from another: host, port and path of its base URL, no userinfo."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    return f"{(parts.hostname or '').lower()}:{port}{parts.path.rstrip('/')}"


def family(api: str, project_id: str, query: Query) -> str:
    """What all days of one query share, and no other query of any project or server.

    The order of filters does not matter, that of groupings does: rows follow it. The project's
    name is ours and may change; its id is what counts.
    """
    grouping = "+".join(query.grouping) or "total"
    parts = [api, project_id, query.book, grouping]
    parts += [word for pair in sorted(query.filters) for word in pair]
    return f"{query.book}.{grouping}.{_digest(parts)}"


def day(family: str, day: date) -> str:
    """One day of a family."""
    return _name(DAY, family, day.isoformat())


def lease(family: str, first: date, last: date) -> str:
    """Who is fetching these days, both included."""
    return _name(LEASE, family, first.isoformat(), last.isoformat())


def failed(family: str, first: date, last: date) -> str:
    """Why fetching these days failed just now, for those who waited for it."""
    return _name(FAILED, family, first.isoformat(), last.isoformat())


def changes(api: str, project_id: str) -> str:
    """The closed days of a project that were found to have moved."""
    return _name(CHANGES, _digest([api, project_id]))


def names(api: str, project_id: str) -> str:
    """The names of one project."""
    return _name(NAMES, _digest([api, project_id]))


def remembered(kind: Kind, *what: str) -> str:
    """Something small that is asked for by name."""
    return _name(kind, _digest(what))


def audit() -> tuple[str, str]:
    """The records of the audit trail, and where they begin and end."""
    return _name(AUDIT, "trail", "records"), _name(AUDIT, "trail", "ends")


def owed() -> tuple[str, str]:
    """The questions whose answers are owed, and until when somebody is at them."""
    return _name(OWED, "answers", "questions"), _name(OWED, "answers", "until")


def of_digests(kind: Kind, *what: str) -> str:
    """A key of the digests: `what` says which one, nothing where there is only one."""
    return _name(kind, "digests", *([_digest(what)] if what else []))


def _name(kind: Kind, slot: str, *rest: str) -> str:
    return ":".join((ROOT, SCHEMA, kind.name, f"{{{slot}}}", *rest))


def _digest(parts: Iterable[str]) -> str:
    # Each part is preceded by its length: ("ab", "c") and ("a", "bc") are not the same.
    spelt = "".join(f"{len(part)}:{part}" for part in parts)
    return blake2b(spelt.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


class Keyspace(Protocol):
    """What is needed of a Redis client to look through its keys."""

    def scan_iter(self, *, match: str, count: int) -> AsyncIterator[bytes]:
        """Every key that matches."""

    async def ttl(self, name: bytes) -> int:
        """Seconds to live; -1 for a key that lives for ever."""


async def scanned(redis: Keyspace, kind: Kind) -> list[str]:
    """The names of every key of that kind."""
    found = redis.scan_iter(match=f"{ROOT}:{SCHEMA}:{kind.name}:*", count=1000)
    return [key.decode() async for key in found]


async def leaks(redis: Keyspace) -> list[str]:
    """Keys without a lifetime that are not of a permanent kind: there must never be one."""
    found = [key async for key in redis.scan_iter(match="*", count=1000)]
    return sorted([key.decode(errors="replace") for key in found if await _leaks(redis, key)])


async def _leaks(redis: Keyspace, key: bytes) -> bool:
    kind = key.decode(errors="replace").split(":")[2:3]
    return await redis.ttl(key) == -1 and not PERMANENT.intersection(kind)

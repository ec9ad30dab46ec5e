"""The chain of records: each holds the hash of the one before it. Pure.

With a key the hashes are HMACs, so that whoever can write to the store but has not got the key
cannot make a chain that holds. A record has ids, decisions and names of our own vocabulary: no
figures, no words of people.
"""

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

KEPT = timedelta(days=400)
VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be written down: when, what, by whom, where (Slack ids), and facts about it."""

    at: datetime
    event: str
    who: str = ""
    where: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


class Head(NamedTuple):
    """The end of a chain: how many records there have been, and the hash of the latest."""

    n: int = 0
    hash: str = ""


class Fault(NamedTuple):
    """Where a chain does not hold, by the number of the record, and how."""

    n: int
    says: str


def linked(entry: Entry, head: Head, key: bytes = b"", mark: str = "") -> tuple[str, Head]:
    """The entry as a line of JSON that goes on from a head, and the head after it.

    `mark` tells it from the same entry of another replica.
    """
    body = {
        "v": VERSION,
        "n": head.n + 1,
        "at": entry.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "event": entry.event,
        "who": entry.who,
        "where": entry.where,
        "facts": dict(sorted(entry.facts.items())),
        "mark": mark,
        "keyed": bool(key),
        "prev": head.hash,
    }
    digest = _digest(body, key)
    return _canonical({**body, "hash": digest}), Head(head.n + 1, digest)


def broken(
    lines: Iterable[str], key: bytes = b"", *, after: str = "", head: Head | None = None
) -> Iterator[Fault]:
    """Every fault of a chain, oldest record first; nothing where it holds.

    `after` is the line that was trimmed off last, empty where none was. `head` is what the chain
    must end at; without one the lines may be a part of a chain, gaps included.
    """
    at, keyed, started = Head(), False, head is not None
    if after:
        yield from _alone(after, key, keyed=False)
        trimmed = _parsed(after)
        at, keyed = Head(_number(trimmed), str(trimmed.get("hash"))), bool(trimmed.get("keyed"))
    for line in lines:
        record = _parsed(line)
        yield from _alone(line, key, keyed=keyed)
        yield from _follows(record, at, whole=started)
        at, keyed = Head(_number(record), str(record.get("hash"))), bool(record.get("keyed"))
    if head is not None and at != head:
        yield Fault(head.n, f"the chain ends at {at.n}, and should at {head.n}")


def too_young(after: str, now: datetime) -> list[Fault]:
    """The fault of records having been trimmed before their time."""
    try:
        at = datetime.fromisoformat(str(_parsed(after).get("at")))
        young = now - at < KEPT
    except (ValueError, TypeError):
        young = True
    return [Fault(_number(_parsed(after)), "was taken away before its time")] if young else []


def apart(lines: Iterable[str], others: Mapping[int, str]) -> Iterator[Fault]:
    """The records of one copy that another copy has otherwise; `others` are its hashes by number."""
    for line in lines:
        record = _parsed(line)
        n = _number(record)
        if n in others and others[n] != record.get("hash"):
            yield Fault(n, "is not the same in the file and in the store")


def numbered(lines: Iterable[str]) -> dict[int, str]:
    """The hashes of records by their numbers."""
    return {_number(r): str(r.get("hash")) for r in map(_parsed, lines)}


def _follows(record: Mapping[str, Any], at: Head, *, whole: bool) -> Iterator[Fault]:
    n = _number(record)
    if n != at.n + 1:
        if whole or n <= at.n:
            yield Fault(n, f"stands after {at.n}")
    elif record.get("prev") != at.hash and (whole or at.n):
        yield Fault(n, "does not go on from the one before it")


def _alone(line: str, key: bytes, *, keyed: bool) -> Iterator[Fault]:
    """What is wrong with a record by itself; once keyed, a chain stays so."""
    record = _parsed(line)
    body = {name: value for name, value in record.items() if name != "hash"}
    with_key = bool(record.get("keyed"))
    if with_key and not key:
        return  # it cannot be checked without the key; its place in the chain can
    if keyed and not with_key:
        yield Fault(_number(record), "was written without the key")
    elif not hmac.compare_digest(str(record.get("hash")), _digest(body, key if with_key else b"")):
        yield Fault(_number(record), "was changed")


def _digest(body: Mapping[str, Any], key: bytes) -> str:
    text = _canonical(body).encode()
    return hmac.new(key, text, sha256).hexdigest() if key else sha256(text).hexdigest()


def _canonical(body: Mapping[str, Any]) -> str:
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _parsed(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _number(record: Mapping[str, Any]) -> int:
    n = record.get("n")
    return n if isinstance(n, int) else 0

"""Digests as plain values that people keep, edit and bring back; and what bringing them back does.

Form 1. Everything is looked at before anything is changed: every fault is named, with the digest
that it is in. Pure; the file around the values is the terminal's business.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.digest.codec import SCHEMA, Codec, fingerprint
from bot.digest.model import Digest, Draft, Unreadable
from bot.question.model import Unclear
from bot.question.schedule import Schedule, read_schedule

FORM = 1
UTC = ZoneInfo("UTC")
KEYS = frozenset(
    {
        *("id", "when", "v", "questions", "schedule", "channel", "team", "owner", "conditions"),
        *("created", "edited", "paused", "failures"),
    }
)
NEEDED = frozenset({"id", "questions", "channel", "team", "owner"})
NO_CONDITIONS = {"change": None, "cost": None, "skip_zero": False}
SAID_TWICE = "`when` and `schedule` say different things: leave one of them out"
LONGEST = 10_000  # characters of a question
AMOUNT = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,15})?(?:E[+-]?[0-9]{1,2})?")
ID = re.compile(r"[0-9a-f]{6,64}")
# https://docs.slack.dev/changelog/2016-08-11-user-id-format-changes
PLACES = {"channel": "[CDG]", "team": "[TE]", "owner": "[UW]"}

Known = Digest | Unreadable


class What(StrEnum):
    """What bringing back one digest does."""

    NEW = "new"  # it is made, with its id
    SAME = "same"  # it is there already, as it is in the file
    CHANGED = "changed"  # it becomes what it is in the file
    BACK = "back"  # it was deleted: it comes back, as it is in the file
    TWIN = "twin"  # another one there is the same: left alone
    UNREADABLE = "unreadable"  # the one there is of another release: left alone
    OVERTAKEN = "overtaken"  # somebody else changed it just now: left alone


@dataclass(frozen=True, slots=True)
class Step:
    """What is done about one digest of a file. `fields` are what changes, `other` is its twin's id."""

    what: What
    digest: Digest
    fields: tuple[str, ...] = ()
    other: str = ""


def exported(known: Iterable[Known], codec: Codec) -> dict[str, Any]:
    """The digests that can be read, as plain values."""
    readable = [one for one in known if isinstance(one, Digest)]
    return {"dgusage": FORM, "digests": [_plain(one, codec) for one in readable]}


def _plain(digest: Digest, codec: Codec) -> dict[str, Any]:
    said = {"id": digest.id, "when": digest.schedule.say()}
    state = {"paused": digest.paused, "failures": digest.failures}
    return {**said, **codec.dump(digest), **state}


def imported(values: object, codec: Codec, now: datetime) -> list[Digest]:
    """The digests of an export. ValueError with a line for each fault where there is any."""
    form, listed = _export(values)
    if form != FORM or not isinstance(listed, list):
        raise ValueError(f"not an export of digests (of form {FORM})")
    read: list[Digest] = []
    faults: list[str] = []
    for number, plain in enumerate(listed, 1):
        try:
            read.append(_read(plain, codec, now))
        except ValueError as fault:
            faults.append(f"digest {number}{_named(plain)}: {fault}")
    faults += _doubles(read)
    if faults:
        raise ValueError("\n".join(faults))
    return read


def _export(values: object) -> tuple[object, object]:
    return (values.get("dgusage"), values.get("digests")) if isinstance(values, Mapping) else (0, 0)


def _named(plain: object) -> str:
    found = plain.get("id") if isinstance(plain, Mapping) else None
    return f" ({found})" if isinstance(found, str) and ID.fullmatch(found) else ""


def _read(plain: object, codec: Codec, now: datetime) -> Digest:
    if not isinstance(plain, Mapping):
        raise ValueError("not a digest")  # noqa: TRY004 (it is a fault of the file)
    if faults := list(_faults(plain)):
        raise ValueError("; ".join(faults))
    left_out = {"v": SCHEMA, "created": now.isoformat(), "edited": now.isoformat()}
    whole = {
        **left_out,
        **plain,
        "schedule": _schedule(plain, codec, now),
        "conditions": {**NO_CONDITIONS, **(plain.get("conditions") or {})},
    }
    digest = codec.load(plain["id"], whole)
    return replace(digest, paused=plain.get("paused") or "", failures=plain.get("failures") or 0)


def _faults(plain: Mapping[Any, Any]) -> Iterator[str]:
    """What is wrong with the form of one digest, in words."""
    if unknown := sorted(str(key) for key in plain.keys() - KEYS):
        yield f"nobody knows {', '.join(f'`{key:.40}`' for key in unknown)}"
    if missing := sorted(NEEDED - plain.keys()):
        yield f"{', '.join(f'`{key}`' for key in missing)} missing"
    if "id" in plain and not (isinstance(plain["id"], str) and ID.fullmatch(plain["id"])):
        yield "`id` is not one of ours: hexadecimal digits, in quotes"
    for place, first in PLACES.items():
        held = plain.get(place, "")
        if held and not (isinstance(held, str) and re.fullmatch(f"{first}[A-Z0-9]+", held)):
            yield f"`{place}` is no id of Slack's"
    yield from _wrong_questions(plain.get("questions", [""]))
    yield from _wrong_conditions(plain.get("conditions") or {})
    if not isinstance(plain.get("paused") or "", str):
        yield "`paused` is a text that says why, or empty"
    failures = plain.get("failures") or 0
    if type(failures) is not int or failures < 0:
        yield "`failures` is a count"


def _wrong_questions(asked: object) -> Iterator[str]:
    texts = asked if isinstance(asked, list) else []
    if not texts or not all(isinstance(text, str) and len(text) <= LONGEST for text in texts):
        yield "`questions` is a list of what is asked"


def _wrong_conditions(held: object) -> Iterator[str]:
    if not isinstance(held, Mapping) or not held.keys() <= NO_CONDITIONS.keys():
        yield f"`conditions` are {', '.join(f'`{name}`' for name in NO_CONDITIONS)}"
        return
    if type(held.get("skip_zero", False)) is not bool:
        yield "`skip_zero` is true or false"
    for name in ("change", "cost"):
        amount = held.get(name)
        if amount is not None and not AMOUNT.fullmatch(str(amount)):
            yield f"`{name}` is an amount"


def _schedule(plain: Mapping[str, Any], codec: Codec, now: datetime) -> object:
    """The schedule as the codec takes it: as it is kept, or as it is said. ValueError for neither."""
    said = _said(plain.get("when"), now)
    kept = plain.get("schedule")
    if kept is None:
        if said is None:
            raise ValueError("`when` or `schedule` must say when it is due")
        return said.to_json()
    try:
        thawed = codec.thaw(kept)
    except (ValueError, LookupError, TypeError, AttributeError):
        raise ValueError("`schedule` cannot be read") from None
    if said is not None and plain["when"] != thawed.say() and said != thawed:
        raise ValueError(SAID_TWICE)
    return kept


def _said(when: object, now: datetime) -> Schedule | None:
    """The schedule that some words say; None where this release cannot read them."""
    read = read_schedule(when, UTC, now) if isinstance(when, str) else None
    return None if isinstance(read, Unclear) else read


def _doubles(read: Sequence[Digest]) -> Iterator[str]:
    """What is in the file twice: by its id, or by all that tells one digest from another."""
    ids: set[str] = set()
    prints: dict[str, str] = {}
    for digest in read:
        if digest.id in ids:
            yield f"{digest.id} is in it twice"
        elif (twin := prints.setdefault(fingerprint(digest.draft), digest.id)) != digest.id:
            yield f"{digest.id} and {twin} are the same digest"
        ids.add(digest.id)


def steps(read: Iterable[Digest], there: Mapping[str, Known]) -> list[Step]:
    """What bringing these back does, where `there` has all that is there, deleted ones too."""
    prints = {
        fingerprint(one.draft): id_
        for id_, one in there.items()
        if isinstance(one, Digest) and not one.deleted
    }
    return [_step(digest, there.get(digest.id), prints) for digest in read]


def _step(digest: Digest, held: Known | None, prints: Mapping[str, str]) -> Step:
    if isinstance(held, Unreadable):
        return Step(What.UNREADABLE, digest)
    twin = prints.get(fingerprint(digest.draft), digest.id)
    if twin != digest.id:
        return Step(What.TWIN, digest, other=twin)
    if held is None:
        return Step(What.NEW, digest)
    fields = changes(held, digest)
    if held.deleted:
        return Step(What.BACK, digest, fields)
    return Step(What.CHANGED if fields else What.SAME, digest, fields)


def changes(held: Digest, wanted: Digest) -> tuple[str, ...]:
    """The parts of a digest that differ, by their names in a file."""
    parts = [name for name in Draft.__dataclass_fields__ if _differ(name, held, wanted)]
    return (*parts, *(["paused"] if bool(held.paused) != bool(wanted.paused) else []))


def _differ(name: str, held: Digest, wanted: Digest) -> bool:
    return bool(getattr(held.draft, name) != getattr(wanted.draft, name))

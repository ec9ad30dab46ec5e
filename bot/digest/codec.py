"""A digest's definition as JSON or YAML values, and back without loss. Schema 1.

Another release's newer schema is refused with ValueError, never guessed at; an older one is
brought up step by step by MIGRATIONS.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import Any

from bot.digest.model import Cadence, Conditions, Digest, Draft, Plain
from bot.question.schedule.model import Schedule

SCHEMA = 1
Thaw = Callable[[Plain], Cadence]
Migration = Callable[[dict[str, Any]], dict[str, Any]]
MIGRATIONS: Mapping[int, Migration] = {}  # from a schema to the next one


@dataclass(frozen=True, slots=True)
class Codec:
    """How a definition is written and read; `thaw` reads the schedule in it."""

    thaw: Thaw = Schedule.from_json
    migrations: Mapping[int, Migration] = field(default_factory=lambda: MIGRATIONS)

    def dump(self, digest: Digest) -> dict[str, Any]:
        """The definition as plain values: all that people chose, and when."""
        draft = digest.draft
        return {
            "v": SCHEMA,
            "questions": list(draft.questions),
            "schedule": draft.schedule.to_json(),
            "channel": draft.channel,
            "team": draft.team,
            "owner": draft.owner,
            "conditions": _conditions(draft.conditions),
            "created": digest.created.isoformat(),
            "edited": digest.edited.isoformat(),
        }

    def load(self, id: str, values: object) -> Digest:  # noqa: A002 (it is the id)
        """The digest that `dump` wrote. ValueError where it is none that this release knows."""
        try:
            return self._load(id, self._current(values))
        except (KeyError, TypeError, AttributeError, InvalidOperation) as fault:
            raise ValueError(f"not a digest: {type(fault).__name__}") from fault

    def text(self, digest: Digest) -> str:
        """The definition as one line of JSON."""
        return json.dumps(self.dump(digest), ensure_ascii=True, separators=(",", ":"))

    def read(self, id: str, text: str | bytes) -> Digest:  # noqa: A002
        """The digest of such a line. ValueError where it is none."""
        return self.load(id, json.loads(text))

    def _current(self, values: object) -> dict[str, Any]:
        if not isinstance(values, dict):
            raise TypeError("not an object")
        while (schema := values["v"]) in self.migrations and schema != SCHEMA:
            values = self.migrations[schema](values)
        if schema != SCHEMA:
            raise ValueError(f"not a digest of schema {SCHEMA}, but of {schema!r:.20}")
        return values

    def _load(self, id: str, values: dict[str, Any]) -> Digest:  # noqa: A002
        draft = Draft(
            questions=_texts(values["questions"]),
            schedule=self.thaw(values["schedule"]),
            channel=_text(values["channel"]),
            team=_text(values["team"]),
            owner=_text(values["owner"]),
            conditions=_read_conditions(values["conditions"]),
        )
        return Digest(id, draft, _moment(values["created"]), _moment(values["edited"]))


def fingerprint(draft: Draft) -> str:
    """What two digests share only where they are the same one: where, what, when and on what terms.

    Spaces in questions do not count, nor what a schedule's phrase left out.
    """
    schedule = {k: v for k, v in draft.schedule.to_json().items() if k != "assumed"}
    questions = [" ".join(text.split()) for text in draft.questions]
    parts = [draft.team, draft.channel, questions, schedule, _conditions(draft.conditions)]
    return blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=16).hexdigest()


def _conditions(conditions: Conditions) -> dict[str, Any]:
    return {
        "change": None if conditions.change is None else str(conditions.change),
        "cost": None if conditions.cost is None else str(conditions.cost),
        "skip_zero": conditions.skip_zero,
    }


def _read_conditions(values: dict[str, Any]) -> Conditions:
    return Conditions(
        _decimal(values["change"]), _decimal(values["cost"]), bool(values["skip_zero"])
    )


def _decimal(value: object) -> Decimal | None:
    if value is None:
        return None
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError("not a digest: a condition without an end")
    return number


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list | tuple) or not values:
        raise TypeError("no questions")
    return tuple(_text(value) for value in values)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _moment(value: object) -> datetime:
    # YAML reads a moment by itself; JSON leaves it a text.
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError("not a digest: a moment without a zone")
    return moment

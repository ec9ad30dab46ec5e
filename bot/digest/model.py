"""What a digest is, and what is known of each of its slots. Frozen values; times are aware UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.question.schedule.model import Slot

EVENT = "dgusage_digest"  # metadata.event_type of a digest's post
NOTE = "dgusage_digest_note"  # of the note that stands in its place for a while
NOW = "dgusage_digest_now"  # of one that a person sent out of turn
PREVIEW = "dgusage_digest_preview"  # and of a try


class Cadence(Protocol):
    """When a digest is due: bot.question.schedule.model.Schedule, or anything like it."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose clocks it goes by."""
        ...

    def next_after(self, moment: datetime, n: int = 1) -> list[Slot]:
        """The next n slots strictly after a moment; fewer only where there are no more."""
        ...

    def say(self) -> str:
        """It in words."""
        ...

    def to_json(self) -> dict[str, object]:
        """It as plain JSON values."""
        ...


@dataclass(frozen=True, slots=True)
class Conditions:
    """When a due digest is posted at all; all that are set must hold.

    `change` is in percent, either way, against the period compared with; `cost` in US dollars.
    """

    change: Decimal | None = None
    cost: Decimal | None = None
    skip_zero: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person asks for; a digest is made of it."""

    questions: tuple[str, ...]  # as they were spelled
    schedule: Cadence
    channel: str
    team: str
    owner: str
    conditions: Conditions = field(default_factory=Conditions)


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest as it stands. `version` grows with each edit.

    `paused` says why, and is empty where it is not. `failures` are those in a row. `next` is the
    slot that is due next, None while paused or where the calendar ends. `last` names its latest
    slot that came to an end. `asked` says that its channel was asked to adopt it from this owner.
    """

    id: str
    draft: Draft
    created: datetime
    edited: datetime
    version: int = 1
    paused: str = ""
    failures: int = 0
    next: Slot | None = None
    last: str = ""
    deleted: bool = False
    asked: bool = False

    @property
    def questions(self) -> tuple[str, ...]:
        """What is asked, as it was spelled."""
        return self.draft.questions

    @property
    def schedule(self) -> Cadence:
        """When it is due."""
        return self.draft.schedule

    @property
    def conditions(self) -> Conditions:
        """When it is posted at all."""
        return self.draft.conditions

    @property
    def channel(self) -> str:
        """Where it is posted; Slack's id."""
        return self.draft.channel

    @property
    def team(self) -> str:
        """Whose workspace it is in; Slack's id."""
        return self.draft.team

    @property
    def owner(self) -> str:
        """Who is told when it fails; Slack's id."""
        return self.draft.owner

    @property
    def zone(self) -> str:
        """The IANA name of the zone whose clocks it goes by."""
        return self.draft.schedule.zone.key


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A digest that this release cannot read: left alone, and shown as such."""

    id: str
    why: str
    deleted: bool = False


class State(StrEnum):
    """Where a slot stands; the first three are open, the others final."""

    CLAIMED = "claimed"  # a replica computes it
    SENDING = "sending"  # a replica may be posting it
    WAITING = "waiting"  # to be tried again, at a time
    POSTED = "posted"
    SKIPPED = "skipped"
    FAILED = "failed"
    MISSED = "missed"


OPEN = frozenset({State.CLAIMED, State.SENDING, State.WAITING})


@dataclass(frozen=True, slots=True)
class Run:
    """The record of one slot. `slot` names it; `fence` grows with each claim of it.

    `maybe` says that it may have been posted without our knowing. `noted` is the state of the note
    that stands in its place: "", "sending" or "posted". `late` is in seconds, from due to posted.
    """

    digest: str
    slot: str
    at: datetime
    state: State
    fence: int = 0
    lease: datetime | None = None
    attempts: int = 0
    started: datetime | None = None
    finished: datetime | None = None
    ts: str = ""
    link: str = ""
    reason: str = ""
    maybe: bool = False
    noted: str = ""
    told: bool = True

    @property
    def late(self) -> float | None:
        """Seconds from due to posted; None where it is not posted."""
        posted = self.state is State.POSTED and self.finished
        return (self.finished - self.at).total_seconds() if posted and self.finished else None


@dataclass(frozen=True, slots=True)
class Claim:
    """Our hold on a slot: who we are, and the fence that every later change must show."""

    digest: str
    slot: Slot
    token: str
    fence: int
    attempts: int = 1
    maybe: bool = False  # it may have been posted before
    noted: str = ""
    started: datetime | None = None

    @property
    def name(self) -> str:
        """The slot's name."""
        return named(self.slot.local)

    @property
    def key(self) -> str:
        """What the post is known by in Slack: `<digest>:<slot>`."""
        return f"{self.digest}:{self.name}"


def named(local: datetime) -> str:
    """The name of a slot: the local time it is due at, to the minute (to the second where odd)."""
    return local.isoformat(timespec="seconds" if local.second else "minutes")


Plain = Mapping[str, object]  # JSON or YAML values

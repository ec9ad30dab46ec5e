"""What a digest's engine is given: who computes, who posts, who keeps the state, who is told."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.answer.model import Answer
from bot.blocks.message import Message
from bot.digest.decide import Plan
from bot.digest.errors import Meaning
from bot.digest.model import Claim, Digest, Run, State, Unreadable
from bot.question.schedule.model import Slot
from bot.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Composed:
    """A digest's message, and the same in text alone for where Slack refuses the blocks."""

    message: Message
    plain: Message


class Composer(Protocol):
    """Whoever knows what a digest says."""

    async def answers(self, digest: Digest, slot: Slot) -> Sequence[Answer]:
        """The answers to its questions, asked at the slot; Trouble where one cannot be had.

        May use nothing of the digest but its team, questions and zone: the engine asks once for
        all digests that share them.
        """
        ...

    async def reports(self, digest: Digest, slot: Slot, day: date) -> bool:
        """Whether the figures of a UTC day are in what it says; Trouble where there is no telling."""
        ...

    def draw(self, digest: Digest, slot: Slot, answers: Sequence[Answer]) -> Composed:
        """The digest's post. The engine adds what is to be said of lateness and repeats."""
        ...

    def note(self, digest: Digest, slot: Slot, trouble: Trouble) -> Composed:
        """What stands in the digest's place while it cannot be computed."""
        ...


class Fate(StrEnum):
    """What became of a call to Slack."""

    DONE = "done"
    REFUSED = "refused"  # surely not posted
    UNSURE = "unsure"  # perhaps posted


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a post: its ts where it is there, else Slack's word and how long to wait."""

    fate: Fate
    ts: str = ""
    error: str = ""
    wait: float = 0.0


class Seen(StrEnum):
    """What was found in a channel's history."""

    THERE = "there"
    ABSENT = "absent"
    NO_TELLING = "no_telling"  # it may not be read, or not far enough


@dataclass(frozen=True, slots=True)
class Found:
    """Whether a post is in a channel's history, with its ts."""

    seen: Seen
    ts: str = ""
    wait: float = 0.0  # seconds, where it could be read later


class Channels(Protocol):
    """The ways to Slack. No call is made twice by itself, and none raises."""

    async def post(
        self, channel: str, message: Message, event: str, key: str, before: float = ...
    ) -> Sent:
        """Posts, with the event and the key as metadata; never later than `before` (steady)."""
        ...

    async def find(self, channel: str, event: str, key: str, since: datetime) -> Found:
        """Looks for a post with that metadata, from a moment on."""
        ...

    async def link(self, channel: str, ts: str) -> str:
        """The address of a post; empty where it cannot be had."""
        ...


@dataclass(frozen=True, slots=True)
class Silence:
    """That nothing can be posted in a workspace: Slack's word for why, and since when.

    `over` says that nobody tries any more, until a replica starts or somebody asks for it.
    """

    word: str
    since: datetime
    over: bool = False


@dataclass(frozen=True, slots=True)
class Ripe:
    """What is to be done now: digests whose slot is due, and open slots to be taken over.

    `settling` is the seconds for which nothing may be claimed; `wait` those until something
    becomes ripe that is not yet, None where nothing will.
    """

    now: datetime
    due: tuple[str, ...] = ()
    open: tuple[tuple[str, str], ...] = ()
    settling: float = 0.0
    wait: float | None = None
    silences: Mapping[str, Silence] = field(default_factory=dict)  # by workspace


class Answered(StrEnum):
    """How the store takes a claim or a change."""

    OK = "ok"
    SETTLING = "settling"  # the store has just become another one
    STALE = "stale"  # somebody else has done it, or the digest has changed
    STOPPED = "stopped"  # the digest was paused or deleted
    LATER = "later"  # its turn to be posted is too far off


@dataclass(frozen=True, slots=True)
class Ended:
    """What an end came to: whether it was taken, and whether it paused the digest."""

    taken: bool
    failures: int = 0
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """How a slot ends. `pause` says why the digest pauses at once; `tell` that its owner is told."""

    state: State
    reason: str = ""
    ts: str = ""
    pause: str = ""
    tell: bool = False


class Slots(Protocol):
    """The state of all slots. Everything raises Trouble(STORE_DOWN) where it cannot be reached."""

    async def ripe(self, most: int) -> Ripe:
        """What is to be done now, the oldest first."""
        ...

    async def get(self, id: str) -> Digest | Unreadable | None:  # noqa: A002
        """One digest."""
        ...

    async def run(self, digest: str, slot: str) -> Run | None:
        """The record of one slot."""
        ...

    async def begin(self, digest: Digest, plan: Plan, token: str) -> Claim | Answered:
        """Records what was missed, moves the digest on, and claims the slot that runs, if any."""
        ...

    async def take(self, digest: str, slot: str, token: str) -> Claim | Run | Answered:
        """Claims an open slot whose holder is gone; a Run where its owner is only to be told."""
        ...

    async def renew(self, claim: Claim) -> bool:
        """Holds on to a slot; False where it is no longer ours."""
        ...

    async def mark(self, claim: Claim, *, note: bool = False) -> Answered:
        """Says that it is about to be posted, and holds on to it."""
        ...

    async def wait(
        self,
        claim: Claim,
        seconds: float,
        reason: str,
        *,
        noted: bool = False,
        sure: bool = False,
    ) -> bool:
        """Puts it back, to be taken after so many seconds."""
        ...

    async def end(self, claim: Claim, closing: Closing) -> Ended:
        """Ends it. Nothing is changed where it is no longer ours."""
        ...

    async def told(self, digest: str, slot: str) -> None:
        """Its owner has been told."""
        ...

    async def linked(self, digest: str, slot: str, link: str) -> None:
        """Where its post can be seen."""
        ...

    async def turn(self, team: str, channel: str, longest: float = ...) -> float:
        """Seconds until the next free moment to post there; reserved where it is not too far off."""
        ...

    async def hold(self, team: str, seconds: float) -> None:
        """Nobody posts in that workspace for so long."""
        ...

    async def asked(self, digest: str, owner: str) -> None:
        """Its channel has been asked to adopt it from that owner."""
        ...

    async def silence(self, team: str, word: str) -> float:
        """Nothing can be posted in that workspace; seconds until somebody may try again."""
        ...

    async def probe(self, team: str) -> float:
        """Seconds until somebody may try there; 0 where we may, inf where nobody tries any more."""
        ...

    async def released(self, team: str = "") -> bool:
        """It can be posted there again, or everywhere: whether it could not. What waits is woken."""
        ...


@dataclass(frozen=True, slots=True)
class News:
    """What an owner is told: the digest as it now stands (`paused` says why), and the failed slot.

    `meaning` is there where it was Slack that refused it; else the run's reason is a sentence.
    """

    digest: Digest
    run: Run
    meaning: Meaning | None


Notify = Callable[[News], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Happened:
    """Something worth counting. `seconds` is how late, or how long."""

    what: str
    digest: str = ""
    slot: str = ""
    seconds: float = 0.0
    reason: str = ""


Observer = Callable[[Happened], None]
Step = Callable[[str], None]


def nothing(_: object) -> None:
    """For whoever wants to hear of nothing."""


DIGEST_SECONDS = 120.0  # for everything that Deepgram is asked for one digest


@dataclass(frozen=True, slots=True)
class Times:
    """The engine's measures, in seconds; each post must end `call + commit` before its lease does.

    `commit` covers what Slack may still carry out after a call was given up, and how long its
    history may lag behind.
    """

    lease: float = 20.0
    beat: float = 4.0
    call: float = 8.0
    commit: float = 4.0
    compose: float = DIGEST_SECONDS
    poll: float = 1.0
    drain: float = 25.0
    unsure: float = 5.0  # until a post whose answer was lost is looked for
    queue: float = 10.0  # the longest wait for a turn to post; who waits longer is put back
    at_once: int = 32
    grace: float = 6 * 3600.0
    late: float = 300.0


Permit = Callable[[Digest, Slot], Awaitable[Digest]]
Follow = Callable[[Digest, Claim], AbstractContextManager[None]]


def unfollowed(_: Digest, __: Claim) -> AbstractContextManager[None]:
    """For where nobody follows an attempt."""
    return nullcontext()


ComeIn = Callable[[date], datetime]


@dataclass(frozen=True, slots=True)
class Hooks:
    """Where the engine can be listened to; `step` is told each step by its name, before and after.

    `permit` is asked before each digest is computed: it gives the digest as it may be asked now,
    or raises Trouble. `come_in` says from when on most figures of a UTC day can be expected to be
    there: a digest that reports a day which has just ended waits for them. Each attempt at a slot
    is made within `follow`.
    """

    notify: Notify | None = None
    observer: Observer = nothing
    step: Step = nothing
    permit: Permit | None = None
    come_in: ComeIn | None = None
    follow: Follow = unfollowed

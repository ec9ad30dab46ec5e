"""Whose turn it is: a bounded line that is fair between people."""

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from bot.trouble import Reason, Trouble

SHARE = 8  # of the places at work, one is as much as a person may have


class Owned(Protocol):
    """Anything that is somebody's."""

    @property
    def owner(self) -> str:
        """Who it is for."""
        ...


Job = TypeVar("Job", bound=Owned)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many questions are worked on at once, wait in all, and may be one person's.

    One person never has more than an eighth of the places at work, so that somebody who asks without
    end holds up the others by no more than a moment. `deadline` is the seconds that a
    question may take from its ack, waiting included, until a reason stands in for the answer.
    """

    at_once: int = 32
    waiting: int = 1024
    each: int = 128
    deadline: float = 22.0


@dataclass(slots=True)
class Line(Generic[Job]):
    """The questions that wait and those at work; people take turns."""

    limits: Limits
    _waiting: dict[str, deque[Job]] = field(default_factory=dict)  # in order of turns
    _here: Counter[str] = field(default_factory=Counter)  # waiting or at work
    _working: Counter[str] = field(default_factory=Counter)

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(len(jobs) for jobs in self._waiting.values())

    @property
    def working(self) -> int:
        """How many are at work."""
        return sum(self._working.values())

    def join(self, job: Job) -> None:
        """Takes a place at the end of its owner's line; raises Trouble(BUSY) where all are full."""
        if self._here[job.owner] >= self.limits.each or self.waiting >= self.limits.waiting:
            raise Trouble(Reason.BUSY)
        self._here[job.owner] += 1
        self._waiting.setdefault(job.owner, deque()).append(job)

    def next(self) -> Job | None:
        """The job whose turn it is, now at work; None where nobody may go."""
        if self.working >= self.limits.at_once:
            return None
        share = max(1, self.limits.at_once // SHARE)
        owner = next((o for o in self._waiting if self._working[o] < share), None)
        return None if owner is None else self._call(owner)

    def leave(self, job: Job) -> None:
        """A job that was at work is done."""
        self._working -= Counter({job.owner: 1})
        self._here -= Counter({job.owner: 1})

    def everyone(self) -> list[Job]:
        """Those that wait."""
        return [job for jobs in self._waiting.values() for job in jobs]

    def _call(self, owner: str) -> Job:
        jobs = self._waiting.pop(owner)
        job = jobs.popleft()
        if jobs:
            self._waiting[owner] = jobs  # behind everybody else
        self._working[owner] += 1
        return job

"""What can be made to go wrong, and what was asked: the controls of the simulation."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import NamedTuple

from bot.demo import refusals
from bot.demo.refusals import Refusal


class Seen(NamedTuple):
    """One request as it arrived; `key` is the id of the API key, None where it is not known."""

    method: str
    path: str
    params: tuple[tuple[str, str], ...]
    key: str | None
    headers: Mapping[str, str]  # without the authorization


@dataclass(frozen=True, slots=True)
class Fault:
    """A disturbance of the answers at a path.

    With a `status`, it is answered instead, with `body` as it stands. It comes after `delay`
    seconds and once `until` has returned. After `times` requests (None: never) it is over.
    """

    status: int | None = None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    until: Callable[[], Awaitable[object]] | None = None
    times: int | None = None
    refusal: Refusal | None = None  # instead of status and body: one of Deepgram's own


def limited(seconds: int = 1, times: int | None = None) -> Fault:
    """429 with Retry-After."""
    return Fault(refusal=refusals.limited(seconds), times=times)


def down(times: int | None = None) -> Fault:
    """503 as Deepgram says it."""
    return Fault(refusal=refusals.unavailable(), times=times)


def gateway(status: int = 502, times: int | None = None) -> Fault:
    """An error of something in front of Deepgram: HTML."""
    page = f"<html><body><h1>{status} Bad Gateway</h1></body></html>".encode()
    return Fault(status, page, {"content-type": "text/html"}, times=times)


@dataclass(slots=True)
class Faults:
    """The faults in force, by path: a pattern that the path must match, such as `*/keys`."""

    _left: dict[str, tuple[Fault, int | None]] = field(default_factory=dict)

    def set(self, pattern: str, fault: Fault) -> None:
        """From now on, disturb the answers at paths like this."""
        self._left[pattern] = (fault, fault.times)

    def clear(self) -> None:
        """Nothing is disturbed any more."""
        self._left.clear()

    def take(self, path: str) -> Fault | None:
        """The fault that strikes a request to this path, counted as one of its times."""
        for pattern, (fault, left) in self._left.items():
            if left != 0 and fnmatchcase(path, pattern):
                self._left[pattern] = (fault, None if left is None else left - 1)
                return fault
        return None

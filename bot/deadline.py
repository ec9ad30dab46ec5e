"""How long a question may take in all, known to every call made for it.

    with within(seconds=120):
        await deepgram.pages(…)

It goes along with the task, and into the tasks that it starts; the innermost `within` counts.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from bot.trouble import Reason, Trouble

INTERACTIVE = 20.0  # seconds, where nobody says otherwise


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of the event loop's clock, and the seconds that it gave."""

    when: float
    seconds: float

    def passed(self) -> Trouble:
        """That it has passed without an answer."""
        return Trouble(Reason.TOO_SLOW, {"seconds": f"{self.seconds:g}"})


_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give all calls made inside so many seconds together, from now."""
    token = _current.set(Deadline(asyncio.get_running_loop().time() + seconds, seconds))
    try:
        yield
    finally:
        _current.reset(token)


def current() -> Deadline:
    """The deadline in force; where none is set, one for this call alone."""
    now = asyncio.get_running_loop().time()
    return _current.get() or Deadline(now + INTERACTIVE, INTERACTIVE)


@contextmanager
def ensured() -> Iterator[None]:
    """The deadline in force, or where none is set the interactive one for all calls inside."""
    if _current.get() is not None:
        yield
        return
    with within(INTERACTIVE):
        yield

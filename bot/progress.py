"""How far a question has come, for whoever waits: readings begun and ended.

    with watched(Progress()) as progress:
        await answer(…)          # which reads within `reading()`

It goes along with the task, and into the tasks that it starts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Progress:
    """How many readings were begun for one question, and how many of them have ended."""

    begun: int = 0
    ended: int = 0


_current: ContextVar[Progress | None] = ContextVar("progress", default=None)


@contextmanager
def watched(progress: Progress) -> Iterator[Progress]:
    """Every reading inside counts there."""
    token = _current.set(progress)
    try:
        yield progress
    finally:
        _current.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """One reading, from its beginning to its end; it counts where somebody watches."""
    progress = _current.get() or Progress()
    progress.begun += 1
    try:
        yield
    finally:
        progress.ended += 1

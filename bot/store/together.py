"""Doing once what many ask for at the same time, in this process."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Hashable
from functools import partial
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Together(Generic[T]):
    """One run for all who ask for the same thing while it runs; whoever leaves does not end it."""

    def __init__(self) -> None:
        self._running: dict[Hashable, asyncio.Task[T]] = {}

    async def do(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The result of the run that is under way, or of a new one."""
        return await asyncio.shield(self.begin(key, work))

    def begin(self, key: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> asyncio.Task[T]:
        """The run that is under way, or a new one, not waited for."""
        task = self._running.get(key)
        if task is None:
            task = self._running[key] = asyncio.create_task(work())
            task.add_done_callback(partial(self._ended, key))
        return task

    async def close(self, patience: float = 0.0) -> None:
        """Lets what runs end within so many seconds, then ends it."""
        await ended(self._running.values(), patience)

    def _ended(self, key: Hashable, task: asyncio.Task[T]) -> None:
        self._running.pop(key, None)
        if not task.cancelled():
            task.exception()  # looked at here, for where nobody waits any more


async def ended(tasks: Collection[asyncio.Task[Any]], patience: float) -> None:
    """Waits so many seconds for the tasks, cancels the rest, and is back when none runs."""
    running = set(tasks)
    if running:
        _, late = await asyncio.wait(running, timeout=patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

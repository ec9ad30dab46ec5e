"""What was seen lately, so that the same delivery has one effect.

Two memories: this process's own, asked before the ack because it costs nothing, and one shared by
all replicas, asked after the ack because it may hang. Where the shared one cannot be asked, a
repeat is known within its own replica only.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic

from bot.slack.payload import Mark
from bot.trouble import Trouble

# Whether a key was seen in the last so many seconds; it is from now on.
Seen = Callable[[str, float], Awaitable[bool]]

SHARED_WAIT = 0.5  # seconds that the shared memory may take


@dataclass(slots=True)
class Memory:
    """The keys that this process saw, each for its own time; at most `most`, the oldest go first.

    Each new key makes room by two at most, so remembering never takes long.
    """

    now: Callable[[], float] = monotonic
    most: int = 65_536
    _until: dict[str, float] = field(default_factory=dict)

    def seen(self, key: str, seconds: float) -> bool:
        """Whether the key was seen before and still counts; it is from now on."""
        now = self.now()
        if self._until.get(key, now) > now:
            return True
        self._until.pop(key, None)
        self._until[key] = now + seconds
        self._forget(now)
        return False

    def __len__(self) -> int:
        return len(self._until)

    def _forget(self, now: float) -> None:
        for oldest, until in list(islice(self._until.items(), 2)):
            if len(self._until) > self.most or until <= now:
                del self._until[oldest]


@dataclass(frozen=True, slots=True)
class Once:
    """Both memories, asked about the marks of a delivery."""

    memory: Memory
    shared: Seen | None = None

    def here(self, marks: Iterable[Mark]) -> bool:
        """Whether this process saw any of the marks; all of them are seen from now on."""
        return any([self.memory.seen(*mark) for mark in marks])  # noqa: C419 (all are to be seen)

    async def anywhere(self, marks: Iterable[Mark]) -> bool:
        """Whether another replica saw any of the marks; False where that cannot be found out.

        Whoever finds one claims none of those after it. Of two replicas that ask at once, each
        would else find a mark of the other's, and neither would answer.
        """
        if self.shared is None:
            return False
        try:
            async with asyncio.timeout(SHARED_WAIT):
                for mark in marks:
                    if await self.shared(*mark):
                        return True
        except (TimeoutError, Trouble):
            return False
        return False

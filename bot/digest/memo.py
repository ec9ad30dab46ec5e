"""The same question for the same slot is computed once, however many digests ask it."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field

from bot.answer.model import Answer
from bot.digest.model import Digest
from bot.digest.ways import Permit
from bot.question.schedule.model import Slot

MOST = 256  # answers held at once
LIFE = 300.0  # seconds; a digest that is tried again later asks again

Answers = Sequence[Answer]
Ask = Callable[[Digest, Slot], Awaitable[Answers]]


@dataclass(slots=True)
class Memo:
    """`seconds` is the longest that one asking may take; `clock` is monotonic."""

    ask: Ask
    seconds: float
    clock: Callable[[], float]
    permit: Permit | None = None  # asked for each digest, whatever others share with it
    asked: int = 0  # how often it was really asked
    _held: OrderedDict[Hashable, tuple[float, asyncio.Task[Answers]]] = field(
        default_factory=OrderedDict
    )

    async def answers(self, digest: Digest, slot: Slot) -> Answers:
        """The answers; a caller that goes away takes nothing from the others."""
        if self.permit is not None:
            digest = await self.permit(digest, slot)
        key = digest.team, digest.questions, digest.zone, slot.local
        self._forget()
        if key not in self._held:
            self.asked += 1
            self._held[key] = self.clock(), asyncio.create_task(self._asked(digest, slot))
        task = self._held[key][1]
        try:
            return await asyncio.shield(task)
        finally:
            if task.done() and (task.cancelled() or task.exception()):
                self._drop(key, task)

    async def close(self) -> None:
        """Ends what is still being asked."""
        tasks = [task for _, task in self._held.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._held.clear()

    async def _asked(self, digest: Digest, slot: Slot) -> Answers:
        async with asyncio.timeout(self.seconds):
            return await self.ask(digest, slot)

    def _drop(self, key: Hashable, task: asyncio.Task[Answers]) -> None:
        if key in self._held and self._held[key][1] is task:
            del self._held[key]

    def _forget(self) -> None:
        """The oldest ones, where they are done: too old, or too many."""
        for key, (since, task) in list(self._held.items()):
            if not (self.clock() - since > LIFE or len(self._held) >= MOST):
                break
            if task.done():
                del self._held[key]

"""Our own supervisor of work after an ack: nothing is forgotten, nothing runs for ever.

Bolt keeps no reference to the tasks that it starts, and loses them at shutdown; here every job is
held until it was told its end, which happens exactly once: an answer, or the reason why not.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from traceback import walk_tb
from uuid import uuid4

import structlog

from bot.blocks.figures import ENGLISH, Notation, written
from bot.slack.line import Limits, Line
from bot.slack.seam import Reply
from bot.trouble import Reason, Trouble

TELLING = 3.0  # seconds of a drain that are kept for telling reasons
MOST_REFUSALS = 256  # refusals being told at once
FRAMES = 5  # of a fault that the log names, the innermost first

Outcome = Reply | Trouble | None  # None: there is nothing to tell
Tell = Callable[[Outcome], Awaitable[None]]

log = structlog.get_logger("bot.slack")


@dataclass(eq=False, slots=True)
class Job:
    """One acked question: `think` finds the reply, `tell` sends what came of it."""

    owner: str
    think: Callable[[], Awaitable[Reply | None]]
    tell: Tell
    due: float = 0.0  # by the loop's clock
    scope: asyncio.Timeout | None = field(default=None, repr=False)


class Tasks:
    """The jobs at work and in line."""

    def __init__(self, limits: Limits | None = None, notation: Notation = ENGLISH) -> None:
        self._limits = limits or Limits()
        self._notation = notation  # of the numbers in whatever is told
        self._line: Line[Job] = Line(self._limits)
        self._running: dict[asyncio.Task[None], Job] = {}
        self._refusals: set[asyncio.Task[None]] = set()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._closing = False

    @property
    def load(self) -> tuple[int, int]:
        """How many jobs are at work, and how many wait."""
        return self._line.working, self._line.waiting

    def start(self, job: Job) -> None:
        """Takes a job on; raises Trouble (BUSY, STOPPING) where it cannot be, and tells nothing."""
        if self._closing:
            raise Trouble(Reason.STOPPING)
        self._line.join(job)
        job.due = asyncio.get_running_loop().time() + self._limits.deadline
        self._quiet.clear()
        self._fill()

    def refuse(self, tell: Tell, trouble: Trouble) -> bool:
        """Tells somebody why their question was not taken; False where too many are being told."""
        if len(self._refusals) >= MOST_REFUSALS:
            return False
        task = asyncio.create_task(_told(tell, trouble))
        self._refusals.add(task)
        self._quiet.clear()
        task.add_done_callback(self._refused)
        return True

    async def drain(self, seconds: float) -> int:
        """Takes nothing more, waits for all to end, and says how many did not within `seconds`.

        What is still being thought about shortly before the end is told that we are stopping.
        """
        self._closing = True
        if not await self._calm(max(0.0, seconds - TELLING)):
            self._hurry()
            await self._calm(min(seconds, TELLING))
        left = len(self._running) + self._line.waiting + len(self._refusals)
        for task in [*self._running, *self._refusals]:
            task.cancel()
        return left

    def _fill(self) -> None:
        while (job := self._line.next()) is not None:
            with written(self._notation):
                task = asyncio.create_task(self._see_through(job))
            self._running[task] = job
            task.add_done_callback(self._ended)

    async def _see_through(self, job: Job) -> None:
        outcome = await self._outcome(job)
        job.scope = None
        await _told(job.tell, outcome)

    async def _outcome(self, job: Job) -> Outcome:
        if asyncio.get_running_loop().time() >= job.due:
            return self._late()
        try:
            async with asyncio.timeout_at(job.due) as job.scope:
                return await job.think()
        except Trouble as trouble:
            return trouble
        except Exception as fault:  # noqa: BLE001 (the outermost boundary: nobody is left unanswered)
            expired = job.scope is not None and job.scope.expired()
            return self._late() if expired else _broken(fault)

    def _late(self) -> Trouble:
        if self._closing:
            return Trouble(Reason.STOPPING)
        return Trouble(Reason.TOO_SLOW, {"seconds": f"{self._limits.deadline:g}"})

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._line.leave(self._running.pop(task))
        self._fill()
        self._settle()

    def _refused(self, task: asyncio.Task[None]) -> None:
        self._refusals.discard(task)
        self._settle()

    def _settle(self) -> None:
        if not self._running and not self._refusals and not self._line.waiting:
            self._quiet.set()

    async def _calm(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                return await self._quiet.wait()
        except TimeoutError:
            return self._quiet.is_set()

    def _hurry(self) -> None:
        now = asyncio.get_running_loop().time()
        for job in self._running.values():
            job.due = now
            if job.scope is not None and not job.scope.expired():
                job.scope.reschedule(now)
        for job in self._line.everyone():
            job.due = now


async def _told(tell: Tell, outcome: Outcome) -> None:
    try:
        await tell(outcome)
    except Exception as fault:  # noqa: BLE001 (a task must end quietly; the log has the fault)
        log.error("untold", **_traced(fault))  # noqa: TRY400 (see _traced)


def _broken(fault: Exception) -> Trouble:
    ref = uuid4().hex[:8]
    log.error("broken", ref=ref, **_traced(fault))
    return Trouble(Reason.BROKEN, {"ref": ref})


def _traced(fault: BaseException) -> dict[str, str]:
    """What went wrong and where; never the exception's text, which may quote what was asked."""
    frames = [
        f"{Path(frame.f_code.co_filename).name}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(fault.__traceback__)
    ]
    return {"fault": type(fault).__name__, "where": " < ".join(frames[: -FRAMES - 1 : -1])}

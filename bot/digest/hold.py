"""Our hold on a slot: kept up while work goes on, and known to the second."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from bot.digest.model import Claim
from bot.digest.ways import Answered, Slots, Times
from bot.trouble import Trouble

Clock = Callable[[], float]


def steady() -> float:
    """Seconds of a clock that never jumps, and goes on while the process or the machine sleeps.

    CLOCK_MONOTONIC stands still while a machine is suspended, a lease does not:
    https://man7.org/linux/man-pages/man3/clock_gettime.3.html
    """
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boot) if boot is not None else time.monotonic()


@dataclass(slots=True)
class Hold:
    """`since` is a moment surely before the store last set our lease."""

    slots: Slots
    claim: Claim
    times: Times
    since: float
    clock: Clock = steady
    lost: bool = False
    _heart: asyncio.Task[None] | None = field(default=None)

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Keeps the hold up for as long as the block runs."""
        heart = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            heart.cancel()
            await asyncio.gather(heart, return_exceptions=True)

    async def mark(self, *, note: bool = False) -> Answered:
        """Says that we are about to post; OK only where a whole call surely ends within the lease.

        A process that was stopped in between finds that out here, and asks again.
        """
        for _ in range(3):
            since = self.clock()
            said = await self.slots.mark(self.claim, note=note)
            if said is not Answered.OK:
                return said
            self.since = since
            if self.fits():
                return said
        return Answered.STALE

    def fits(self) -> bool:
        """Whether a call that starts now ends, and shows in Slack, before the lease does."""
        return not self.lost and self.clock() <= self.before

    @property
    def before(self) -> float:
        """The last moment at which a call may start."""
        return self.since + self.times.lease - self.times.call - self.times.commit

    async def _beat(self) -> None:
        while not self.lost:
            await asyncio.sleep(self.times.beat)
            with suppress(Trouble):  # the store is away: the lease runs on, and `fits` knows
                since = self.clock()
                self.lost = not await self.slots.renew(self.claim)
                self.since = since if not self.lost else self.since

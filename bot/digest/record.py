"""The record of one attempt at one slot: put back, ended, told; and the tools of the attempt."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.digest.hold import Hold
from bot.digest.memo import Memo
from bot.digest.model import Claim
from bot.digest.ways import (
    Channels,
    Closing,
    Composer,
    Ended,
    Happened,
    Hooks,
    Silence,
    Slots,
    Times,
)
from bot.trouble import Trouble

END_AGAIN = 0.1  # seconds between two tries to record an end


@dataclass(frozen=True, slots=True)
class Tools:
    """What an attempt works with. `now` is the store's time.

    `silence` says, as of a moment ago, why nothing can be posted in a workspace; None where it can.
    """

    slots: Slots
    channels: Channels
    composer: Composer
    memo: Memo
    times: Times
    hooks: Hooks
    now: Callable[[], datetime]
    silence: Callable[[str], Silence | None]


@dataclass(slots=True)
class Record:
    """`doubt` says that the slot may be there already, and that there is no telling."""

    tools: Tools
    claim: Claim
    hold: Hold
    doubt: bool = False

    async def end(self, closing: Closing) -> Ended:
        """Records the end; for as long as the lease lasts, if the store is away."""
        self.step("before_end")
        ended = await self._surely_end(closing)
        self.step("after_end")
        self.tell(f"ended_{closing.state}" if ended.taken else "superseded", reason=closing.reason)
        return ended

    async def _surely_end(self, closing: Closing) -> Ended:
        until = self.hold.since + self.tools.times.lease
        while True:
            try:
                return await self.tools.slots.end(self.claim, closing)
            except Trouble:
                if self.hold.clock() > until:
                    raise
            await asyncio.sleep(END_AGAIN)

    async def wait(self, seconds: float, reason: str, *, sure: bool, noted: bool = False) -> None:
        """Puts it back, to be taken after so many seconds; `sure` that it was not posted."""
        sure = sure and not self.doubt
        await self.tools.slots.wait(self.claim, seconds, reason, noted=noted, sure=sure)
        self.tell("waits", seconds=seconds, reason=reason)

    async def give_back(self) -> None:
        """On the way out: whoever is there may go on at once."""
        try:
            async with asyncio.timeout(1):
                await self.wait(0.0, "the bot was restarted", sure=not self.claim.maybe)
        except (Trouble, TimeoutError):
            self.tell("let_go", reason="store_down")

    def step(self, name: str) -> None:
        """Says where the work is."""
        self.tools.hooks.step(name)

    def tell(self, what: str, *, seconds: float = 0.0, reason: str = "") -> None:
        """Says what happened."""
        happened = Happened(what, self.claim.digest, self.claim.name, seconds, reason)
        self.tools.hooks.observer(happened)

    @property
    def grace(self) -> timedelta:
        """For how long after its time it may still be posted."""
        return timedelta(seconds=self.tools.times.grace)

    @property
    def over(self) -> bool:
        """Whether that is over."""
        return self.tools.now() - self.claim.slot.at > self.grace

"""A digest about a day that has just ended waits until the day's figures can be expected to be there."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.digest.model import Digest
from bot.digest.record import Tools
from bot.digest.ways import ComeIn
from bot.question.schedule.model import Slot


@dataclass(frozen=True, slots=True)
class Awaited:
    """A UTC day that a digest reports, and from when on its figures can be expected."""

    day: date
    ready: datetime

    @property
    def waits(self) -> str:
        """Why the digest waits; for its log."""
        return f"it waits until {self._until}"

    @property
    def waited(self) -> str:
        """The same once it is posted."""
        return f"it waited until {self._until}"

    @property
    def _until(self) -> str:
        return f"{self.ready:%H:%M} UTC for the figures of {self.day:%a %-d %b} to come in"


def just_ended(at: datetime, come_in: ComeIn) -> Awaited | None:
    """The UTC day that had ended last at a moment, where its figures come in only after that."""
    day = at.astimezone(UTC).date() - timedelta(days=1)
    ready = come_in(day)
    return Awaited(day, ready) if ready > at else None


async def awaited(tools: Tools, digest: Digest, slot: Slot) -> Awaited | None:
    """The day whose figures a slot of the digest waits for, or has waited for; None for none."""
    come_in = tools.hooks.come_in
    ended = just_ended(slot.at, come_in) if come_in else None
    if ended is None:
        return None
    try:
        async with asyncio.timeout(tools.times.compose):
            reports = await tools.composer.reports(digest, slot, ended.day)
    except Exception:  # noqa: BLE001 (the answers meet the same, and there it is dealt with)
        return None
    return ended if reports else None

"""A schedule in seconds, so that a year of slots fits into a minute."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.digest.codec import Codec
from bot.question.schedule.model import Slot

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Pulse:
    """`count` slots, `step` whole seconds apart, from `first` (whole seconds since 1970) on."""

    first: int
    step: int = 1
    count: int = 1
    zone: ZoneInfo = _UTC

    def next_after(self, moment: datetime, n: int = 1) -> list[Slot]:
        passed = max(0, int((moment.timestamp() - self.first) // self.step) + 1)
        return [self.slot(k) for k in range(passed, min(passed + n, self.count))]

    def slot(self, k: int) -> Slot:
        at = datetime.fromtimestamp(self.first + k * self.step, UTC)
        return Slot(at.astimezone(self.zone).replace(tzinfo=None), at)

    def slots(self) -> list[Slot]:
        return [self.slot(k) for k in range(self.count)]

    def say(self) -> str:
        return f"every {self.step} seconds, {self.count} times"

    def to_json(self) -> dict[str, object]:
        parts = {"first": self.first, "step": self.step, "count": self.count}
        return {"v": "pulse", **parts, "zone": self.zone.key}


def thaw(values: Mapping[str, object]) -> Pulse:
    if values["v"] != "pulse":
        raise ValueError("not a pulse")
    first, step, count = (int(str(values[k])) for k in ("first", "step", "count"))
    return Pulse(first, step, count, ZoneInfo(str(values["zone"])))


CODEC = Codec(thaw)

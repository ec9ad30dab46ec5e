"""How one replica's engine is: for readiness, and for whoever looks after it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.digest.ways import Silence

STUCK = 30.0  # seconds without a round, after which the loop counts as dead


@dataclass(slots=True)
class Status:
    """Moments are of the engine's own steady clock, in seconds; None for never."""

    running: bool = False
    looked: float | None = None  # the last round that the store took part in
    posted: float | None = None  # the last post that was recorded
    settling: float = 0.0  # seconds for which nothing is claimed, since the store has changed
    working: int = 0
    due: int = 0  # slots that the last round found ripe, whoever works on them
    unreadable: dict[str, str] = field(default_factory=dict)  # digest → why it is left alone
    silences: Mapping[str, Silence] = field(default_factory=dict)  # by workspace

    @property
    def held(self) -> str:
        """Slack's word for why nothing can be posted in a workspace, empty where it can in all."""
        return next((silence.word for silence in self.silences.values()), "")

    def alive(self, now: float) -> bool:
        """Whether the loop goes round and reaches its store."""
        return self.running and self.looked is not None and now - self.looked < STUCK

    def shown(self, now: float) -> dict[str, Any]:
        """It as plain values, ages in seconds."""
        return {
            "alive": self.alive(now),
            "last_round_age": _age(self.looked, now),
            "last_success_age": _age(self.posted, now),
            "settling": round(self.settling, 1),
            "working": self.working,
            "unreadable": len(self.unreadable),
            "held": self.held,
        }


def _age(moment: float | None, now: float) -> float | None:
    return None if moment is None else round(now - moment, 1)

"""How one replica's engine is: for readiness, and for whoever looks after it."""

from dataclasses import dataclass, field
from typing import Any

STUCK = 30.0  # seconds without a round, after which the loop counts as dead


@dataclass(slots=True)
class Status:
    """Moments are of the engine's own steady clock, in seconds; None for never."""

    running: bool = False
    looked: float | None = None  # the last round that the store took part in
    posted: float | None = None  # the last post that was recorded
    settling: float = 0.0  # seconds for which nothing is claimed, since the store has changed
    working: int = 0
    unreadable: dict[str, str] = field(default_factory=dict)  # digest → why it is left alone
    held: str = ""  # Slack's word for why nothing can be posted at all

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

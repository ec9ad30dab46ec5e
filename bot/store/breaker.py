"""Not asking again, for a while, what has just failed several times (pure)."""

from collections.abc import Callable
from dataclasses import dataclass

FAILURES = 3  # in a row, after which nothing more is asked
PAUSE = 5.0  # seconds between two probes


@dataclass(slots=True)
class Breaker:
    """Opens after three failures in a row, then lets one probe through every five seconds.

    `clock` is monotonic, in seconds.
    """

    clock: Callable[[], float]
    failures: int = 0
    probe_at: float = 0.0

    @property
    def open(self) -> bool:
        """Whether calls are being refused."""
        return self.failures >= FAILURES

    def allows(self) -> bool:
        """Whether a call may be made now; while open, True makes the caller the probe."""
        if not self.open:
            return True
        if self.clock() < self.probe_at:
            return False
        self.probe_at = self.clock() + PAUSE
        return True

    def worked(self) -> None:
        """A call was answered."""
        self.failures = 0

    def failed(self) -> None:
        """A call was not answered."""
        self.failures += 1
        self.probe_at = self.clock() + PAUSE

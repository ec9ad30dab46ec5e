"""When a project's calls rest: a state machine without a clock of its own.

It passes calls until several in a row meet a fault of Deepgram's or of the way there; then it rests
and refuses them. A 429 makes it rest too, for as long as was asked; who comes then is held, not
refused. After a rest one call goes ahead as the probe, and what becomes of it decides for all.
"""

from dataclasses import dataclass, replace
from enum import Enum

FAULTS = 12  # in a row, then it rests: as many as one question's calls may meet in a bad moment
REST = 5.0  # seconds


class Pass(Enum):
    """What a call may do now."""

    GO = "go"
    PROBE = "probe"
    HOLD = "hold"
    REFUSE = "refuse"


class Condition(Enum):
    """What the breaker is doing, for people and metrics."""

    PASSING = "passing"
    RESTING = "resting"
    LIMITED = "limited"


@dataclass(frozen=True, slots=True)
class Breaker:
    """Its state. Times are seconds of any clock that only moves on; `until` is None when passing."""

    faults: int = 0
    until: float | None = None
    limited: bool = False
    probing: bool = False

    @property
    def condition(self) -> Condition:
        """What it is doing."""
        if self.until is None:
            return Condition.PASSING
        return Condition.LIMITED if self.limited else Condition.RESTING

    def rest(self, now: float) -> float:
        """Seconds until a probe may go; 0 where none need be waited for."""
        return 0.0 if self.until is None else max(0.0, self.until - now)

    def verdict(self, now: float) -> Pass:
        """What a call that comes now may do."""
        if self.until is None:
            return Pass.GO
        if now >= self.until and not self.probing:
            return Pass.PROBE
        return Pass.HOLD if self.limited else Pass.REFUSE

    def begun(self, verdict: Pass) -> "Breaker":
        """After a call was let by with that verdict."""
        return replace(self, probing=True) if verdict is Pass.PROBE else self

    def succeeded(self, verdict: Pass) -> "Breaker":
        """After a call got any answer that is not a fault.

        One that had set out before the rest began does not end it.
        """
        return Breaker() if verdict is Pass.PROBE or self.until is None else self

    def failed(self, verdict: Pass, now: float) -> "Breaker":
        """After a call met a fault."""
        if verdict is Pass.PROBE:
            return Breaker(self.faults, now + REST)
        if self.until is not None:
            return self
        faults = self.faults + 1
        return Breaker(faults, now + REST if faults >= FAULTS else None)

    def quieted(self, verdict: Pass, now: float, seconds: float) -> "Breaker":
        """After a call was told to wait; of several waits the longest counts."""
        until = max(self.until or 0.0, now + seconds)
        probing = self.probing and verdict is not Pass.PROBE
        return Breaker(self.faults, until, limited=True, probing=probing)

    def abandoned(self, verdict: Pass) -> "Breaker":
        """After a call was given up before it had an answer; the next one may probe."""
        return replace(self, probing=False) if verdict is Pass.PROBE else self

"""Whether a failed call is tried again, and when: pure arithmetic on what failed.

Every call is a GET, so trying again is safe. Three attempts at most, and over time at most one
call in ten is a retry: a bucket of tokens that successes refill, as in AWS's standard mode
(https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

ATTEMPTS = 3
BACKOFF = 0.5  # seconds before the second attempt, twice that before the third; up to half less
UNSAID = 1.0  # seconds of quiet after a 429 that does not say for how long
LONGEST = 900.0  # seconds; what asks for more is asked again after a quarter of an hour
TOKENS = 10.0  # retries that a start, or a good while, allows in a row
EARNED = 0.1  # of a token, for each success

_LIMITED, _TIMEOUT, _DOWN = 429, 408, 500
_EPOCH = 10**9  # a reset time above it is a moment, not a stretch


@dataclass(frozen=True, slots=True)
class Failure:
    """A call without a good answer: its status, None where none came, and the wait it asked for.

    `lasting` says that no answer came for a reason that a second attempt would meet again.
    """

    status: int | None
    asked: float | None = None
    lasting: bool = False

    @property
    def limited(self) -> bool:
        """Whether Deepgram said that we ask too often."""
        return self.status == _LIMITED

    @property
    def passing(self) -> bool:
        """Whether another attempt may fare better."""
        if self.status is None:
            return not self.lasting
        return self.limited or self.down

    @property
    def down(self) -> bool:
        """Whether it is Deepgram, or the way there, that failed, and not what was asked."""
        return self.status is None or self.status == _TIMEOUT or self.status >= _DOWN


@dataclass(frozen=True, slots=True)
class Budget:
    """How many retries are left."""

    tokens: float = TOKENS

    @property
    def spare(self) -> bool:
        """Whether it has room for one retry."""
        return self.tokens >= 1

    def spent(self) -> "Budget":
        """After one retry."""
        return replace(self, tokens=self.tokens - 1)

    def earned(self) -> "Budget":
        """After one success; it holds no more than at the start."""
        return replace(self, tokens=min(TOKENS, self.tokens + EARNED))


def wait(
    attempt: int, failure: Failure, budget: Budget, *, left: float, jitter: float
) -> float | None:
    """Seconds until the next attempt, or None for no more.

    `attempt` counts from 1, `left` is what remains of the deadline in seconds, `jitter` is from 0
    up to 1 and makes callers come back at different times.
    """
    if attempt >= ATTEMPTS or not failure.passing or not budget.spare:
        return None
    pause = max(BACKOFF * 2 ** (attempt - 1) * (1 - jitter / 2), quiet(failure))
    return pause if pause < left else None


def quiet(failure: Failure) -> float:
    """Seconds in which nobody should ask: what was asked for, a default for a bare 429, or 0."""
    if failure.asked is not None:
        return min(failure.asked, LONGEST)
    return UNSAID if failure.limited else 0.0


def asked(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that an answer asks us to wait; None where it does not say, or not intelligibly.

    `Retry-After` is a number of seconds or an HTTP date, `X-RateLimit-Reset` a number of seconds
    or of seconds since 1970 (Deepgram's own SDKs read the latter). Names are in lower case.
    """
    after = headers.get("retry-after", "").strip()
    if (seconds := _number(after)) is not None:
        return float(seconds)
    if (moment := _date(after)) is not None:
        return max(0.0, (moment - now).total_seconds())
    reset = _number(headers.get("x-ratelimit-reset", "").strip())
    if reset is None:
        return None
    return max(0.0, reset - now.timestamp()) if reset > _EPOCH else float(reset)


def _number(written: str) -> int | None:
    return int(written) if re.fullmatch(r"[0-9]{1,12}", written) else None


def _date(written: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(written)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None

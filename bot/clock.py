"""The one clock. Everything else gets the time as an argument."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]  # aware, UTC


def wall() -> datetime:
    """The present moment by this machine's clock; aware, UTC."""
    return datetime.now(UTC)  # noqa: TID251 (this is the one place)

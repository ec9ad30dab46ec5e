"""Lines of a request log, for what is pure."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.account import LoggedRequest

LINE = LoggedRequest(
    id="r-1",
    created=datetime(2026, 11, 22, 9, tzinfo=UTC),
    path="/v1/listen",
    key_id="k1",
    status=200,
    endpoint="listen",
    method="sync",
    deployment="hosted:us",
)


def line(**changed: Any) -> LoggedRequest:
    return replace(LINE, **changed)

"""Ways in which the fake Slack can be told to fail."""

import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """A way to fail once: after keeping what was sent (`commit`) or before."""

    status: int = 200
    body: str = ""
    kind: str = "text/plain"
    headers: dict[str, str] = field(default_factory=dict)
    commit: bool = False
    hang: bool = False
    drop: bool = False


def limited(seconds: object = 1) -> Fault:
    body = json.dumps({"ok": False, "error": "ratelimited"})
    return Fault(429, body, "application/json", {"Retry-After": str(seconds)})


def not_ok(error: str) -> Fault:
    return Fault(200, json.dumps({"ok": False, "error": error}), "application/json")


def html(*, commit: bool = False) -> Fault:
    return Fault(200, "<html>maintenance</html>", "text/html", commit=commit)


def status(code: int, *, commit: bool = False) -> Fault:
    return Fault(code, "fault", commit=commit)


def hang(*, commit: bool = False) -> Fault:
    return Fault(hang=True, commit=commit)


def dropped(*, commit: bool = False) -> Fault:
    return Fault(drop=True, commit=commit)

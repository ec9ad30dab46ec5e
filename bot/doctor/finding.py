"""One line of what was found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, whether it is in order, and in words."""

    name: str
    ok: bool
    says: str = "ok"


def well(name: str, note: str = "") -> Finding:
    """What is in order, with what is worth knowing of it."""
    return Finding(name, ok=True, says=f"ok ({note})" if note else "ok")


def todo(name: str, says: str) -> Finding:
    """What is not in order, and the next thing to do about it."""
    return Finding(name, ok=False, says=says)

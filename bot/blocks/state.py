"""What a button remembers: the question that it asks, and the way back. Pure.

The state is the value of the button itself, so that it works after a restart and in every
replica: the question as somebody would type it, then a line for each question before it, the
latest first. A question says all that is known about it; nothing else is looked up.
"""

from collections.abc import Sequence
from typing import NamedTuple

from bot.blocks.bounds import keep, size

VERSION = 1
PREFIX = f"ask{VERSION}:"  # of the action_id of every button that leads on
STEPS_BACK = 4


class State(NamedTuple):
    """The text of a question, and of those that led to it, the latest first."""

    text: str
    trail: tuple[str, ...] = ()


def written(text: str, trail: Sequence[str] = ()) -> str | None:
    """The value of a button; the oldest steps are forgotten first. None where it does not fit."""
    if "\n" in text or not text.strip() or size(text) > keep("button.value"):
        return None
    lines = [text, *[one for one in trail if "\n" not in one][:STEPS_BACK]]
    while size("\n".join(lines)) > keep("button.value"):
        lines.pop()
    return "\n".join(lines)


def parsed(value: str) -> State:
    """The state in the value of a button; whatever is written there is a question's text."""
    text, *trail = value.split("\n")
    return State(text, tuple(one for one in trail[:STEPS_BACK] if one.strip()))

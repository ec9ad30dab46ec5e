"""What outside text must never do in a message, looked for with patterns of its own."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from bot.blocks.message import Message

# Ours: keeps words apart without width, and directions of writing.
ALLOWED = {"\N{WORD JOINER}", "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"}
PARTS_OF_LETTERS = {"\N{ZERO WIDTH JOINER}", "\N{ZERO WIDTH NON-JOINER}"}
PINGS = re.compile(r"<[!@#]|<[a-z]+:|:[a-z0-9_+'-]+:", re.IGNORECASE)
MARKUP = re.compile(
    r"[<>]|@\w|#\w|://|(?<!\w)([*_~])\S.*\S\1(?!\w)|`|\w\.[a-z]{2}|mailto:\w", re.IGNORECASE
)


def texts(value: Any, kind: str = "plain") -> Iterator[tuple[str, str]]:
    """Every text within, as (markup or plain, text)."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from texts(one, kind)
    elif isinstance(value, dict):
        kind = "markup" if value.get("type") == "mrkdwn" else "plain"
        for key, one in value.items():
            if key not in ("value", "type", "action_id", "style"):
                yield from texts(one, kind)
    elif isinstance(value, str):
        yield kind, value


def harm(message: Message) -> list[str]:
    """Each text of the message that pings, links, formats, hides or turns something."""
    every = [("markup", message.text), *texts(message.blocks)]
    return [repr(text) for kind, text in every if _harmful(kind, text)]


def _harmful(kind: str, text: str) -> bool:
    live = PINGS.search(text) or (kind == "markup" and MARKUP.search(text))
    return bool(live) or any(_hidden(char) for char in text)


def _hidden(char: str) -> bool:
    if char in ALLOWED or char in PARTS_OF_LETTERS or char == "\n":
        return False
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}

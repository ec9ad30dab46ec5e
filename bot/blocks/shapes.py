"""Blocks as Slack's JSON has them. Text from outside goes only where there is no markup.

Plain dicts, since the classes of slack_sdk drop the newest blocks.
https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Sequence
from typing import Any

from bot.blocks.message import Block

Json = dict[str, Any]


def verbatim(text: str) -> Json:
    """A text without any markup, emoji codes included."""
    return {"type": "plain_text", "text": text, "emoji": False}


def header(text: str, level: int = 2) -> Block:
    """A heading; level 1 has the largest letters there are."""
    return {"type": "header", "text": verbatim(text), "level": level}


def section(text: Json) -> Block:
    """A paragraph."""
    return {"type": "section", "text": text}


def context(*texts: Json) -> Block:
    """Small grey letters."""
    return {"type": "context", "elements": list(texts)}


def run(text: str, **style: bool) -> Json:
    """A piece of rich text: bold, italic, strike or code."""
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def paragraph(*runs: Json) -> Json:
    """A paragraph of rich text."""
    return {"type": "rich_text_section", "elements": list(runs)}


def bullets(items: Sequence[Json]) -> Json:
    """A list of paragraphs of rich text."""
    return {"type": "rich_text_list", "style": "bullet", "elements": list(items)}


def rich(*parts: Json) -> Block:
    """Paragraphs and lists of rich text, which has no markup in its text."""
    return {"type": "rich_text", "elements": list(parts)}


def button(text: str, action_id: str, value: str, **more: str) -> Json:
    """A button; its value comes back when it is pressed."""
    return {
        "type": "button",
        "text": verbatim(text),
        "action_id": action_id,
        "value": value,
        **more,
    }


def buttons(elements: Sequence[Json]) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def words(text: str) -> Json:
    """A cell of a table that is sorted by its letters."""
    return {"type": "raw_text", "text": text}


def number(value: float, text: str) -> Json:
    """A cell of a table that is sorted by its value and shows its text."""
    return {"type": "raw_number", "value": value, "text": text}

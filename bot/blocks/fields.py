"""The fields of modals: a label, what is filled in or chosen, and a hint. Pure.

https://docs.slack.dev/reference/block-kit/blocks/input-block
"""

from bot.blocks.bounds import keep
from bot.blocks.clean import clip
from bot.blocks.message import Block
from bot.blocks.shapes import Json, verbatim


def entry(name: str, label: str, element: Json, hint: str = "", *, optional: bool = False) -> Block:
    """A field of that name: what is filled in comes back under it, and faults are told at it."""
    return {
        "type": "input",
        "block_id": name,
        "label": verbatim(label),
        "element": element,
        "optional": optional,
        **({"hint": verbatim(hint)} if hint else {}),
    }


def option(value: str, text: str) -> Json:
    """One of several to choose from; its value comes back, its text is cut to what Slack shows."""
    return {"text": verbatim(clip(text, keep("option.text"))), "value": value}

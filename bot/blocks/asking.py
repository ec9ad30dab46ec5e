"""The modal in which a question is asked from anywhere, and where its answer is to go. Pure.

https://docs.slack.dev/surfaces/modals, https://docs.slack.dev/reference/block-kit/block-elements
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.blocks.fields import entry, option
from bot.blocks.shapes import Json, verbatim

VIEW = "ask1"  # the callback_id; another version's form is answered, not read
QUESTION, WHERE, CHANNEL = "question", "where", "channel"  # blocks, each with one element
TYPED = "typed"  # the action_id of every element
ME, ALL = "me", "channel"
MOST = 500  # characters of a question
EXAMPLE = "cost by tag last week"
HINT = f"For example: {EXAMPLE}. It is answered with the exact days and the change."
GOES = "The channel where all see it; I have to be in it. Not needed for only you."


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed, and the channel in which all are to see the answer; empty for none."""

    question: str
    in_channel: bool = False
    channel: str = ""


def ask_view() -> Json:
    """The modal, empty."""
    return {
        "type": "modal",
        "callback_id": VIEW,
        "title": verbatim("Ask dgusage"),
        "submit": verbatim("Ask"),
        "close": verbatim("Cancel"),
        "blocks": [_question(), _where(), _channel()],
    }


def _question() -> Json:
    element = {
        "type": "plain_text_input",
        "action_id": TYPED,
        "max_length": MOST,
        "focus_on_load": True,
        "placeholder": verbatim(EXAMPLE),
    }
    return entry(QUESTION, "What do you want to know?", element, HINT)


def _where() -> Json:
    options = [option(ME, "Only me, in my messages with the bot"), option(ALL, "A channel")]
    element = {
        "type": "radio_buttons",
        "action_id": TYPED,
        "options": options,
        "initial_option": options[0],
    }
    return entry(WHERE, "Who is to see the answer?", element)


def _channel() -> Json:
    element = {
        "type": "conversations_select",
        "action_id": TYPED,
        "filter": {"include": ["public", "private"], "exclude_external_shared_channels": True},
        "placeholder": verbatim("Choose a channel"),
    }
    return entry(CHANNEL, "Which channel?", element, GOES, optional=True)


def wish(values: Mapping[str, Any]) -> Wish:
    """What stands in the modal that was sent; total: what is misshapen is as good as empty."""
    question = _at(values, QUESTION, "value")
    where = _at(values, WHERE, "selected_option", "value")
    channel = _at(values, CHANNEL, "selected_conversation")
    return Wish(question.strip(), where == ALL, channel if where == ALL else "")


def _at(values: Any, block: str, *path: str) -> str:
    for step in (block, TYPED, *path):
        values = values.get(step) if isinstance(values, Mapping) else None
    return values if isinstance(values, str) else ""

"""The form in which a digest is set up or changed: filled, and read back when it is sent. Pure.

https://docs.slack.dev/surfaces/modals, https://docs.slack.dev/reference/block-kit/block-elements
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.blocks.bounds import keep
from bot.blocks.clean import clip
from bot.blocks.fields import entry, option
from bot.blocks.message import Block
from bot.blocks.shapes import Json, context, section, verbatim
from bot.digest.order import MOST_QUESTIONS, MOST_TEXT

VIEW = "digest1"  # the callback_id; another version's form is answered, not read
ZONES = "zone1"  # the action_id of the list that is asked for while somebody types

# The parts of the form, by which faults are told.
QUESTION, READY, WHEN, ZONE, CHANNEL = "question", "ready", "when", "zone", "channel"
CHANGE, COST, ZERO = "change", "cost", "zero"

CHOICES = (
    "every Monday at 09:00",
    "every weekday at 09:00",
    "every day at 09:00",
    "every Friday at 16:00",
    "on the 1st of every month at 09:00",
    "on the first Monday of every month at 09:00",
)
USUAL = CHOICES[0]
MOST_WHEN = 200  # characters
HOW_ASKED = f"One question a line, up to {MOST_QUESTIONS}: cost by tag last week vs previous"
HOW_SAID = "What stands here counts instead of the choice: every 2 weeks on friday 16:00"
UTC_DAYS = (
    "Days in answers are Deepgram's UTC days. It is posted by the clocks of the time zone above."
)
OPENING = "One moment…"


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the form, as texts; `ready` is one of the choices, `words` count before it."""

    questions: str = ""
    ready: str = ""
    words: str = ""
    zone: str = ""
    channel: str = ""
    change: str = ""
    cost: str = ""
    skip_zero: bool = False


def form_view(filled: Filled, memory: str, *, new: bool) -> Json:
    """The modal, filled; `memory` comes back with what is chosen (at most 3,000 characters)."""
    return {
        **_frame(new=new),
        "submit": verbatim("Set up" if new else "Save"),
        "private_metadata": memory,
        "blocks": [*_blocks(filled)],
    }


def notice_view(said: str = OPENING, *, new: bool = True) -> Json:
    """The modal while it is being filled, or with why it cannot be."""
    return {**_frame(new=new), "blocks": [section(verbatim(said))]}


def _frame(*, new: bool) -> Json:
    return {
        "type": "modal",
        "callback_id": VIEW,
        "title": verbatim("Set up a digest" if new else "Change the digest"),
        "close": verbatim("Cancel"),
    }


def _blocks(filled: Filled) -> Iterator[Block]:
    asked = _text("question1", filled.questions, MOST_TEXT, multiline=True)
    yield entry(QUESTION, "What to post", asked, HOW_ASKED)
    ready = _select("ready1", CHOICES, filled.ready)
    yield entry(READY, "When", ready, optional=True)
    words = _text("when1", filled.words, MOST_WHEN)
    yield entry(WHEN, "Or in your own words", words, HOW_SAID, optional=True)
    yield entry(ZONE, "Time zone", _zone(filled.zone))
    yield entry(CHANNEL, "Posted in", _channel(filled.channel))
    yield context(verbatim("Conditions, if it is not to be posted every time: all have to hold."))
    change, cost = _number("change1", filled.change), _number("cost1", filled.cost)
    yield entry(CHANGE, "Only if it changed by more than (%)", change, optional=True)
    yield entry(COST, "Only if it cost more than ($)", cost, optional=True)
    yield entry(ZERO, "If there was nothing", _tick(on=filled.skip_zero), optional=True)
    yield context(verbatim(UTC_DAYS))


def _text(action: str, value: str, most: int, *, multiline: bool = False) -> Json:
    filled = {"initial_value": clip(value, most)} if value else {}
    return {
        "type": "plain_text_input",
        "action_id": action,
        "multiline": multiline,
        "max_length": most,
        **filled,
    }


def _select(action: str, phrases: Sequence[str], chosen: str) -> Json:
    options = [option(phrase, f"{phrase[0].upper()}{phrase[1:]}") for phrase in phrases]
    filled = [one for one in options if one["value"] == chosen]
    return {
        "type": "static_select",
        "action_id": action,
        "placeholder": verbatim("A common choice"),
        "options": options,
        **({"initial_option": filled[0]} if filled else {}),
    }


def _zone(name: str) -> Json:
    return {
        "type": "external_select",
        "action_id": ZONES,
        "placeholder": verbatim("A city or zone"),
        "min_query_length": 0,
        "initial_option": option(name, name),
    }


def _channel(channel: str) -> Json:
    """Channels of this workspace alone, and direct messages where it is asked for there."""
    direct = ["im"] if channel.startswith("D") else []
    return {
        "type": "conversations_select",
        "action_id": "channel1",
        "placeholder": verbatim("A channel"),
        "filter": {
            "include": ["public", "private", *direct],
            "exclude_external_shared_channels": True,
            "exclude_bot_users": not direct,
        },
        **({"initial_conversation": channel} if channel else {}),
    }


def _number(action: str, value: str) -> Json:
    filled = {"initial_value": value} if value else {}
    return {
        "type": "number_input",
        "action_id": action,
        "is_decimal_allowed": True,
        "min_value": "0",
        **filled,
    }


def _tick(*, on: bool) -> Json:
    options = [option("zero", "Skip it when everything is zero")]
    filled = {"initial_options": options} if on else {}
    return {"type": "checkboxes", "action_id": "zero1", "options": options, **filled}


def filled_in(values: Mapping[str, Any]) -> Filled:
    """What was filled in, from a view's `state.values`; what is missing counts as empty."""
    state: dict[str, Mapping[str, Any]] = {
        name: next(iter(of.values()), {}) for name, of in values.items() if of
    }

    def text(name: str) -> str:
        return str(state.get(name, {}).get("value") or "").strip()

    def picked(name: str) -> str:
        return str((state.get(name, {}).get("selected_option") or {}).get("value") or "")

    return Filled(
        questions=text(QUESTION),
        ready=picked(READY),
        words=text(WHEN),
        zone=picked(ZONE),
        channel=str(state.get(CHANNEL, {}).get("selected_conversation") or ""),
        change=text(CHANGE),
        cost=text(COST),
        skip_zero=bool(state.get(ZERO, {}).get("selected_options")),
    )


def zone_options(names: Sequence[str]) -> Json:
    """The zones that fit what was typed."""
    return {"options": [option(name, name) for name in names[: keep("select.options")]]}

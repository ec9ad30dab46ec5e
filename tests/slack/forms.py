"""A digest's form, as a person sees it and fills it in."""

import json
from typing import Any

from tests.fakes.slack import Posted
from tests.fakes.slack_sender import Delivered
from tests.slack.whole import Whole, buttons

WEEKLY = "digest tag:support last week every monday 9am"


async def form(whole: Whole, card: Posted, label: str, **over: Any) -> dict[str, Any]:
    """The form that a button opens, once it is filled."""
    before = len(whole.slack.updated)
    await whole.press(card, label, **over)
    return await filled(whole, before)


async def filled(whole: Whole, before: int = 0) -> dict[str, Any]:
    """The form that was opened after so many others, once it is filled."""
    return (await whole.slack.until(lambda: whole.slack.updated[before:], 30))[0]


def state(view: dict[str, Any], **over: Any) -> dict[str, Any]:
    """What is in a form as it was opened, with some fields filled in anew."""
    found: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        kept = {
            "selected_option": element.get("initial_option"),
            "selected_options": element.get("initial_options", []),
            "selected_date": element.get("initial_date"),
            "selected_conversation": element.get("initial_conversation"),
            "value": element.get("initial_value"),
        }
        name = block["block_id"]
        found[name] = {element["action_id"]: {"type": element["type"], **kept}}
        if name in over:
            found[name][element["action_id"]] |= over[name]
    return found


def text(value: str | None) -> dict[str, Any]:
    return {"value": value}


def pick(value: str | None) -> dict[str, Any]:
    shown = {"value": value, "text": {"type": "plain_text", "text": value}} if value else None
    return {"selected_option": shown}


def channel(id_: str) -> dict[str, Any]:
    return {"selected_conversation": id_}


async def submit(whole: Whole, view: dict[str, Any], **over: Any) -> Delivered:
    return await whole.sender.submit(view, state(view, **over))


async def made(whole: Whole, view: dict[str, Any], **over: Any) -> Posted:
    """What is said once the form was sent."""
    before = len(whole.slack.posted)
    done = await submit(whole, view, **over)
    assert (done.status, done.body) == (200, ""), done.body
    return await whole.next(before)


async def faults(whole: Whole, view: dict[str, Any], **over: Any) -> dict[str, str]:
    """What is said at which field instead."""
    done = await submit(whole, view, **over)
    said = json.loads(done.body)
    assert said["response_action"] == "errors"
    shown = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    assert said["errors"].keys() <= shown
    return said["errors"]


def id_of(card: Posted) -> str:
    """The id of the digest that a card is about."""
    label = "Edit" if "Edit" in buttons(card) else "Change this digest"
    return buttons(card)[label]["value"].split()[-1]


def shown(card: Posted) -> str:
    """Everything that a card says, in one line."""
    return " ".join(" ".join(_texts(list(card.blocks))).split())


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return [*own, *(t for k, each in value.items() if k != "value" for t in _texts(each))]
    return [t for each in value for t in _texts(each)] if isinstance(value, list) else []

"""What can be pressed or chosen within blocks: found by its ids, so that no page can invent it."""

from collections.abc import Iterator
from typing import Any

from bot.demo.slack.workspace import Json, Refusal


def find(blocks: list[Json], block_id: str, action_id: str) -> Json:
    """An element, with its block's id; raises Refusal where there is none."""
    for block in _all(blocks):
        if block.get("block_id") == block_id:
            for element in _elements(block):
                if element.get("action_id") == action_id:
                    return {**element, "block_id": block_id}
    raise Refusal("no_such_element")


def _all(blocks: list[Json]) -> Iterator[Json]:
    """Blocks, and those within containers."""
    for block in blocks:
        yield block
        yield from _all(block.get("child_blocks") or [])


def _elements(value: Any) -> Iterator[Json]:
    """Everything with an action_id anywhere in a block."""
    if isinstance(value, dict):
        if "action_id" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _elements(each)


# What each kind of element sends beside its ids, by the reference's names.
SENDS: dict[str, tuple[str, ...]] = {
    "static_select": ("selected_option",),
    "external_select": ("selected_option",),
    "radio_buttons": ("selected_option",),
    "overflow": ("selected_option",),
    "checkboxes": ("selected_options",),
    "multi_static_select": ("selected_options",),
    "multi_external_select": ("selected_options",),
    "users_select": ("selected_user",),
    "multi_users_select": ("selected_users",),
    "channels_select": ("selected_channel",),
    "multi_channels_select": ("selected_channels",),
    "conversations_select": ("selected_conversation",),
    "multi_conversations_select": ("selected_conversations",),
    "datepicker": ("selected_date",),
    "timepicker": ("selected_time",),
    "datetimepicker": ("selected_date_time",),
    "plain_text_input": ("value",),
    "number_input": ("value",),
    "email_text_input": ("value",),
    "url_text_input": ("value",),
}


def acted(element: Json, chosen: Json, ts: str) -> Json:
    """The action of a payload: of the element itself, and of what was chosen in it."""
    kind = str(element["type"])
    sent = {name: chosen.get(name) for name in SENDS.get(kind, ())}
    if kind in {"button", "icon_button", "workflow_button"}:
        sent = {name: element[name] for name in ("value", "style", "text") if name in element}
    if kind == "feedback_buttons":
        kind, sent = "feedback_buttons", {"value": chosen.get("value")}
    named = {name: element[name] for name in ("action_id", "block_id")}
    return {"type": kind, **named, **sent, "action_ts": ts}

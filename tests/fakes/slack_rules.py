"""What Slack refuses, of what the fake serves."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

if TYPE_CHECKING:
    from tests.fakes.slack import FakeSlack

# The scope that each method needs, one of them, and none where the tuple is empty.
# https://docs.slack.dev/reference/methods
METHOD_SCOPES: dict[str, tuple[str, ...]] = {
    "auth.test": (),
    "apps.connections.open": (),
    "views.publish": (),
    "views.open": (),
    "views.update": (),
    "users.info": ("users:read",),
    "usergroups.users.list": ("usergroups:read",),
    "chat.postMessage": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.info": ("channels:read", "groups:read", "im:read", "mpim:read"),
    "chat.getPermalink": (),
    "conversations.history": ("channels:history", "groups:history", "im:history", "mpim:history"),
    "files.getUploadURLExternal": ("files:write",),
    "files.completeUploadExternal": ("files:write",),
    # Only in apps that were made for it: see docs/more.md.
    "functions.completeSuccess": (),
    "functions.completeError": (),
    "assistant.threads.setSuggestedPrompts": ("assistant:write",),
    "agents.sessions.setStatus": ("assistant:write",),
}
MOST_BLOCKS, MOST_HOME_BLOCKS, MOST_TEXT = 50, 100, 40_000
MOST_METADATA = 3_000
UNKNOWN_TO_THE_SDK = {"data_table", "data_visualization"}
TABLES = {"table", "data_table"}
NOT_ON_HOME = {"markdown", "context_actions", "data_visualization", "plan", "task_card"}
MODAL_ONLY = {"alert"}


@dataclass(frozen=True)
class Refusal:
    """Slack's word, and what it was about."""

    error: str
    detail: str = ""

    def body(self) -> dict[str, Any]:
        said = {"response_metadata": {"messages": [self.detail]}} if self.detail else {}
        return {"ok": False, "error": self.error, **said}


def refusal(fake: FakeSlack, method: str, args: dict[str, Any], auth: str) -> Refusal | None:
    """The first reason to refuse a call, None where there is none."""
    if method == "response_url":
        return message_refusal(args)
    if method not in METHOD_SCOPES or not hasattr(fake, "_" + method.replace(".", "_")):
        return Refusal("unknown_method")
    due = "Bearer xapp-" if method == "apps.connections.open" else "Bearer xoxb-of-the-fake"
    if not auth.startswith(due):
        return Refusal("invalid_auth")
    needed = METHOD_SCOPES[method]
    if needed and not fake.scopes.intersection(needed):
        return Refusal("missing_scope", needed[0])
    return OWN.get(method, lambda *_: None)(fake, args)


def _message(fake: FakeSlack, args: dict[str, Any]) -> Refusal | None:
    channel = str(args.get("channel", ""))
    if channel[:1] not in "CDGU" or not channel:
        return Refusal("channel_not_found")
    if channel[0] in "CG" and "U0BOT0001" not in fake.members[channel]:
        return Refusal("not_in_channel")
    return message_refusal(args)


def _ephemeral(fake: FakeSlack, args: dict[str, Any]) -> Refusal | None:
    found = _message(fake, args)
    if found is None and args.get("user") not in fake.members[str(args["channel"])]:
        return Refusal("user_not_in_channel")
    return found


def _home(fake: FakeSlack, args: dict[str, Any]) -> Refusal | None:
    view = args["view"] = _json(args.get("view"))
    if not isinstance(view, dict) or view.get("type") != "home":
        return Refusal("invalid_arguments")
    blocks = view.get("blocks", [])
    if len(blocks) > MOST_HOME_BLOCKS or any(b.get("type") in NOT_ON_HOME for b in blocks):
        return Refusal("invalid_blocks", "not on Home")
    return _blocks_refusal(blocks, MOST_HOME_BLOCKS)


def _modal(fake: FakeSlack, args: dict[str, Any]) -> Refusal | None:
    """https://docs.slack.dev/reference/methods/views.open#errors"""
    view = args["view"] = _json(args.get("view"))
    if not args.get("trigger_id"):
        return Refusal("invalid_trigger_id")
    return _view(view)


def _updated(fake: FakeSlack, args: dict[str, Any]) -> Refusal | None:
    """https://docs.slack.dev/reference/methods/views.update#errors"""
    view = args["view"] = _json(args.get("view"))
    known = fake.shown.get(str(args.get("view_id")))
    if known is None:
        return Refusal("not_found")
    return Refusal("hash_conflict") if args.get("hash") not in {None, known} else _view(view)


def _view(view: Any) -> Refusal | None:
    if not isinstance(view, dict) or view.get("type") != "modal":
        return Refusal("invalid_arguments")
    try:
        View(**view).validate_json()
    except (SlackObjectFormationError, TypeError, ValueError) as fault:
        return Refusal("invalid_arguments", str(fault))
    long = len(view.get("private_metadata", "")) > MOST_METADATA
    return Refusal("invalid_arguments", "private_metadata") if long else _unique(view["blocks"])


def _unique(blocks: list[dict[str, Any]]) -> Refusal | None:
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    return Refusal("invalid_blocks", "block_id") if len(set(ids)) < len(ids) else None


def _seen(fake: FakeSlack, args: dict[str, Any]) -> Refusal | None:
    hidden = fake.channels.get(args["channel"], {}).get("is_private")
    absent = "U0BOT0001" not in fake.members[args["channel"]]
    return Refusal("channel_not_found") if hidden and absent else None


def _shared_file(fake: FakeSlack, args: dict[str, Any]) -> Refusal | None:
    channel = str(args.get("channel_id", ""))
    if channel[:1] not in "CDG":
        return Refusal("channel_not_found")
    absent = channel[0] in "CG" and "U0BOT0001" not in fake.members[channel]
    return Refusal("not_in_channel") if absent else None


def _sized(fake: FakeSlack, args: dict[str, Any]) -> Refusal | None:
    return None if int(args.get("length", 0)) > 0 else Refusal("missing_argument")


def _person(fake: FakeSlack, args: dict[str, Any]) -> Refusal | None:
    return None if args.get("user") in fake.people else Refusal("user_not_found")


OWN: dict[str, Callable[[FakeSlack, dict[str, Any]], Refusal | None]] = {
    "chat.postMessage": _message,
    "chat.postEphemeral": _ephemeral,
    "chat.update": _message,
    "conversations.info": _seen,
    "files.getUploadURLExternal": _sized,
    "files.completeUploadExternal": _shared_file,
    "views.open": _modal,
    "views.update": _updated,
    "views.publish": _home,
    "users.info": _person,
}


def message_refusal(args: dict[str, Any]) -> Refusal | None:
    """Why Slack would not take a message."""
    if "blocks" in args:
        args["blocks"] = _json(args["blocks"])
    text, blocks = args.get("text"), args.get("blocks", [])
    if not text and not blocks:
        return Refusal("no_text")
    if not isinstance(text, str) or len(text) > MOST_TEXT:
        return Refusal("msg_too_long")
    return _blocks_refusal(blocks, MOST_BLOCKS)


def _blocks_refusal(blocks: Any, most: int) -> Refusal | None:
    if not isinstance(blocks, list) or len(blocks) > most:
        return Refusal("invalid_blocks", "count")
    types = [block.get("type") for block in blocks if isinstance(block, Mapping)]
    if len(types) < len(blocks) or MODAL_ONLY.intersection(types):
        return Refusal("invalid_blocks", "type")
    if sum(kind in TABLES for kind in types) > 1:
        return Refusal("only_one_table_allowed")
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(ids)) < len(ids):
        return Refusal("invalid_blocks", "block_id")
    faults = [fault for block in blocks if (fault := _block_fault(block))]
    return Refusal("invalid_blocks", faults[0]) if faults else _own_limits(blocks)


def _block_fault(block: dict[str, Any]) -> str:
    """What slack_sdk's own validators say to a block that they know."""
    if block["type"] in UNKNOWN_TO_THE_SDK:
        return ""
    try:
        parsed = Block.parse(block)
        if parsed is None or not block.get("type"):
            return f"unknown type {block['type']}"
        parsed.validate_json()
    except (SlackObjectFormationError, TypeError, ValueError) as fault:
        return str(fault)
    return ""


def _own_limits(blocks: list[dict[str, Any]]) -> Refusal | None:
    """Our own table of limits, a second opinion that knows the newest blocks too."""
    try:
        from bot.blocks.limits import violations
    except ImportError:
        return None
    from bot.blocks.message import Message

    found = list(violations(Message("text", tuple(blocks))))
    return Refusal("invalid_blocks", str(found[0])) if found else None


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value

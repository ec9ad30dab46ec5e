"""The Web API's methods about messages, conversations, people and files, as the bot calls them.

https://docs.slack.dev/reference/methods
"""

from collections.abc import Mapping
from typing import Any

from bot.demo.slack.people import (
    APP,
    BOT,
    BOT_ID,
    BOT_NAME,
    TEAM,
    TEAM_NAME,
    bot_profile,
)
from bot.demo.slack.workspace import File, Json, Refusal, Said, Workspace

Args = Mapping[str, Any]
MOST_BLOCKS, MOST_TEXT, ONE_TABLE = 50, 40_000, 1
TABLES = frozenset({"table", "data_table"})
PAGE = 100


def blocks_of(args: Args) -> list[Json]:
    """The blocks of a message; raises Refusal where Slack would not take them."""
    blocks = args.get("blocks") or []
    if not isinstance(blocks, list) or len(blocks) > MOST_BLOCKS:
        raise Refusal("invalid_blocks")
    if not all(isinstance(block, dict) and isinstance(block.get("type"), str) for block in blocks):
        raise Refusal("invalid_blocks")
    if sum(block["type"] in TABLES for block in blocks) > ONE_TABLE:
        raise Refusal("only_one_table_allowed")
    return blocks


def text_of(args: Args) -> str:
    """The text of a message; raises Refusal where there is neither text nor block."""
    text = str(args.get("text") or args.get("markdown_text") or "")
    if not text and not args.get("blocks"):
        raise Refusal("no_text")
    if len(text) > MOST_TEXT:
        raise Refusal("msg_too_long")
    return text


def auth_test(workspace: Workspace, args: Args) -> Json:  # noqa: ARG001 (as every method)
    """Who the token is."""
    return {
        "url": "https://acme-voice.slack.example/",
        "team": TEAM_NAME,
        "user": BOT_NAME,
        "team_id": TEAM,
        "user_id": BOT,
        "bot_id": BOT_ID,
        "app_id": APP,
        "is_enterprise_install": False,
    }


def users_info(workspace: Workspace, args: Args) -> Json:
    """Somebody's profile."""
    named = str(args.get("user", ""))
    if named == BOT:
        return {"user": bot_profile()}
    person = workspace.people.get(named)
    if person is None:
        raise Refusal("user_not_found")
    profile = person.profile(workspace.clock())
    if str(args.get("include_locale", "")).lower() not in {"1", "true"}:
        profile.pop("locale")
    return {"user": profile}


def users_list(workspace: Workspace, args: Args) -> Json:  # noqa: ARG001 (as every method)
    """Everybody's profile."""
    now = workspace.clock()
    members = [person.profile(now) for person in workspace.people.values()]
    return {"members": [*members, bot_profile()], "response_metadata": {"next_cursor": ""}}


def conversations_info(workspace: Workspace, args: Args) -> Json:
    """A conversation."""
    return {"channel": workspace.channel(str(args.get("channel", ""))).info()}


def conversations_list(workspace: Workspace, args: Args) -> Json:  # noqa: ARG001 (as every method)
    """The channels."""
    found = [one.info() for one in workspace.channels.values() if not one.direct]
    return {"channels": found, "response_metadata": {"next_cursor": ""}}


def conversations_members(workspace: Workspace, args: Args) -> Json:
    """Who is in a conversation."""
    members = sorted(workspace.channel(str(args.get("channel", ""))).members)
    return {"members": members, "response_metadata": {"next_cursor": ""}}


def conversations_open(workspace: Workspace, args: Args) -> Json:
    """The direct conversation with a person."""
    users = args.get("users", "")
    first = users[0] if isinstance(users, list) else str(users).split(",")[0]
    if first not in workspace.people:
        raise Refusal("user_not_found")
    return {"channel": {"id": workspace.people[first].dm}}


def conversations_history(workspace: Workspace, args: Args) -> Json:
    """What was said in a conversation, newest first, without what is in threads."""
    channel = workspace.channel(str(args.get("channel", ""))).id
    told = [one for one in _public(workspace, channel) if one.thread_ts in {"", one.ts}]
    return {"messages": [one.message() for one in reversed(told)][:PAGE], "has_more": False}


def conversations_replies(workspace: Workspace, args: Args) -> Json:
    """A thread, oldest first."""
    channel, ts = workspace.channel(str(args.get("channel", ""))).id, str(args.get("ts", ""))
    told = [one for one in _public(workspace, channel) if ts in {one.ts, one.thread_ts}]
    return {"messages": [one.message() for one in told][:PAGE], "has_more": False}


def _public(workspace: Workspace, channel: str) -> list[Said]:
    return [one for one in workspace.said.values() if one.channel == channel and not one.only_for]


def post_message(workspace: Workspace, args: Args) -> Json:
    """A message for all who are there."""
    channel = workspace.channel(str(args.get("channel", "")))
    if BOT not in channel.members:
        raise Refusal("not_in_channel")
    said = workspace.say(
        Said(
            workspace.stamp(),
            channel.id,
            BOT,
            text_of(args),
            blocks_of(args),
            thread_ts=str(args.get("thread_ts") or ""),
            metadata=args.get("metadata") or {},
        )
    )
    return {"channel": channel.id, "ts": said.ts, "message": said.message()}


def post_ephemeral(workspace: Workspace, args: Args) -> Json:
    """A message for one person who is there."""
    channel, person = workspace.channel(str(args.get("channel", ""))), str(args.get("user", ""))
    if person not in channel.members:
        raise Refusal("user_not_in_channel")
    said = workspace.say(
        Said(
            workspace.stamp(),
            channel.id,
            BOT,
            text_of(args),
            blocks_of(args),
            thread_ts=str(args.get("thread_ts") or ""),
            only_for=person,
        )
    )
    return {"message_ts": said.ts}


def update(workspace: Workspace, args: Args) -> Json:
    """Changes a message of the bot's own."""
    said = _own(workspace, args)
    said.text, said.blocks, said.edited = text_of(args), blocks_of(args), True
    if "metadata" in args:
        said.metadata = args["metadata"] or {}
    workspace.say(said)
    return {"channel": said.channel, "ts": said.ts, "text": said.text, "message": said.message()}


def delete(workspace: Workspace, args: Args) -> Json:
    """Takes a message of the bot's own away."""
    said = _own(workspace, args)
    workspace.forget(said)
    return {"channel": said.channel, "ts": said.ts}


def permalink(workspace: Workspace, args: Args) -> Json:
    """The address of a message on the page."""
    channel, ts = str(args.get("channel", "")), str(args.get("message_ts", ""))
    workspace.find(channel, ts)
    return {"channel": channel, "permalink": f"https://acme-voice.slack.example/{channel}/{ts}"}


def _own(workspace: Workspace, args: Args) -> Said:
    said = workspace.find(str(args.get("channel", "")), str(args.get("ts", "")))
    if said.user != BOT or said.only_for:
        raise Refusal("cant_update_message" if "text" in args else "cant_delete_message")
    return said


def files_info(workspace: Workspace, args: Args) -> Json:
    """A file."""
    return {"file": _file(workspace, args.get("file")).info()}


def files_complete(workspace: Workspace, args: Args) -> Json:
    """Shares files that were uploaded."""
    wanted = args.get("files") or []
    found = [_file(workspace, one.get("id")) for one in wanted]
    if not found or any(file.content is None for file in found):
        raise Refusal("file_not_found")
    for file, one in zip(found, wanted, strict=True):
        file.title = str(one.get("title") or file.name)
    target = args.get("channel_id") or args.get("channels")
    if target:
        _share(workspace, found, str(target).split(",")[0], args)
    return {"files": [file.info() for file in found]}


def _share(workspace: Workspace, found: list[File], target: str, args: Args) -> None:
    channel = workspace.channel(target)
    for file in found:
        file.channel = channel.id
        workspace.feed.tell({"kind": "file", "file": file.info()}, channel.members)
    workspace.say(
        Said(
            workspace.stamp(),
            channel.id,
            BOT,
            str(args.get("initial_comment") or ""),
            blocks_of(args),
            thread_ts=str(args.get("thread_ts") or ""),
            files=[file.id for file in found],
        )
    )


def _file(workspace: Workspace, named: Any) -> File:
    found = workspace.files.get(str(named))
    if found is None:
        raise Refusal("file_not_found")
    return found

"""Shares a private answer in the channel where it was asked for, asked afresh by whoever shares."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.limits import fit
from bot.blocks.message import Message
from bot.blocks.saved import said
from bot.blocks.shapes import context
from bot.slack.payload import Asked, How
from bot.slack.post import Post, to_the_thread
from bot.slack.seam import Reply, both
from bot.slack.web import Fate, verdict_of

UNREADABLE = (
    "Not shared: I cannot see this channel. Invite me with /invite @dgusage, then share again."
)
EXTERNAL = (
    "Not shared: people of other companies are in this channel, or are invited to it. "
    "Figures go to channels of this workspace only."
)
FAILED = "Not shared: Slack did not take the message ({error}). Try again in a minute."
SHARED = "Shared in the channel."
PERSON = re.compile(r"[UW][A-Z0-9]{2,20}", re.ASCII)

Ask = Callable[[Asked], Awaitable[Reply]]

log = structlog.get_logger("bot.slack")


async def share(post: Post, asked: Asked, ask: Ask, now: datetime) -> Reply:
    """Posts the answer for all in the channel; says to the sharer how that went."""
    why = await _refused(post.client, asked.channel_id)
    if why:
        return both(said(why))
    reply = await ask(replace(asked, how=How.BUTTON, private=False, trail=()))
    if not reply.answered or reply.alone:
        return reply
    verdict = await to_the_thread(post, asked, signed(reply.message, asked.user_id, now))
    if verdict.fate is Fate.BLOCKS:
        verdict = await to_the_thread(post, asked, signed(reply.plain, asked.user_id, now))
    log.info("shared", user=asked.user_id, fate=verdict.fate, error=verdict.error)
    if verdict.fate is Fate.DONE:
        return both(said(SHARED))
    absent = verdict.error in {"not_in_channel", "channel_not_found"}
    return both(said(UNREADABLE if absent else FAILED.format(error=verdict.error or "no answer")))


def signed(message: Message, user: str, now: datetime) -> Message:
    """The message with who shared it and when, in each reader's own time."""
    who = f"<@{user}>" if PERSON.fullmatch(user) else "somebody"
    at = f"<!date^{int(now.timestamp())}^{{date_short_pretty}} {{time}}|{now:%Y-%m-%d %H:%M} UTC>"
    shared = f"Asked and shared by {who}, {at}"  # an id of the right form, and a time
    line = {"type": "mrkdwn", "text": shared}
    text = f"Shared by {who}: {message.text}"
    return fit(Message(text, (context(line), *message.blocks) if message.blocks else ()))


async def _refused(client: AsyncWebClient, channel: str) -> str:
    """Why nothing may be shared there; empty where it may."""
    found: list[Mapping[str, Any]] = []

    async def look() -> None:
        answer = await client.conversations_info(channel=channel)
        found.append(answer.get("channel") or {})

    verdict = await verdict_of(look())
    if verdict.fate is not Fate.DONE or not found[0].get("id"):
        log.warning("channel_unseen", error=verdict.error)
        return UNREADABLE
    outside = any(found[0].get(word) for word in ("is_ext_shared", "is_pending_ext_shared"))
    return EXTERNAL if outside or found[0].get("pending_connected_team_ids") else ""

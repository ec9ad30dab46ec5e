"""Slack's agent view, for workspaces that turned it on: what to ask, and a sign of thought.

Bolt's Assistant middleware is not used: it answers by itself, outside of our supervisor.
https://docs.slack.dev/ai, https://docs.slack.dev/reference/methods/agents.sessions.setStatus
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from bot.slack.payload import (
    EVENT_SECONDS,
    Asked,
    Body,
    How,
    Place,
    home_enterprise,
    home_team,
    marks,
    text_at,
)
from bot.slack.post import Post
from bot.slack.web import verdict_of

MOST_PROMPTS = 4  # https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts
SIGN_SECONDS = 1.0  # that a sign may take, before or after the work
TITLE = "For example"

Examples = Callable[[Asked], Awaitable[Sequence[str]]]  # questions that work for somebody
T = TypeVar("T")


class Status(StrEnum):
    """What Slack shows of us in a conversation."""

    PROCESSING = "processing"
    ACTIVE = "active"


def started(body: Body, bot: str) -> Asked | None:  # noqa: ARG001 (a payload.Reader)
    """A new conversation, as the older view calls it (assistant_thread_started)."""
    thread = ("event", "assistant_thread")
    who = text_at(body, *thread, "user_id")
    asked = Asked(
        text="",
        how=How.TALK,
        user_id=who,
        team_id=home_team(body),
        enterprise_id=home_enterprise(body),
        place=Place.DM,
        channel_id=text_at(body, *thread, "channel_id"),
        thread_ts=text_at(body, *thread, "thread_ts"),
        private=True,
        marks=marks(EVENT_SECONDS, ("event", text_at(body, "event_id"))),
    )
    return asked if who and asked.channel_id else None


@dataclass(frozen=True, slots=True)
class Agent:
    """What is done for the agent view, which is off unless the settings say otherwise."""

    examples: Examples

    async def offer(self, post: Post, asked: Asked) -> None:
        """Offers questions to press where a conversation begins."""
        prompts = [{"title": one[:75], "message": one} for one in await self.examples(asked)]
        thread: dict[str, Any] = {"thread_ts": asked.thread_ts} if asked.thread_ts else {}
        if prompts:
            await verdict_of(
                post.client.assistant_threads_setSuggestedPrompts(
                    channel_id=asked.channel_id,
                    title=TITLE,
                    prompts=prompts[:MOST_PROMPTS],
                    **thread,
                )
            )

    async def during(self, post: Post, asked: Asked, work: Awaitable[T]) -> T:
        """The work, and while it lasts the sign that somebody is at it."""
        sign = asyncio.create_task(_show(post, asked, Status.PROCESSING))
        try:
            return await work
        finally:
            await sign
            await _show(post, asked, Status.ACTIVE)


async def _show(post: Post, asked: Asked, status: Status) -> None:
    """Shows a status; nothing comes of it where that takes long or is refused."""
    thread: dict[str, Any] = {"thread_ts": asked.thread_ts} if asked.thread_ts else {}
    with suppress(TimeoutError):
        async with asyncio.timeout(SIGN_SECONDS):
            await verdict_of(
                post.client.agents_sessions_setStatus(
                    channel_id=asked.channel_id, status=status.value, **thread
                )
            )

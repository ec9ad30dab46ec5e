"""A digest's ways to Slack: one post, one look through a channel; nothing is repeated by itself."""

import asyncio
import math
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.message import Message
from bot.digest.ways import Fate, Found, Seen, Sent
from bot.slack import web
from bot.slack.post import content
from bot.slack.punctual import written_before

PAGE = 200  # messages that are read at once
MOST_PAGES = 10

FATES = {
    web.Fate.DONE: Fate.DONE,
    web.Fate.AGAIN: Fate.REFUSED,
    web.Fate.BLOCKS: Fate.REFUSED,
    web.Fate.REFUSED: Fate.REFUSED,
    web.Fate.UNKNOWN: Fate.UNSURE,
}


@dataclass(frozen=True, slots=True)
class SlackChannels:
    """bot.digest.ways.Channels on a client that repeats nothing. `seconds` bounds each call."""

    client: AsyncWebClient
    seconds: float = 8.0

    async def post(
        self, channel: str, message: Message, event: str, key: str, before: float = math.inf
    ) -> Sent:
        """Posts, with the event and the key as metadata; never later than `before` (steady)."""
        metadata = {"event_type": event, "event_payload": {"id": key}}
        call = self.client.chat_postMessage(
            channel=channel,
            unfurl_links=False,
            unfurl_media=False,
            metadata=metadata,
            **content(message),
        )
        with written_before(before):
            verdict, said = await self._call(call)
        ts = str(said.get("ts") or "")
        return Sent(FATES[verdict.fate], ts, verdict.error, verdict.wait)

    async def find(self, channel: str, event: str, key: str, since: datetime) -> Found:
        """Looks for a post with that metadata, from a moment on.

        https://docs.slack.dev/reference/methods/conversations.history
        """
        cursor = ""
        for _ in range(MOST_PAGES):
            verdict, said = await self._call(
                self.client.conversations_history(
                    channel=channel,
                    oldest=f"{since.timestamp():.6f}",
                    include_all_metadata=True,
                    limit=PAGE,
                    cursor=cursor,
                )
            )
            if verdict.fate is not web.Fate.DONE:
                return Found(Seen.NO_TELLING, wait=_later(verdict))
            for posted in said.get("messages") or []:
                if _is(posted, event, key):
                    return Found(Seen.THERE, str(posted.get("ts") or ""))
            cursor = (said.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return Found(Seen.ABSENT)
        return Found(Seen.NO_TELLING)

    async def link(self, channel: str, ts: str) -> str:
        """The address of a post; empty where it cannot be had."""
        if not ts:
            return ""
        _, said = await self._call(self.client.chat_getPermalink(channel=channel, message_ts=ts))
        return str(said.get("permalink") or "")

    async def _call(self, call: Awaitable[Any]) -> tuple[web.Verdict, Mapping[str, Any]]:
        said: dict[str, Any] = {}

        async def made() -> None:
            async with asyncio.timeout(self.seconds):
                data = (await call).data
            said.update(data if isinstance(data, Mapping) else {})

        return await web.verdict_of(made()), said


def _later(verdict: web.Verdict) -> float:
    """Seconds until the history may be read, where it is only now that it may not."""
    if verdict.fate is web.Fate.AGAIN:
        return max(verdict.wait, 0.5)
    return web.UNSAID_WAIT if verdict.fate is web.Fate.UNKNOWN else 0.0


def _is(posted: Any, event: str, key: str) -> bool:
    metadata = posted.get("metadata") if isinstance(posted, Mapping) else None
    if not isinstance(metadata, Mapping) or metadata.get("event_type") != event:
        return False
    payload = metadata.get("event_payload")
    return isinstance(payload, Mapping) and payload.get("id") == key

"""A digest's ways to Slack: one post, one look through a channel; nothing is repeated by itself."""

import asyncio
import math
from collections.abc import Awaitable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.message import Message
from bot.digest.hold import steady
from bot.digest.ways import Fate, Found, Seen, Sent
from bot.slack import web
from bot.slack.post import content

# Until when, by the steady clock, a request of this task may begin to be written.
_BEFORE: ContextVar[float] = ContextVar("before", default=math.inf)

PAGE = 200  # messages that are read at once
MOST_PAGES = 10

FATES = {
    web.Fate.DONE: Fate.DONE,
    web.Fate.AGAIN: Fate.REFUSED,
    web.Fate.BLOCKS: Fate.REFUSED,
    web.Fate.REFUSED: Fate.REFUSED,
    web.Fate.UNKNOWN: Fate.UNSURE,
}


class _Punctual(aiohttp.ClientRequest):
    """Looks at the clock in the last moment before anything is written.

    aiohttp writes in a task of its own, a turn of the loop after it was asked to; a process that
    was stopped in between may not own the slot any more.
    """

    async def write_bytes(
        self, writer: AbstractStreamWriter, conn: Any, content_length: int | None = None
    ) -> None:
        if steady() <= _BEFORE.get():
            await super().write_bytes(writer, conn, content_length)
        elif conn.protocol is not None:  # as where a connection could not be made: nothing was sent
            conn.protocol.set_exception(aiohttp.ConnectionTimeoutError())


def punctual_session() -> aiohttp.ClientSession:
    """The connections for SlackChannels; to be closed by whoever opens it."""
    times = aiohttp.ClientTimeout(total=web.CALL_SECONDS, sock_connect=web.CONNECT_SECONDS)
    jar = aiohttp.DummyCookieJar()
    return aiohttp.ClientSession(timeout=times, cookie_jar=jar, request_class=_Punctual)


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
        mark = _BEFORE.set(before)
        verdict, said = await self._call(
            self.client.chat_postMessage(
                channel=channel,
                unfurl_links=False,
                unfurl_media=False,
                metadata=metadata,
                **content(message),
            )
        )
        _BEFORE.reset(mark)
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

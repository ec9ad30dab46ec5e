"""How a file is handed over: asked for, sent, completed where it belongs.

https://docs.slack.dev/messaging/working-with-files#uploading_files
"""

import asyncio
import re
from enum import StrEnum
from typing import Any

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.payload import Asked, How, Place
from bot.slack.seam import File
from bot.slack.web import CALL_SECONDS, Fate, Verdict, ours, proxy_for, verdict_of

# Where Slack takes the bytes of files.
STORE = re.compile(r"https://files\.slack(-gov)?\.com/upload/[\w/.~%?=&-]+", re.ASCII)
OPEN = frozenset({How.MENTION, How.MESSAGE, How.ASIDE})  # asked where the bot itself can write
OK = 200


class Went(StrEnum):
    """Where a file went."""

    THERE = "there"  # where it was asked for
    ELSEWHERE = "elsewhere"  # to the asker's direct messages
    NOWHERE = "nowhere"


log = structlog.get_logger("bot.slack")


class Uploads:
    """Hands files over. `api_url` is the Web API's address, which says what may be trusted."""

    def __init__(
        self, client: AsyncWebClient, session: aiohttp.ClientSession, api_url: str
    ) -> None:
        self._client = client
        self._session = session
        self._api_url = api_url

    async def hand_over(self, asked: Asked, file: File, comment: str) -> Went:
        """Sends a file where it was asked for, else as a direct message."""
        if (asked.how in OPEN or asked.place is Place.DM) and asked.channel_id:
            there = await self._send(file, asked.channel_id, asked.thread_ts, comment)
            if there.fate is not Fate.REFUSED:
                return Went.THERE if there.fate is Fate.DONE else Went.NOWHERE
            log.warning("file_refused", how=asked.how, error=there.error)
        messages = await self._messages(asked, comment)
        sent = await self._send(file, messages, "", "") if messages else None
        if sent is not None and sent.fate is not Fate.DONE:
            log.error("file_not_sent", how=asked.how, error=sent.error)
        done = sent is not None and sent.fate is Fate.DONE
        return Went.ELSEWHERE if done else Went.NOWHERE

    async def _messages(self, asked: Asked, comment: str) -> str:
        """The id of the asker's direct messages, which a first message there tells."""
        found: list[str] = []

        async def open_them() -> None:
            answer = await self._client.chat_postMessage(
                channel=asked.user_id, text=comment, unfurl_links=False, unfurl_media=False
            )
            found.append(str(answer.get("channel") or ""))

        await verdict_of(open_them())
        return found[0] if found else ""

    async def _send(self, file: File, channel: str, thread: str, comment: str) -> Verdict:
        place: list[tuple[str, str]] = []

        async def ask() -> None:
            answer = await self._client.files_getUploadURLExternal(
                filename=file.name, length=len(file.content)
            )
            place.append((str(answer.get("upload_url") or ""), str(answer.get("file_id") or "")))

        verdict = await verdict_of(ask())
        if verdict.fate is not Fate.DONE:
            return Verdict(Fate.REFUSED, verdict.error)
        url, file_id = place[0]
        if not await self._put(url, file.content):
            return Verdict(Fate.REFUSED, "not_stored")
        more: dict[str, Any] = {"thread_ts": thread} if thread else {}
        more |= {"initial_comment": comment} if comment else {}
        return await verdict_of(
            self._client.files_completeUploadExternal(
                files=[{"id": file_id, "title": file.title}], channel_id=channel, **more
            )
        )

    async def _put(self, url: str, content: bytes) -> bool:
        """Whether Slack took the bytes."""
        if not (STORE.fullmatch(url) or ours(url, self._api_url)):
            return False
        try:
            async with (
                asyncio.timeout(CALL_SECONDS),
                self._session.post(
                    url, data=content, allow_redirects=False, proxy=proxy_for(url)
                ) as done,
            ):
                return done.status == OK
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

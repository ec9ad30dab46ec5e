"""How an answer is sent: each question gets one, and a send that may have arrived is not repeated."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import aiohttp
import orjson
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.message import Message
from bot.slack.home import home_view
from bot.slack.payload import Asked, How
from bot.slack.seam import Reply
from bot.slack.web import (
    CALL_SECONDS,
    UNREACHED_WAIT,
    Fate,
    Verdict,
    judged,
    ours,
    proxy_for,
    verdict_of,
)
from bot.trouble import Reason, Trouble

MOST_TRIES = 5
LONGEST_ANSWER = 4_096  # bytes that are read of what a response_url says
OK, REDIRECTS, FAULTS = 200, 300, 500  # HTTP statuses
SHORTEST_WAIT = 0.1  # seconds

# Where Slack's response_urls lead: https://docs.slack.dev/interactivity/handling-user-interaction
HOOK = re.compile(
    r"https://hooks\.slack(-gov)?\.com/(commands|actions|services|app)/[\w/.~%-]+", re.ASCII
)

Pause = Callable[[float], Awaitable[None]]

log = structlog.get_logger("bot.slack")


@dataclass(frozen=True, slots=True)
class Post:
    """The ways out to Slack. `api_url` is the Web API's address, which says what may be trusted."""

    client: AsyncWebClient
    session: aiohttp.ClientSession
    api_url: str
    pause: Pause = asyncio.sleep

    async def send(
        self, asked: Asked, reply: Reply, until: float, first: "Way | None" = None
    ) -> Verdict:
        """Sends a reply where its question came from, by `until` (the loop's clock).

        `first` is a way that is better than the proper one. Where the proper way is refused the next one is tried: in the channel but to the asker
        only, then as a direct message. The same in text alone goes where Slack refuses blocks.
        """
        verdict = Verdict(Fate.REFUSED, "no_way")
        for way in (*([first] if first else []), *WAYS[asked.how]):
            verdict = await self._by(way, asked, reply, until)
            if verdict.fate in {Fate.DONE, Fate.UNKNOWN}:
                break
            log.warning("way_refused", how=asked.how, way=way.__name__, error=verdict.error)
        return verdict

    async def _by(self, way: "Way", asked: Asked, reply: Reply, until: float) -> Verdict:
        """One way: the reply, else the same in text, else that it cannot be shown."""
        ref = uuid4().hex[:8]
        unshown = Message(Trouble(Reason.BROKEN, {"ref": ref}).sentence)
        verdict = Verdict(Fate.REFUSED, "no_try")
        for message in (reply.message, reply.plain, unshown):
            verdict = await self._patiently(way, asked, message, until)
            if verdict.fate is not Fate.BLOCKS:
                break
            log.error("content_refused", how=asked.how, error=verdict.error, ref=ref)
        return verdict

    async def _patiently(self, way: "Way", asked: Asked, message: Message, until: float) -> Verdict:
        """Tries again what surely did not arrive, as long as Slack's waits fit in."""
        verdict = Verdict(Fate.REFUSED, "no_try")
        for _ in range(MOST_TRIES):
            verdict = await way(self, asked, message)
            wait = max(verdict.wait, SHORTEST_WAIT)
            if verdict.fate is not Fate.AGAIN or _now() + wait > until:
                break
            await self.pause(wait)
        return verdict


Way = Callable[[Post, Asked, Message], Awaitable[Verdict]]


async def to_the_url(post: Post, asked: Asked, message: Message) -> Verdict:
    """By the question's own response_url, to the asker only; five times within half an hour."""
    body = {**content(message), "response_type": "ephemeral", "replace_original": False}
    if asked.how is not How.COMMAND and asked.thread_ts:
        body["thread_ts"] = asked.thread_ts
    return await _by_url(post, asked, body)


async def in_place(post: Post, asked: Asked, message: Message) -> Verdict:
    """In the place of the answer whose button was pressed, or of what stands in for this one."""
    return await _by_url(post, asked, {**content(message), "replace_original": True})


async def _by_url(post: Post, asked: Asked, body: dict[str, Any]) -> Verdict:
    url = trusted(asked.response_url, post.api_url)
    if url is None:
        return Verdict(Fate.REFUSED, "untrusted_url" if asked.response_url else "no_url")
    try:
        async with asyncio.timeout(CALL_SECONDS):
            return await _hooked(post.session, url, body)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        return Verdict(Fate.AGAIN, "unreachable", UNREACHED_WAIT)
    except (aiohttp.ClientError, TimeoutError, OSError) as fault:
        return Verdict(Fate.UNKNOWN, type(fault).__name__)


async def to_the_thread(post: Post, asked: Asked, message: Message) -> Verdict:
    """As a message where the question was written, for all who are there."""
    if not asked.channel_id:
        return Verdict(Fate.REFUSED, "no_channel")
    thread: dict[str, Any] = {"thread_ts": asked.thread_ts} if asked.thread_ts else {}
    return await verdict_of(
        post.client.chat_postMessage(
            channel=asked.channel_id,
            unfurl_links=False,
            unfurl_media=False,
            **thread,
            **content(message),
        )
    )


async def to_the_asker(post: Post, asked: Asked, message: Message) -> Verdict:
    """In the channel, seen by the asker only; the bot must be in it."""
    if not asked.channel_id:
        return Verdict(Fate.REFUSED, "no_channel")
    thread: dict[str, Any] = {"thread_ts": asked.thread_ts} if asked.thread_ts else {}
    return await verdict_of(
        post.client.chat_postEphemeral(
            channel=asked.channel_id, user=asked.user_id, **thread, **content(message)
        )
    )


async def to_their_messages(post: Post, asked: Asked, message: Message) -> Verdict:
    """As a direct message, which Slack opens by the user's id."""
    return await verdict_of(
        post.client.chat_postMessage(
            channel=asked.user_id, unfurl_links=False, unfurl_media=False, **content(message)
        )
    )


async def to_their_home(post: Post, asked: Asked, message: Message) -> Verdict:
    """As the asker's Home tab."""
    return await verdict_of(
        post.client.views_publish(user_id=asked.user_id, view=home_view(message))
    )


async def to_the_workflow(post: Post, asked: Asked, message: Message) -> Verdict:
    """As the sentence with which a step of a workflow fails."""
    run = str(asked.form.get("run"))
    ending = post.client.functions_completeError(function_execution_id=run, error=message.text)
    return await verdict_of(ending)


WAYS: dict[How, tuple[Way, ...]] = {
    How.COMMAND: (to_the_url, to_the_asker, to_their_messages),
    How.BUTTON: (to_the_url, to_the_asker, to_their_messages),
    How.STEP: (in_place, to_the_asker, to_their_messages),
    How.ASIDE: (to_the_thread, to_the_asker, to_their_messages),
    How.MENTION: (to_the_thread, to_the_asker, to_their_messages),
    How.MESSAGE: (to_the_thread, to_their_messages),
    How.HOME: (to_their_home,),
    How.PANEL: (to_their_messages,),
    How.TALK: (to_their_messages,),
    How.WORKFLOW: (to_the_workflow,),
    How.FORM: (to_the_asker, to_their_messages),
    How.MODAL: (to_the_url, to_the_asker, to_their_messages),
    How.AGAIN: (to_the_url, to_the_asker, to_their_messages),
}


def trusted(response_url: str, api_url: str) -> str | None:
    """A response_url that leads to Slack, or to this machine where Slack's API is there too."""
    known = HOOK.fullmatch(response_url) or ours(response_url, api_url)
    return response_url if known else None


def content(message: Message) -> dict[str, Any]:
    """A message as Slack's JSON has it."""
    blocks = {"blocks": list(message.blocks)} if message.blocks else {}
    return {"text": message.text, **blocks}


async def _hooked(session: aiohttp.ClientSession, url: str, body: dict[str, Any]) -> Verdict:
    async with session.post(
        url,
        data=orjson.dumps(body),
        headers={"Content-Type": "application/json"},
        allow_redirects=False,
        proxy=proxy_for(url),
    ) as answer:
        said = await answer.content.read(LONGEST_ANSWER)
        return _hook_verdict(answer.status, said, answer.headers.get("Retry-After", ""))


def _hook_verdict(status: int, said: bytes, retry_after: str) -> Verdict:
    """What a response_url says: 200 with "ok" or JSON, else a word in the body."""
    try:
        data = orjson.loads(said)
    except ValueError:
        data = None
    if isinstance(data, dict):
        error = "" if data.get("ok") is True else str(data.get("error") or "")
    else:
        error = said.decode("utf-8", "replace").strip()
    if status == OK and error in {"", "ok"}:
        return Verdict(Fate.DONE)
    return judged(status, _word(error, status), retry_after)


def _word(error: str, status: int) -> str:
    """Slack's word for it; a redirect or refusal without one surely had no effect either."""
    if re.fullmatch(r"[a-z_]{1,60}", error):
        return error
    return f"http_{status}" if REDIRECTS <= status < FAULTS else ""


def _now() -> float:
    return asyncio.get_running_loop().time()

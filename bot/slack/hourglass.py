"""A sign of life where an answer takes its time, which the answer then takes the place of."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from html import unescape
from typing import Any

from bot.blocks.message import Message
from bot.blocks.waiting import waiting_card
from bot.progress import Progress
from bot.slack.payload import Asked, How
from bot.slack.post import Post, Way, content, in_place, to_the_url
from bot.slack.web import Fate, Verdict, verdict_of

PATIENCE = 2.0  # seconds without a sign
PACE = 3.0  # seconds between two looks at how far it is
UPDATES = 2  # of a sign, since a response_url can be used five times in all
SIGN_SECONDS = 3.0  # that an answer waits for a sign that is on its way


class Hourglass:
    """For one question: shown once it has taken two seconds, and gone with its answer.

    `progress` is how far the question has come; it is shown where that takes several calls.
    """

    def __init__(self, post: Post, asked: Asked) -> None:
        self._post = post
        self._asked = asked
        self._timer: asyncio.TimerHandle | None = None
        self._showing: asyncio.Task[None] | None = None
        self._way: Way | None = None
        self._over = asyncio.Event()
        self.progress = Progress()

    def turn(self) -> None:
        """From now on time counts."""
        self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._begin)

    async def stop(self) -> Way | None:
        """How to answer in the place of what was shown; None where nothing was."""
        self._over.set()
        if self._timer is not None:
            self._timer.cancel()
        if self._showing is None:
            return None
        done, _ = await asyncio.wait({self._showing}, timeout=SIGN_SECONDS)
        if not done:
            self._showing.cancel()
        return self._way

    def _begin(self) -> None:
        self._showing = asyncio.create_task(self._show())

    async def _show(self) -> None:
        show = SHOWS.get(self._asked.how)
        if show is None:
            return
        shown = self.progress.ended
        self._way = await show(self._post, self._asked, self._sign())
        for _ in range(UPDATES):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), PACE)
            if self._over.is_set() or self._way is None:
                return
            if self.progress.ended > shown:
                shown = self.progress.ended
                await self._way(self._post, self._asked, self._sign())

    def _sign(self) -> Message:
        progress = self.progress
        return waiting_card(unescape(self._asked.text), progress.ended, progress.begun)


Show = Callable[[Post, Asked, Message], Awaitable[Way | None]]


async def _by_url(post: Post, asked: Asked, message: Message) -> Way | None:
    """By the command's response_url, by which the next message takes its place."""
    verdict = await to_the_url(post, asked, message)
    return in_place if verdict.fate is Fate.DONE else None


async def _in_place(post: Post, asked: Asked, message: Message) -> Way | None:
    """In the place of the card, which the answer takes anyway."""
    await in_place(post, asked, message)
    return in_place


async def _beside(post: Post, asked: Asked, message: Message) -> Way | None:
    """As a message of its own, since what is replaced would be the one with the button."""
    await to_the_url(post, asked, message)
    return None


async def _written(post: Post, asked: Asked, message: Message) -> Way | None:
    """As a message where the question was written, which the answer updates."""
    found: list[tuple[str, str]] = []

    async def write() -> None:
        thread: dict[str, Any] = {"thread_ts": asked.thread_ts} if asked.thread_ts else {}
        answer = await post.client.chat_postMessage(
            channel=asked.channel_id, **thread, **content(message)
        )
        found.append((str(answer.get("channel") or ""), str(answer.get("ts") or "")))

    verdict = await verdict_of(write())
    return _updating(*found[0]) if verdict.fate is Fate.DONE and all(found[0]) else None


def _updating(channel: str, ts: str) -> Way:
    async def update(post: Post, asked: Asked, message: Message) -> Verdict:  # noqa: ARG001 (a Way)
        return await verdict_of(post.client.chat_update(channel=channel, ts=ts, **content(message)))

    return update


SHOWS: dict[How, Show] = {
    How.COMMAND: _by_url,
    How.STEP: _in_place,
    How.BUTTON: _beside,
    How.AGAIN: _beside,
    How.MENTION: _written,
    How.MESSAGE: _written,
    How.ASIDE: _written,
}

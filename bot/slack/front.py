"""Takes questions, and sees that each ends in exactly one answer, or in the reason why not."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import structlog

from bot.blocks.message import Message
from bot.slack.once import Memory, Once
from bot.slack.payload import Asked, How, Mark
from bot.slack.people import People
from bot.slack.post import Post
from bot.slack.seam import Reply, Responder, sorry
from bot.slack.tasks import Job, Outcome, Tasks
from bot.slack.web import Fate
from bot.trouble import Trouble

BY_THE_END = 29.0  # seconds from the ack in which a reply is sent
TOLD_ONCE = 60.0  # seconds in which somebody is told only once that there is no room

Think = Callable[["Front", Asked], Awaitable[Reply | None]]

log = structlog.get_logger("bot.slack")


class Front:
    """Where questions come in and answers go out, whichever way they came."""

    def __init__(
        self, responder: Responder, people: People, post: Post, tasks: Tasks, once: Once
    ) -> None:
        self.tasks = tasks
        self._responder = responder
        self._people = people
        self._post = post
        self._once = once
        self._told = Memory()

    def take(self, asked: Asked, think: Think, nonce: Mark | None = None) -> Message | None:
        """Takes a question on, without waiting for anything.

        Returns what to say in the ack: nothing, or why there is no room, where an ack can say it.
        A question that was here before has no effect.
        """
        if self._once.here(asked.marks):
            return None
        marks = asked.marks if nonce is None else (*asked.marks, nonce)
        since = asyncio.get_running_loop().time()
        tell = partial(self._tell, asked, since)
        try:
            self.tasks.start(Job(asked.owner, partial(self._think, asked, think, marks), tell))
        except Trouble as trouble:
            return self._refuse(asked, trouble, tell)
        return None

    async def ask(self, asked: Asked) -> Reply:
        """The reply to a question."""
        standpoint = await self._people.standpoint(asked.user_id)
        return await self._responder.respond(asked, standpoint)

    async def _think(self, asked: Asked, think: Think, marks: tuple[Mark, ...]) -> Reply | None:
        if await self._once.anywhere(marks):
            log.info("repeat", how=asked.how)
            return None
        return await think(self, asked)

    async def _tell(self, asked: Asked, since: float, outcome: Outcome) -> None:
        if outcome is None:
            return
        reason = outcome.reason.value if isinstance(outcome, Trouble) else ""
        reply = sorry(outcome, asked) if isinstance(outcome, Trouble) else outcome
        verdict = await self._post.send(asked, reply, since + BY_THE_END)
        seconds = round(asyncio.get_running_loop().time() - since, 3)
        line = log.info if verdict.fate is Fate.DONE else log.error
        line(
            "answered" if verdict.fate is Fate.DONE else "unanswered",
            how=asked.how,
            user=asked.user_id,
            seconds=seconds,
            **{k: v for k, v in (("reason", reason), ("error", verdict.error)) if v},
        )

    def _refuse(
        self, asked: Asked, trouble: Trouble, tell: Callable[[Outcome], Awaitable[None]]
    ) -> Message | None:
        """An ack can say why to a command; others are written to, but only once a minute."""
        log.warning("no_room", how=asked.how, reason=trouble.reason.value)
        if asked.how is How.COMMAND:
            return sorry(trouble, asked).message
        if asked.how is not How.HOME and not self._told.seen(asked.owner, TOLD_ONCE):
            self.tasks.refuse(tell, trouble)
        return None

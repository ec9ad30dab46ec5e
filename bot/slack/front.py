"""Takes questions, and sees that each ends in exactly one answer, or in the reason why not."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import structlog

from bot.blocks.message import Message
from bot.blocks.saved import said
from bot.progress import Progress, watched
from bot.slack.hourglass import Hourglass
from bot.slack.once import Memory, Once
from bot.slack.owed import Owed
from bot.slack.payload import Asked, How, Mark
from bot.slack.people import People
from bot.slack.post import Post, Way
from bot.slack.seam import Json, Reply, Responder, both, sorry
from bot.slack.share import share
from bot.slack.tasks import Job, Outcome, Tasks
from bot.slack.upload import Uploads, Went
from bot.slack.web import Fate, Verdict, verdict_of
from bot.trouble import Reason, Trouble

BY_THE_END = 29.0  # seconds from the ack in which a reply is sent
AT_ONCE = 2.0  # seconds for what an ack has to say itself
TOLD_ONCE = 60.0  # seconds in which somebody is told only once that there is no room

Think = Callable[["Front", Asked], Awaitable[Reply | None]]
Thinking = Callable[[], Awaitable[Reply | None]]

NOT_OPENED = "The form could not be opened. Press Change again."
ALREADY = said("This was asked a moment ago; its answer is there.")
FOR_ONE = said("The answer is only for whoever asked.")
IN_THE_OPEN = frozenset({How.MENTION, How.ASIDE})
BELOW = said("The CSV is in this conversation.")

log = structlog.get_logger("bot.slack")


class Front:
    """Where questions come in and answers go out, whichever way they came."""

    def __init__(
        self, responder: Responder, people: People, post: Post, tasks: Tasks, once: Once
    ) -> None:
        self.tasks = tasks
        self.responder = responder
        self.people = people
        self.post = post
        self._uploads = Uploads(post.client, post.session, post.api_url)
        self._once = once
        self._told = Memory()
        self.owed: Owed | None = None  # the debts of all replicas, where they can be shared

    def take(self, asked: Asked, think: Think, nonce: Mark | None = None) -> Message | None:
        """Takes a question on, without waiting for anything.

        Returns what to say in the ack: nothing, or why there is no room, where an ack can say it.
        A question that was here before has no effect.
        """
        if self._once.here(asked.marks):
            return None
        marks = asked.marks if nonce is None else (*asked.marks, nonce)
        since = asyncio.get_running_loop().time()
        glass = Hourglass(self.post, asked)
        debt: list[str] = []
        tell = partial(self._tell, asked, glass, since, debt)
        thinking = partial(self._think, asked, think, marks, debt)
        try:
            self.tasks.start(Job(asked.owner, partial(_watched, glass.progress, thinking), tell))
        except Trouble as trouble:
            return self._refuse(asked, trouble, tell)
        glass.turn()
        return None

    def take_up(self, asked: Asked, debt: str) -> None:
        """Answers a question that another replica left; raises Trouble where there is no room."""
        since, glass = asyncio.get_running_loop().time(), Hourglass(self.post, asked)
        tell = partial(self._tell, asked, glass, since, [debt])
        self.tasks.start(Job(asked.owner, partial(self.ask, asked), tell))

    async def ask(self, asked: Asked) -> Reply:
        """The reply to a question."""
        standpoint = await self.people.standpoint(asked.user_id)
        return await self.responder.respond(asked, standpoint)

    async def change(self, asked: Asked) -> Reply | None:
        """Opens the modal in which a question is changed; says so where that fails."""
        standpoint = await self.people.standpoint(asked.user_id)
        view = await self.responder.form(asked, standpoint)
        if isinstance(view, Reply):
            return view
        opening = self.post.client.views_open(trigger_id=asked.trigger_id, view=view)
        verdict = await verdict_of(opening)
        return None if verdict.fate in {Fate.DONE, Fate.UNKNOWN} else both(said(NOT_OPENED))

    async def offer(self, asked: Asked) -> Json:
        """The options for what was typed, within the time that Slack gives."""
        try:
            async with asyncio.timeout(AT_ONCE):
                return await self.responder.options(asked)
        except (TimeoutError, Trouble):
            return {"options": []}

    async def submit(self, asked: Asked) -> Asked | Json:
        """The question that was chosen in the modal, or what to show in it instead."""
        try:
            async with asyncio.timeout(AT_ONCE):
                standpoint = await self.people.standpoint(asked.user_id)
                found = await self.responder.submitted(asked, standpoint)
        except TimeoutError:
            found = {"about": Trouble(Reason.TOO_SLOW, {"seconds": f"{AT_ONCE:g}"}).sentence}
        except Trouble as trouble:
            found = {"about": trouble.sentence}
        if isinstance(found, Asked):
            return found
        return {"response_action": "errors", "errors": dict(found)}

    async def share(self, asked: Asked) -> Reply:
        """What came of sharing an answer in its channel, for whoever shares it."""
        return await share(self.post, asked, self.ask, self.people.clock())

    async def _think(
        self, asked: Asked, think: Think, marks: tuple[Mark, ...], debt: list[str]
    ) -> Reply | None:
        if await self._once.anywhere(marks):
            log.info("repeat", how=asked.how)
            return None
        if self.owed is not None and think is Front.ask:
            debt.append(self.owed.begin(asked))
        return await think(self, asked)

    async def _tell(
        self, asked: Asked, glass: Hourglass, since: float, debt: list[str], outcome: Outcome
    ) -> None:
        over = await glass.stop()
        if self.owed is not None and debt:
            await self.owed.pay(debt[0])
        if outcome is None:
            if over is not None:
                await over(self.post, asked, ALREADY)
            return
        reason = outcome.reason.value if isinstance(outcome, Trouble) else ""
        reply = sorry(outcome, asked) if isinstance(outcome, Trouble) else outcome
        verdict = await self._deliver(asked, reply, since + BY_THE_END, over)
        seconds = round(asyncio.get_running_loop().time() - since, 3)
        line = log.info if verdict.fate is Fate.DONE else log.error
        line(
            "answered" if verdict.fate is Fate.DONE else "unanswered",
            how=asked.how,
            user=asked.user_id,
            seconds=seconds,
            **{k: v for k, v in (("reason", reason), ("error", verdict.error)) if v},
        )

    async def _deliver(self, asked: Asked, reply: Reply, until: float, over: Way | None) -> Verdict:
        """Sends the file where there is one, else or where that cannot be, the message.

        What only the asker may see goes there, and not where the question was asked in the open.
        """
        if reply.alone and asked.how in IN_THE_OPEN:
            if over is not None:
                await over(self.post, asked, FOR_ONE)
            asked, over = replace(asked, how=How.BUTTON), None
        if reply.file is None:
            return await self.post.send(asked, reply, until, over)
        went = await self._uploads.hand_over(asked, reply.file, reply.message.text)
        if went is Went.THERE:
            return Verdict(Fate.DONE) if over is None else await over(self.post, asked, BELOW)
        known = both(reply.file.elsewhere) if went is Went.ELSEWHERE else reply
        return await self.post.send(asked, known, until, over)

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


async def _watched(progress: Progress, thinking: Thinking) -> Reply | None:
    with watched(progress):
        return await thinking()

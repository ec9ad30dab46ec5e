"""Takes questions, and sees that each ends in exactly one answer, or in the reason why not."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import structlog

from bot.blocks.message import Block, Message
from bot.blocks.saved import said
from bot.course import Course, Onlookers, followed
from bot.progress import watched
from bot.slack import tab
from bot.slack.agent import Agent
from bot.slack.ending import ended
from bot.slack.greeting import Greeting
from bot.slack.homing import Homing
from bot.slack.hourglass import Hourglass
from bot.slack.leaving import Leaving
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
from bot.slack.workflow import Reporting, handing_over, reported
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
REPEAT = "repeat"  # the outcome of what was asked before: no question of its own

log = structlog.get_logger("bot.slack")


@dataclass(eq=False, slots=True)
class Taken:
    """A question that was taken on: since when by the loop's clock, and what is owed for it."""

    asked: Asked
    glass: Hourglass
    course: Course
    since: float
    debt: str = ""


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
        self.homing: Homing | None = None  # makes Home tabs; without it they are help
        self.reporting: Reporting | None = None  # answers the steps of workflows
        self.agent: Agent | None = None  # where Slack's agent view is on
        self.leaving: Leaving | None = None  # forgets a workspace that has removed the app
        self.greeting: Greeting | None = None  # welcomes who is here for the first time
        self.onlookers = Onlookers()
        self._open: set[Taken] = set()  # whose line is not written yet

    def take(self, asked: Asked, think: Think, nonce: Mark | None = None) -> Message | None:
        """Takes a question on, without waiting for anything.

        Returns what to say in the ack: nothing, or why there is no room, where an ack can say it.
        A question that was here before has no effect.
        """
        if self._once.here(asked.marks):
            return None
        marks = asked.marks if nonce is None else (*asked.marks, nonce)
        taken = self._taken(asked)
        thinking = partial(_watched, taken, partial(self._think, taken, think, marks))
        try:
            self.tasks.start(Job(asked.owner, thinking, partial(self._tell, taken)))
        except Trouble as trouble:
            return self._refuse(taken, trouble)
        if self.owed is not None and think is Front.ask:
            taken.debt = self.owed.begin(asked)  # those in line are owed an answer too
        taken.glass.turn()
        return None

    def take_up(self, asked: Asked, debt: str) -> None:
        """Answers a question that another replica left; raises Trouble where there is no room."""
        taken = self._taken(asked)
        taken.debt = debt
        taken.course.note(taken_up=True)
        thinking = partial(_watched, taken, partial(self.ask, asked))
        try:
            self.tasks.start(Job(asked.owner, thinking, partial(self._tell, taken)))
        except Trouble:  # somebody else will take it up
            self._open.discard(taken)
            raise

    def abandon(self) -> None:
        """Writes the lines of questions that nothing more will come of: we are ending."""
        for taken in list(self._open):
            self._end(taken, Reason.STOPPING.value)

    def _taken(self, asked: Asked) -> Taken:
        course = Course(asked.how.value, self.onlookers.tracer)
        where = {"user": asked.user_id, "channel": asked.channel_id, "place": asked.place.value}
        course.note(**{name: value for name, value in where.items() if value})
        taken = Taken(asked, Hourglass(self.post, asked), course, asyncio.get_running_loop().time())
        self._open.add(taken)
        return taken

    def _end(self, taken: Taken, outcome: str = "", *, told: bool = False) -> None:
        """Writes the one line of a question, unless that is done; `outcome` where nobody said."""
        if taken not in self._open:
            return
        self._open.discard(taken)
        if not taken.course.outcome:
            taken.course.note(outcome=outcome)
        if taken.course.outcome != REPEAT:
            taken.course.note(told=told)
            ended(taken.course, self.onlookers)

    async def ask(self, asked: Asked) -> Reply:
        """The reply to a question."""
        standpoint = await self.people.standpoint(asked.user_id, asked.channel_id)
        return await self.responder.respond(asked, standpoint)

    async def opening(self, asked: Asked) -> Asked | Json:
        """Whether there is something to do where a tab or a conversation is opened."""
        return {} if asked.how is How.TALK and self.agent is None else asked

    async def opened(self, asked: Asked) -> Reply | None:
        """What is shown where somebody opens a tab or a conversation with the bot."""
        if asked.how is not How.TALK:
            return await self.home(asked)
        if self.agent is not None:
            await self.agent.offer(self.post, asked)
        return None

    async def home(self, asked: Asked, notice: Sequence[Block] = ()) -> Reply:
        """Somebody's Home tab, with what came of the last press on it."""
        if self.homing is None:
            return await self.ask(asked)
        standpoint = await self.people.standpoint(asked.user_id)
        new = self.greeting is not None and await self.greeting.due(asked)
        return await tab.shown(self.post, self.homing, asked, standpoint, notice, welcome=new)

    async def change(self, asked: Asked) -> Reply | None:
        """Opens the modal in which a question is changed; says so where that fails."""
        standpoint = await self.people.standpoint(asked.user_id, asked.channel_id)
        view = await self.responder.form(asked, standpoint)
        if isinstance(view, Reply):
            return view
        opening = self.post.client.views_open(trigger_id=asked.trigger_id, view=view)
        verdict = await verdict_of(opening)
        return None if verdict.fate in {Fate.DONE, Fate.UNKNOWN} else both(said(NOT_OPENED))

    async def report(self, asked: Asked) -> Reply | None:
        """What a step of a workflow gives; nothing where there are no workflows."""
        return await reported(self.reporting, asked) if self.reporting else None

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
                standpoint = await self.people.standpoint(asked.user_id, asked.channel_id)
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

    async def parted(self, asked: Asked) -> None:
        """The workspace has parted with us: there is nobody left to tell."""
        if self.leaving is not None:
            await self.leaving.left(asked.team_id, asked.text)

    async def beside(self, asked: Asked, reply: Reply) -> Verdict:
        """Sends a reply more than the one that a question ends in."""
        until = asyncio.get_running_loop().time() + BY_THE_END
        return await self._deliver(asked, reply, until, None)

    async def _think(self, taken: Taken, think: Think, marks: tuple[Mark, ...]) -> Reply | None:
        asked = taken.asked
        if await self._once.anywhere(marks):
            log.info("repeat", how=asked.how)
            taken.course.note(outcome=REPEAT)
            return None
        work = think(self, asked)
        if self.agent is None or asked.how is not How.MESSAGE:
            return await work
        return await self.agent.during(self.post, asked, work)

    async def _tell(self, taken: Taken, outcome: Outcome) -> None:
        told = False
        if isinstance(outcome, Trouble):
            taken.course.note(outcome=outcome.reason.value)
        try:
            told = await self._told_of(taken, outcome)
        finally:
            self._end(taken, "done", told=told)

    async def _told_of(self, taken: Taken, outcome: Outcome) -> bool:
        """Sends what came of it; whether that was delivered."""
        asked, over = taken.asked, await taken.glass.stop()
        reply = sorry(outcome, asked) if isinstance(outcome, Trouble) else outcome
        if self.greeting is not None and reply is not None and reply is outcome:
            reply = await self.greeting.under(asked, reply)
        if self.owed is not None and taken.debt and not await self.owed.pay(taken.debt):
            return True  # by another replica, while this one stood still
        if reply is None:
            if over is not None:
                await over(self.post, asked, ALREADY)
            return True
        verdict = await self._deliver(asked, reply, taken.since + BY_THE_END, over)
        if self.greeting is not None and reply is outcome:
            await self.greeting.after(self.post, asked, reply)
        if verdict.fate is not Fate.DONE:
            log.error("untold", how=asked.how, error=verdict.error)
        return verdict.fate is Fate.DONE

    async def _deliver(self, asked: Asked, reply: Reply, until: float, over: Way | None) -> Verdict:
        """Sends the file where there is one, else or where that cannot be, the message.

        What only the asker may see goes there, and not where the question was asked in the open.
        """
        if reply.alone and asked.how in IN_THE_OPEN:
            if over is not None:
                await over(self.post, asked, FOR_ONE)
            asked, over = replace(asked, how=How.BUTTON), None
        if asked.how is How.PANEL and self.homing is not None:
            return await self._on_home(asked, reply, until)
        if reply.number is not None:
            over = handing_over(reply.number)
        if reply.file is None:
            return await self.post.send(asked, reply, until, over)
        went = await self._uploads.hand_over(asked, reply.file, reply.message.text)
        if went is Went.THERE:
            return Verdict(Fate.DONE) if over is None else await over(self.post, asked, BELOW)
        known = both(reply.file.elsewhere) if went is Went.ELSEWHERE else reply
        return await self.post.send(asked, known, until, over)

    async def _on_home(self, asked: Asked, reply: Reply, until: float) -> Verdict:
        """What came of a press on the Home tab: told there where it is short, else in a message."""
        told, told_there = Verdict(Fate.DONE), tab.brief(reply)
        if not told_there:
            told = await self.post.send(asked, reply, until)
        there = replace(asked, how=How.HOME, text="help")
        home = await self.home(there, told_there or tab.ELSEWHERE)
        shown = await self.post.send(there, home, until)
        unseen = told_there and shown.fate is not Fate.DONE
        return await self.post.send(asked, reply, until) if unseen else told

    def _refuse(self, taken: Taken, trouble: Trouble) -> Message | None:
        """An ack can say why to a command; others are written to, but only once a minute."""
        asked = taken.asked
        log.warning("no_room", how=asked.how, reason=trouble.reason.value)
        if asked.how is How.COMMAND:
            self._end(taken, trouble.reason.value, told=True)
            return sorry(trouble, asked).message
        if not self._is_told(taken, trouble):
            self._end(taken, trouble.reason.value)
        return None

    def _is_told(self, taken: Taken, trouble: Trouble) -> bool:
        """Whether somebody is written to about what was not taken on."""
        asked = taken.asked
        waited_for = asked.how is How.WORKFLOW  # each of its steps is, by Slack
        if asked.how is How.HOME or (not waited_for and self._told.seen(asked.owner, TOLD_ONCE)):
            return False
        return self.tasks.refuse(partial(self._tell, taken), trouble)


async def _watched(taken: Taken, thinking: Thinking) -> Reply | None:
    with watched(taken.glass.progress), followed(taken.course):
        return await thinking()

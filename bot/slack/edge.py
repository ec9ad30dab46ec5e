"""The whole edge to Slack, put together: what the composition root makes, serves and stops."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.figures import written
from bot.clock import Clock, wall
from bot.course import Onlookers
from bot.slack.agent import Agent
from bot.slack.app import bolt
from bot.slack.door import Door
from bot.slack.front import Front
from bot.slack.gate import Places, SlackGate
from bot.slack.greeting import Greeting
from bot.slack.guard import Guard
from bot.slack.homing import Homing
from bot.slack.identity import Identity, identify
from bot.slack.leaving import Leaving
from bot.slack.line import Limits
from bot.slack.once import Memory, Once, Seen
from bot.slack.owed import Debts, Owed, signing_key
from bot.slack.people import Album, Defaults, People, Remember
from bot.slack.post import Post
from bot.slack.seam import Responder
from bot.slack.server import Health
from bot.slack.socket import Socket
from bot.slack.standing import Home
from bot.slack.tasks import Tasks
from bot.slack.web import web_client, web_session
from bot.slack.workflow import Reporting

DRAIN = 25.0  # seconds that work after an ack has to end when we are stopped
LONGEST_REST = 30.0  # seconds between attempts to learn who we are

log = structlog.get_logger("bot.slack")


@dataclass(frozen=True, slots=True)
class Access:
    """What Slack gave us to come in with. HTTP needs the signing secret, Socket Mode the app token."""

    bot_token: str = field(repr=False)
    api_url: str = "https://slack.com/api/"
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)


class Worker(Protocol):
    """Something that works beside the answering of questions: the digests' engine."""

    async def run(self) -> None:
        """Works until it is stopped."""
        ...

    async def stop(self) -> None:
        """Begins nothing more, and ends what is under way."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the edge is given from outside; each has a stand-in within this process.

    `seen` is the memory of deliveries that all replicas share, `remember` the cache of profiles,
    `gate` is opened as soon as Slack can be asked who somebody is. `debts` are the questions that
    any replica may have to answer, should another die over them.
    """

    defaults: Defaults = field(default_factory=Defaults)
    seen: Seen | None = None
    remember: Remember = field(default_factory=Album)
    clock: Clock = wall
    limits: Limits = field(default_factory=Limits)
    drain: float = DRAIN
    gate: SlackGate | None = None
    debts: Debts | None = None
    employ: Callable[[AsyncWebClient], Worker] | None = None  # works from when Slack knows us
    homing: Homing | None = None  # makes Home tabs
    reporting: Reporting | None = None  # answers the steps of workflows
    agent: Agent | None = None  # where Slack's agent view is on
    greeting: Greeting | None = None  # welcomes who is here for the first time
    leaving: Leaving | None = None  # forgets a workspace that has removed the app
    onlookers: Onlookers = field(default_factory=Onlookers)


class Edge:
    """Slack, both ways in: `guard` for HTTP, a socket of its own; one front behind both."""

    def __init__(
        self, access: Access, responder: Responder, around: Surroundings | None = None
    ) -> None:
        self._access = access
        self._responder = responder
        self._around = around or Surroundings()
        self._memory = Memory()
        self.door = Door()
        self._says = "starting"
        self._closing = contextlib.AsyncExitStack()
        self._starting: asyncio.Task[None] | None = None
        self.identity: Identity | None = None
        self.known = asyncio.Event()  # set once Slack told us who we are
        self.tasks = Tasks(self._around.limits, self._around.defaults.notation)
        self.socket: Socket | None = None
        self.worker: Worker | None = None
        self._minding: asyncio.Task[None] | None = None
        self._working: asyncio.Task[None] | None = None
        self._front: Front | None = None
        self.guard: Guard | None = None
        if access.signing_secret:
            acked = self._around.onlookers.acked
            self.guard = Guard(
                access.signing_secret, self.door.admit, self._around.clock, acked=acked
            )

    @property
    def around(self) -> Surroundings:
        """What it was given from outside."""
        return self._around

    async def start(self) -> None:
        """Opens connections and begins to ask Slack who we are; does not wait for the answer."""
        session = await self._closing.enter_async_context(web_session())
        client = web_client(self._access.bot_token, self._access.api_url, session)
        self._starting = asyncio.create_task(self._introduce(client, session))

    async def stop(self) -> None:
        """Takes nothing more, and ends what was begun within the time that it has."""
        if self._starting is not None:
            self._starting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._starting
        if self.socket is not None:
            await self.socket.close()
        _, left = await asyncio.gather(self._dismiss(), self.tasks.drain(self._around.drain))
        if self._minding is not None:
            self._minding.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._minding
        if self._front is not None:
            self._front.abandon()
        log.info("drained", left=left)
        await self._closing.aclose()

    async def _dismiss(self) -> None:
        if self.worker is not None:
            await self.worker.stop()
        if self._working is not None:
            self._working.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._working

    async def check(self) -> Health:
        """Whether Slack knows us, and whether the socket is up where there is one."""
        if self.identity is None:
            return Health(ok=False, says=self._says)
        return await self.socket.check() if self.socket is not None else Health(ok=True)

    async def _introduce(self, client: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        rest = 0.5
        while not isinstance(found := await identify(client), Identity):
            self._says = found.error
            log.error("not_known_to_slack", error=found.error)
            await asyncio.sleep(max(rest, min(found.wait, LONGEST_REST)))
            rest = min(2 * rest, LONGEST_REST)
        self._take_up(found, client, session)

    def _employed(self, worker: Worker) -> asyncio.Task[None]:
        """The worker at work, writing numbers as everybody else."""
        with written(self._around.defaults.notation):
            return asyncio.create_task(worker.run())

    def _take_up(
        self, identity: Identity, client: AsyncWebClient, session: aiohttp.ClientSession
    ) -> None:
        around = self._around
        home = Home(identity.team_id, identity.enterprise_id, identity.org_wide)
        people = People(client, around.defaults, around.remember, around.clock, home=home)
        if around.gate is not None:
            around.gate.open(people, Places(client))
        post = Post(client, session, self._access.api_url)
        once = Once(self._memory, around.seen)
        self._front = front = Front(self._responder, people, post, self.tasks, once)
        front.homing, front.greeting = around.homing, around.greeting
        front.reporting, front.agent = around.reporting, around.agent
        front.leaving, front.onlookers = around.leaving, around.onlookers
        if around.debts is not None:
            front.owed = Owed(around.debts, signing_key(self._access.bot_token))
            self._minding = asyncio.create_task(front.owed.keep(front.take_up))
        self.door.open(identity, bolt(identity, client, front))
        self.identity = identity
        if around.employ is not None:
            self.worker = around.employ(client)
            self._working = self._employed(self.worker)
        self.known.set()
        if self._access.app_token:
            self.socket = Socket(client, self._access.app_token, self.door.admit)
            self.socket.acked = around.onlookers.acked
            self.socket.open()

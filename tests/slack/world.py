"""The bot's Slack side, whole and served over loopback, between a fake Slack and a plain responder."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import uvicorn

from bot.blocks.message import Message
from bot.question.model import Standpoint
from bot.slack.changing import remembered
from bot.slack.edge import Access, Edge, Surroundings
from bot.slack.payload import Asked
from bot.slack.people import Defaults
from bot.slack.seam import Reply
from bot.slack.server import Server, uvicorn_server
from tests.fakes.slack import SECRET, TOKEN, FakeSlack
from tests.fakes.slack_sender import Sender

Answer = Callable[[Asked], Awaitable[Reply]]


def reply(text: str, *blocks: dict[str, object]) -> Reply:
    return Reply(Message(text, tuple(blocks)), Message(text), answered=True)


@dataclass
class Echo:
    """A responder that says what it was asked, or does what a test wants."""

    asked: list[Asked] = field(default_factory=list)
    standpoints: list[Standpoint] = field(default_factory=list)
    answer: Answer | None = None

    async def respond(self, asked: Asked, standpoint: Standpoint) -> Reply:
        self.asked.append(asked)
        self.standpoints.append(standpoint)
        return (
            reply(f"you asked: {asked.text}") if self.answer is None else await self.answer(asked)
        )

    async def form(self, asked: Asked, standpoint: Standpoint) -> dict[str, Any]:
        return {
            "type": "modal",
            "callback_id": "change1",
            "title": {"type": "plain_text", "text": "Change"},
            "private_metadata": remembered(asked) or "",
            "blocks": [{"type": "divider"}],
        }

    async def options(self, asked: Asked) -> dict[str, Any]:
        option = {"text": {"type": "plain_text", "text": asked.text}, "value": asked.text}
        return {"options": [option]}

    async def unclear(self, asked: Asked, standpoint: Standpoint) -> dict[str, str]:
        return {}

    async def submitted(self, asked: Asked, standpoint: Standpoint) -> Asked:
        return asked


@dataclass
class World:
    """Everything that a test of the served bot needs."""

    slack: FakeSlack
    responder: Echo
    edge: Edge
    sender: Sender
    server: uvicorn.Server
    serving: asyncio.Task[None]

    @property
    def url(self) -> str:
        return self.sender.bot_url

    async def stop(self) -> None:
        self.server.should_exit = True
        await self.serving


ACCESS = Access(bot_token=TOKEN, signing_secret=SECRET)


def surroundings(**others: Any) -> Surroundings:
    """What a bot of its own is given from outside; it knows nobody from another test."""
    return Surroundings(**{"defaults": Defaults(ZoneInfo("Europe/Berlin")), "drain": 4, **others})


def listening() -> tuple[socket.socket, str]:
    """A socket that takes connections already, and its address."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    bound.listen()
    return bound, f"http://127.0.0.1:{bound.getsockname()[1]}"


@asynccontextmanager
async def running(app: Any) -> AsyncIterator[str]:
    """Any ASGI app on uvicorn, for controls."""
    bound, url = listening()
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="none", access_log=False))
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        yield url
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def served(
    slack: FakeSlack, access: Access = ACCESS, around: Surroundings | None = None
) -> AsyncIterator[World]:
    """The bot as it is served, not waited for until it knows itself."""
    responder = Echo()
    around = around or surroundings()
    edge = Edge(replace(access, api_url=slack.api_url), responder, around)
    app = Server(edge.guard, {"slack": edge.check}, lambda: b"# none\n", edge.start, edge.stop)
    server = uvicorn_server(app, "127.0.0.1", 0)
    bound, url = listening()
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    async with httpx.AsyncClient(timeout=40) as http:
        sender = Sender(slack, url, http, around.clock)
        world = World(slack, responder, edge, sender, server, serving)
        try:
            yield world
        finally:
            slack.heal()
            await world.stop()


async def known(world: World) -> World:
    """The world, once the bot knows who it is."""
    async with asyncio.timeout(40):
        await world.edge.known.wait()
    return world

"""The bot as it is served, whole: real Bolt, a real store, a simulated Deepgram, a fake Slack."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from bot.app import Bot, Wiring, opened
from bot.blocks.clean import inert
from bot.blocks.limits import violations
from bot.blocks.message import Message
from bot.demo.access import BOTH, FULL
from bot.demo.people import ACME
from bot.demo.serve import running
from bot.demo.server import Simulation, simulate
from bot.metrics import Metrics
from bot.settings import Need, ProjectSetting, load
from bot.slack.edge import Edge
from bot.slack.greeting import WELCOME
from bot.slack.server import uvicorn_server
from bot.terminal.serve import composed
from tests.fakes.slack import BOT, FakeSlack, Posted
from tests.fakes.slack_sender import Delivered, Sender
from tests.slack.world import ACCESS, listening
from tests.stores import unhurried

WELCOMED = inert(WELCOME)
NOW = datetime.fromisoformat("2026-11-23T10:00:00+00:00")  # a Monday
ANA, BEN = "U0ANA0001", "U0BEN0001"
GENERAL = "C0GENERAL"


@dataclass
class Whole:
    """All of it, with what a person does and sees."""

    slack: FakeSlack
    deepgram: Simulation
    sender: Sender
    edge: Edge
    bot: Bot

    async def asked(self, text: str, **over: str) -> Posted:
        """The answer to a command."""
        done = await self.sender.command(text, **over)
        assert done.status == 200
        return await self.answer(done)

    async def answer(self, done: Delivered, number: int = 1) -> Posted:
        """What came back for a command or a button, the `number`th message of it."""

        def found() -> list[Posted] | None:
            seen = [p for p in self.slack.answers(done.key) if not passing(p)]
            return seen if len(seen) >= number else None

        return sound((await self.slack.until(found, 30))[number - 1])

    async def pressed(self, card: Posted, label: str, **over: Any) -> Posted:
        """The answer to a press of one of the private card's buttons."""
        return await self.answer(await self.press(card, label, **over))

    async def press(self, card: Posted, label: str, **over: Any) -> Delivered:
        """Presses a button of a card, as its place in Slack has it."""
        button = buttons(card)[label]
        where = {"type": "message", "message_ts": card.ts or "1795000000.9", **_thread(card)}
        private = bool(card.user) or card.via == "response_url"
        container = {**where, "is_ephemeral": private, "channel_id": card.channel}
        given = {"container": container, "channel": {"id": card.channel, "name": "general"}}
        return await self.sender.press(button["action_id"], button["value"], **{**given, **over})

    async def seen(self, via: str, number: int = 1) -> Posted:
        """The `number`th thing that was posted in that way, or that took a sign of life's place."""

        def found() -> list[Posted] | None:
            seen = [p for p in self.slack.posted if p.via in {via, _later(via)} and not passing(p)]
            return seen if len(seen) >= number else None

        return sound((await self.slack.until(found, 30))[number - 1])

    async def next(self, before: int) -> Posted:
        """The first answer after so many things were posted."""

        def found() -> list[Posted]:
            return [p for p in self.slack.posted[before:] if not passing(p)]

        return sound((await self.slack.until(found, 30))[0])


def _later(via: str) -> str:
    return "chat.update" if via == "chat.postMessage" else via


def passing(posted: Posted) -> bool:
    """Whether it is no answer: only that one is on its way, or the welcome beside it."""
    return "⏳ Asking Deepgram" in str(posted.blocks) or posted.text == WELCOMED


def _thread(card: Posted) -> dict[str, str]:
    return {"thread_ts": card.thread_ts} if card.thread_ts else {}


def sound(posted: Posted) -> Posted:
    """What was posted, which Slack would take as it is."""
    assert violations(Message(posted.text or "file", posted.blocks)) == []
    return posted


def elements(card: Posted) -> list[dict[str, Any]]:
    """Every button of a card, in order."""
    found = []
    for block in card.blocks:
        found += block.get("elements", []) if block["type"] == "actions" else []
        found += [block["accessory"]] if "accessory" in block else []
        cells = [cell for row in block.get("rows", []) for cell in row]
        found += [cell["element"] for cell in cells if cell["type"] == "action_cell"]
    return found


def buttons(card: Posted) -> dict[str, dict[str, Any]]:
    """The buttons of a card by what they say; those of rows by what they look into."""
    return {one.get("accessibility_label") or one["text"]["text"]: one for one in elements(card)}


def reading(card: Posted) -> str:
    """The line that says how the question was read."""
    contexts = [b for b in card.blocks if b["type"] == "context"]
    return next(e["text"] for b in contexts for e in b["elements"] if e["type"] == "plain_text")


@asynccontextmanager
async def served(
    slack: FakeSlack, deepgram: str, place: Path, app: Simulation, **over: Any
) -> AsyncIterator[Whole]:
    """The bot between a fake Slack and a simulated Deepgram, its store under `place`.

    `over` are settings; with `projects`, our names and the ids of several projects.
    """
    ids = over.pop("projects", {"acme": ACME})
    key = SecretStr(FULL if len(ids) == 1 else BOTH)
    projects = {name: ProjectSetting(key=key, project_id=each) for name, each in ids.items()}
    made_of = Wiring(projects, deepgram, lambda: NOW, data_dir=place)
    given = {"dgusage_timezone": "Europe/Berlin", **over}
    settings = load(Need.NOTHING).model_copy(update=given)
    access = replace(ACCESS, api_url=slack.api_url)
    async with opened(made_of) as bot, httpx.AsyncClient(timeout=40) as http:
        if bot.embedded is not None:
            unhurried(bot.state, bot.embedded.socket)
        edge, serving = composed(bot, access, settings, lambda: NOW, Metrics())
        server = uvicorn_server(serving, "127.0.0.1", 0)
        bound, url = listening()
        task = asyncio.create_task(server.serve(sockets=[bound]))
        try:
            await asyncio.wait_for(edge.known.wait(), 40)
            yield Whole(slack, app, Sender(slack, url, http, lambda: NOW), edge, bot)
        finally:
            slack.heal()
            server.should_exit = True
            await task


@asynccontextmanager
async def whole(place: Path, **over: Any) -> AsyncIterator[Whole]:
    """Everything, for one test, with these settings."""
    app = simulate(lambda: NOW)
    async with running(app) as deepgram, FakeSlack() as slack:
        slack.people |= {who: {"tz": "Europe/Berlin", "locale": "en-GB"} for who in (ANA, BEN)}
        slack.members[GENERAL] |= {BOT, ANA, BEN}
        async with served(slack, deepgram, place, app, **over) as found:
            yield found

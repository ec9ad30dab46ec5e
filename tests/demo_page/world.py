"""The demo as `dgusage demo` puts it together, within this process, and a person on its page."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import httpx
import orjson
from pydantic import SecretStr

from bot.app import Wiring, opened
from bot.demo.access import FULL, LIMITED, OTHER
from bot.demo.people import ACME, LABS
from bot.demo.serve import running
from bot.demo.server import Simulation, simulate
from bot.demo.slack.people import ANA, SPEECH
from bot.demo.turning import Turning
from bot.settings import ProjectSetting, Settings
from bot.store.connection import Store
from bot.terminal.page import paged
from bot.terminal.session import Session

PATIENCE = 15.0  # seconds
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # a Wednesday


class Place(NamedTuple):
    """A project of the bot's: its name, the key to read it with, and its id."""

    name: str
    key: str = FULL
    project: str = ACME


Places = tuple[Place, ...]
ONE: Places = (Place("acme"),)
NO_DOLLARS: Places = (Place("acme", LIMITED),)
TWO: Places = (Place("acme"), Place("labs", OTHER, LABS))
ONE_SHUT: Places = (Place("acme"), Place("labs", "withdrawn", LABS))


class Demo(NamedTuple):
    """A demo that runs: the page's address, its clock, and the simulated Deepgram with its own."""

    url: str
    clock: Turning
    deepgram: Simulation
    api: str


@asynccontextmanager
async def demo(now: datetime = NOW, places: Places = ONE) -> AsyncIterator[Demo]:
    """A demo on a free port, whose clock stands still until it is moved."""
    clock = Turning(lambda: now)
    deepgram = simulate(clock)
    with TemporaryDirectory(prefix="dgusage-") as folder:
        async with (
            running(deepgram) as api,
            opened(_wiring(places, api, clock, Path(folder))) as bot,
        ):
            _patient(bot.store)
            made = Session(bot, clock, Settings(_env_file=None), ZoneInfo("UTC"))
            async with paged(made, clock, 0) as url:
                yield Demo(url, clock, deepgram, api)


def _patient(store: Store) -> None:
    """Gives its server the time that a busy machine takes, before the first connection to it."""
    store.whole = PATIENCE
    store.fast.connection_pool.connection_kwargs["socket_timeout"] = PATIENCE


def _wiring(places: Places, api: str, clock: Turning, folder: Path) -> Wiring:
    projects = {
        one.name: ProjectSetting(key=SecretStr(one.key), project_id=one.project) for one in places
    }
    return Wiring(projects, api, clock, data_dir=folder)


@dataclass
class Visitor:
    """Somebody who uses the page's own HTTP, without a browser."""

    url: str
    http: httpx.AsyncClient
    who: str = ANA.id
    channel: str = SPEECH.id
    origin: str = field(default="")

    async def do(self, what: str, **given: Any) -> dict[str, Any]:
        """Does something, and returns what the page is told."""
        answer = await self.post(what, {"as": self.who, "channel": self.channel, **given})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, what: str, given: Mapping[str, Any], **headers: str) -> httpx.Response:
        usual = {"origin": self.origin or self.url, "content-type": "application/json"}
        body = orjson.dumps(given)
        return await self.http.post(
            f"{self.url}/do/{what}", content=body, headers={**usual, **headers}
        )

    @asynccontextmanager
    async def looking(self) -> AsyncIterator["Looking"]:
        """What this person sees, from now on."""
        async with self.http.stream("GET", f"{self.url}/live", params={"as": self.who}) as stream:
            assert stream.status_code == 200
            yield Looking(stream.aiter_lines())


@dataclass
class Looking:
    """The changes as they come; each can be waited for once."""

    lines: AsyncIterator[str]

    async def until(self, kind: str, **having: Any) -> dict[str, Any]:
        """The next change of a kind, with these members in it (or in its message)."""
        async for line in self.lines:
            if not line.startswith("data: "):
                continue
            change = orjson.loads(line.removeprefix("data: "))
            inside = {**change, **change.get("message", {})}
            if change["kind"] == kind and having.items() <= inside.items():
                return change
        raise AssertionError("the page was closed")

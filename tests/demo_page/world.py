"""The demo as `dgusage demo` puts it together, within this process, and a person on its page."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import orjson

from bot.app import opened
from bot.demo.slack.people import ANA, SPEECH
from bot.demo.turning import Turning
from bot.settings import Settings
from bot.terminal.page import paged
from bot.terminal.session import Session, simulated

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # a Wednesday


@asynccontextmanager
async def demo(now: datetime = NOW) -> AsyncIterator[tuple[str, Turning]]:
    """The page's address, on a free port, and its clock."""
    clock = Turning(lambda: now)
    async with simulated(clock) as made_of, opened(made_of) as bot:
        made = Session(bot, clock, Settings(_env_file=None), ZoneInfo("UTC"))
        async with paged(made, clock, 0) as url:
            yield url, clock


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

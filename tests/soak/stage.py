"""Everything around the bots of a run, each part of which can be made to fail."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any

import httpx
from redis.asyncio import Redis

from bot.clock import wall
from bot.demo.serve import running
from bot.demo.server import Simulation, simulate
from bot.demo.world import bustle
from bot.store.embedded import Embedded
from tests.fakes.fault_proxy import FaultProxy
from tests.fakes.slack import Posted
from tests.fakes.slack_sender import Sender
from tests.soak.replica import Replica, replicas
from tests.soak.tally import Tally

ANA = "U0ANA0001"
PATIENCE = 40.0  # seconds in which whoever asked must have been told something


@dataclass(frozen=True)
class Told:
    """What somebody can see after asking, and how long it took; `times` is how often it came."""

    text: str
    seconds: float
    times: int = 1
    status: int = 200


@dataclass
class Stage:
    """One or several bots, with the lines to Deepgram and to Redis by way of proxies."""

    slack: Tally
    deepgram: Simulation
    upstream: FaultProxy
    redis: FaultProxy
    store: Embedded
    bots: list[Replica]
    http: httpx.AsyncClient
    admin: Any  # a client of the store's own, past the proxy
    behind: tuple[str, int]  # where Deepgram really is
    stack: AsyncExitStack
    healing: list[Callable[[], Awaitable[object]]] = field(default_factory=list)
    days: Iterator[int] = field(default_factory=lambda: count(2))

    @property
    def bot(self) -> Replica:
        return self.bots[0]

    @property
    def sender(self) -> Sender:
        return Sender(self.slack, self.bot.url, self.http)

    def fresh(self, form: str = "by tag") -> str:
        """A question that was not asked before, about a day on which something was used."""
        days = (wall().date() - timedelta(days=n) for n in self.days)
        return f"{form} {next(day for day in days if bustle(day) and day.weekday() < 5)}"

    async def ask(self, text: str | None = None) -> Told:
        """Asks, by a command, something that is not known here unless said; what came of it."""
        began = perf_counter()
        try:
            done = await self.sender.command(self.fresh() if text is None else text)
        except httpx.TransportError:  # as Slack sees it, who then tells the person so itself
            return Told("(not taken: Slack says so)", perf_counter() - began)
        if done.status != 200 or await self.slack.answer(done.key, PATIENCE) is None:
            return Told("", perf_counter() - began, 0, done.status)
        came = self.slack.came[done.key]
        return Told(seen(came[0].posted), came[0].at - began, len(came))

    async def posted(self, before: int, number: int = 1) -> Told:
        """What came by other ways than a response_url, after so many posts."""
        began = perf_counter()
        await self.slack.until(lambda: len(self.slack.posted) >= before + number, PATIENCE)
        there = self.slack.posted[before:]
        return Told(seen(there[0]), perf_counter() - began, len(there))

    async def says(self) -> Mapping[str, str]:
        """What /readyz says of each part."""
        answer = await self.http.get(f"{self.bot.url}/readyz")
        return dict(answer.json()["checks"])

    async def heal(self) -> None:
        """Nothing is wrong any more."""
        for mend in self.healing:
            await mend()
        self.healing.clear()
        self.deepgram.faults.clear()
        self.upstream.target = self.behind
        await self.upstream.heal()
        await self.redis.heal()
        self.slack.heal()


def seen(posted: Posted) -> str:
    """All that a person can read in it."""
    return f"{posted.text}\n{posted.blocks or ''}"


@asynccontextmanager
async def staged(
    place: Path, bots: int = 1, more: Mapping[str, str] | None = None
) -> AsyncIterator[Stage]:
    """So many bots on one store, ready."""
    store, app = Embedded(place / "store"), simulate(wall)
    async with AsyncExitStack() as stack:
        url = await asyncio.to_thread(store.attach)
        stack.callback(store.leave)
        admin = Redis.from_url(url)
        stack.push_async_callback(admin.aclose)
        redis = await stack.enter_async_context(FaultProxy(store.socket))
        address = httpx.URL(await stack.enter_async_context(running(app)))
        behind = (address.host, address.port or 0)
        upstream = await stack.enter_async_context(FaultProxy(behind))
        slack = await stack.enter_async_context(Tally())
        slack.populate([ANA])
        env = {"REDIS_URL": f"redis://127.0.0.1:{redis.port}/0", **(more or {})}
        deepgram = f"http://127.0.0.1:{upstream.port}"
        made = await stack.enter_async_context(replicas(bots, deepgram, slack, place, env))
        http = await stack.enter_async_context(httpx.AsyncClient(timeout=30))
        stage = Stage(slack, app, upstream, redis, store, made, http, admin, behind, stack)
        stack.push_async_callback(stage.heal)
        yield stage

"""Three replicas on one store, replaced one by one under load, or killed; nothing may be lost."""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from time import perf_counter

import httpx

from bot.clock import wall
from bot.demo.faults import Fault
from bot.demo.serve import running
from bot.demo.server import simulate
from bot.store.embedded import Embedded
from tests.fakes.slack_sender import Sender
from tests.soak.crowd import fresh
from tests.soak.replica import Replica, replicas
from tests.soak.tally import Sent, Tally, median, quantile

PER_SECOND = 20
UPSTREAM = 0.3  # seconds that Deepgram takes for each answer, so that there is work under way
IN_TIME = 30.0  # seconds from the ack, in which a question has its answer or a reason
STOOD_IN = 20.0  # seconds more where whoever stood in was killed as well, as happens here
PEOPLE = [f"U0ROLL{n:03d}" for n in range(60)]
HEAD = ("restarts under load", "restarts", "asked", "acked", "no replica", "broken off", "lost",
        "twice", "late", "told to ask again", "taken up", "p50, s", "p99", "longest stop, s")  # fmt: skip


@dataclass
class Result:
    """What became of everything that was asked meanwhile."""

    what: str
    restarts: int = 0
    sent: list[Sent] = field(default_factory=list)
    nowhere: int = 0  # no replica took it: an outage
    broken_off: int = 0  # the connection broke before the ack: the person was told by Slack
    lost: int = 0
    twice: int = 0
    late: int = 0
    stopping: int = 0
    taken_up: int = 0
    seconds: list[float] = field(default_factory=list)
    stops: list[float] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)

    @property
    def row(self) -> tuple[object, ...]:
        acked = sum(one.acked for one in self.sent)
        counts = (self.restarts, len(self.sent), acked, self.nowhere, self.broken_off, self.lost)
        more = (self.twice, self.late, self.stopping, self.taken_up)
        times = (median(self.seconds), quantile(self.seconds, 0.99), max(self.stops, default=0))
        return (self.what, *counts, *more, *(f"{each:.2f}" for each in times))

    @property
    def faults(self) -> list[str]:
        """What is not as it should be; who kills a replica breaks off what it was just reading."""
        counts = {"lost": self.lost, "answered twice": self.twice, "answered late": self.late}
        counts["taken by no replica"] = self.nowhere
        if self.what != "killed":
            counts |= {"broken off": self.broken_off, "ended badly": len(self.statuses - {0})}
        return [f"{self.what}: {n} {what}" for what, n in counts.items() if n]


@dataclass
class Balancer:
    """Sends each question to the next replica that takes it, as a load balancer would."""

    bots: list[Replica]
    slack: Tally
    http: httpx.AsyncClient
    found: Result

    def __post_init__(self) -> None:
        self._turns = cycle(range(len(self.bots)))
        self._texts = iter(fresh(6000))

    async def ask(self, user: str) -> None:
        began, text, turn = perf_counter(), next(self._texts), next(self._turns)
        for bot in (*self.bots[turn:], *self.bots[:turn]):
            sender = Sender(self.slack, bot.url, self.http)
            try:
                done = await sender.command(text, user_id=user)
            except httpx.ConnectError:
                continue
            except httpx.TransportError:
                self.found.broken_off += 1
                return
            if done.status != 503:
                took = perf_counter() - began
                self.found.sent.append(Sent(done.key, user, text, began, done.status, took))
                return
        self.found.nowhere += 1

    async def keep_asking(self, per_second: float, over: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        began, tasks = loop.time(), []
        while not over.is_set():
            await asyncio.sleep(max(0.0, began + len(tasks) / per_second - loop.time()))
            user = PEOPLE[len(tasks) % len(PEOPLE)]
            tasks.append(asyncio.ensure_future(self.ask(user)))
        await asyncio.gather(*tasks)


@asynccontextmanager
async def _world(place: Path, found: Result, bots: int = 3) -> AsyncIterator[Balancer]:
    store, app = Embedded(place / "store"), simulate(wall)
    app.faults.set("*", Fault(delay=UPSTREAM))
    await asyncio.to_thread(store.attach)
    try:
        async with running(app) as deepgram, Tally() as slack:
            slack.populate(PEOPLE)
            more = {"REDIS_URL": f"unix://{store.socket}"}
            limits = httpx.Limits(max_keepalive_connections=0)  # none is closed under a request
            async with (
                replicas(bots, deepgram, slack, place, more) as made,
                httpx.AsyncClient(limits=limits, timeout=30) as http,
            ):
                yield Balancer(made, slack, http, found)
    finally:
        store.leave()


async def rolling(
    rounds: int, place: Path, per_second: float = PER_SECOND, bots: int = 3
) -> Result:
    """All replaced one by one, so many times: SIGTERM, a new process, ready, the next."""
    found = Result("stopped")

    async def replaced(bot: Replica) -> None:
        began = perf_counter()
        found.statuses.add(await bot.stop())
        found.stops.append(perf_counter() - began)

    async with _world(place, found, bots) as balancer:
        turns = [bot for _ in range(rounds) for bot in balancer.bots]
        await _under_load(balancer, turns, replaced, per_second)
    return found


async def killed(rounds: int, seed: int, place: Path, per_second: float = PER_SECOND) -> Result:
    """One after the other killed at some moment, so many times each."""
    found, dice = Result("killed"), random.Random(seed)

    async def replaced(bot: Replica) -> None:
        await asyncio.sleep(dice.uniform(0.2, 1.5))
        await bot.kill()

    async with _world(place, found) as balancer:
        turns = [bot for _ in range(rounds) for bot in balancer.bots]
        await _under_load(balancer, turns, replaced, per_second)
    return found


async def _under_load(
    balancer: Balancer,
    turns: Sequence[Replica],
    replaced: Callable[[Replica], Awaitable[None]],
    per_second: float,
) -> None:
    found, over = balancer.found, asyncio.Event()
    asking = asyncio.create_task(balancer.keep_asking(per_second, over))
    for bot in turns:
        await replaced(bot)
        await bot.start()
        await bot.ready(balancer.http)
        found.restarts += 1
    over.set()
    await asking
    await balancer.slack.all_came(found.sent, IN_TIME + STOOD_IN)
    _counted(balancer)


def _counted(balancer: Balancer) -> None:
    found, slack = balancer.found, balancer.slack
    found.lost, found.twice = len(slack.lost(found.sent)), len(slack.twice(found.sent))
    found.seconds = slack.seconds(found.sent)
    patience = IN_TIME + (STOOD_IN if found.what == "killed" else 0.0)
    found.late = sum(took > patience for took in found.seconds)
    found.stopping = sum("being restarted" in slack.text(one) for one in found.sent)
    found.taken_up = sum(bot.log.count('"event":"taken_up"') for bot in balancer.bots)


async def long(seed: int) -> tuple[list[tuple[object, ...]], list[str]]:
    """Ten rolling restarts, and ten times three kills: the rows, and what is not as it should be."""
    with tempfile.TemporaryDirectory(prefix="soak") as place:
        both = [await rolling(10, Path(place) / "stopped")]
        both.append(await killed(10, seed, Path(place) / "killed"))
    return [each.row for each in both], [fault for each in both for fault in each.faults]

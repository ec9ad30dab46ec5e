"""How long a command waits for its 200 while everything behind the bot hangs, beside a bare Bolt app.

Both take the same commands at the same pace, in turns, so that whatever else the machine does
befalls both. The Bolt app only acks, and nothing of its own hangs; ours has to answer everything.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bot.demo.faults import Fault
from tests.fakes.slack_faults import hang
from tests.soak.caller import Calls, called
from tests.soak.replica import Replica
from tests.soak.stage import Stage, staged
from tests.soak.tally import Sent, Tally, median, quantile

PER_SECOND = 50
SLOWEST = 1.0  # seconds that no ack may take
RATIO = 1.2  # of our p99 to a bare Bolt app's
PEOPLE = [f"U0ACK{n:04d}" for n in range(100)]
ALL_TOLD = 40.0  # seconds after the last ack, by which each has an answer or a reason
HUNG = (
    "users.info",
    "response_url",
    "chat.postEphemeral",
    "chat.postMessage",
    "conversations.info",
)
TAGS = ("support", "checkout", "batch-jobs", "staging")
HEAD = (
    "ack, ms",
    "acks",
    "p50",
    "p99",
    "max",
    "bare Bolt p50",
    "p99",
    "max",
    "p99 ratio",
    "untold",
)


@dataclass
class World:
    """A bot with everything around it, and the control."""

    stage: Stage
    bolt: str

    @property
    def slack(self) -> Tally:
        return self.stage.slack

    @property
    def bot(self) -> Replica:
        return self.stage.bot


@dataclass
class Result:
    """The acks of one situation, ours and the control's in turns."""

    what: str
    ours: list[Sent] = field(default_factory=list)
    bolt: list[Sent] = field(default_factory=list)
    untold: int = 0

    @property
    def ratio(self) -> float:
        return quantile(_seconds(self.ours), 0.99) / quantile(_seconds(self.bolt), 0.99)

    @property
    def middle(self) -> float:
        return median(_seconds(self.ours)) / median(_seconds(self.bolt))

    @property
    def row(self) -> tuple[object, ...]:
        figures = (*_figures(self.ours), *_figures(self.bolt))
        return (self.what, len(self.ours), *figures, f"{self.ratio:.2f}", self.untold)

    @property
    def faults(self) -> list[str]:
        """What is not as it should be."""
        refused = sum(not one.acked for one in self.ours)
        slow = sum(one.seconds > SLOWEST for one in self.ours)
        checks = {
            f"{refused} not acked": refused,
            f"{slow} acks over {SLOWEST:g} s": slow,
            f"p99 is {self.ratio:.2f} times a bare Bolt app's": self.ratio > RATIO,
            f"{self.untold} acked and never told": self.untold,
        }
        return [f"{self.what}: {fault}" for fault, there in checks.items() if there]


def _seconds(sent: Sequence[Sent]) -> list[float]:
    return [one.seconds for one in sent]


def _figures(sent: Sequence[Sent]) -> list[str]:
    times = [one.seconds * 1000 for one in sent]
    return [f"{of:.1f}" for of in (median(times), quantile(times, 0.99), max(times))]


async def _healthy(_: World) -> None:
    """Nothing is wrong."""


async def _deepgram_hung(world: World) -> None:
    held = asyncio.Event()
    world.stage.deepgram.faults.set("*", Fault(until=held.wait))

    async def let_go() -> None:
        held.set()

    world.stage.healing.append(let_go)


async def _redis_hung(world: World) -> None:
    await world.stage.redis.stall()


async def _slack_hung(world: World) -> None:
    for method in HUNG:
        world.slack.fail(method, *[hang()] * 100_000)


async def _right_after_start(world: World) -> None:
    await world.bot.stop()
    await world.bot.start()
    async with httpx.AsyncClient() as http:
        await world.bot.ready(http)


SITUATIONS: dict[str, Callable[[World], Awaitable[None]]] = {
    "nothing hangs": _healthy,
    "Deepgram hangs": _deepgram_hung,
    "Redis hangs": _redis_hung,
    "Slack's API hangs": _slack_hung,
    "right after start": _right_after_start,
}


async def compared(what: str, rounds: int, each: int, place: Path) -> Result:
    """So many rounds of so many commands in one situation; ours and the control's in turns."""
    found = Result(what)
    async with _world(place) as world:
        await called([world.bolt], world.slack, Calls(PER_SECOND, 20, ["warm"], PEOPLE))
        await called([world.bot.url], world.slack, Calls(PER_SECOND, 20, ["help"], PEOPLE))
        for number in range(rounds):
            calls = Calls(PER_SECOND, each, [*_texts(number)], PEOPLE)
            found.bolt += await called([world.bolt], world.slack, calls)
            await SITUATIONS[what](world)
            some = await called([world.bot.url], world.slack, calls)
            await world.stage.heal()
            await world.slack.all_came(some, ALL_TOLD)
            found.ours += some
        slack = world.slack  # what hung on its way is not sent again: it may have arrived
        found.untold = sum(one.key not in slack.tried for one in slack.lost(found.ours))
    return found


def _texts(number: int) -> list[str]:
    """Questions that nobody asked before, so that each has to be fetched."""
    return [f"tag:{tag} 2026-0{m + 1}-{d + 1:02d}" for d in range(number * 4, number * 4 + 4)
            for m in range(8) for tag in TAGS]  # fmt: skip


@asynccontextmanager
async def _world(place: Path) -> AsyncIterator[World]:
    async with staged(place) as stage, _bolt(stage.slack) as bolt:
        stage.slack.populate(PEOPLE)
        yield World(stage, bolt)


@asynccontextmanager
async def _bolt(slack: Tally) -> AsyncIterator[str]:
    """A bare Bolt app that only acks, as a process."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.slack.serving", "ack", slack.api_url),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()


async def many(per_second: int, seconds: int, place: Path) -> "Flood":
    """So many a second for so long, all answered or told why not."""
    users = [f"U0MANY{n:04d}" for n in range(500)]
    async with _world(place) as world:
        world.slack.populate(users)
        texts = [f"{text} last {days} days" for days in (7, 30) for text in ("by tag", "by key")]
        calls = Calls(per_second, per_second * seconds, [*texts, "help", "tag:suport"], users)
        sent = await called([world.bot.url], world.slack, calls)
        await world.slack.all_came(sent, ALL_TOLD)
        lost, twice = world.slack.lost(sent), world.slack.twice(sent)
        told = sum("Too many questions" in world.slack.text(one) for one in sent)
        return Flood(f"{per_second}/s, {seconds} s", sent, told, len(lost), len(twice))


@dataclass
class Flood:
    """What became of very many."""

    what: str
    sent: list[Sent]
    told: int  # that there was no room
    lost: int
    twice: int

    HEAD = (
        "at once",
        "sent",
        "acked",
        "told of no room",
        "lost",
        "twice",
        "ack p50, ms",
        "p99",
        "max",
    )

    @property
    def row(self) -> tuple[object, ...]:
        acked = sum(one.acked for one in self.sent)
        counts = (len(self.sent), acked, self.told, self.lost, self.twice)
        return (self.what, *counts, *_figures(self.sent))

    @property
    def faults(self) -> list[str]:
        """What is not as it should be."""
        unacked = sum(not one.acked for one in self.sent)
        counts = {"not acked": unacked, "lost": self.lost, "answered twice": self.twice}
        return [f"{self.what}: {n} {what}" for what, n in counts.items() if n]


async def long(seed: int) -> tuple[list[tuple[object, ...]], list[str]]:
    """Every situation, 1,000 acks of each: the rows, and what is not as it should be."""
    with tempfile.TemporaryDirectory(prefix="soak") as place:
        found = [await compared(what, 2, 500, Path(place) / what.split()[0]) for what in SITUATIONS]
    return [each.row for each in found], [fault for each in found for fault in each.faults]


async def long_many(seed: int) -> tuple[list[tuple[object, ...]], list[str]]:
    """200 a second for a minute."""
    with tempfile.TemporaryDirectory(prefix="soak") as place:
        found = await many(200, 60, Path(place))
    return [found.row], found.faults

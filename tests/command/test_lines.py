"""`dgusage ask` over bad lines: Deepgram that drips, floods or flaps, Redis that is slow, hung, killed or full.

Every one ends in bounded time, with the right figures or one sentence; never with a wrong number.
"""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from bot.demo.access import FULL
from bot.demo.faults import Fault, down
from bot.demo.people import ACME
from bot.demo.serve import running
from bot.demo.server import Simulation, simulate
from bot.store.connection import connect
from bot.store.embedded import Embedded
from tests.command.ledger import NOW, entries, total
from tests.command.process import Ran, dgusage
from tests.command.test_faults import refused
from tests.fakes.deepgram_faults import Reply, faulty
from tests.fakes.fault_proxy import FaultProxy

LONGEST = 35.0  # seconds that `ask` may take, whatever happens


@dataclass
class Place:
    """A Deepgram, a Redis behind a line that can be bad, and a terminal."""

    deepgram: str
    line: FaultProxy
    server: Embedded
    data: Path

    async def ask(self, text: str, now: str = NOW.isoformat()) -> tuple[Ran, float]:
        env = {
            "DEEPGRAM_API_KEY": FULL,
            "DEEPGRAM_PROJECT_ID": ACME,
            "DEEPGRAM_API_URL": self.deepgram,
            "REDIS_URL": f"redis://127.0.0.1:{self.line.port}",
            "DGUSAGE_DATA_DIR": str(self.data / "none"),
        }
        began = time.monotonic()
        ran = await asyncio.to_thread(dgusage, "ask", "--json", "--now", now, text, env=env)
        return ran, time.monotonic() - began


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[tuple[FaultProxy, Embedded]]:
    server = Embedded(tmp_path / "data")
    await asyncio.to_thread(server.attach)
    async with FaultProxy(server.socket) as line:
        yield line, server
    await asyncio.to_thread(server.leave)


@pytest.fixture
async def app() -> Simulation:
    return simulate(lambda: NOW)


@pytest.fixture
async def place(redis, app: Simulation, tmp_path: Path) -> AsyncIterator[Place]:
    async with running(app) as url:
        yield Place(url, *redis, tmp_path)


def right(ran: Ran) -> dict:
    """The answer to "by tag last week", seen to be what the simulation's own ledger adds up to."""
    assert ran.status == 0, ran.err
    body = json.loads(ran.out)
    meant = entries("2026-11-16", "2026-11-22")
    assert Decimal(body["total"]["hours"]) == total(meant, "hours")
    assert Decimal(body["total"]["requests"]) == total(meant, "requests")
    assert body["stale"] is False
    return body


REDIS = {
    "refuses": lambda line: line.refuse(),
    "hangs": lambda line: line.stall(),
    "is slow": lambda line: line.slow(0.3),
    "loses replies": lambda line: line.lose(),
    "cuts answers short": lambda line: line.cut(3),
}


@pytest.mark.parametrize("fault", REDIS)
async def test_a_redis_that(place: Place, fault: str) -> None:
    """…is sick takes no answer away, and costs seconds at most."""
    await REDIS[fault](place.line)
    ran, seconds = await place.ask("by tag last week")

    assert right(ran)["source"] == "deepgram"
    assert seconds < LONGEST / 2


async def test_a_redis_that_is_killed_while_deepgram_answers(place: Place, app) -> None:
    async def killed() -> None:
        await place.line.refuse()

    app.faults.set("*/usage/breakdown", Fault(until=killed))
    ran, _ = await place.ask("by tag last week")

    right(ran)


async def test_a_full_redis_serves_what_it_has_and_no_wrong_figure(place: Place, app) -> None:
    warm, _ = await place.ask("by tag last week")
    store = connect(place.server.url)
    await store.do(lambda redis: redis.config_set("maxmemory", "1"))
    kept, _ = await place.ask("by tag last week")
    new, _ = await place.ask("by tag last week vs previous")
    await store.do(lambda redis: redis.config_set("maxmemory", "0"))
    await store.close()

    assert right(kept)["total"] == right(warm)["total"]
    assert right(new)["compare"]["total"]["hours"]


async def test_a_flapping_deepgram_is_asked_again(place: Place, app: Simulation) -> None:
    app.faults.set("*/usage/breakdown", down(times=2))
    ran, seconds = await place.ask("by tag last week")

    right(ran)
    assert app.asked("/usage/breakdown") == 3
    assert seconds < LONGEST / 2


BODIES = {
    "floods": (Reply(body=b"[" + b"1," * 6_000_000 + b"1]", zipped=True), "too large|too much"),
    "drips": (Reply(body=b" " * 10_000, drip=0.05), "in time|seconds"),
    "says nothing": (Reply(never=True), "in time|seconds"),
    "hangs up": (Reply(reset=True), "reach"),
    "cuts its answer short": (Reply(body={"results": []}, cut=5), "reach|trusted|cut"),
}


@pytest.mark.parametrize("fault", BODIES)
async def test_a_deepgram_that(redis, tmp_path: Path, fault: str) -> None:
    """…does not answer properly gives one sentence, no number, and an end."""
    reply, said = BODIES[fault]
    async with faulty(reply) as deepgram:
        place = Place(deepgram.url, *redis, tmp_path)
        ran, seconds = await place.ask("by tag last week")

    refused(ran, said)
    assert seconds < LONGEST


async def test_a_redis_server_that_is_frozen(place: Place) -> None:
    process = place.server._process
    assert process is not None
    process.send_signal(signal.SIGSTOP)
    try:
        ran, seconds = await place.ask("by tag last week")
    finally:
        process.send_signal(signal.SIGCONT)

    right(ran)
    assert seconds < LONGEST / 2

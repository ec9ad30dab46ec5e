"""The embedded store among several processes: bots, and an `ask` in a terminal."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.store import server
from bot.store.embedded import Embedded
from bot.store.server import Pulse
from tests.store.test_embedded import pid

BOT = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from bot.store.embedded import Embedded
from tests.store.test_embedded import pid
held = Embedded(Path(sys.argv[1]))
held.attach()
print(pid(held), flush=True)
sys.stdin.read()
held.leave()
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def watched(data: Path):
    """The server as seen from outside, ended if a test leaves it running."""
    watched = Embedded(data)
    yield watched
    if server.pulse(watched.socket) is Pulse.WELL:
        watched.attach()
        watched.leave()


async def bot(data: Path) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    root = str(Path(__file__).parents[2])
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", BOT, str(data), root, stdin=pipe, stdout=pipe
    )


async def attached(process: asyncio.subprocess.Process) -> int:
    """The server's process, once the bot has attached to it."""
    return int(await process.stdout.readline())


async def left(process: asyncio.subprocess.Process) -> None:
    process.stdin.close()
    await process.wait()


async def killed(process: asyncio.subprocess.Process) -> None:
    process.kill()
    process.stdin.close()
    await process.wait()


async def test_of_five_started_at_once_one_starts_the_server(data, watched) -> None:
    bots = [await bot(data) for _ in range(5)]
    servers = {await attached(one) for one in bots}

    assert len(servers) == 1

    for one in bots:
        assert server.pulse(watched.socket) is Pulse.WELL
        await left(one)
    assert server.pulse(watched.socket) is Pulse.NONE


async def test_an_ask_leaves_no_server_behind(data, watched) -> None:
    ask = await bot(data)
    await attached(ask)
    await left(ask)

    assert server.pulse(watched.socket) is Pulse.NONE


async def test_an_ask_does_not_stop_the_server_of_a_running_bot(data, watched) -> None:
    running, ask = await bot(data), await bot(data)
    servers = {await attached(running), await attached(ask)}
    await left(ask)

    assert {pid(watched)} == servers
    await left(running)


async def test_when_all_are_killed_the_next_one_attaches_to_the_same_server(data, watched) -> None:
    bots = [await bot(data) for _ in range(2)]
    servers = {await attached(one) for one in bots}
    for one in bots:
        await killed(one)
    following = await bot(data)
    servers.add(await attached(following))
    await left(following)

    assert len(servers) == 1
    assert server.pulse(watched.socket) is Pulse.NONE


async def test_when_the_server_is_killed_too_the_next_one_starts_another(data, watched) -> None:
    first = await bot(data)
    old = await attached(first)
    await killed(first)
    os.kill(old, signal.SIGKILL)
    following = await bot(data)

    assert await attached(following) != old
    await left(following)


async def test_two_who_start_and_stop_all_the_time_never_harm_each_other(data, watched) -> None:
    def in_turn() -> None:
        held = Embedded(data)
        for _ in range(15):
            held.attach()
            assert server.pulse(held.socket) is Pulse.WELL
            held.leave()

    await asyncio.gather(*(asyncio.to_thread(in_turn) for _ in range(3)))

    assert server.pulse(watched.socket) is Pulse.NONE

"""`dgusage serve`, as a process: a signed command in, figures of a real HTTP Deepgram, blocks out."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from bot.blocks import figures
from bot.clock import wall
from bot.demo.access import FULL
from bot.demo.people import ACME
from bot.demo.serve import running
from bot.demo.server import Simulation, simulate
from tests.command.ledger import entries, total
from tests.command.process import environment
from tests.fakes.slack import BOT, SECRET, TOKEN, FakeSlack
from tests.fakes.slack_sender import Sender


async def ready(http: httpx.AsyncClient, url: str) -> dict:
    """What /readyz says, once it says that the bot is ready."""
    async with asyncio.timeout(20):
        while True:
            try:
                answer = await http.get(f"{url}/readyz")
            except httpx.TransportError:
                await asyncio.sleep(0.02)  # the process is not listening yet
                continue
            if answer.status_code == 200:
                return answer.json()


@asynccontextmanager
async def served(
    deepgram: str, slack: FakeSlack, place: Path
) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    probe = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = probe.sockets[0].getsockname()[1]
    probe.close()
    env = {
        "DEEPGRAM_API_KEY": FULL,
        "DEEPGRAM_PROJECT_ID": ACME,
        "DEEPGRAM_API_URL": deepgram,
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.api_url,
        "DGUSAGE_DATA_DIR": str(place / "data"),
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "serve",
        env=environment(env),
        cwd=place,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        if process.returncode is None:
            process.terminate()
        _, logs = await process.communicate()
        assert FULL not in logs.decode()
        assert '"event":"broken"' not in logs.decode(), logs.decode()
        assert "Traceback" not in logs.decode()


@pytest.fixture
async def world(
    tmp_path: Path,
) -> AsyncIterator[tuple[Sender, FakeSlack, Simulation, asyncio.subprocess.Process]]:
    app = simulate(wall)
    async with (
        running(app) as deepgram,
        FakeSlack() as slack,
        served(deepgram, slack, tmp_path) as (url, process),
        httpx.AsyncClient() as http,
    ):
        slack.people["U0ANA0001"] = {"tz": "Europe/Berlin", "locale": "en-GB"}
        slack.members["C0GENERAL"] |= {BOT, "U0ANA0001"}
        await ready(http, url)
        yield Sender(slack, url, http), slack, app, process


async def test_a_signed_command_gets_the_right_answer_in_valid_blocks(world) -> None:
    sender, slack, _, _ = world

    done = await sender.command("tag:support last month")

    assert done.status == 200
    [answer] = await slack.until(lambda: slack.answers(done.key), 20)
    last = wall().date().replace(day=1)
    from datetime import timedelta

    end = last - timedelta(days=1)
    meant = [
        e
        for e in entries(end.replace(day=1).isoformat(), end.isoformat(), wall())
        if "support" in e.tags
    ]
    shown = figures.figure(total(meant, "hours"), "hours")
    assert shown in json.dumps(answer.blocks)
    assert shown in answer.text
    assert "UTC days" in json.dumps(answer.blocks)
    assert slack.refused == []
    assert Decimal(total(meant, "requests")) > 0


async def test_what_is_unclear_is_asked_back_and_never_sent_upstream(world) -> None:
    sender, slack, app, _ = world
    first = await sender.command("last week")
    await slack.until(lambda: slack.answers(first.key), 20)
    before = app.asked("/usage/breakdown")

    done = await sender.command("tag:suport last week")

    [answer] = await slack.until(lambda: slack.answers(done.key), 20)
    assert "support" in answer.text
    assert app.asked("/usage/breakdown") == before


async def test_a_mention_is_answered_in_its_thread(world) -> None:
    sender, slack, _, _ = world

    await sender.event(
        {
            "type": "app_mention",
            "user": sender.user,
            "channel": "C0GENERAL",
            "ts": "1795000000.1",
            "text": "<@U0BOT0001> how much did support use last week?",
        }
    )

    [answer] = await slack.until(
        lambda: [p for p in slack.posted if p.via == "chat.postMessage"], 20
    )
    assert answer.thread_ts == "1795000000.1"


async def test_it_stops_when_told_and_ends_well(world) -> None:
    sender, slack, _, process = world
    done = await sender.command("by key last week")

    process.terminate()

    assert await asyncio.wait_for(process.wait(), 20) == 0
    assert slack.answers(done.key)

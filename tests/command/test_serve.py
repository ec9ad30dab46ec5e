"""`dgusage serve`, as a process: a signed command in, figures of a real HTTP Deepgram, blocks out."""

import asyncio
import json
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from bot.blocks import figures
from bot.clock import wall
from bot.demo.serve import running
from bot.demo.server import Simulation, simulate
from tests.command.ledger import entries, total
from tests.command.process import dgusage
from tests.command.serving import ready, served
from tests.fakes.slack import BOT, FakeSlack
from tests.fakes.slack_sender import Sender


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

    assert await asyncio.wait_for(process.wait(), 40) == 0
    assert slack.answers(done.key)


async def test_on_a_taken_port_it_says_what_to_type(tmp_path: Path) -> None:
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    env = {
        "DEEPGRAM_API_KEY": "0" * 40,
        "SLACK_BOT_TOKEN": "xoxb-nobody",
        "SLACK_SIGNING_SECRET": "1" * 32,
        "SLACK_API_URL": "http://127.0.0.1:9/",
        "DEEPGRAM_API_URL": "http://127.0.0.1:9",
        "DGUSAGE_DATA_DIR": str(tmp_path),
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    async with taken:
        ran = await asyncio.to_thread(dgusage, "serve", env=env)

    plain = [line for line in ran.err.splitlines() if not line.startswith("{")]
    assert ran.status == 1
    assert plain[0].startswith(f"Port {port} of 127.0.0.1 cannot be listened on")
    assert plain[1] == f"Type: PORT={port + 1} dgusage serve"

"""SIGHUP to a serving process: who may see what changes at once, and a faulty file changes nothing."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from bot.clock import wall
from bot.demo.serve import running
from bot.demo.server import simulate
from tests.command.process import environment
from tests.command.serving import free_port, ready, variables
from tests.fakes.slack import BOT, FakeSlack
from tests.fakes.slack_sender import Sender

ANA, BEN = "U0ANA0001", "U0BEN0001"
ASK = "cost last week"


class Log:
    """What a process has written to stderr so far."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.more = asyncio.Event()

    async def follow(self, stream: asyncio.StreamReader) -> None:
        async for line in stream:
            self.lines.append(line.decode())
            self.more.set()

    def told(self) -> list[dict]:
        lines = [json.loads(line) for line in self.lines if line.startswith("{")]
        return [line for line in lines if line["event"].startswith("settings_")]


@dataclass
class Bot:
    """A bot whose policy stands in a file, and its other settings in `.env`."""

    sender: Sender
    slack: FakeSlack
    process: asyncio.subprocess.Process
    place: Path
    log: Log

    def write(self, policy: str) -> None:
        (self.place / "policy.json").write_text(policy)

    async def hang_up(self) -> dict:
        """SIGHUP, and what the log says once it has been heeded."""
        before = len(self.log.told())
        self.process.send_signal(signal.SIGHUP)
        async with asyncio.timeout(20):
            while len(self.log.told()) == before:
                self.log.more.clear()
                await self.log.more.wait()
        return self.log.told()[-1]

    async def sees(self, user: str) -> bool:
        done = await replace(self.sender, user=user).command(ASK)
        [answer] = await self.slack.until(lambda: self.slack.answers(done.key), 20)
        return "$" in answer.text


def only(*who: str) -> str:
    return json.dumps({"may": {"cost": [*who]}})


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    (tmp_path / "policy.json").write_text(only(ANA))
    (tmp_path / ".env").write_text("DGUSAGE_LOG_LEVEL=WARNING\n")
    log, port = Log(), await free_port()
    async with (
        running(simulate(wall)) as deepgram,
        FakeSlack() as slack,
        httpx.AsyncClient() as http,
    ):
        slack.people |= {ANA: {"tz": "UTC"}, BEN: {"tz": "UTC"}}
        slack.members["C0GENERAL"] |= {BOT, ANA, BEN}
        env = variables(deepgram, slack.api_url, tmp_path, port)
        env["DGUSAGE_POLICY"] = str(tmp_path / "policy.json")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve",
            env=environment(env), cwd=tmp_path, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        following = asyncio.create_task(log.follow(process.stderr))
        try:
            await ready(http, f"http://127.0.0.1:{port}")
            sender = Sender(slack, f"http://127.0.0.1:{port}", http)
            yield Bot(sender, slack, process, tmp_path, log)
            assert process.returncode is None
        finally:
            process.terminate()
            await process.wait()
            await following
    assert "Traceback" not in "".join(log.lines)


async def test_who_may_see_what_changes_without_a_restart(bot: Bot) -> None:
    before = [await bot.sees(ANA), await bot.sees(BEN)]

    bot.write(only(BEN))
    line = await bot.hang_up()

    assert before == [True, False]
    assert [await bot.sees(ANA), await bot.sees(BEN)] == [False, True]
    assert (line["event"], line["changed"], line["restart_for"]) == (
        "settings_reloaded",
        ["DGUSAGE_POLICY"],
        [],
    )


@pytest.mark.parametrize("policy", ["{", '{"may": {"costs": ["U0BEN0001"]}}', "[]"])
async def test_a_policy_that_is_none_is_refused_whole_and_the_old_one_stays(
    bot: Bot, policy: str
) -> None:
    bot.write(policy)
    (bot.place / ".env").write_text("DGUSAGE_LOG_LEVEL=DEBUG\n")

    line = await bot.hang_up()

    assert [await bot.sees(ANA), await bot.sees(BEN)] == [True, False]
    assert (line["event"], line["level"]) == ("settings_refused", "error")
    assert line["faults"][0].startswith("DGUSAGE_POLICY ")
    assert not any('"debug"' in text or '"info"' in text for text in bot.log.lines)


async def test_the_level_changes_and_what_takes_a_restart_is_named_and_left_alone(
    bot: Bot,
) -> None:
    (bot.place / ".env").write_text("DGUSAGE_LOG_LEVEL=INFO\nDGUSAGE_WEEK_START=sunday\n")

    line = await bot.hang_up()
    await bot.sees(ANA)
    again = await bot.hang_up()

    assert line["changed"] == ["DGUSAGE_LOG_LEVEL"]
    assert line["restart_for"] == again["restart_for"] == ["DGUSAGE_WEEK_START"]
    assert again["changed"] == []
    assert any('"level":"info"' in text for text in bot.log.lines)


async def test_a_channel_s_project_changes_and_one_that_there_is_not_is_refused(bot: Bot) -> None:
    env = bot.place / ".env"
    env.write_text("DGUSAGE_LOG_LEVEL=WARNING\nDGUSAGE_CHANNEL_PROJECTS=C0GENERAL=default\n")
    line = await bot.hang_up()
    env.write_text("DGUSAGE_LOG_LEVEL=WARNING\nDGUSAGE_CHANNEL_PROJECTS=C0GENERAL=nowhere\n")
    refused = await bot.hang_up()

    assert line["changed"] == ["DGUSAGE_CHANNEL_PROJECTS"]
    assert refused["event"] == "settings_refused"
    assert await bot.sees(ANA)

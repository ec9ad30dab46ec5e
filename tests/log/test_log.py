"""Logs hold nobody up: a reader of stderr that stands still costs lines, and nothing else."""

import asyncio
import json
import subprocess
import sys

import pytest

from tests.command.process import environment

SETTING_UP = """
import asyncio, logging, os, sys, time
from bot.log import configure, logger
configure("INFO", ["a-secret-of-ours"])
log = logger("bot.test")
"""
FLOOD = (
    SETTING_UP
    + """
async def main():
    worst = 0.0
    for number in range(20_000):
        before = time.monotonic()
        log.info("line", number=number, filling="x" * 200)
        worst = max(worst, time.monotonic() - before)
        if number % 100 == 0:
            await asyncio.sleep(0)
    print(f"{worst:.3f}", flush=True)
asyncio.run(main())
"""
)
NAIVE = FLOOD.replace(
    "log = ", "logging.getLogger().handlers = [logging.StreamHandler(sys.stderr)]\nlog = "
)


async def stalled(program: str, seconds: float) -> str:
    """What a program prints whose stderr nobody reads; raises TimeoutError where it hangs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, env=environment(),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        limit=1,  # the reader takes no more than this, and never resumes
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(seconds):
            said = b""
            while chunk := await process.stdout.read(64):
                said += chunk
            return said.decode()
    finally:
        if process.returncode is None:
            process.kill()
        process._transport.close()  # type: ignore[attr-defined]
        await process.wait()


async def test_a_reader_that_stands_still_holds_up_nobody() -> None:
    assert float(await stalled(FLOOD, 40)) < 5  # seconds; without the thread it is for ever


async def test_without_a_thread_of_its_own_it_would() -> None:
    with pytest.raises(TimeoutError):
        await stalled(NAIVE, 4)


def test_every_line_is_there_at_the_end_as_json_and_without_secrets() -> None:
    program = SETTING_UP + (
        "for number in range(500): log.info('line', number=number, what='a-secret-of-ours')\n"
        "log.info('theirs', key='0123456789abcdef0123456789abcdef01234567')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True,
        timeout=30, check=True,
    )  # fmt: skip

    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [line["number"] for line in lines[:-1]] == list(range(500))
    assert "a-secret" not in ran.stderr
    assert lines[-1]["key"] == "[hidden]"


def test_what_cannot_be_kept_is_counted_and_told() -> None:
    program = SETTING_UP + (
        "import bot.log, threading\n"
        "go = threading.Event()\n"
        "handler = bot.log.Aside(lambda line: (go.wait(), sys.stderr.write(line)))\n"
        "handler.setFormatter(logging.getLogger().handlers[0].formatter)\n"
        "logging.getLogger().handlers = [handler]\n"
        "for number in range(bot.log.MOST_LINES + 100): log.info('line', number=number)\n"
        "go.set()\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True,
        timeout=30, check=True,
    )  # fmt: skip

    told = [json.loads(line) for line in ran.stderr.splitlines()]
    [dropped] = [line for line in told if line["event"] == "log_dropped"]
    assert 90 <= dropped["lines"] <= 100
    assert len(told) - 1 == 10_100 - dropped["lines"]

"""How long a slash command waits for its 200, beside a bare endpoint and a bare Bolt app.

    python -m tests.benchmarks.bench_ack [REQUESTS]

Each server is a process of its own, each takes the same signed commands over one kept connection:
one after the other, and then 50 a second. Ours answers every one of them, by way of a fake Slack
that runs beside the client, so its figures have that work in them. A last row of ours has Slack's
API hung. With 32 connections at once the rate is measured.
"""

import asyncio
import statistics
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from time import perf_counter
from urllib.parse import urlencode

import uvloop

from bot.clock import wall
from tests.fakes.slack import BOT, FakeSlack
from tests.fakes.slack_faults import hang
from tests.fakes.slack_sender import FORM, Sender, signing

PER_SECOND, WARM, MANY = 50, 200, 32
NUMBERS = count()


class Caller:
    """One kept connection, and the least of HTTP that will do."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def took(self, request: bytes) -> float:
        """The milliseconds from the first byte sent to the last one received."""
        began = perf_counter()
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head[:20], head
        lowered = head.lower()
        if b"content-length:" in lowered:
            length = lowered.split(b"content-length:")[1].split(b"\r\n")[0]
            await self._reader.readexactly(int(length))
        elif b"chunked" in lowered:
            await self._reader.readuntil(b"0\r\n\r\n")
        return (perf_counter() - began) * 1000


def request(slack: FakeSlack) -> bytes:
    number = next(NUMBERS)
    sender = Sender(slack, "", None, user=f"U{number % 500:09d}")
    body = urlencode(sender.command_fields("tag:support last week")).encode()
    headers = {"Host": "bot", "Content-Type": FORM, "Content-Length": str(len(body))}
    lines = [f"{k}: {v}" for k, v in {**headers, **signing(body, wall())}.items()]
    return "\r\n".join(("POST /slack/events HTTP/1.1", *lines, "", "")).encode() + body


@asynccontextmanager
async def process(whose: str, slack: FakeSlack) -> AsyncIterator[tuple[str, int]]:
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.slack.serving",
        whose,
        slack.api_url,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert running.stdout is not None
    host, port = (await running.stdout.readline()).decode().strip().split("//")[1].split(":")
    try:
        yield host, int(port)
    finally:
        running.terminate()
        slack.heal()
        await running.communicate()


async def measured(address: tuple[str, int], slack: FakeSlack, requests: int) -> list[str]:
    caller = Caller(*await asyncio.open_connection(*address))
    for _ in range(WARM):
        await caller.took(request(slack))
    in_turn = [await caller.took(request(slack)) for _ in range(requests)]
    paced = []
    for _ in range(min(requests, 500)):
        paced.append(await caller.took(request(slack)))
        await asyncio.sleep(1 / PER_SECOND)
    rate = await _rate(address, slack, requests)
    return [*_quantiles(in_turn), *_quantiles(paced), f"{rate:,.0f}"]


def _quantiles(times: list[float]) -> list[str]:
    cuts = statistics.quantiles(times, n=100)
    return [f"{cuts[49]:.2f}", f"{cuts[98]:.2f}", f"{max(times):.1f}"]


async def _rate(address: tuple[str, int], slack: FakeSlack, requests: int) -> float:
    callers = [Caller(*await asyncio.open_connection(*address)) for _ in range(MANY)]
    waiting = [request(slack) for _ in range(requests)]
    began = perf_counter()

    async def work(caller: Caller) -> None:
        while waiting:
            await caller.took(waiting.pop())

    await asyncio.gather(*map(work, callers))
    return requests / (perf_counter() - began)


async def row(whose: str, requests: int, *, hung: bool = False) -> list[str]:
    async with FakeSlack() as slack:
        slack.members["C0GENERAL"].add(BOT)
        async with process(whose, slack) as address:
            if hung:
                for method in ("users.info", "response_url", "chat.postEphemeral"):
                    slack.fail(method, *[hang()] * 100_000)
            return await measured(address, slack, requests)


HEAD = ("ms", "p50", "p99", "max", f"{PER_SECOND}/s p50", "p99", "max", f"{MANY} at once, per s")


async def main(requests: int) -> None:
    rows = {
        "HMAC verified, 200 (no Bolt)": await row("hmac", requests),
        "bare Bolt, only acks": await row("ack", min(requests, 500)),
        "ours, answering": await row("ours", requests),
        "ours, Slack's API hung": await row("ours", requests, hung=True),
    }
    width = max(map(len, rows))
    lines = [_line(HEAD[0], HEAD[1:], width), *(_line(n, r, width) for n, r in rows.items())]
    sys.stdout.write("\n".join((*lines, "")))


def _line(name: str, cells: Sequence[str], width: int) -> str:
    wide = zip(cells, HEAD[1:], strict=True)
    return f"{name:{width}}" + "".join(f"{cell:>{len(title) + 3}}" for cell, title in wide)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000))

"""From a signed `/dgusage …` to the answer in Slack, warm and cold; start-up time; idle memory.

    python tests/benchmarks/bench_answer.py [RUNS]

The bot is a process of its own; Slack and Deepgram are stand-ins on loopback in this one.
"""

import asyncio
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from bot.clock import wall
from bot.demo.faults import Fault
from bot.demo.serve import running
from bot.demo.server import Simulation, simulate
from tests.command.serving import ready, served
from tests.fakes.slack import BOT, FakeSlack
from tests.fakes.slack_sender import Sender

RUNS = 100
UPSTREAM = 0.2  # seconds that Deepgram takes, for the cold ones


async def answered(sender: Sender, slack: FakeSlack, text: str) -> float:
    """Seconds from the command to its answer."""
    began = time.perf_counter()
    done = await sender.command(text)
    await slack.until(lambda: slack.answers(done.key), 30)
    return time.perf_counter() - began


def row(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    print(
        f"{name:44}{1000 * statistics.median(times):>8.1f}{1000 * p95:>8.1f}{1000 * ordered[-1]:>8.1f}"
    )


async def asks(sender: Sender, slack: FakeSlack, app: Simulation, runs: int) -> None:
    print(f"{'ms':44}{'p50':>8}{'p95':>8}{'max':>8}")
    for text in (
        "tag:support last week",
        "by tag last month",
        "cost by key this month vs previous",
    ):
        await answered(sender, slack, text)
        row(f"warm: {text}", [await answered(sender, slack, text) for _ in range(runs)])
    app.faults.set("*/breakdown", Fault(delay=UPSTREAM))
    cold = [
        await answered(sender, slack, f"by endpoint {day} march 2025") - UPSTREAM
        for day in range(1, 29)
    ]
    row("cold, over the upstream's own latency", cold)


def memory(pid: int) -> float:
    """Resident megabytes of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 1e6


async def main(runs: int, place: Path) -> None:
    app = simulate(wall)
    async with running(app) as deepgram, FakeSlack() as slack, httpx.AsyncClient() as http:
        slack.people["U0ANA0001"] = {"tz": "Europe/Berlin"}
        slack.members["C0GENERAL"] |= {BOT, "U0ANA0001"}
        began = time.perf_counter()
        async with served(deepgram, slack, place) as (url, process):
            await ready(http, url)
            print(f"ready to serve after {time.perf_counter() - began:.2f} s")
            print(f"idle: {memory(process.pid):.0f} MB")
            await asks(Sender(slack, url, http), slack, app, runs)
            print(f"after that: {memory(process.pid):.0f} MB")


if __name__ == "__main__":
    with TemporaryDirectory(prefix="dgusage-bench-") as name:
        asyncio.run(main(int(sys.argv[1]) if sys.argv[1:] else RUNS, Path(name)))

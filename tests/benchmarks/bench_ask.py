"""`dgusage ask` against the official `dg usage` (PyPI deepctl), on the same server, in turn.

    python tests/benchmarks/bench_ask.py [RUNS]

Both are whole processes, from the shell's point of view; ours answers from its ledger (warm), theirs
asks the server, as it always does. deepctl is installed into a virtual environment of its own.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.clock import wall
from bot.demo.access import FULL
from bot.demo.people import ACME
from bot.demo.serve import running
from bot.demo.server import simulate

RUNS = 15
WARM_UP = 2


def install(place: Path) -> Path:
    """The path of `dg`, installed there."""
    subprocess.run([sys.executable, "-m", "venv", place / "venv"], check=True)
    pip = [place / "venv/bin/pip", "install", "--quiet", "--disable-pip-version-check", "deepctl"]
    subprocess.run(pip, check=True)
    return place / "venv/bin/dg"


def environments(url: str, place: Path) -> tuple[dict[str, str], dict[str, str]]:
    """What each of the two needs to find the server."""
    usual = {"PATH": os.environ["PATH"], "HOME": str(place)}  # noqa: TID251
    ours = {
        "DEEPGRAM_API_KEY": FULL,
        "DEEPGRAM_PROJECT_ID": ACME,
        "DEEPGRAM_API_URL": url,
        "DGUSAGE_DATA_DIR": str(place / "data"),
    }
    config = place / "dg"
    (config / "deepctl").mkdir(parents=True)
    (config / "deepctl/config.yaml").write_text(
        f"profiles:\n  default:\n    api_key: {FULL}\n    project_id: {ACME}\n    base_url: {url}\n"
        "default_profile: default\ntelemetry:\n  enabled: false\n"
    )
    theirs = {
        "XDG_CONFIG_HOME": str(config),
        "DEEPGRAM_API_KEY": FULL,
        "DEEPGRAM_PROJECT_ID": ACME,
        "DEEPCTL_TELEMETRY_DISABLED": "1",
    }
    return {**usual, **ours}, {**usual, **theirs}


async def timed(command: Sequence[str], env: Mapping[str, str], place: Path) -> float:
    """Seconds that the process took; it must succeed."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *command,
        env=dict(env),
        cwd=place,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    took = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"{command[0]} failed: {out.decode()[-500:]} {err.decode()[-500:]}")
    return took


async def measure(place: Path, runs: int) -> None:
    dg = install(place)
    app = simulate(wall)
    async with running(app) as url:
        mine, theirs = environments(url, place)
        ours = [sys.executable, "-m", "bot", "ask", "last week"]
        official = [str(dg), "usage", "--last-week"]
        samples: dict[str, list[float]] = {"dgusage ask (warm)": [], "dg usage": []}
        for number in range(WARM_UP + runs):
            a = await timed(ours, {**mine, "PYTHONPATH": str(Path.cwd())}, place)
            before = len(app.seen)
            b = await timed(official, theirs, place)
            if len(app.seen) == before:
                raise SystemExit("dg did not ask this server")
            if number >= WARM_UP:
                samples["dgusage ask (warm)"].append(a)
                samples["dg usage"].append(b)
        print(f"{'':24}{'median':>10}{'min':>10}{'max':>10}")
        for name, times in samples.items():
            figures = (statistics.median(times), min(times), max(times))
            print(f"{name:24}" + "".join(f"{1000 * t:>7.0f} ms" for t in figures))
        pairs = [a / b for a, b in zip(*samples.values(), strict=True)]
        print(f"ratio, pair by pair: median {statistics.median(pairs):.2f}")


if __name__ == "__main__":
    with TemporaryDirectory(prefix="dgusage-bench-") as name:
        asyncio.run(measure(Path(name), int(sys.argv[1]) if sys.argv[1:] else RUNS))

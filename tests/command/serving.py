"""`dgusage serve` as a process beside a fake Slack and a simulated Deepgram."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from bot.demo.access import FULL
from bot.demo.people import ACME
from tests.command.process import environment
from tests.fakes.slack import SECRET, TOKEN, FakeSlack


async def ready(http: httpx.AsyncClient, url: str) -> dict:
    """What /readyz says, once it says that the bot is ready."""
    async with asyncio.timeout(50):
        while True:
            try:
                answer = await http.get(f"{url}/readyz")
            except httpx.TransportError:
                await asyncio.sleep(0.02)  # the process is not listening yet
                continue
            if answer.status_code == 200:
                return answer.json()


async def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    probe = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port: int = probe.sockets[0].getsockname()[1]
    probe.close()
    return port


def variables(deepgram: str, slack: str, place: Path, port: int) -> dict[str, str]:
    """The settings of a bot between these two, with a store of its own at `place`."""
    return {
        "DEEPGRAM_API_KEY": FULL,
        "DEEPGRAM_PROJECT_ID": ACME,
        "DEEPGRAM_API_URL": deepgram,
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack,
        "DGUSAGE_DATA_DIR": str(place / "data"),
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }


@asynccontextmanager
async def served(
    deepgram: str,
    slack: FakeSlack,
    place: Path,
    more: Mapping[str, str] | None = None,
    logs: list[str] | None = None,
) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    port = await free_port()
    env = {**variables(deepgram, slack.api_url, place, port), **(more or {})}
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
        _, err = await process.communicate()
        written = err.decode()
        if logs is not None:
            logs.append(written)
        assert FULL not in written
        assert '"event":"broken"' not in written, written
        assert "Traceback" not in written

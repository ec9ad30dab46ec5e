"""`dgusage serve` as a process that can be stopped, frozen, killed and started again in its place."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.command.process import environment
from tests.command.serving import free_port, ready, variables
from tests.fakes.slack import FakeSlack

GIVEN = 40.0  # seconds that a process has to end when it is told to
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Replica:
    """One process in its place: the port and the file of its log stay, whatever becomes of it."""

    place: Path
    port: int
    env: Mapping[str, str]
    process: asyncio.subprocess.Process | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """All that it has written so far, whichever process it was."""
        path = self.place / "log"
        return path.read_text() if path.exists() else ""

    async def start(self, *, unread: bool = False) -> None:
        """Starts it in its place; `unread`: what it writes goes where nobody reads it."""
        with (self.place / "log").open("ab") as log, _unread() as plug:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "serve"),
                env=environment(self.env),
                cwd=self.place,
                stdout=log,
                stderr=plug if unread else log,
            )

    async def ready(self, http: httpx.AsyncClient) -> None:
        try:
            await ready(http, self.url)
        except TimeoutError:
            raise AssertionError(f"not ready: {self.log[-2000:]}") from None

    async def stop(self) -> int:
        """Tells it to stop, and waits until it has; its status."""
        if self.process is None:
            return 0
        if self.process.returncode is None:
            self.send(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self.process.wait(), GIVEN)
        except TimeoutError:
            return await self.kill()

    async def kill(self) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.kill()
        return await self.process.wait()

    def send(self, what: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(what)

    def resident(self) -> int:
        """The bytes that it holds in memory now."""
        assert self.process is not None
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * PAGE


@contextmanager
def _unread() -> Iterator[int]:
    """The end of a pipe whose other end is kept open, and never read from."""
    reader, writer = os.pipe()
    _unread_ends.append(reader)
    try:
        yield writer
    finally:
        os.close(writer)


_unread_ends: list[int] = []


@asynccontextmanager
async def replicas(
    count: int, deepgram: str, slack: FakeSlack, place: Path, more: Mapping[str, str] | None = None
) -> AsyncIterator[list[Replica]]:
    """So many bots, ready, with the store that `more` names or each with one of its own."""
    made = []
    for number in range(count):
        home = place / f"replica{number}"
        home.mkdir(parents=True)
        port = await free_port()
        env = {**variables(deepgram, slack.api_url, home, port), **(more or {})}
        made.append(Replica(home, port, env))
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient())
        for each in made:
            stack.push_async_callback(each.stop)
            await each.start()
        for each in made:
            await each.ready(http)
        yield made

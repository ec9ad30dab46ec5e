"""A Deepgram that fails in every way there is: a bare HTTP server on loopback that plays a script.

It takes down what it was asked, how often, and how many calls it had open at once.
"""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

KEPT_AWAY = "connection: close\r\n\r\n"


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    params: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """One answer, or one way of not giving it. A body that is not bytes is sent as JSON.

    `hold` waits so many seconds before the head, `drip` so many between bytes of the body; `cut`
    ends the connection after so many bytes, though the head promised all; `reset` ends it at once;
    `never` says nothing at all; `raw` is sent instead of HTTP.
    """

    status: int = 200
    body: Any = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hold: float = 0
    drip: float | None = None
    cut: int | None = None
    reset: bool = False
    never: bool = False
    zipped: bool = False
    raw: bytes | None = None

    def content(self) -> bytes:
        plain = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        return gzip.compress(plain) if self.zipped else plain

    def head(self, length: int) -> bytes:
        encoding = {"content-encoding": "gzip"} if self.zipped else {}
        lines = {"content-length": str(length), **encoding, **self.headers}
        told = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"HTTP/1.1 {self.status} As Scripted\r\n{told}{KEPT_AWAY}".encode()


Answer = Callable[[Asked], Reply]
Script = Reply | Sequence[Reply] | Mapping[str, "Script"] | Answer


class Player:
    """Plays a script: one reply for all, a list whose last one repeats, lists by the end of the
    path (the longest that fits), or a function."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._turns: dict[str, int] = {}

    def reply(self, asked: Asked) -> Reply:
        part, script = "", self._script
        if isinstance(script, Mapping):
            part = max((end for end in script if asked.path.endswith(end)), key=len)
            script = script[part]
        if isinstance(script, Reply):
            return script
        if callable(script):
            return script(asked)
        turn = self._turns.get(part, 0)
        self._turns[part] = turn + 1
        return script[min(turn, len(script) - 1)]


class FaultyDeepgram:
    """The server; see `faulty`."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[Asked] = []
        self.open = 0
        self.most_open = 0
        self.url = ""
        self._player = Player(script)
        self._news = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()

    def play(self, script: Script) -> None:
        """From now on, another script."""
        self._player = Player(script)

    def paths(self) -> list[str]:
        return [each.path for each in self.requests]

    async def until(self, fits: Callable[["FaultyDeepgram"], bool]) -> None:
        """Wait until something holds of this server, looked at after each change."""
        async with self._news:
            await self._news.wait_for(lambda: fits(self))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # who asked has gone, or the test is over
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = _asked(await reader.readuntil(b"\r\n\r\n"))
        await self._note(1, asked)
        try:
            await self._play(self._player.reply(asked), reader, writer)
        finally:
            await self._note(-1)

    async def _note(self, step: int, asked: Asked | None = None) -> None:
        self.open += step
        self.most_open = max(self.most_open, self.open)
        if asked:
            self.requests.append(asked)
        async with self._news:
            self._news.notify_all()

    async def _play(
        self, reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if reply.reset:
            return
        if reply.never:
            await reader.read()  # until the other side gives up
            return
        await asyncio.sleep(reply.hold)
        content = reply.content()
        writer.write(reply.raw if reply.raw is not None else reply.head(len(content)))
        if reply.raw is None:
            await _body(reply, content[: reply.cut], writer)
        await writer.drain()
        writer.write_eof()
        await reader.read()

    async def close(self) -> None:
        for _ in range(9):  # who has just been let in gets as far as to be seen here
            await asyncio.sleep(0)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _body(reply: Reply, content: bytes, writer: asyncio.StreamWriter) -> None:
    if reply.drip is None:
        writer.write(content)
        return
    for each in content:
        writer.write(bytes([each]))
        await writer.drain()
        await asyncio.sleep(reply.drip)


def _asked(head: bytes) -> Asked:
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    method, target, _ = first.split(" ")
    parts = urlsplit(target)
    params = tuple(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    return Asked(method, parts.path, params, headers)


@asynccontextmanager
async def faulty(script: Script) -> AsyncIterator[FaultyDeepgram]:
    """A server that plays the script, gone with all its connections afterwards."""
    fake = FaultyDeepgram(script)
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.url = "http://{}:{}".format(*server.sockets[0].getsockname()[:2])
    try:
        yield fake
    finally:
        server.close()
        await fake.close()
        await server.wait_closed()

"""A TCP proxy on loopback that fails on command: refuse, reset, lose, stall, slow, cut.

It stands between a client and a real server, so that both are real and only the line is bad.
`stall` and `slow` take hold of connections that are already open; `heal` makes new ones good.
"""

import asyncio
import socket
import struct
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Self

HOST = "127.0.0.1"
CHUNK = 65_536
_ABORT = struct.pack("ii", 1, 0)  # SO_LINGER on, no time: close() sends RST


class Fault(StrEnum):
    NONE = "none"
    REFUSE = "refuse"  # nobody listens: connection refused
    RESET = "reset"  # connections are taken, and reset at the first byte
    LOSE = "lose"  # requests get through, and the line is reset instead of an answer
    STALL = "stall"  # connections are taken, and nothing ever comes back
    SLOW = "slow"  # each piece of an answer comes late
    CUT = "cut"  # the line ends after so many bytes of answers


class FaultProxy:
    """`target` is a unix socket's path or a (host, port)."""

    def __init__(self, target: Path | tuple[str, int]) -> None:
        self.target = target
        self.fault = Fault.NONE
        self.seconds = 0.0  # of SLOW
        self.left = 0  # bytes, of CUT
        self.connections = 0  # ever made
        self.port = 0
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self._listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._deafen()
        self._hang_up()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)  # closed lines are let go of in the loop's next turn

    async def heal(self) -> None:
        """Everything that comes from now on gets through."""
        stuck = self.fault is Fault.STALL
        self.fault = Fault.NONE
        if stuck:
            self._hang_up()
        if self._server is None:
            await self._listen()

    async def refuse(self) -> None:
        self.fault = Fault.REFUSE
        await self._deafen()
        self._hang_up()

    async def reset(self) -> None:
        self.fault = Fault.RESET
        self._hang_up()

    async def lose(self) -> None:
        self.fault = Fault.LOSE

    async def stall(self) -> None:
        self.fault = Fault.STALL

    async def slow(self, seconds: float) -> None:
        self.fault, self.seconds = Fault.SLOW, seconds

    async def cut(self, after: int) -> None:
        self.fault, self.left = Fault.CUT, after

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._taken, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _deafen(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _hang_up(self) -> None:
        for line in list(self._lines):
            _abort(line)

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._lines.add(writer)
        try:
            with suppress(OSError):
                await self._between(reader, writer)
        finally:
            self._lines.discard(writer)
            self._tasks.discard(task)
            if self.fault in (Fault.RESET, Fault.LOSE):
                _abort(writer)
            writer.close()

    async def _between(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if isinstance(self.target, Path):
            back, forth = await asyncio.open_unix_connection(self.target)
        else:
            back, forth = await asyncio.open_connection(*self.target)
        ways = [
            asyncio.create_task(self._forth(reader, forth)),
            asyncio.create_task(self._back(back, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            forth.close()  # first, and without waiting: this may be the proxy's own end
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _forth(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            if self.fault is Fault.RESET:
                return
            if self.fault is Fault.STALL:
                continue
            writer.write(data)
            await writer.drain()

    async def _back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            if self.fault is Fault.LOSE:
                return
            if self.fault is Fault.SLOW:
                await asyncio.sleep(self.seconds)
            if self.fault is Fault.STALL:
                continue
            if self.fault is Fault.CUT:
                data, self.left = data[: self.left], max(0, self.left - len(data))
            writer.write(data)
            await writer.drain()
            if self.fault is Fault.CUT and not self.left:
                return


def _abort(line: asyncio.StreamWriter) -> None:
    plug = line.get_extra_info("socket")
    if plug is not None:
        with suppress(OSError):
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
    line.transport.abort()

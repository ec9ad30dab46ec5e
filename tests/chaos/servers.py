"""The stores of a run: one that is killed and started again, or two of which one takes over."""

import os
import signal
import socket
import subprocess
import time
from itertools import count
from pathlib import Path
from typing import Protocol

from bot.store.embedded import Embedded
from bot.store.program import programs
from bot.store.server import Pulse, pulse

LAG = 0.5  # seconds of writes that a failover loses


class Broken(Protocol):
    url: str

    def fail(self) -> None: ...

    def leave(self) -> None: ...


class Killed:
    """The embedded store, killed and started again: it writes down what it answers, and loses nothing."""

    def __init__(self, place: Path) -> None:
        self.store = Embedded(place)
        self.url = self.store.attach()

    def fail(self) -> None:
        assert self.store._process
        self.store._process.kill()
        self.store._process.wait()
        self.store.attach()

    def leave(self) -> None:
        self.store.leave()


class Pair:
    """A server and its replica. When it fails, the replica takes over without the last writes.

    Clients come by way of a link that always leads to the server in charge.
    """

    def __init__(self, place: Path) -> None:
        self.place, self.numbers = place, count()
        self.link = place / "now.sock"
        self.url = f"unix://{self.link}"
        self.first = self._server(None)
        self.second = self._server(self.first)
        self._lead_to(self.first)

    def fail(self) -> None:
        _say(self.second.path, "REPLICAOF NO ONE")
        time.sleep(LAG)
        self.first.kill()
        self._lead_to(self.second)
        self.first, self.second = self.second, self._server(self.second)

    def leave(self) -> None:
        self.first.kill()
        self.second.kill()

    def _server(self, of: "_Server | None") -> "_Server":
        server = _Server(self.place, next(self.numbers))
        if of is not None:
            _say(server.path, f"REPLICAOF 127.0.0.1 {of.port}")
            while "master_link_status:up" not in _say(server.path, "INFO replication"):
                time.sleep(0.02)
        return server

    def _lead_to(self, server: "_Server") -> None:
        fresh = self.place / "next.sock"
        fresh.symlink_to(server.path)
        fresh.rename(self.link)


class _Server:
    def __init__(self, place: Path, number: int) -> None:
        self.path = place / f"{number}.sock"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        data = place / f"data{number}"
        data.mkdir()
        flags = {"port": str(self.port), "bind": "127.0.0.1", "unixsocket": str(self.path)}
        flags |= {"dir": str(data), "save": "", "repl-diskless-sync-delay": "0"}
        words = [word for name, value in flags.items() for word in (f"--{name}", value)]
        program = str(next(programs()))
        self.process = subprocess.Popen([program, *words], stdout=subprocess.DEVNULL)
        while pulse(self.path) is not Pulse.WELL:
            time.sleep(0.01)

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _say(path: Path, command: str) -> str:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        line.connect(str(path))
        line.sendall(command.encode() + b"\r\n")
        return line.recv(65_536).decode()

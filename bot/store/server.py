"""One server process on a unix socket: started, asked whether it lives, stopped."""

import socket
import subprocess
from enum import StrEnum
from pathlib import Path
from typing import IO

PING = 1.0  # seconds that a living server may take to answer


class Pulse(StrEnum):
    """How a server answers."""

    WELL = "well"
    LOADING = "loading"  # it reads its data and will answer soon
    HUNG = "hung"  # it took the connection and does not answer
    NONE = "none"  # nobody listens


def pulse(path: Path) -> Pulse:
    """How the server behind that socket answers, within a second."""
    try:
        said = _say(path, b"PING\r\n")
    except TimeoutError:
        return Pulse.HUNG
    except OSError:
        return Pulse.NONE
    if said.startswith(b"-LOADING"):
        return Pulse.LOADING
    return Pulse.WELL if said else Pulse.NONE  # any word is life; "-MISCONF" is a full disk


def stop(path: Path) -> None:
    """Asks the server to write everything down and end; back when it has, or after a second."""
    try:
        _say(path, b"SHUTDOWN\r\n")
    except OSError:
        return


def _say(path: Path, command: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(PING)
        line.connect(str(path))
        line.sendall(command)
        return line.recv(64)


def start(program: Path, data: Path, path: Path, lock: IO[bytes]) -> subprocess.Popen[bytes]:
    """Starts the server; it inherits `lock`, which so stays held exactly as long as it lives."""
    with (data / "valkey.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 (our own program, or the operator's)
            [str(program), *_flags(data, path)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=(lock.fileno(),),
            start_new_session=True,  # Ctrl-C in the bot's terminal is not for the server
            cwd=data,
        )


def _flags(data: Path, path: Path) -> list[str]:
    settings = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory": "256mb",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "daemonize": "no",
    }
    return [word for name, value in settings.items() for word in (f"--{name}", value)]

"""The embedded store: a real Valkey that the bot's processes on one machine share.

Whoever comes first starts the server; others attach to it; the last one to leave politely stops
it. What is killed instead leaves the server running, and the next one attaches again. Three
locks in the data directory keep this in order, all dropped by the system when a process dies:
`start.lock` (who may start or stop), `attached.lock` (shared by all who use it) and `server.lock`
(held by the server itself).
"""

import asyncio
import fcntl
import logging
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import EACCES
from hashlib import blake2b
from pathlib import Path
from subprocess import Popen, TimeoutExpired
from typing import IO

from bot.store import server
from bot.store.program import programs
from bot.store.server import Pulse
from bot.store.unavailable import StoreUnavailable

LONGEST = 100  # bytes of a socket's path; systems allow 104 to 108 (unix(7))
READY = 10.0  # seconds for a server to read its data
STEP = 0.001  # seconds between two looks
PAUSE = 1.0  # seconds before a server that keeps dying is started again

NO_PLACE = (
    "The embedded store cannot use its data directory ({why}). Set DGUSAGE_DATA_DIR to a "
    "directory that the bot may write to, or REDIS_URL to a Redis server."
)
NO_PROGRAM = (
    "There is no embedded store for this platform. Install valkey-server or redis-server 6.2+, "
    "or set REDIS_URL to a Redis server."
)
NO_START = (
    "The embedded store does not start; valkey.log in its data directory says why. Set "
    "DGUSAGE_DATA_DIR to another directory, or REDIS_URL to a Redis server."
)
HUNG = (
    "The embedded store is running and does not answer. End its valkey-server process, or set "
    "REDIS_URL to a Redis server."
)

logger = logging.getLogger(__name__)


class Embedded:
    """This process's hold on the server whose data are under one directory."""

    def __init__(
        self, data: Path, find: Callable[[], Iterable[Path]] = programs, ready: float = READY
    ) -> None:
        self.socket = _socket_path(data)
        self._data = data
        self._find = find
        self._ready = ready
        self._attached: IO[bytes] | None = None
        self._process: Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where redis-py finds the server."""
        return f"unix://{self.socket}"

    def attach(self) -> str:
        """The server's URL, the server started if it was not running. Raises StoreUnavailable.

        Takes a millisecond or two where it runs, some 40 where it does not; blocks so long.
        """
        try:
            _make_private(self._data)
            if self.socket.parent != self._data.absolute():
                _make_private(self.socket.parent)
                _check_ours(self.socket.parent)
            with self._deciding():
                self._attached = self._attached or (self._data / "attached.lock").open("ab")
                fcntl.flock(self._attached, fcntl.LOCK_SH)
                self._ensure()
        except OSError as fault:
            self._let_go()
            raise StoreUnavailable(NO_PLACE.format(why=os.strerror(fault.errno or 0))) from fault
        except StoreUnavailable:
            self._let_go()
            raise
        return self.url

    def leave(self) -> None:
        """Gives up the hold, and stops the server where nobody else holds it."""
        if self._attached is None:
            return
        with suppress(OSError, StoreUnavailable), self._deciding():
            if _taken(self._attached):
                self._stop()
        self._let_go()
        self._reap()

    async def keep(self) -> None:
        """Starts the server again whenever it dies, until cancelled."""
        while True:
            await self._death()
            try:
                await asyncio.to_thread(self.attach)
                logger.warning("the embedded store had died and runs again")
            except StoreUnavailable as fault:
                logger.error("the embedded store stays down: %s", fault)  # noqa: TRY400
            await asyncio.sleep(PAUSE)

    async def _death(self) -> None:
        with suppress(OSError):
            reader, writer = await asyncio.open_unix_connection(self.socket)
            try:
                await reader.read()  # it never says anything; the end of the stream is its death
            finally:
                writer.close()

    def _ensure(self) -> None:
        deadline = time.monotonic() + self._ready
        if self._answers(deadline):
            return
        with (self._data / "server.lock").open("ab") as lock:
            while not _taken(lock):  # it is ending, and has not yet let go of its data
                if self._answers(deadline):
                    return
                _rest(deadline, HUNG)
            self._start(lock, deadline)

    def _start(self, lock: IO[bytes], deadline: float) -> None:
        self._reap()
        tried = False
        for program in self._find():
            tried = True
            self._process = server.start(program, self._data, self.socket, lock)
            while self._process.poll() is None:
                if self._answers(deadline):
                    return
                _rest(deadline, NO_START)
        raise StoreUnavailable(NO_START if tried else NO_PROGRAM)

    def _stop(self) -> None:
        server.stop(self.socket)
        if self._process is not None:
            with suppress(TimeoutExpired):
                self._process.wait(server.PING)

    def _answers(self, deadline: float) -> bool:
        while (pulse := server.pulse(self.socket)) is Pulse.LOADING:
            _rest(deadline, NO_START)
        if pulse is Pulse.HUNG:
            raise StoreUnavailable(HUNG)
        return pulse is Pulse.WELL

    @contextmanager
    def _deciding(self) -> Iterator[None]:
        deadline = time.monotonic() + self._ready
        with (self._data / "start.lock").open("ab") as lock:
            while not _taken(lock):
                _rest(deadline, HUNG)
            yield

    def _let_go(self) -> None:
        if self._attached is not None:
            self._attached.close()
            self._attached = None

    def _reap(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.returncode = 0  # it lives on for others; we no longer look after it
        self._process = None


def _taken(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _rest(deadline: float, sentence: str) -> None:
    if time.monotonic() > deadline:
        raise StoreUnavailable(sentence)
    time.sleep(STEP)


def _socket_path(data: Path) -> Path:
    near = data.absolute() / "valkey.sock"
    if len(os.fsencode(near)) <= LONGEST:
        return near
    # Derived from the data directory alone, so that all processes find the same one.
    digest = blake2b(os.fsencode(data.resolve()), digest_size=8).hexdigest()
    return Path("/tmp", f"dgusage-{os.getuid()}-{digest}", "valkey.sock")  # noqa: S108


def _make_private(place: Path) -> None:
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        raise PermissionError(EACCES, "not ours to write")


def _check_ours(place: Path) -> None:
    found = place.lstat()  # not stat: in a directory open to all, a link is not ours either
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(EACCES, "somebody else's")

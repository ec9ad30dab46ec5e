"""The audit trail in Redis, shared by all replicas, and a file beside it where one is wanted.

Records are appended only where they go on from the latest one, by a script, so that replicas never
fork the chain. https://valkey.io/topics/streams-intro
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import structlog

from bot.audit.chain import KEPT, Entry, Fault, Head, apart, broken, linked, numbered, too_young
from bot.settings import Settings
from bot.store import keys
from bot.store.connection import Store
from bot.store.unavailable import StoreUnavailable
from bot.trouble import Reason, Trouble

APPEND = """
local hash, n = redis.call('HGET', KEYS[2], 'hash') or '', redis.call('HGET', KEYS[2], 'n') or '0'
if hash ~= ARGV[1] and hash ~= ARGV[2] then return {0, n, hash} end
if hash == ARGV[2] then return {1, n, hash} end
redis.call('XADD', KEYS[1], '*', 'r', ARGV[4])
redis.call('HSET', KEYS[2], 'hash', ARGV[2], 'n', ARGV[3])
local old = redis.call('XRANGE', KEYS[1], '-', ARGV[5], 'COUNT', 100)
for i, each in ipairs(old) do
  redis.call('HSET', KEYS[2], 'trimmed', each[2][2])
  redis.call('XDEL', KEYS[1], each[1])
end
return {1, ARGV[3], ARGV[2]}
"""
TRIES = 100  # at a record, where other replicas are quicker
APART = 0.02  # seconds at most between two of these, so that replicas do not march in step
PAGE = 1_000  # records read at once
MOST_WAITING = 10_000  # records that wait to be written; further ones are lost, and counted
CLOSING = 5.0  # seconds that waiting records have at the end

log = structlog.get_logger("bot.audit")


@dataclass(slots=True)
class Trail:
    """Where records are kept; `secret` chains them, `file` is a second copy of this replica's own."""

    store: Store
    secret: bytes = field(default=b"", repr=False)
    file: Path | None = None
    lost: int = 0
    _head: Head = field(default_factory=Head)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waiting: asyncio.Queue[Entry] | None = None
    _writing: asyncio.Task[None] | None = None

    async def record(self, entry: Entry) -> None:
        """Writes a record down; back only when it is. Raises Trouble(STORE_DOWN)."""
        async with self._turn:
            try:
                line = await self._appended(entry)
                if self.file is not None:
                    await asyncio.to_thread(_written, self.file, line)
            except (StoreUnavailable, OSError) as fault:
                log.error("not_recorded", of=entry.event, fault=type(fault).__name__)  # noqa: TRY400 (its text may quote an address)
                raise Trouble(Reason.STORE_DOWN) from None

    def note(self, entry: Entry) -> None:
        """Writes a record down when there is time; holds nobody up, and never fails."""
        if self._waiting is None:
            self._waiting = asyncio.Queue(MOST_WAITING)
            self._writing = asyncio.create_task(self._write(self._waiting))
        try:
            self._waiting.put_nowait(entry)
        except asyncio.QueueFull:
            self.lost += 1

    async def close(self) -> None:
        """Writes what waits, as far as there is time."""
        if self._waiting is None or self._writing is None:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING):
                await self._waiting.join()
        self._writing.cancel()
        with suppress(asyncio.CancelledError):
            await self._writing

    async def lines(self) -> AsyncIterator[str]:
        """Every record, oldest first. Raises StoreUnavailable."""
        start = "-"
        while page := await self._page(start):
            for _, record in page:
                yield record[b"r"].decode()
            start = f"({page[-1][0].decode()}"

    async def verify(self, now: datetime) -> tuple[int, list[Fault]]:
        """How many records there are, and where their chain does not hold. Raises StoreUnavailable."""
        found: Any = await self.store.do(lambda redis: redis.hgetall(keys.audit()[1]))
        ends = {name.decode(): value.decode() for name, value in found.items()}
        head, after = Head(int(ends.get("n", 0)), ends.get("hash", "")), ends.get("trimmed", "")
        lines = [line async for line in self.lines()]
        lines = [line for line in lines if not _later(line, head)]  # than the head that was read
        faults = [
            *(too_young(after, now) if after else []),
            *broken(lines, self.secret, after=after, head=head),
        ]
        if self.file is not None and self.file.exists():
            copy = await asyncio.to_thread(_read, self.file)
            faults += [*broken(copy, self.secret), *apart(copy, numbered(lines))]
        return len(lines), faults

    async def _page(self, start: str) -> Any:
        return await self.store.do(
            lambda redis: redis.xrange(keys.audit()[0], min=start, max="+", count=PAGE)
        )

    async def _appended(self, entry: Entry) -> str:
        oldest, mark = int((entry.at - KEPT).timestamp() * 1000), token_hex(4)
        for _ in range(TRIES):
            line, head = linked(entry, self._head, self.secret, mark)
            arguments = (self._head.hash, head.hash, head.n, line, oldest)
            done, n, digest = await self.store.do(
                lambda redis, given=arguments: redis.eval(  # type: ignore[misc]
                    APPEND, 2, *keys.audit(), *given
                )
            )
            self._head = Head(int(n), digest.decode())
            if done:
                return line
            await asyncio.sleep(int(mark, 16) / 2**32 * APART)
        raise StoreUnavailable("Other replicas write so much that there was no turn.")

    async def _write(self, waiting: "asyncio.Queue[Entry]") -> None:
        while True:
            entry = await waiting.get()
            try:
                await self.record(entry)
            except Trouble:
                self.lost += 1
            finally:
                waiting.task_done()


def trail_of(store: Store, settings: Settings) -> Trail:
    """The trail that the settings ask for; without a secret its chain is of plain hashes."""
    secret, file = settings.dgusage_audit_key, settings.dgusage_audit_file
    return Trail(
        store,
        b"" if secret is None else secret.get_secret_value().encode(),
        None if file is None else file.expanduser(),
    )


def _written(file: Path, line: str) -> None:
    """Appends a line, and is back only when it is on the disk."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as opened:
        opened.write(line.encode() + b"\n")
        opened.flush()
        os.fsync(opened.fileno())


def _read(file: Path) -> list[str]:
    return file.read_text("utf-8", "replace").splitlines()


def _later(line: str, head: Head) -> bool:
    return next(iter(numbered([line]))) > head.n

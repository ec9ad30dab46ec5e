"""Requests that are written before a given moment or not at all."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import aiohttp
from aiohttp.abc import AbstractStreamWriter

from bot.digest.hold import steady

_BEFORE: ContextVar[float] = ContextVar("before", default=math.inf)


@contextmanager
def written_before(moment: float) -> Iterator[None]:
    """Whatever this block sends with a body begins to be written by then (steady), or never is.

    What was not written fails as where no connection could be made: it surely had no effect.
    """
    mark = _BEFORE.set(moment)
    try:
        yield
    finally:
        _BEFORE.reset(mark)


class Punctual(aiohttp.ClientRequest):
    """Looks at the clock in the last moment before anything is written.

    aiohttp writes in a task of its own, a turn of the loop after it was asked to; a process that
    was stopped in between may by now be too late for what it had still the right to.
    """

    async def write_bytes(
        self, writer: AbstractStreamWriter, conn: Any, content_length: int | None = None
    ) -> None:
        """Writes the request, or has it fail."""
        if steady() <= _BEFORE.get():
            await super().write_bytes(writer, conn, content_length)
        elif conn.protocol is not None:
            conn.protocol.set_exception(aiohttp.ConnectionTimeoutError())

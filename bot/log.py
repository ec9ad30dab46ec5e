"""Logs: one JSON object a line on stderr, with every secret that the bot holds taken out.

Lines are written by a thread of their own: a reader of stderr that stands still holds up nobody
but the log, which then forgets lines, and says how many.
"""

import atexit
import logging
import os
import queue
import re
import sys
import threading
from collections.abc import Callable, Iterable, MutableMapping
from functools import cached_property
from time import monotonic
from typing import Any

from bot.policy.redact import HIDDEN, LOOKS_SECRET

MOST_LINES = 10_000  # that wait to be written; further ones are dropped, and counted
LAST_LINES = 2.0  # seconds that waiting lines have at the end
# Libraries that log bodies or query strings, which may hold what people asked, or tokens.
QUIET = ("httpx", "httpcore", "slack_bolt", "slack_sdk", "uvicorn.access", "asyncio")

Event = MutableMapping[str, Any]


def configure(level: str, secrets: Iterable[str]) -> None:
    """Sends this process's logs to stderr as JSON lines, without the given secrets."""
    handler = Aside(_stderr)
    handler.setFormatter(_Lines(hider(secrets)))
    root = logging.getLogger()
    for former in root.handlers:
        former.close()
    root.handlers = [handler]
    relevel(level)


def relevel(level: str) -> None:
    """Has this process log from that level on; libraries that may say too much from WARNING on."""
    logging.getLogger().setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.getLevelName(level), logging.WARNING))


def logger(name: str) -> Any:
    """The logger of a module."""
    import structlog

    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    return structlog.get_logger(name)


class Aside(logging.Handler):
    """Hands lines to a thread that writes them; never waits for it.

    The thread is started with the first line and ends with the process, which waits for the last
    lines a little, not for a reader that stands still.
    """

    def __init__(self, write: Callable[[str], object]) -> None:
        super().__init__()
        self.dropped = 0
        self._write = write
        self._lines: queue.Queue[str | None] = queue.Queue(MOST_LINES)
        self._thread: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Formats the line at once, while what it is about is as it was, and puts it in the queue."""
        try:
            line = self.format(record)
        except Exception:  # noqa: BLE001 (a line that cannot be drawn must not stop what it is about)
            self.dropped += 1
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._keep_writing, name="log", daemon=True)
            self._thread.start()
            atexit.register(self.close)
        self._put(line)

    def close(self) -> None:
        """Ends the thread once it has written what waits, or after two seconds."""
        thread, self._thread = self._thread, None
        if thread is not None:
            atexit.unregister(self.close)
            end = monotonic() + LAST_LINES
            try:
                self._lines.put(None, timeout=LAST_LINES)
            except queue.Full:  # the reader stands still
                pass
            else:
                thread.join(max(0.0, end - monotonic()))
        super().close()

    def _put(self, line: str) -> None:
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self.dropped += 1

    def _keep_writing(self) -> None:
        told = 0
        while (line := self._lines.get()) is not None:
            if self.dropped > told:
                told = self.dropped
                line = f'{{"event": "log_dropped", "level": "error", "lines": {told}}}\n{line}'
            try:
                self._write(f"{line}\n")
            except (OSError, ValueError):  # nobody reads any more; the bot goes on all the same
                self.dropped += 1


def _stderr(text: str) -> None:
    """Writes past Python's own buffer, whose lock would hold up the end of the process."""
    try:
        descriptor = sys.stderr.fileno()
    except (OSError, ValueError, AttributeError):  # something stands in for it
        sys.stderr.write(text)
        return
    left = memoryview(text.encode("utf-8", "backslashreplace"))
    while left:
        left = left[os.write(descriptor, left) :]


class _Lines(logging.Formatter):
    """One JSON object a line; what it is made with is loaded with the first line."""

    def __init__(self, hide: Callable[[str], str]) -> None:
        super().__init__()
        self._hide = hide

    def format(self, record: logging.LogRecord) -> str:
        return self._formatter.format(record)

    @cached_property
    def _formatter(self) -> logging.Formatter:
        import orjson
        import structlog

        def drawn(_: Any, __: str, event: Event) -> str:
            return self._hide(orjson.dumps(event, default=str).decode())

        remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
        return structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_shared(), processors=[remove, drawn]
        )


def _shared() -> list[Any]:
    import structlog

    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(
            structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        ),
    ]


def hider(secrets: Iterable[str]) -> Callable[[str], str]:
    """A function that takes secrets out of a text: these, and whatever looks like one."""
    known = sorted({s for s in secrets if s}, key=len, reverse=True)
    pattern = re.compile("|".join([*map(re.escape, known), LOOKS_SECRET.pattern]))

    def hide(text: str) -> str:
        return pattern.sub(HIDDEN, text)

    return hide

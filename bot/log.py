"""Logs: one JSON object a line on stderr, with every secret that the bot holds taken out."""

import logging
import re
import sys
from collections.abc import Callable, Iterable, MutableMapping
from functools import cached_property
from typing import Any

HIDDEN = "[hidden]"
# What secrets look like, whoever they belong to: Slack's tokens and response URLs, Deepgram's
# keys (40 hex digits). https://docs.slack.dev/authentication/tokens
LOOKS_SECRET = re.compile(
    r"xox[abeoprs](?:\.xox[bp])?-[\w-]+|xapp-[\w-]+"
    r"|https://hooks\.slack(?:-gov)?\.com/\S+|\b[0-9a-f]{40}\b"
)
# Libraries that log bodies or query strings, which may hold what people asked, or tokens.
QUIET = ("httpx", "httpcore", "slack_bolt", "slack_sdk", "uvicorn.access", "asyncio")

Event = MutableMapping[str, Any]


def configure(level: str, secrets: Iterable[str]) -> None:
    """Sends this process's logs to stderr as JSON lines, without the given secrets."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(hider(secrets)))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
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

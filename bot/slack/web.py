"""Slack's Web API: the one kind of client that we make, and what became of a call."""

import asyncio
import ipaddress
import logging
import re
from collections.abc import Awaitable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.punctual import Punctual

CALL_SECONDS = 10.0  # the longest that one call may take, from connecting to its last byte
CONNECT_SECONDS = 3.0
UNSAID_WAIT = 2.0  # seconds, where Slack limits us and does not say for how long
UNREACHED_WAIT = 0.5  # seconds until a call that never reached Slack is made again
OFF = logging.CRITICAL + 1


class Fate(StrEnum):
    """What became of a call. UNKNOWN may have had its effect, so it is never made again."""

    DONE = "done"
    AGAIN = "again"
    BLOCKS = "blocks"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Verdict(NamedTuple):
    """What became of a call, in Slack's word for it, and after how many seconds to try again."""

    fate: Fate
    error: str = ""
    wait: float = 0.0


# Slack's words for content that it does not take; the same in plain text may do.
# https://docs.slack.dev/reference/methods/chat.postMessage#errors
BLOCKS = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_attachments",
        "invalid_payload",
        "msg_blocks_too_long",
        "msg_too_long",
        "only_one_table_allowed",
        "too_many_attachments",
        "view_too_large",
        "invalid_arguments",
    }
)
NOT_TAKEN = frozenset({400, 413})  # how a response_url says the same
LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
# Slack's words for faults of its own, after which the call may have had its effect or not.
THEIRS = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})


def web_client(token: str, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client that repeats nothing by itself and logs nothing.

    Slack's own retry handlers post twice when an answer is lost, and its debug log has whole
    messages in it.
    """
    client = AsyncWebClient(
        token=token, base_url=api_url, session=session, retry_handlers=[], logger=silent()
    )
    client.proxy = proxy_for(api_url)  # the SDK's own choice does not know NO_PROXY
    return client


def web_session() -> aiohttp.ClientSession:
    """The connections to Slack; to be closed by whoever opens it."""
    times = aiohttp.ClientTimeout(total=CALL_SECONDS, sock_connect=CONNECT_SECONDS)
    jar = aiohttp.DummyCookieJar()
    return aiohttp.ClientSession(timeout=times, cookie_jar=jar, request_class=Punctual)


@lru_cache(maxsize=16)
def proxy_for(url: str) -> str | None:
    """The proxy that this machine is set to use for an address (HTTPS_PROXY, NO_PROXY); or none."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return None if loopback(host) or proxy_bypass(host) else getproxies().get(parts.scheme)


def loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def ours(url: str, api_url: str) -> bool:
    """Whether an address is on this machine, where Slack's API is there too."""
    try:
        parts, api = urlsplit(url), urlsplit(api_url)
        here = loopback(parts.hostname or "") and loopback(api.hostname or "")
    except ValueError:
        return False
    plain = re.fullmatch(r"[\w.:\[\]-]+", parts.netloc, re.ASCII)
    return here and plain is not None and parts.scheme in {"http", "https"}


def silent() -> logging.Logger:
    """A logger that says nothing: what Bolt and the SDK would log is told in our own words."""
    logger = logging.getLogger("bot.slack.silent")
    logger.setLevel(OFF)
    logger.propagate = False
    return logger


async def verdict_of(call: Awaitable[Any]) -> Verdict:
    """What became of a Web API call."""
    try:
        async with asyncio.timeout(CALL_SECONDS):
            await call
    except SlackApiError as refusal:
        return _refusal(refusal.response)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        return Verdict(Fate.AGAIN, "unreachable", UNREACHED_WAIT)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
        return Verdict(Fate.UNKNOWN, type(fault).__name__)
    return Verdict(Fate.DONE)


def judged(status: int, error: str, retry_after: str = "") -> Verdict:
    """The verdict on an HTTP status and the error in its body, empty where it has none."""
    if status == 429 or error in LIMITED:  # noqa: PLR2004 (Too Many Requests)
        return Verdict(Fate.AGAIN, "ratelimited", _seconds(retry_after))
    if status >= 500 or error in THEIRS:  # noqa: PLR2004 (server errors)
        return Verdict(Fate.UNKNOWN, error or str(status))
    if error in BLOCKS or error.startswith("invalid_blocks") or status in NOT_TAKEN:
        return Verdict(Fate.BLOCKS, error)
    return Verdict(Fate.REFUSED, error) if error else Verdict(Fate.UNKNOWN, "no_answer")


def _refusal(response: Any) -> Verdict:
    data = getattr(response, "data", None)
    headers: Mapping[str, str] = getattr(response, "headers", None) or {}
    status: int = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    error = data.get("error") if isinstance(data, Mapping) else None
    return judged(status, str(error or ""), headers.get("Retry-After", ""))


def _seconds(retry_after: str) -> float:
    return float(retry_after) if re.fullmatch(r"[0-9]{1,6}", retry_after) else UNSAID_WAIT

"""Who stands in front of Bolt: nothing of a request is parsed or logged before it is verified.

Signing: https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import asyncio
import hmac
import math
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson
import structlog

from bot.clock import Clock, wall
from bot.course import Acked, Arrival, arriving, unheard
from bot.slack.door import OK, Said, kind
from bot.slack.once import Memory
from bot.slack.payload import Mark

# Of a body. Most of Slack's are a few KB, but what is done with a message brings the whole message:
# a public answer of 90 rows is 90 KB.
MOST_BYTES = 512 * 1024
MOST_FIELDS = 100  # of a form; a command has about 15
WINDOW = 300  # seconds that a request's clock may be off ours, before or after
READING = 5.0  # seconds in which a body must be here
NONCE_SECONDS = 2.0 * WINDOW

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]
Admit = Callable[[Mapping[str, Any], Mark | None], Awaitable[Said]]

log = structlog.get_logger("bot.slack")


class Why(StrEnum):
    """Why a request is refused."""

    UNSIGNED = "unsigned"
    STALE = "stale"
    FORGED = "forged"
    REPLAYED = "replayed"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    MALFORMED = "malformed"


STATUS = {
    Why.UNSIGNED: 401,
    Why.STALE: 401,
    Why.FORGED: 401,
    Why.REPLAYED: 401,
    Why.TOO_LARGE: 413,
    Why.TOO_SLOW: 400,
    Why.MALFORMED: 400,
}


class Refused(Exception):  # noqa: N818 (named as people say it)
    """A request that is not let in."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class Gone(Exception):  # noqa: N818 (named as people say it)
    """The caller went away before the body was here."""


class Signed(NamedTuple):
    """What the headers say: the seconds since 1970, as they were written, and the signature."""

    timestamp: bytes
    signature: bytes


def signed(headers: Headers) -> Signed:
    """The signing headers, each there exactly once and of Slack's form; raises Refused."""
    found = list(headers)
    timestamps = [value for name, value in found if name.lower() == b"x-slack-request-timestamp"]
    signatures = [value for name, value in found if name.lower() == b"x-slack-signature"]
    if len(timestamps) != 1 or not re.fullmatch(rb"[0-9]{1,12}", timestamps[0]):
        raise Refused(Why.UNSIGNED)
    if len(signatures) != 1 or not re.fullmatch(rb"v0=[0-9a-f]{64}", signatures[0]):
        raise Refused(Why.UNSIGNED)
    return Signed(timestamps[0], signatures[0])


def fresh(given: Signed, now: datetime) -> None:
    """Raises Refused where the timestamp is more than five minutes off."""
    if abs(int(given.timestamp) - now.timestamp()) > WINDOW:
        raise Refused(Why.STALE)


def verify(given: Signed, body: bytes, secret: bytes) -> None:
    """Raises Refused where the signature is not of these very bytes; takes the same time always."""
    due = hmac.new(secret, b"v0:" + given.timestamp + b":" + body, sha256).hexdigest()
    if not hmac.compare_digest(b"v0=" + due.encode("ascii"), given.signature):
        raise Refused(Why.FORGED)


def read(body: bytes) -> dict[str, Any]:
    """The body of a command (a form), an interaction (JSON in a form) or an event (JSON)."""
    try:
        text = body.decode("utf-8")
        found = orjson.loads(body) if text.lstrip()[:1] in {"{", "["} else _form(text)
    except ValueError as fault:
        raise Refused(Why.MALFORMED) from fault
    if not isinstance(found, dict) or not found or not sane(found):
        raise Refused(Why.MALFORMED)
    return found


# The members that we and Bolt look into, and what they can be.
SHAPES: dict[str, tuple[type, ...]] = {
    "type": (str,),
    "command": (str,),
    "event": (dict,),
    "event_id": (str,),
    "team": (dict, str),
    "enterprise": (dict, str),
    "user": (dict, str),
    "channel": (dict, str),
    "container": (dict,),
    "message": (dict,),
    "view": (dict,),
    "authorizations": (list,),
    "actions": (list,),
}


def sane(found: Mapping[str, Any]) -> bool:
    """Whether everything that is looked into is of a kind that can be."""
    return all(
        found.get(name) is None or isinstance(found[name], kinds) for name, kinds in SHAPES.items()
    ) and all(
        isinstance(each, dict)
        for name in ("authorizations", "actions")
        for each in found.get(name) or ()
    )


def _form(text: str) -> Any:
    fields = dict(
        parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    )
    return orjson.loads(fields["payload"]) if "payload" in fields else fields


class Guard:
    """The ASGI endpoint of POST /slack/events: verified requests go on, all others get a status.

    Requests that were here before are refused as replays; on other replicas they have no effect.
    """

    def __init__(
        self, secret: str, admit: Admit, clock: Clock = wall, *, acked: Acked = unheard
    ) -> None:
        if not secret:
            raise ValueError("an empty signing secret verifies nothing")
        self._secret = secret.encode("utf-8")
        self._admit = admit
        self._clock = clock
        self._memory = Memory()
        self._acked = acked
        self.skew = math.nan  # seconds that our clock was ahead of the last verified request's

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        with arriving() as arrival:
            await self._answer(scope, receive, send, arrival)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, arrival: Arrival) -> None:
        try:
            body, nonce = await self._verified(scope["headers"], receive)
        except Refused as refused:
            status = STATUS[refused.why]
            log.warning("refused", why=refused.why.value, status=status)
            await reply(send, Said(status), closing=status == STATUS[Why.TOO_LARGE])
        except Gone:
            return
        else:
            said = await self._admit(body, nonce)
            await reply(send, said)
            if said.status == OK:
                self._acked(kind(body), arrival.ack())

    async def _verified(self, headers: Headers, receive: Receive) -> tuple[dict[str, Any], Mark]:
        headers = list(headers)
        given = signed(headers)
        fresh(given, self._clock())
        body = await collected(headers, receive)
        verify(given, body, self._secret)
        self.skew = self._clock().timestamp() - int(given.timestamp)
        nonce = Mark(f"nonce:{sha256(given.signature).hexdigest()[:32]}", NONCE_SECONDS)
        if self._memory.seen(*nonce):
            raise Refused(Why.REPLAYED)
        return read(body), nonce


async def collected(headers: Headers, receive: Receive) -> bytes:
    """The whole body; raises Refused as soon as it is or says that it is too large, or too slow."""
    lengths = [value for name, value in headers if name.lower() == b"content-length"]
    if any(_too_long(length) for length in lengths):
        raise Refused(Why.TOO_LARGE)
    try:
        async with asyncio.timeout(READING):
            return await _pieces(receive)
    except TimeoutError:
        raise Refused(Why.TOO_SLOW) from None


def _too_long(length: bytes) -> bool:
    return not re.fullmatch(rb"[0-9]{1,9}", length) or int(length) > MOST_BYTES


async def _pieces(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        piece = await receive()
        if piece["type"] != "http.request":
            raise Gone
        body += piece.get("body", b"")
        if len(body) > MOST_BYTES:
            raise Refused(Why.TOO_LARGE)
        if not piece.get("more_body", False):
            return bytes(body)


async def reply(send: Send, said: Said, *, closing: bool = False) -> None:
    """Sends a whole answer; `closing` says that the rest of the request will not be read."""
    body = said.body.encode("utf-8")
    headers = [(b"content-length", str(len(body)).encode("ascii"))]
    if body:
        headers.append((b"content-type", said.kind.encode("ascii")))
    if closing:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": said.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

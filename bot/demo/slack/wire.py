"""Requests in, replies out: the little of HTTP that the stand-in needs."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

import orjson

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MOST_BYTES = 4 * 1024 * 1024  # of a body; a file may be that long
JSON = "application/json; charset=utf-8"


class TooLong(Exception):  # noqa: N818 (named as people say it)
    """A body that is longer than we read."""


class Gone(Exception):  # noqa: N818 (named as people say it)
    """The caller went away."""


def headers_of(scope: Scope) -> dict[str, str]:
    """The headers by their names in lower case; of a repeated one the last."""
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }


async def body_of(receive: Receive) -> bytes:
    """The whole body; raises TooLong or Gone."""
    body = bytearray()
    while True:
        piece = await receive()
        if piece["type"] != "http.request":
            raise Gone
        body += piece.get("body", b"")
        if len(body) > MOST_BYTES:
            raise TooLong
        if not piece.get("more_body", False):
            return bytes(body)


def query_of(scope: Scope) -> dict[str, str]:
    """The parameters of the address."""
    return dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))


def arguments(scope: Scope, body: bytes) -> dict[str, Any]:
    """The arguments of a call: of the address, and of a body in JSON or as a form. ValueError."""
    given: dict[str, Any] = {**query_of(scope)}
    if "json" in headers_of(scope).get("content-type", ""):
        found = orjson.loads(body or b"{}")
        if not isinstance(found, dict):
            raise ValueError("not an object")
        return {**given, **found}
    given |= dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))
    return {name: _unpacked(value) for name, value in given.items()}


def _unpacked(value: str) -> Any:
    """In a form, lists and objects come as JSON within a field."""
    if value[:1] not in {"[", "{"}:
        return value
    try:
        return orjson.loads(value)
    except ValueError:
        return value


async def reply(
    send: Send, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> None:
    """Sends a whole answer."""
    named = {"content-length": str(len(body)), **(headers or {})}
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in named.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})


async def reply_json(
    send: Send, found: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> None:
    """Sends an answer in JSON."""
    await reply(send, status, orjson.dumps(found), {"content-type": JSON, **(headers or {})})

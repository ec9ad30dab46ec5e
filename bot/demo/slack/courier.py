"""Brings to the bot what somebody did, signed as Slack signs.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import httpx
import orjson

from bot.clock import Clock
from bot.demo.slack.workspace import SECRET, Json

ACK_SECONDS = 3.0  # after which Slack gives up: https://docs.slack.dev/interactivity
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
OK = 200


@dataclass(frozen=True, slots=True)
class Ack:
    """What the bot said at once; `fault` is Slack's word where it did not, or not in time."""

    body: Json
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Courier:
    """The way to the bot's own endpoint; the time in a signature is the demo clock's."""

    url: str
    http: httpx.AsyncClient
    clock: Clock

    async def command(self, fields: Mapping[str, str]) -> Ack:
        """Brings a slash command."""
        return await self._bring(urlencode(fields).encode(), FORM)

    async def interaction(self, payload: Json) -> Ack:
        """Brings what was done with a button, a modal or a shortcut."""
        return await self._bring(urlencode({"payload": orjson.dumps(payload)}).encode(), FORM)

    async def event(self, envelope: Json) -> Ack:
        """Brings an event."""
        return await self._bring(orjson.dumps(envelope), JSON)

    async def _bring(self, body: bytes, kind: str) -> Ack:
        headers = {"Content-Type": kind, **signing(body, int(self.clock().timestamp()))}
        try:
            answer = await self.http.post(
                self.url, content=body, headers=headers, timeout=ACK_SECONDS
            )
        except httpx.TimeoutException:
            return Ack({}, "operation_timeout")
        except httpx.TransportError:
            return Ack({}, "dispatch_failed")
        if answer.status_code != OK:
            return Ack({}, f"http_{answer.status_code}")
        return Ack(_said(answer))


def signing(body: bytes, seconds: int) -> dict[str, str]:
    """The two headers that prove that a body is Slack's; seconds since 1970."""
    base = f"v0:{seconds}:".encode() + body
    digest = hmac.new(SECRET.encode(), base, sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(seconds), "X-Slack-Signature": f"v0={digest}"}


def _said(answer: httpx.Response) -> Json:
    """An ack's body; a plain one is a text."""
    if not answer.content:
        return {}
    try:
        found: Any = orjson.loads(answer.content)
    except ValueError:
        found = answer.text
    return found if isinstance(found, dict) else {"text": str(found)}

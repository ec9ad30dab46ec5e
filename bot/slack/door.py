"""The one door that HTTP and Socket Mode share, with Bolt behind it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.slack.identity import Identity
from bot.slack.payload import Mark, home_enterprise, home_team

log = structlog.get_logger("bot.slack")


class Said(NamedTuple):
    """What is answered to Slack at once: an HTTP status and a body, JSON or plain."""

    status: int
    body: str = ""
    kind: str = "text/plain; charset=utf-8"


OK = 200
NOT_YET = Said(503)
NOT_OURS = Said(403)
UNREADABLE = Said(400)


KINDS = {
    "event_callback": "event",
    "block_suggestion": "options",
    "view_submission": "view",
    "view_closed": "view",
}


def kind(body: Mapping[str, Any]) -> str:
    """What Slack sent, as one of bot.metrics.ACKS."""
    return "command" if "command" in body else KINDS.get(str(body.get("type")), "interaction")


class Door:
    """Lets in what is from our workspace. Until `open`, Slack is told to come again."""

    def __init__(self) -> None:
        self.app: AsyncApp | None = None
        self._identity: Identity | None = None

    def open(self, identity: Identity, app: AsyncApp) -> None:
        """From now on requests are taken."""
        self._identity, self.app = identity, app

    async def admit(self, body: Mapping[str, Any], nonce: Mark | None = None) -> Said:
        """Answers a verified body; never raises."""
        if body.get("ssl_check"):
            return Said(200)
        if body.get("type") == "url_verification":
            return Said(200, str(body.get("challenge", ""))[:1000])
        if self.app is None or self._identity is None:
            log.warning("refused", why="starting", status=NOT_YET.status)
            return NOT_YET
        try:
            return await self._dispatch(self.app, self._identity, dict(body), nonce)
        except Exception as fault:  # noqa: BLE001 (Bolt trips over bodies of a shape it does not expect)
            log.warning("refused", why="malformed", status=400, fault=type(fault).__name__)
            return UNREADABLE

    async def _dispatch(
        self, app: AsyncApp, identity: Identity, body: dict[str, Any], nonce: Mark | None
    ) -> Said:
        if not identity.serves(home_team(body), home_enterprise(body)):
            log.warning("refused", why="foreign", status=NOT_OURS.status)
            return NOT_OURS
        # Bolt's socket mode is the one that takes a body that is read already.
        request = AsyncBoltRequest(body=body, mode="socket_mode", context={"nonce": nonce})
        response = await app.async_dispatch(request)
        return Said(response.status, response.body or "", response.first_headers()["content-type"])

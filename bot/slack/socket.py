"""Socket Mode: the same door by a websocket of ours to Slack, and a watch over it.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

import orjson
import structlog
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.course import Acked, arriving, unheard
from bot.slack.door import OK, Said, kind
from bot.slack.payload import Mark
from bot.slack.server import Health
from bot.slack.web import proxy_for, silent


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how long, in seconds.

    Between pings (four without an answer, and the SDK connects anew), between our looks at the
    socket, without a connection until the whole client is replaced, and without one until that is
    worth a word (Slack renews sockets every few hours).
    """

    ping: float = 5.0
    look: float = 2.0
    dead: float = 30.0
    late: float = 3.0


Admit = Callable[[Mapping[str, Any], Mark | None], Awaitable[Said]]

log = structlog.get_logger("bot.slack")


class Socket:
    """The connection to Slack; kept up until `close`.

    The SDK's client reconnects by itself, but has been seen to stay dead for good
    (https://github.com/slackapi/python-slack-sdk/issues/1110): one that is not connected for
    long is thrown away for a new one.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        app_token: str,
        admit: Admit,
        pace: Pace | None = None,
    ) -> None:
        self._web = client
        self._token = app_token
        self._admit = admit
        self._pace = pace or Pace()
        self._connected_at = monotonic()
        self._ever = False
        self._watch: asyncio.Task[None] | None = None
        self.acked: Acked = unheard
        self.client: SocketModeClient | None = None

    def open(self) -> None:
        """Starts to connect, and to watch; returns at once."""
        self._connected_at = monotonic()
        self._watch = asyncio.create_task(self._keep())

    async def close(self) -> None:
        """Takes nothing more."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch

    async def check(self) -> Health:
        """Whether we are connected, or for how long not."""
        if self.client is not None and await self.client.is_connected():
            return Health(ok=True)
        away = monotonic() - self._connected_at
        short = self._ever and away < self._pace.late
        return Health(ok=short, says=f"not connected for {away:.0f} s")

    async def _keep(self) -> None:
        while True:
            self.client = client = SocketModeClient(
                self._token, logger=silent(), web_client=self._web, ping_interval=self._pace.ping
            )
            client.proxy = proxy_for(self._web.base_url)
            client.socket_mode_request_listeners.append(self._hear)
            connecting = asyncio.create_task(client.connect())  # type: ignore[no-untyped-call]
            try:
                await self._until_dead(client)
                log.warning("socket_replaced", seconds=self._pace.dead)
            finally:
                connecting.cancel()
                await _thrown_away(client)

    async def _until_dead(self, client: SocketModeClient) -> None:
        since = monotonic()
        while monotonic() - since < self._pace.dead:
            if await client.is_connected():
                since = self._connected_at = monotonic()
                self._ever = True
            await asyncio.sleep(self._pace.look)

    async def _hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        with arriving() as arrival:
            said = await self._admit(request.payload, None)
            if said.status != OK:  # what is not taken is not acked, as in HTTP
                return
            answer = SocketModeResponse(request.envelope_id, _payload(said))
            await client.send_socket_mode_response(answer)
            self.acked(kind(request.payload), arrival.ack())


def _payload(said: Said) -> dict[str, Any] | None:
    if not said.body:
        return None
    return dict(orjson.loads(said.body)) if "json" in said.kind else {"text": said.body}


async def _thrown_away(client: SocketModeClient) -> None:
    """Closes all that a client holds; its own `close` may fail half way on a broken socket."""
    try:
        await client.close()  # type: ignore[no-untyped-call]
    except Exception as fault:  # noqa: BLE001 (whatever a dead socket says while it is closed)
        log.info("socket_closed", fault=type(fault).__name__)
    for task in (client.message_processor, client.current_session_monitor, client.message_receiver):
        if task is not None:
            task.cancel()
    await client.aiohttp_client_session.close()

"""The HTTP side: Slack's endpoint, and what those who run the bot look at."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

import orjson
import structlog
import uvicorn

from bot.slack.door import Said
from bot.slack.guard import Receive, Scope, Send, reply

CHECK_SECONDS = 1.0  # that one dependency may take to say how it is
CLOSING = 2  # seconds that requests under way have to end, before the work after acks is drained
KEEP_ALIVE = 75  # seconds; longer than load balancers keep theirs (60), so that they close first
JSON = "application/json"
METRICS = "text/plain; version=0.0.4; charset=utf-8"

log = structlog.get_logger("bot.slack")


class Health(NamedTuple):
    """How a dependency is: whether the bot can serve with it so, and that in words."""

    ok: bool
    says: str = "ok"


Check = Callable[[], Awaitable[Health]]
Endpoint = Callable[[Scope, Receive, Send], Awaitable[None]]
Step = Callable[[], Awaitable[None]]


class Server:
    """The ASGI app. `events` is the guarded endpoint of Slack, None where there is only a socket.

    `start` runs before the first request is taken, `stop` after the last one was answered.
    """

    def __init__(
        self,
        events: Endpoint | None,
        checks: Mapping[str, Check],
        metrics: Callable[[], bytes],
        start: Step,
        stop: Step,
    ) -> None:
        self._checks = checks
        self._metrics = metrics
        self._start, self._stop = start, stop
        self._routes: dict[tuple[str, str], Endpoint] = {
            ("GET", "/healthz"): self._alive,
            ("HEAD", "/healthz"): self._alive,
            ("GET", "/readyz"): self._ready,
            ("GET", "/metrics"): self._measured,
        }
        if events is not None:
            self._routes["POST", "/slack/events"] = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            endpoint = self._routes.get((scope["method"], scope["path"]), _nowhere)
            await endpoint(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self._start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _alive(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        await reply(send, Said(200, "ok"))

    async def _ready(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        states = await asyncio.gather(*(_checked(check) for check in self._checks.values()))
        by_name = dict(zip(self._checks, states, strict=True))
        ready = all(state.ok for state in states)
        body = {"ready": ready, "checks": {name: state.says for name, state in by_name.items()}}
        await reply(send, Said(200 if ready else 503, orjson.dumps(body).decode(), JSON))

    async def _measured(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        await reply(send, Said(200, self._metrics().decode("utf-8"), METRICS))


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
    await reply(send, Said(404))


async def _checked(check: Check) -> Health:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check()
    except TimeoutError:
        return Health(ok=False, says="no answer")
    except Exception as fault:  # noqa: BLE001 (readiness must be told whatever a check trips over)
        log.error("check_failed", fault=type(fault).__name__)  # noqa: TRY400 (its text may quote a URL)
        return Health(ok=False, says="failed")


def uvicorn_server(app: Server, host: str, port: int) -> uvicorn.Server:
    """The server process: fast loop and parser, no access log, requests under way end first."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            loop="uvloop",
            http="httptools",
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE,
            timeout_graceful_shutdown=CLOSING,
        )
    )

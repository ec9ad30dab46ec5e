"""A process of its own that serves the bot's Slack side, or a control.

python -m tests.slack.serving (ours | bare | ack | hmac) API_URL prints its address, and stops at
SIGTERM. The controls: `bare` is a Bolt app as its documentation writes it, which answers; `ack`
is one that only acks; `hmac` is no Bolt at all, only a signature verified and a 200.
"""

import sys
from typing import Any

import structlog
import uvicorn
import uvloop
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.question.model import Standpoint
from bot.slack.edge import Access, Edge
from bot.slack.payload import Asked
from bot.slack.seam import Reply
from bot.slack.server import Server, uvicorn_server
from tests.fakes.slack import SECRET, TOKEN
from tests.slack.world import listening, reply


class Plain:
    """Answers at once."""

    async def respond(self, asked: Asked, standpoint: Standpoint) -> Reply:
        return reply(f"you asked: {asked.text}")


async def ours(api_url: str) -> None:
    edge = Edge(Access(TOKEN, api_url, SECRET), Plain())

    async def start() -> None:
        await edge.start()
        await edge.known.wait()

    app = Server(edge.guard, {"slack": edge.check}, lambda: b"", start, edge.stop)
    await _serve(uvicorn_server(app, "127.0.0.1", 0))


async def bare(api_url: str) -> None:
    client = AsyncWebClient(TOKEN, api_url)
    app = AsyncApp(client=client, signing_secret=SECRET)

    @app.command("/dgusage")
    async def listen(ack: Any, command: dict[str, str], respond: Any) -> None:
        await ack()
        await client.users_info(user=command["user_id"])
        await respond(f"you asked: {command['text']}")

    await _serve(uvicorn.Server(_config(AsyncSlackRequestHandler(app))))


async def ack(api_url: str) -> None:
    app = AsyncApp(client=AsyncWebClient(TOKEN, api_url), signing_secret=SECRET)

    @app.command("/dgusage")
    async def listen(ack: Any) -> None:
        await ack()

    await _serve(uvicorn.Server(_config(AsyncSlackRequestHandler(app))))


async def hmac(api_url: str) -> None:
    verifier = SignatureVerifier(SECRET)

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            piece = await receive()
            body, more = body + piece.get("body", b""), piece.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        status = 200 if verifier.is_valid_request(body, headers) else 401
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    await _serve(uvicorn.Server(_config(app, lifespan="off")))


def _config(app: Any, **more: Any) -> uvicorn.Config:
    fast = {"loop": "uvloop", "http": "httptools", "access_log": False, "log_config": None}
    return uvicorn.Config(app, **fast, **more)


async def _serve(server: uvicorn.Server) -> None:
    bound, url = listening()
    print(url, flush=True)  # noqa: T201 (how the test learns it)
    await server.serve(sockets=[bound])


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    whose = {"ours": ours, "bare": bare, "ack": ack, "hmac": hmac}[sys.argv[1]]
    uvloop.run(whose(sys.argv[2]))

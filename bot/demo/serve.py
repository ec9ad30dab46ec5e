"""A real server for the simulation: uvicorn's HTTP on a free port of this machine's loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

GRACE = 0.25  # seconds for an app to notice that nobody listens any more


@asynccontextmanager
async def running(app: Any, port: int = 0) -> AsyncIterator[str]:
    """The base URL of `app`, listening on 127.0.0.1 while the context lasts, in this event loop.

    It is uvicorn's protocol without uvicorn's `Server`, which takes over the signals of the whole
    process and needs a tenth of a second to stop. Whatever is still being answered at the end is
    given up. OSError where the port is taken.
    """
    from uvicorn import Config
    from uvicorn.server import ServerState

    config = Config(
        app, lifespan="off", ws="none", log_config=None, access_log=False, proxy_headers=False
    )
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    protocol: Any = config.http_protocol_class
    listener = await loop.create_server(
        lambda: protocol(config=config, server_state=state, app_state={}), "127.0.0.1", port
    )
    try:
        host, bound = listener.sockets[0].getsockname()
        yield f"http://{host}:{bound}"
    finally:
        listener.close()
        await _close(state)


async def _close(state: Any) -> None:
    for connection in tuple(state.connections):
        connection.transport.abort()
    while state.connections:  # noqa: ASYNC110 (each leaves in the loop's next rounds)
        await asyncio.sleep(0)
    if state.tasks:
        _, stuck = await asyncio.wait(tuple(state.tasks), timeout=GRACE)
        for task in stuck:
            task.cancel()

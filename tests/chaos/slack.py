"""A Slack that keeps what it was sent even where the caller is gone, and counts it all.

`python -m tests.chaos.slack` serves one in a process of its own and prints its address.
"""

import asyncio
import json
import random
import sys
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.clock import wall


@dataclass
class Kept:
    """One message, as it was committed."""

    channel: str
    event: str
    key: str
    ts: str
    at: float  # seconds since 1970
    args: dict[str, Any] = field(repr=False, default_factory=dict)


@dataclass
class Workspace:
    """`lose` is the share of posts whose answer is lost after they were kept; `lag` in seconds.

    `history` is whether it may be read, or Slack's word for why it cannot be just now. `refuse` has
    Slack's word for a channel; `faults` are for the next posts, in turn: a word, an HTTP status,
    "drop" (kept, answer lost) or "hang" (kept, no answer).
    """

    lose: float = 0.0
    lag: float = 0.0
    delay: float = 0.0
    history: bool | str = True
    refuse: dict[str, str] = field(default_factory=dict)
    faults: deque[Any] = field(default_factory=deque)
    kept: list[Kept] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(1))
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def of(self, key: str, event: str = "dgusage_digest") -> list[Kept]:
        return [one for one in self.kept if one.key == key and one.event == event]

    async def until(self, seen: Any, seconds: float = 20) -> None:
        async with self.changed, asyncio.timeout(seconds):
            await self.changed.wait_for(seen)

    async def post(self, request: web.Request) -> web.StreamResponse:
        args = await _args(request)
        await self._called("chat.postMessage", args)
        await asyncio.sleep(self.dice.random() * self.delay)
        fault = self.faults.popleft() if self.faults else None
        word = self.refuse.get(args["channel"]) or (fault if _is_word(fault) else None)
        if word:
            return web.json_response({"ok": False, "error": word})
        if isinstance(fault, int):
            return web.Response(status=fault, text="fault", headers={"Retry-After": "1"})
        kept = await self._keep(args)
        if fault == "hang":
            await asyncio.sleep(30)
        if (fault or self.dice.random() < self.lose) and request.transport is not None:
            request.transport.abort()
        return web.json_response({"ok": True, "channel": kept.channel, "ts": kept.ts})

    async def _keep(self, args: dict[str, Any]) -> Kept:
        metadata = args.get("metadata") or {}
        metadata = json.loads(metadata) if isinstance(metadata, str) else metadata
        now = wall().timestamp()
        ts = f"{int(now)}.{len(self.kept):06d}"
        key = metadata.get("event_payload", {}).get("id", "")
        kept = Kept(args["channel"], metadata.get("event_type", ""), key, ts, now, args)
        self.kept.append(kept)
        await self._wake()
        return kept

    async def look(self, request: web.Request) -> web.StreamResponse:
        args = await _args(request)
        await self._called("conversations.history", args)
        if self.history is not True:
            return web.json_response({"ok": False, "error": self.history or "missing_scope"})
        shown = wall().timestamp() - self.lag
        start, size = int(args.get("cursor") or 0), int(args.get("limit", 100))
        oldest, channel = float(args.get("oldest") or 0), args["channel"]
        found = [
            {
                "ts": one.ts,
                "text": one.args.get("text", ""),
                "metadata": {"event_type": one.event, "event_payload": {"id": one.key}},
            }
            for one in reversed(self.kept)
            if one.channel == channel and oldest <= float(one.ts) and one.at <= shown
        ]
        more = str(start + size) if start + size < len(found) else ""
        page = {"messages": found[start : start + size], "response_metadata": {"next_cursor": more}}
        return web.json_response({"ok": True, **page})

    async def link(self, request: web.Request) -> web.StreamResponse:
        args = await _args(request)
        post = "p" + args["message_ts"].replace(".", "")
        address = f"https://example.slack.com/archives/{args['channel']}/{post}"
        return web.json_response({"ok": True, "permalink": address})

    async def count(self, _: web.Request) -> web.StreamResponse:
        rows = [
            [one.channel, one.event, one.key, one.at, one.args["text"], one.ts] for one in self.kept
        ]
        return web.json_response({"kept": rows, "calls": len(self.calls)})

    def app(self) -> web.Application:
        app = web.Application(client_max_size=2**22)
        app.router.add_route("*", "/api/chat.postMessage", self.post)
        app.router.add_route("*", "/api/conversations.history", self.look)
        app.router.add_route("*", "/api/chat.getPermalink", self.link)
        app.router.add_get("/kept", self.count)
        return app

    async def _called(self, method: str, args: dict[str, Any]) -> None:
        self.calls.append((method, args))
        await self._wake()

    async def _wake(self) -> None:
        async with self.changed:
            self.changed.notify_all()


async def serving(workspace: Workspace) -> tuple[web.AppRunner, str]:
    """The workspace served on a free port of loopback, and its address."""
    runner = web.AppRunner(workspace.app(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    return runner, f"http://{host}:{port}"


def _is_word(fault: Any) -> bool:
    return isinstance(fault, str) and fault not in {"drop", "hang"}


async def _args(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    return {**request.query, **(await request.post())}


async def main(settings: dict[str, Any]) -> None:
    seed = settings.pop("seed", 1)
    runner, url = await serving(Workspace(**settings, dice=random.Random(seed)))
    sys.stdout.write(url + "\n")
    sys.stdout.flush()
    try:
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))

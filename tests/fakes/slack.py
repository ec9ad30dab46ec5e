"""Slack on loopback: its Web API, response_urls and Socket Mode, as strict as Slack is.

It keeps what it is given even where the caller is gone by then, refuses what Slack refuses, can be
told to fail, and records everything.
"""

import asyncio
import itertools
import json
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import WSMsgType, web

from tests.fakes.slack_faults import Fault
from tests.fakes.slack_files import Files
from tests.fakes.slack_more import More
from tests.fakes.slack_rules import Refusal, refusal

TEAM, BOT, BOT_ID, APP = "T0HOME001", "U0BOT0001", "B0BOT0001", "A0APP0001"
TOKEN = "xoxb-of-the-fake"
SECRET = "the-signing-secret-of-the-fake"
USES = 5  # of a response_url

SCOPES = (
    *("commands", "chat:write", "app_mentions:read", "im:history", "users:read"),
    *("files:write", "channels:read", "groups:read"),
)


@dataclass(frozen=True)
class Posted:
    """What somebody can see in Slack now; `user` is set where only they can."""

    via: str
    channel: str
    text: str
    blocks: tuple[dict[str, Any], ...] = ()
    user: str = ""
    thread_ts: str = ""
    ts: str = ""
    trigger: str = ""
    args: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass
class Hook:
    """A response_url: whom it answers, and how often it was used."""

    trigger: str
    channel: str
    user: str
    uses: int = 0
    expired: bool = False


class FakeSlack(Files, More):
    """One workspace with one bot in it."""

    def __init__(self) -> None:
        self.people: dict[str, dict[str, Any]] = {}
        self.members: dict[str, set[str]] = defaultdict(set)  # channel → who is in it
        self.scopes: set[str] = {*SCOPES}
        self.strict_rate = False
        self.identity = {"team_id": TEAM, "team": "Home", "user_id": BOT, "bot_id": BOT_ID}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.posted: list[Posted] = []
        self.refused: list[Refusal] = []
        self.groups: dict[str, set[str]] = defaultdict(set)  # user group → who is in it
        self.channels: dict[str, dict[str, Any]] = {}  # what conversations.info says besides the id
        self.views: list[dict[str, Any]] = []  # as opened
        self.updated: list[dict[str, Any]] = []  # those that took the place of such a one
        self.shown: dict[str, str] = {}  # the hash of each modal that is open, by its id
        self.files = {}
        self.hooks: dict[str, Hook] = {}
        self.acks: dict[str, dict[str, Any] | None] = {}  # envelope → payload
        self.sockets: list[web.WebSocketResponse] = []
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._changed = asyncio.Condition()
        self._freed = asyncio.Event()
        self._last: dict[str, float] = {}
        self._numbers = itertools.count(1)
        self._runner = web.AppRunner(self._app(), shutdown_timeout=0.1)
        self.url = ""

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=2**22)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/hooks/{key}", self._hook)
        app.router.add_get("/socket", self._socket)
        app.router.add_post("/upload/{file}", self._upload)
        return app

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._freed.set()
        await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def fail(self, method: str, *faults: Fault) -> None:
        """The next calls of a method ("response_url" for those) fail in these ways, in turn."""
        self._faults[method].extend(faults)

    def heal(self) -> None:
        self._faults.clear()
        self._freed.set()
        self._freed = asyncio.Event()

    def response_url(self, trigger: str, channel: str, user: str) -> str:
        key = f"k{next(self._numbers)}"
        self.hooks[key] = Hook(trigger, channel, user)
        return f"{self.url}/hooks/{key}"

    def number(self) -> int:
        return next(self._numbers)

    def called(self, method: str) -> list[dict[str, Any]]:
        return [args for name, args in self.calls if name == method]

    def answers(self, trigger: str) -> list[Posted]:
        """What came back for one command or button, in its ack or at its response_url."""
        return [each for each in self.posted if each.trigger == trigger]

    async def until(self, seen: Callable[[], Any], seconds: float = 40) -> Any:
        """Waits until something can be seen here, and returns it."""
        async with self._changed, asyncio.timeout(seconds):
            await self._changed.wait_for(seen)
        return seen()

    async def note(self, posted: Posted) -> None:
        self.posted.append(posted)
        await self._wake()

    async def _wake(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method, args = request.match_info["method"], await _args(request)
        self.calls.append((method, args))
        await self._wake()
        fault = self._next_fault(method)
        if fault is not None and not fault.commit:
            return await self._failing(fault, request)
        reply = await self._answer(method, args, request.headers.get("Authorization", ""))
        return reply if fault is None else await self._failing(fault, request)

    async def _answer(self, method: str, args: dict[str, Any], auth: str) -> web.Response:
        if self.strict_rate and method.startswith("chat.post") and self._too_soon(args):
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"}
            )
        found = refusal(self, method, args, auth)
        if found is not None:
            self.refused.append(found)
            return web.json_response(found.body())
        result = await getattr(self, "_" + method.replace(".", "_"))(args)
        headers = {"x-oauth-scopes": ",".join(sorted(self.scopes))}
        return web.json_response({"ok": True, **result}, headers=headers)

    def _too_soon(self, args: dict[str, Any]) -> bool:
        now, channel = asyncio.get_running_loop().time(), str(args.get("channel"))
        before, self._last[channel] = self._last.get(channel, 0.0), now
        return now - before < 1

    def _next_fault(self, method: str) -> Fault | None:
        faults = self._faults[method]
        return faults.popleft() if faults else None

    async def _failing(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        if fault.hang:
            await self._freed.wait()
        if (fault.drop or fault.hang) and request.transport is not None:
            request.transport.abort()
        return web.Response(
            status=fault.status, text=fault.body, content_type=fault.kind, headers=fault.headers
        )

    async def _auth_test(self, args: dict[str, Any]) -> dict[str, Any]:
        return {**self.identity, "url": self.url, "user": "dgusage"}

    async def _users_info(self, args: dict[str, Any]) -> dict[str, Any]:
        known = {"id": args["user"], "team_id": TEAM, **self.people.get(args["user"], {})}
        if str(args.get("include_locale")).lower() not in {"1", "true"}:
            known.pop("locale", None)
        return {"user": known}

    async def _chat_postMessage(self, args: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return await self._keep("chat.postMessage", args)

    async def _chat_postEphemeral(self, args: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return await self._keep("chat.postEphemeral", args)

    async def _views_publish(self, args: dict[str, Any]) -> dict[str, Any]:
        blocks = tuple(args["view"]["blocks"])
        await self.note(Posted("views.publish", "", "", blocks, user=args["user_id"], args=args))
        return {"view": args["view"]}

    async def _views_open(self, args: dict[str, Any]) -> dict[str, Any]:
        self.views.append(args["view"])
        await self._wake()
        shown = {"id": f"V0OPEN{len(self.views):03d}", "hash": f"1795000000.{self.number()}"}
        self.shown[shown["id"]] = shown["hash"]
        return {"view": {**args["view"], **shown}}

    async def _views_update(self, args: dict[str, Any]) -> dict[str, Any]:
        self.updated.append(args["view"])
        await self._wake()
        self.shown[args["view_id"]] = f"1795000000.{self.number()}"
        return {"view": {**args["view"], "id": args["view_id"]}}

    async def _chat_update(self, args: dict[str, Any]) -> dict[str, Any]:
        return await self._keep("chat.update", args, str(args["ts"]))

    async def _chat_getPermalink(self, args: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"permalink": f"{self.url}/archives/{args['channel']}/p{args['message_ts']}"}

    async def _conversations_history(self, args: dict[str, Any]) -> dict[str, Any]:
        oldest = float(args.get("oldest", 0))
        seen = [p for p in self.posted if p.channel == args["channel"] and p.ts and not p.user]
        messages = [
            {"ts": p.ts, "text": p.text, "metadata": p.args.get("metadata", {})}
            for p in reversed(seen)
            if float(p.ts) >= oldest
        ]
        return {"messages": messages, "has_more": False}

    async def _conversations_info(self, args: dict[str, Any]) -> dict[str, Any]:
        known = self.channels.get(args["channel"], {})
        member = BOT in self.members[args["channel"]]
        said = {"id": args["channel"], "is_ext_shared": False, "is_member": member}
        return {"channel": {**said, **known}}

    async def _usergroups_users_list(self, args: dict[str, Any]) -> dict[str, Any]:
        return {"users": sorted(self.groups[args["usergroup"]])}

    async def _apps_connections_open(self, args: dict[str, Any]) -> dict[str, Any]:
        return {"url": self.url.replace("http", "ws") + "/socket"}

    async def _keep(self, via: str, args: dict[str, Any], ts: str = "") -> dict[str, Any]:
        ts = ts or f"1795000000.{next(self._numbers):06d}"
        posted = Posted(
            via,
            str(args["channel"]),
            args.get("text", ""),
            tuple(args.get("blocks", ())),
            user=str(args.get("user", "")),
            thread_ts=str(args.get("thread_ts", "")),
            ts=ts,
            args=args,
        )
        await self.note(posted)
        person = posted.channel.startswith("U")  # whose direct messages are another channel
        return {"channel": f"D{posted.channel[1:]}" if person else posted.channel, "ts": ts}

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        args = await _args(request)
        self.calls.append(("response_url", args))
        await self._wake()
        fault = self._next_fault("response_url")
        if fault is not None and not fault.commit:
            return await self._failing(fault, request)
        reply = await self._hooked(self.hooks.get(request.match_info["key"]), args)
        return reply if fault is None else await self._failing(fault, request)

    async def _hooked(self, hook: Hook | None, args: dict[str, Any]) -> web.Response:
        if hook is None or hook.expired or hook.uses >= USES:
            error = "used_url" if hook and hook.uses >= USES else "expired_url"
            return web.json_response({"ok": False, "error": error}, status=404)
        found = refusal(self, "response_url", args, "")
        if found is not None:
            self.refused.append(found)
            return web.json_response(found.body(), status=400)
        hook.uses += 1
        alone = "" if args.get("response_type") == "in_channel" else hook.user
        blocks = tuple(args.get("blocks", ()))
        thread = str(args.get("thread_ts", ""))
        kept = Posted(
            "response_url",
            hook.channel,
            args.get("text", ""),
            blocks,
            user=alone,
            thread_ts=thread,
            trigger=hook.trigger,
            args=args,
        )
        await self.note(kept)
        return web.Response(text="ok")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": 1})
        await self._wake()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                ack = json.loads(message.data)
                self.acks[ack["envelope_id"]] = ack.get("payload")
                await self._wake()
        return socket

    async def push(self, kind: str, payload: dict[str, Any], **more: Any) -> str:
        """Sends an envelope down the newest socket; returns its id."""
        envelope = f"e{next(self._numbers)}"
        body = {"envelope_id": envelope, "type": kind, "payload": payload, **more}
        await self.sockets[-1].send_json(body)
        return envelope


async def _args(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    return {**request.query, **(await request.post())}

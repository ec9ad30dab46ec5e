"""The page's own server: its files, what changes, and what somebody does; an ASGI app.

It answers on this machine's loopback only, to its own name only (a foreign name that leads here is
DNS rebinding), and takes what is done from its own pages only.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import structlog

from bot.demo.slack.assets import Asset
from bot.demo.slack.doings import Doings
from bot.demo.slack.feed import Change
from bot.demo.slack.people import BOT, BOT_NAME, COMMAND, TEAM_NAME, Channel, Person
from bot.demo.slack.wire import (
    Gone,
    Receive,
    Scope,
    Send,
    TooLong,
    body_of,
    headers_of,
    query_of,
    reply,
    reply_json,
)
from bot.demo.slack.workspace import Json, Refusal, Workspace
from bot.demo.turning import STEPS, Turning

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
GUARDED = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
STREAM = {**GUARDED, "content-type": "text/event-stream; charset=utf-8"}

log = structlog.get_logger("bot.demo")


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An entry of Slack's menus that the bot answers to; `on_message` ones stand at messages."""

    callback_id: str
    name: str
    on_message: bool = False


@dataclass(frozen=True, slots=True)
class Offers:
    """What the composer offers: questions to click, and words with what they mean."""

    examples: Sequence[str] = ()
    words: Sequence[tuple[str, str]] = ()
    shortcuts: Sequence[Shortcut] = ()


@dataclass(slots=True)
class Page:
    """The page, for whoever opens it on this machine."""

    workspace: Workspace
    doings: Doings
    clock: Turning
    assets: Mapping[str, Asset]
    offers: Offers = field(default_factory=Offers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if not _ours(scope):
            await reply(send, 421, b"This page is http://127.0.0.1 only.", GUARDED)
        elif scope["method"] == "GET":
            await self._get(scope, receive, send)
        elif scope["method"] == "POST" and scope["path"].startswith("/do/"):
            await self._post(scope, receive, send)
        else:
            await reply(send, 405, headers=GUARDED)

    async def _get(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path == "/live":
            await self._live(query_of(scope).get("as", ""), receive, send)
        elif path.startswith("/files/"):
            await self._file(path.removeprefix("/files/"), send)
        elif asset := self.assets.get(path):
            await reply(send, 200, asset.content, {**GUARDED, "content-type": asset.kind})
        else:
            await reply(send, 404, headers=GUARDED)

    async def _file(self, named: str, send: Send) -> None:
        """A file of the bot's, always to be saved and never to be shown: its words are not ours."""
        file = self.workspace.files.get(named)
        if file is None or file.content is None:
            await reply(send, 404, headers=GUARDED)
            return
        name = "".join(c if c.isalnum() or c in "-_. " else "_" for c in file.name if c.isascii())
        disposition = f'attachment; filename="{name}"'
        kind = {"content-type": "application/octet-stream", "content-disposition": disposition}
        await reply(send, 200, file.content, {**GUARDED, **kind})

    async def _post(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        if headers.get("origin") != f"http://{headers.get('host')}":
            await reply(send, 403, b"Only this page's own scripts may do that.", GUARDED)
            return
        try:
            found = await self._done(scope["path"].removeprefix("/do/"), await body_of(receive))
        except Gone:
            return
        except TooLong:
            await reply(send, 413, headers=GUARDED)
        except (Refusal, ValueError) as refusal:
            said = str(refusal) if isinstance(refusal, Refusal) else "invalid_json"
            await reply_json(send, {"fault": said}, 200, GUARDED)
        else:
            await reply_json(send, found, 200, GUARDED)

    async def _done(self, what: str, body: bytes) -> Json:
        given = orjson.loads(body)
        who = self.workspace.people.get(given.get("as", "")) if isinstance(given, dict) else None
        if who is None:
            raise Refusal("user_not_found")
        if what == "clock":
            return self._turn(who, str(given.get("step")))
        doing = self.doings.done.get(what)
        if doing is None:
            raise Refusal("unknown_method")
        log.info("demo_page", what=what, who=who.handle)
        return await doing(who, given)

    def _turn(self, who: Person, step: str) -> Json:
        if step not in STEPS:
            raise Refusal("unknown_method")
        now = self.clock.to(STEPS[step](self.clock(), ZoneInfo(who.zone)))
        change = {"kind": "clock", "now": now.isoformat()}
        self.workspace.feed.tell(change, self.workspace.people)
        return {"now": now.isoformat()}

    async def _live(self, named: str, receive: Receive, send: Send) -> None:
        """Everything that a person sees, then each change, until the page is closed."""
        who = self.workspace.people.get(named)
        if who is None:
            await reply(send, 404, headers=GUARDED)
            return
        pairs = [(name.encode(), value.encode()) for name, value in STREAM.items()]
        with self.workspace.feed.looking(who.id) as queue:
            await send({"type": "http.response.start", "status": 200, "headers": pairs})
            await _tell(send, self.snapshot(who))
            gone = asyncio.ensure_future(_gone(receive))
            try:
                await _tell_all(queue, gone, send)
            finally:
                gone.cancel()

    def snapshot(self, who: Person) -> Change:
        """All that a person sees now."""
        workspace = self.workspace
        return {
            "kind": "all",
            "me": who.id,
            "team": TEAM_NAME,
            "command": COMMAND,
            "bot": {"id": BOT, "name": BOT_NAME},
            "now": self.clock().isoformat(),
            "people": [_person(one) for one in workspace.people.values()],
            "channels": [_channel(c) for c in workspace.channels.values() if who.id in c.members],
            "messages": [said.shown() for said in workspace.visible(who.id)],
            "files": {name: file.info() for name, file in workspace.files.items()},
            "home": workspace.homes.get(who.id),
            "modals": self.doings.api.views.stacks.get(who.id, []),
            "examples": list(self.offers.examples),
            "words": [list(word) for word in self.offers.words],
            "shortcuts": [_shortcut(one) for one in self.offers.shortcuts],
        }


def _person(one: Person) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "role": one.role,
        "zone": one.zone,
        "colour": one.colour,
        "dm": one.dm,
    }


def _channel(one: Channel) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "topic": one.topic,
        "direct": one.direct,
        "members": sorted(one.members),
    }


def _shortcut(one: Shortcut) -> Json:
    return {"callback_id": one.callback_id, "name": one.name, "on_message": one.on_message}


def _ours(scope: Scope) -> bool:
    """Whether a request calls us by our own name: 127.0.0.1 or localhost, and our port."""
    port = scope["server"][1]
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    return len(hosts) == 1 and hosts[0] in {f"127.0.0.1:{port}", f"localhost:{port}"}


async def _tell_all(
    queue: "asyncio.Queue[Change]", gone: "asyncio.Future[None]", send: Send
) -> None:
    while not gone.done():
        waiting = asyncio.ensure_future(queue.get())
        either: list[asyncio.Future[Any]] = [waiting, gone]
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done():
            waiting.cancel()
            return
        await _tell(send, waiting.result())


async def _tell(send: Send, change: Change) -> None:
    data = b"data: " + orjson.dumps(change) + b"\n\n"
    await send({"type": "http.response.body", "body": data, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass

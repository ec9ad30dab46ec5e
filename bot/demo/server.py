"""The simulated Deepgram: an ASGI app that answers like the Management API.

https://developers.deepgram.com/reference/deepgram-api-overview
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote
from uuid import UUID

import orjson

from bot.clock import Clock
from bot.demo import breakdowns, listings, log, money, refusals
from bot.demo.access import ApiKey, demo_keys
from bot.demo.ask import Ask, Manner
from bot.demo.faults import Fault, Faults, Seen
from bot.demo.refusals import TO_FILL, Refusal
from bot.demo.world import Account, World, world

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Answer = Callable[[Ask], dict[str, Any]]
REMEMBERED = 10_000  # requests


class Route(NamedTuple):
    """A path, with {} for an id, the scope that it takes (None: any key), and who answers."""

    path: str
    scope: str | None
    answer: Answer


ROUTES = (
    Route("v1/projects", "project:read", listings.projects),
    Route("v1/models", None, listings.models),
    Route("v1/models/{}", None, listings.model),
    Route("v1/auth/token", None, listings.token),
    Route("v1/projects/{}", "project:read", listings.project),
    Route("v1/projects/{}/usage", "usage:read", breakdowns.usage_summary),
    Route("v1/projects/{}/usage/breakdown", "usage:read", breakdowns.usage_breakdown),
    Route("v1/projects/{}/usage/fields", "usage:read", listings.usage_fields),
    Route("v1/projects/{}/billing/breakdown", "billing:read", breakdowns.billing_breakdown),
    Route("v1/projects/{}/billing/fields", "billing:read", listings.billing_fields),
    Route("v1/projects/{}/balances", "billing:read", money.balances),
    Route("v1/projects/{}/balances/{}", "billing:read", money.balance),
    Route("v1/projects/{}/purchases", "billing:read", money.purchases),
    Route("v1/projects/{}/keys", "keys:read", listings.keys),
    Route("v1/projects/{}/keys/{}", "keys:read", listings.key),
    Route("v1/projects/{}/members", "members:read", listings.members),
    Route("v1/projects/{}/members/{}/scopes", "members:read", listings.member_scopes),
    Route("v1/projects/{}/invites", "members:read:invites", listings.invites),
    Route("v1/projects/{}/models", "project:read", listings.models),
    Route("v1/projects/{}/models/{}", "project:read", listings.model),
    Route("v1/projects/{}/requests", "usage:read", log.requests),
    Route("v1/projects/{}/requests/{}", "usage:read", log.request),
)


@dataclass(slots=True)
class Simulation:
    """The app, with its controls: `faults` and `manner` may be changed, `seen` is what was asked."""

    world: World
    clock: Clock
    keys: Mapping[str, ApiKey]
    manner: Manner = field(default_factory=Manner)
    faults: Faults = field(default_factory=Faults)
    seen: deque[Seen] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def asked(self, ending: str) -> int:
        """How many requests there were to paths with this ending."""
        return sum(seen.path.endswith(ending) for seen in self.seen)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        arrived, caller = self._arrival(scope)
        self.seen.append(arrived)
        fault = self.faults.take(arrived.path)
        if fault and not await _held(fault, receive):
            return
        if fault and fault.status:
            await self._send(send, fault.status, fault.body, fault.headers)
            return
        try:
            if fault and fault.refusal:
                raise fault.refusal
            body = orjson.dumps(self._answer(arrived, caller))
        except Refusal as refusal:
            await self._refuse(send, refusal)
        else:
            await self._send(send, 200, body, {})

    def _arrival(self, scope: Message) -> tuple[Seen, ApiKey | None]:
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        kind, _, secret = headers.pop("authorization", "").partition(" ")
        caller = self.keys.get(secret) if kind.lower() == "token" else None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        path = scope["raw_path"].decode("latin-1").partition("?")[0]
        seen = Seen(scope["method"], path, tuple(query), caller.id if caller else None, headers)
        return seen, caller

    def _answer(self, arrived: Seen, caller: ApiKey | None) -> dict[str, Any]:
        if caller is None:
            raise refusals.bad_key()
        route, ids = _route(arrived)
        accounts = tuple(self.world[project] for project in caller.projects)
        if route.path.startswith("v1/projects/"):
            accounts = (self._account(ids[0], caller),)
            ids = ids[1:]
        if route.scope and route.scope not in caller.grants:
            raise refusals.no_scope(route.scope)
        return route.answer(Ask(accounts, caller, self._now(), arrived.params, self.manner, ids))

    def _account(self, project: str, caller: ApiKey) -> Account:
        project_id = refusals.read_uuid(project)
        if project_id not in self.world:
            raise refusals.no_project()
        if project_id not in caller.projects:
            raise refusals.other_project()
        return self.world[project_id]

    def _now(self) -> datetime:
        return self.clock().astimezone(UTC)

    async def _refuse(self, send: Send, refusal: Refusal) -> None:
        if isinstance(refusal.body, str):
            headers = {"content-type": "text/plain; charset=utf-8", **refusal.headers}
            await self._send(send, refusal.status, refusal.body.encode(), headers)
            return
        request_id = str(UUID(int=next(self._ids)))
        filled = {k: request_id if v == TO_FILL else v for k, v in refusal.body.items()}
        headers = {"dg-request-id": request_id, **refusal.headers}
        await self._send(send, refusal.status, orjson.dumps(filled), headers)

    async def _send(self, send: Send, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        usual = {
            "content-type": "application/json",
            "content-length": str(len(body)),
            "date": format_datetime(self._now(), usegmt=True),
            "dg-request-id": str(UUID(int=next(self._ids))),
        }
        pairs = [(k.encode(), v.encode("latin-1")) for k, v in {**usual, **headers}.items()]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        await send({"type": "http.response.body", "body": body})


def simulate(
    clock: Clock,
    accounts: World | None = None,
    keys: Mapping[str, ApiKey] | None = None,
    manner: Manner | None = None,
) -> Simulation:
    """A Deepgram of these accounts (Acme's unless given) that takes these keys, by their secrets."""
    return Simulation(
        world() if accounts is None else accounts,
        clock,
        demo_keys() if keys is None else keys,
        manner or Manner(),
    )


def _route(arrived: Seen) -> tuple[Route, tuple[str, ...]]:
    parts = tuple(unquote(part) for part in arrived.path.strip("/").split("/"))
    for route in ROUTES:
        wanted = route.path.split("/")
        if len(wanted) == len(parts) and all(
            w in {p, "{}"} for w, p in zip(wanted, parts, strict=True)
        ):
            if arrived.method != "GET":
                raise refusals.no_method()
            return route, tuple(p for w, p in zip(wanted, parts, strict=True) if w == "{}")
    raise refusals.no_path()


async def _held(fault: Fault, receive: Receive) -> bool:
    """Wait as the fault says; False where the client went away first."""
    waits = asyncio.ensure_future(_wait(fault)), asyncio.ensure_future(_gone(receive))
    done, left = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in left:
        wait.cancel()
    return waits[0] in done


async def _wait(fault: Fault) -> None:
    await asyncio.sleep(fault.delay)
    if fault.until:
        await fault.until()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass

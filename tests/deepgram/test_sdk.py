"""What we send is what Deepgram's own SDK sends for the same question."""

import inspect
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

import httpx
import pytest
from deepgram import AsyncDeepgramClient
from deepgram.environment import DeepgramClientEnvironment
from deepgram.manage.v1.projects.billing.breakdown.client import AsyncBreakdownClient as Billing
from deepgram.manage.v1.projects.requests.client import AsyncRequestsClient as Requests
from deepgram.manage.v1.projects.usage.breakdown.client import AsyncBreakdownClient as Usage

from bot.books import Book, Grouping, Query
from bot.deepgram.calls import FEATURES, FILTERS
from bot.deepgram.client import PURCHASES, Deepgram
from bot.trouble import Trouble
from tests.deepgram.world import KEY, MON, PROJECT, WED, calling
from tests.fakes.deepgram_faults import Asked, FaultyDeepgram, Reply

SPAN = {"start": "2026-11-16", "end": "2026-11-19"}  # the day after the last
MOMENTS = {name: datetime.fromisoformat(f"{day}T00:00:00Z") for name, day in SPAN.items()}
FILTERED = (("diarize", "true"), ("endpoint", "listen"), ("redact", "false"), ("tag", "a b,c&é"))

Ours = Callable[[Deepgram], Awaitable[Any]]
Theirs = Callable[[Any], Awaitable[Any]]


def pages(*args: Any) -> Ours:
    return lambda it: it.pages(Query("main", *args), MON, WED)


SAME: dict[str, tuple[Ours, Theirs]] = {
    "usage": (pages(Book.USAGE), lambda sdk: sdk.usage.breakdown.get(PROJECT, **SPAN)),
    "usage, filtered": (
        pages(Book.USAGE, (Grouping.TAGS,), FILTERED),
        lambda sdk: sdk.usage.breakdown.get(
            PROJECT,
            **SPAN,
            grouping="tags",
            endpoint="listen",
            diarize=True,
            redact=False,
            tag="a b,c&é",
        ),
    ),
    "billing": (
        pages(Book.BILLING, (Grouping.TAGS, Grouping.LINE_ITEM), (("line_item", "sync::nova-3"),)),
        lambda sdk: sdk.billing.breakdown.list(
            PROJECT, **SPAN, grouping=["tags", "line_item"], line_item="sync::nova-3"
        ),
    ),
    "usage fields": (
        lambda it: it.usage_fields("main", MON, WED),
        lambda sdk: sdk.usage.fields.list(PROJECT, **SPAN),
    ),
    "billing fields": (
        lambda it: it.billing_fields("main", MON, WED),
        lambda sdk: sdk.billing.fields.list(PROJECT, **SPAN),
    ),
    "project": (lambda it: it.project("main"), lambda sdk: sdk.get(PROJECT)),
    "key": (lambda it: it.key("main", "k-1"), lambda sdk: sdk.keys.get(PROJECT, "k-1")),
    "members": (lambda it: it.members("main"), lambda sdk: sdk.members.list(PROJECT)),
    "models": (
        lambda it: it.models("main"),
        lambda sdk: sdk.models.list(PROJECT, include_outdated=True),
    ),
    "balances": (lambda it: it.balances("main"), lambda sdk: sdk.billing.balances.list(PROJECT)),
    "purchases": (
        lambda it: it.purchases("main"),
        lambda sdk: sdk.billing.purchases.list(PROJECT, limit=PURCHASES),
    ),
    "request": (
        lambda it: it.request("main", "r-1"),
        lambda sdk: sdk.requests.get(PROJECT, "r-1"),
    ),
    "log": (
        lambda it: anext(it.requests("main", MON, WED, (("status", "failed"), ("method", "sync")))),
        lambda sdk: sdk.requests.list(
            PROJECT, **MOMENTS, status="failed", method="sync", limit=1000, page=0
        ),
    ),
}


async def sdk_sends(fake: FaultyDeepgram, asking: Theirs) -> Asked:
    before = len(fake.requests)
    url = fake.url
    async with httpx.AsyncClient(trust_env=False) as http:
        where = DeepgramClientEnvironment(base=url, production=url, agent=url, agent_rest=url)
        sdk = AsyncDeepgramClient(api_key=KEY, environment=where, httpx_client=http)
        await asking(sdk.manage.v1.projects)
    return fake.requests[before]


def by_day(param: tuple[str, str]) -> tuple[str, str]:
    """For the log the SDK sends moments, where we send the days that begin then (as documented)."""
    return param[0], param[1].removesuffix("T00:00:00Z")


@pytest.mark.parametrize("question", SAME)
async def test_we_ask_as_the_sdk_asks(question: str) -> None:
    ours, theirs = SAME[question]
    async with calling(Reply(body={})) as (deepgram, fake):
        with suppress(Trouble):  # an empty answer is none, but the question has been asked
            await ours(deepgram)
        sent = fake.requests[0]
        expected = await sdk_sends(fake, theirs)

    assert (sent.method, sent.path) == (expected.method, expected.path)
    assert sorted(sent.params) == sorted(map(by_day, expected.params))
    assert sent.headers["authorization"] == expected.headers["authorization"]


async def test_both_lists_of_keys_are_asked_for_as_the_sdk_does() -> None:
    async with calling(Reply(body={"api_keys": []})) as (deepgram, fake):
        await deepgram.keys("main")
        sent = sorted(fake.requests, key=lambda it: it.params)
        expected = [
            await sdk_sends(fake, lambda sdk, status=status: sdk.keys.list(PROJECT, status=status))
            for status in ("active", "expired")
        ]

    assert [(it.path, it.params) for it in sent] == [(it.path, it.params) for it in expected]


def parameters(method: Callable[..., Any]) -> set[str]:
    ours = {"self", "project_id", "start", "end", "grouping", "request_options"}
    return set(inspect.signature(method).parameters) - ours


def test_the_allow_list_is_what_the_sdk_can_send() -> None:
    assert parameters(Usage.get) == FILTERS["usage"]
    assert parameters(Billing.list) == FILTERS["billing"]
    assert parameters(Requests.list) - {"limit", "page", "request_id"} == FILTERS["requests"]
    assert len(FEATURES) == 36

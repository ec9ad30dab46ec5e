"""Deepgram's own client reads the simulation, and finds the same figures in it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from deepgram import AsyncDeepgramClient
from deepgram.core.api_error import ApiError
from deepgram.environment import DeepgramClientEnvironment
from deepgram.errors import BadRequestError

from bot.demo import access, people
from bot.demo.world import ledger
from tests.demo.conftest import NOW

FRIDAY = datetime(2026, 11, 20, tzinfo=UTC)
WEEK = {"start": "2026-11-16", "end": "2026-11-22"}


def sdk(url: str, secret: str, http: httpx.AsyncClient) -> AsyncDeepgramClient:
    there = DeepgramClientEnvironment(base=url, production=url, agent=url, agent_rest=url)
    return AsyncDeepgramClient(api_key=secret, environment=there, httpx_client=http)


@pytest.fixture
async def manage(url: str) -> AsyncIterator[Any]:
    async with httpx.AsyncClient() as http:
        yield sdk(url, access.FULL, http).manage.v1


@pytest.fixture
def projects(manage: Any) -> Any:
    return manage.projects


def week():
    return [e for e in ledger(NOW, 8) if e.day.day <= 22]


def dec(number: float) -> Decimal:
    return Decimal(repr(number))


async def test_it_lists_the_project(projects):
    listed = await projects.list()
    one = await projects.get(people.ACME)

    assert [(p.project_id, p.name) for p in listed.projects] == [(people.ACME, "Acme Voice")]
    assert (one.name, one.mip_opt_out) == ("Acme Voice", False)


@pytest.mark.parametrize(
    "grouping",
    [None, "accessor", "endpoint", "feature_set", "models", "method", "tags", "deployment"],
)
async def test_its_usage_breakdown_adds_up_to_the_ledger(projects, grouping):
    grouped = {"grouping": grouping} if grouping else {}
    body = await projects.usage.breakdown.get(people.ACME, **WEEK, **grouped)

    assert sum(dec(row.hours) for row in body.results) == sum(e.hours for e in week())
    assert sum(dec(row.total_hours) for row in body.results) == sum(e.total_hours for e in week())
    assert sum(row.requests for row in body.results) == sum(e.requests for e in week())
    assert sum(row.tts_characters for row in body.results) == sum(e.characters for e in week())
    assert (body.resolution.units, body.resolution.amount) == ("day", 1)
    assert len({row.grouping.start for row in body.results}) == 7


async def test_its_filters_are_understood(projects):
    filters = {
        "endpoint": "listen",
        "method": "streaming",
        "deployment": "hosted",
        "tag": "support",
    }
    body = await projects.usage.breakdown.get(
        people.ACME, **WEEK, **filters, diarize=True, redact=False
    )
    kept = [
        e
        for e in week()
        if (e.endpoint, e.method, e.deployment) == ("listen", "streaming", "hosted")
        and "support" in e.tags
        and "diarize" in e.features
    ]

    assert sum(dec(row.hours) for row in body.results) == sum(e.hours for e in kept) > 0


async def test_its_tag_sets_are_those_of_the_ledger(projects):
    body = await projects.usage.breakdown.get(people.ACME, **WEEK, grouping="tags")

    assert {frozenset(row.grouping.tags or ()) for row in body.results} == {e.tags for e in week()}


async def test_its_deprecated_summary_keeps_the_days_as_extras(projects):
    body = await projects.usage.get(people.ACME, **WEEK)

    assert sum(dec(row["hours"]) for row in body.results) == sum(e.hours for e in week())


async def test_its_billing_breakdown_adds_up_to_the_ledger(projects):
    groupings = ["accessor", "deployment", "line_item", "tags"]
    body = await projects.billing.breakdown.list(people.ACME, **WEEK, grouping=groupings)
    expected = {
        (e.day.isoformat(), e.key, e.deployment, item, e.tags): usd
        for e in week()
        for item, usd in e.dollars
    }
    summed = sum((usd for e in week() for _, usd in e.dollars), Decimal(0))
    rows = {
        (g.start, g.accessor, g.deployment, g.line_item, frozenset(g.tags or ()))
        for g in (row.grouping for row in body.results)
    }

    assert sum(dec(row.dollars) for row in body.results) == summed
    assert rows == set(expected)


async def test_it_reads_the_names_in_the_figures(projects):
    usage = await projects.usage.fields.list(people.ACME, **WEEK)
    billing = await projects.billing.fields.list(people.ACME, **WEEK)

    assert "team:search" in usage.tags
    assert {m.model_id for m in usage.models} == {m for e in week() for m in e.models}
    assert billing.line_items["streaming::nova-3"] == "Nova-3 (Stream)"
    assert people.GATEWAY in billing.accessors


async def test_it_reads_keys_members_invites_and_scopes(projects):
    keys = await projects.keys.list(people.ACME, status="active")
    one = await projects.keys.get(people.ACME, people.WORKER)
    members = await projects.members.list(people.ACME)
    scopes = await projects.members.scopes.list(people.ACME, people.ANA.id)
    invites = await projects.members.invites.list(people.ACME)

    assert "prod gateway" in {item.api_key.comment for item in keys.api_keys}
    assert one.item.member.api_key.tags == ["eu-west"]
    assert {m.email for m in members.members} == {m.email for m in people.STAFF}
    assert scopes.scopes == ["owner"]
    assert [invite.email for invite in invites.invites] == ["lee@acme.example"]


async def test_it_reads_balances_and_purchases(projects):
    balances = (await projects.billing.balances.list(people.ACME)).balances
    one = await projects.billing.balances.get(people.ACME, balances[0].balance_id)
    orders = (await projects.billing.purchases.list(people.ACME, limit=2)).orders

    assert {b.units for b in balances} == {"usd", "hour"}
    assert one.amount == balances[0].amount
    assert len(orders) == 2


async def test_it_reads_models(projects, manage):
    usual = await projects.models.list(people.ACME)
    everything = await manage.models.list(include_outdated=True)
    one = await manage.models.get(usual.stt[0].uuid_)

    assert len(everything.stt) > len(usual.stt)
    assert "aura-2-thalia-en" in {model.canonical_name for model in usual.tts}
    assert one.uuid_ == usual.stt[0].uuid_


async def test_it_reads_the_request_log(projects):
    page = await projects.requests.list(
        people.ACME, limit=50, page=2, end=FRIDAY, status="succeeded"
    )
    lines = [line async for line in page] if hasattr(page, "__aiter__") else page.requests
    one = await projects.requests.get(people.ACME, lines[0].request_id)

    assert len(lines) == 50
    assert one.request.request_id == lines[0].request_id
    assert one.request.response["code"] == 200


async def test_its_errors_are_the_right_ones(app, url, projects):
    with pytest.raises(BadRequestError):
        await projects.usage.breakdown.get(people.ACME, start="16.11.2026")
    async with httpx.AsyncClient() as http:
        with pytest.raises(ApiError) as forbidden:
            await sdk(url, access.LIMITED, http).manage.v1.projects.billing.balances.list(
                people.ACME
            )
        with pytest.raises(ApiError) as unknown:
            await sdk(url, "nobody", http).manage.v1.projects.list()

    assert (forbidden.value.status_code, unknown.value.status_code) == (403, 401)
    assert "billing:read" in str(forbidden.value.body)

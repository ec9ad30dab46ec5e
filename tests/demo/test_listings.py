"""The lists of a project, and the ways in which sources say they may look."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.demo import access, people
from bot.demo.ask import Manner
from bot.demo.catalogue import MODELS
from bot.demo.world import ledger
from tests.demo.conftest import NOW, PROJECT, as_key, exact

WEEK = {"start": "2026-11-16", "end": "2026-11-22"}
USAGE = f"{PROJECT}/usage/breakdown"


async def get(deepgram, path, **params):
    answer = await deepgram.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return exact(answer)


def week():
    return [e for e in ledger(NOW, 8) if e.day.day <= 22]


async def test_a_key_sees_its_projects(deepgram):
    for secret, names in [
        (access.FULL, ["Acme Voice"]),
        (access.OTHER, ["Acme Labs"]),
        (access.BOTH, ["Acme Voice", "Acme Labs"]),
    ]:
        answer = await deepgram.get("/v1/projects", headers=as_key(secret))

        assert [project["name"] for project in answer.json()["projects"]] == names


async def test_the_second_project_has_its_own_figures(deepgram):
    path = USAGE.replace(people.ACME, people.LABS)
    labs = (await deepgram.get(path, params=WEEK, headers=as_key(access.BOTH))).json()
    acme = (await deepgram.get(USAGE, params=WEEK, headers=as_key(access.BOTH))).json()

    assert labs["results"]
    assert labs["results"] != acme["results"]


async def test_keys_are_listed_by_status_and_without_secrets(deepgram):
    everything = await get(deepgram, f"{PROJECT}/keys")
    active = await get(deepgram, f"{PROJECT}/keys", status="active")
    expired = await get(deepgram, f"{PROJECT}/keys", status="expired")

    assert len(active["api_keys"]) + len(expired["api_keys"]) == len(everything["api_keys"])
    assert [item["api_key"]["comment"] for item in expired["api_keys"]] == ["summer intern"]
    assert all("key" not in item["api_key"] for item in everything["api_keys"])


async def test_one_key_comes_in_either_shape(app, deepgram):
    item = (await get(deepgram, f"{PROJECT}/keys/{people.WORKER}"))["item"]
    app.manner = Manner(flat_key=True)
    flat = await get(deepgram, f"{PROJECT}/keys/{people.WORKER}")

    assert item["member"].pop("api_key") == flat["api_key"]
    assert item["member"] == flat["member"]
    assert flat["api_key"]["tags"] == ["eu-west"]


async def test_the_list_of_keys_may_lack_tags_and_expiry(app, deepgram):
    app.manner = Manner(key_details=False)
    items = (await get(deepgram, f"{PROJECT}/keys"))["api_keys"]

    assert {name for item in items for name in item["api_key"]} == {
        "api_key_id",
        "comment",
        "scopes",
        "created",
    }


async def test_members_have_the_scopes_that_they_are_listed_with(deepgram):
    for member in (await get(deepgram, f"{PROJECT}/members"))["members"]:
        scopes = await get(deepgram, f"{PROJECT}/members/{member['member_id']}/scopes")

        assert scopes["scopes"] == member["scopes"]


@pytest.mark.parametrize("path", ["/v1/models", f"{PROJECT}/models"])
async def test_retired_models_are_listed_on_request_only(deepgram, path):
    usual, everything = (
        await get(deepgram, path),
        await get(deepgram, path, include_outdated="true"),
    )
    names = {model["uuid"] for kind in usual.values() for model in kind}
    uuids = {model["uuid"] for kind in everything.values() for model in kind}

    assert uuids == {model.uuid for model in MODELS.values()}
    assert uuids - names == {model.uuid for model in MODELS.values() if model.outdated}
    assert (await get(deepgram, f"{path}/{min(uuids)}"))["uuid"] == min(uuids)


async def test_the_names_in_the_figures_are_those_of_the_days_asked_for(deepgram):
    usage = await get(deepgram, f"{PROJECT}/usage/fields", **WEEK)
    billing = await get(deepgram, f"{PROJECT}/billing/fields", **WEEK)
    billed = [e for e in week() if e.dollars]

    assert set(usage["tags"]) == {tag for e in week() for tag in e.tags}
    assert set(usage["features"]) == {feature for e in week() for feature in e.features}
    assert {model["model_id"] for model in usage["models"]} == {m for e in week() for m in e.models}
    assert set(usage["processing_methods"]) == {"sync", "async", "streaming"}
    assert set(billing["accessors"]) == {e.key for e in billed}
    assert set(billing["tags"]) == {tag for e in billed for tag in e.tags}
    assert set(billing["line_items"]) == {item for e in billed for item, _ in e.dollars}
    assert billing["line_items"]["streaming::nova-3"] == "Nova-3 (Stream)"


async def test_tags_may_be_marked_as_the_documents_show_them(app, deepgram):
    app.manner = Manner(marked_tags=True)

    assert "tag=support" in (await get(deepgram, f"{PROJECT}/usage/fields"))["tags"]


@pytest.mark.parametrize(
    ("untagged", "shown"), [("null", None), ("empty", []), ("absent", "absent")]
)
async def test_usage_without_tags_is_shown_in_each_way(app, deepgram, untagged, shown):
    app.manner = Manner(untagged=untagged)
    rows = (await get(deepgram, USAGE, grouping="tags", **WEEK))["results"]
    bare = [
        row["grouping"].get("tags", "absent") for row in rows if not row["grouping"].get("tags")
    ]

    assert len(bare) == 7
    assert all(value == shown for value in bare)


async def test_the_last_day_is_among_those_asked_for_or_not(app, deepgram):
    with_it = (await get(deepgram, USAGE, **WEEK))["results"]
    app.manner = Manner(end_included=False, newest_first=True)
    without = (await get(deepgram, USAGE, **WEEK))["results"]
    open_ended = (await get(deepgram, USAGE, start="2026-11-22"))["results"]

    assert with_it[:-1] == without[::-1]
    assert len(open_ended) == 2


async def test_models_of_a_row_may_be_one_bare_string(app, deepgram):
    app.manner = Manner(bare_models=True)
    rows = (await get(deepgram, USAGE, grouping="models", **WEEK))["results"]

    assert {type(row["grouping"]["models"]) for row in rows} == {str, list, type(None)}


async def test_a_contract_project_has_no_dollars_anywhere(app, deepgram):
    app.manner = Manner(contract=True)

    assert (await get(deepgram, f"{PROJECT}/billing/breakdown", **WEEK))["results"] == []
    assert (await get(deepgram, f"{PROJECT}/balances"))["balances"] == []
    logged = (await get(deepgram, f"{PROJECT}/requests", end="2026-11-20"))["requests"]
    assert all("usd" not in line["response"].get("details", {}) for line in logged)


@pytest.mark.parametrize("back", range(0, 500, 23))
async def test_what_is_left_is_what_was_bought_without_what_was_spent(app, deepgram, back):
    now = NOW - timedelta(days=back)
    app.clock = lambda: now
    dollars, hours = (await get(deepgram, f"{PROJECT}/balances"))["balances"]
    orders = {o["order_id"]: o for o in (await get(deepgram, f"{PROJECT}/purchases"))["orders"]}
    order = orders[dollars["purchase_order_id"]]
    since = datetime.fromisoformat(order["created"])
    spent = sum(
        (usd for e in ledger(now, (now - since).days + 1) for _, usd in e.dollars), Decimal(0)
    )

    assert dollars["amount"] == order["amount"] - spent > 0
    assert (hours["units"], dollars["units"]) == ("hour", "usd")
    assert datetime.fromisoformat(order["expiration"]) > now


async def test_credits_are_listed_newest_first_up_to_the_limit(deepgram):
    orders = (await get(deepgram, f"{PROJECT}/purchases", limit=3))["orders"]

    assert [order["created"] for order in orders] == sorted(
        (o["created"] for o in orders), reverse=True
    )
    assert len(orders) == 3


async def test_a_key_may_ask_who_it_is(deepgram):
    body = await get(deepgram, "/v1/auth/token")

    assert body == {
        "api_key_id": people.BOT,
        "scopes": ["admin"],
        "created": "2024-02-12T09:12:44.650430Z",
    }
    assert datetime.fromisoformat(body["created"]).tzinfo == UTC

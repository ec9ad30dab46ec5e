"""Which calls a question of each kind makes, and what comes of them."""

import asyncio
from typing import Any

import pytest
from pydantic import SecretStr

from bot.account import Key, Project
from bot.deadline import within
from bot.deepgram.client import Deepgram
from bot.deepgram.line import Account
from bot.trouble import Reason, Trouble
from tests.deepgram import bodies
from tests.deepgram.world import ACCOUNT, KEY, MON, NOW, PROJECT, USAGE, WED, breakdown, calling
from tests.fakes.deepgram_faults import Asked, Reply

UNSET = Account("main", SecretStr(KEY))
AT = f"/v1/projects/{PROJECT}"


def everything(**changed: Reply) -> dict[str, Reply]:
    """A Deepgram that has one of each; `changed` by the last piece of the path."""
    script = {
        "/v1/projects": Reply(body=bodies.PROJECTS),
        AT: Reply(body=bodies.PROJECT_BODY),
        "usage/breakdown": Reply(body=breakdown()),
        "usage/fields": Reply(body=bodies.USAGE_FIELDS),
        "billing/fields": Reply(body=bodies.BILLING_FIELDS),
        "/keys": Reply(body=bodies.KEYS),
        f"/keys/{bodies.ID}": Reply(body=bodies.KEY),
        "/members": Reply(body=bodies.MEMBERS),
        "/models": Reply(body=bodies.MODELS),
        "/balances": Reply(body=bodies.BALANCES),
        "/purchases": Reply(body=bodies.PURCHASES),
        "/requests/r-1": Reply(body=bodies.REQUEST),
        "/auth/token": Reply(body=bodies.TOKEN),
        "": Reply(404, {"category": "NOT_FOUND", "message": "no such thing"}),
    }
    return script | {path.replace("__", "/"): reply for path, reply in changed.items()}


async def test_a_project_that_is_given_needs_no_call_to_be_found() -> None:
    async with calling(everything()) as (deepgram, fake):
        await deepgram.pages(USAGE, MON, WED)

    assert fake.paths() == [f"{AT}/usage/breakdown"]


async def test_the_only_project_of_a_key_is_found_once() -> None:
    async with calling(everything(), UNSET) as (deepgram, fake):
        await deepgram.pages(USAGE, MON, WED)
        await deepgram.pages(USAGE, MON, WED)

        assert await deepgram.project("main") == Project(PROJECT, "Voice")
    assert fake.paths() == ["/v1/projects", *[f"{AT}/usage/breakdown"] * 2]


async def test_a_project_that_is_gone_is_looked_for_again() -> None:
    gone = Reply(404, {"err_code": "PROJECT_NOT_FOUND"})
    async with calling({**everything(), "usage/breakdown": gone}, UNSET) as (deepgram, fake):
        for _ in range(2):
            with pytest.raises(Trouble):
                await deepgram.pages(USAGE, MON, WED)

    assert fake.paths().count("/v1/projects") == 2


async def test_who_waits_while_another_looks_for_the_project_waits_no_longer_than_allowed() -> None:
    async with calling(Reply(never=True), UNSET) as (deepgram, fake):
        slow = asyncio.create_task(deepgram.project("main"))
        await fake.until(lambda it: it.open == 1)
        with within(0.2), pytest.raises(Trouble) as caught:
            await deepgram.project("main")
        slow.cancel()

    assert caught.value.reason is Reason.TOO_SLOW
    assert len(fake.requests) == 1


async def failed(projects: list[dict[str, Any]]) -> Trouble:
    script = {"/v1/projects": Reply(body={"projects": projects})}
    async with calling(script, UNSET) as (deepgram, _):
        with pytest.raises(Trouble) as caught:
            await deepgram.pages(USAGE, MON, WED)
    return caught.value


async def test_no_project_and_several_are_told_apart() -> None:
    assert (await failed([])).reason is Reason.NO_PROJECT

    several = await failed([{"project_id": f"p-{n}", "name": f"Team {n}"} for n in range(7)])
    assert several.reason is Reason.SEVERAL_PROJECTS
    assert several.facts["projects"] == (
        "Team 0 p-0, Team 1 p-1, Team 2 p-2, Team 3 p-3, Team 4 p-4 and 2 more"
    )


async def test_a_project_with_a_hostile_name_is_named_without_its_tricks() -> None:
    evil = {"project_id": "p-1", "name": "a\u202e\n\x1b[31m" + "b" * 500}
    several = await failed([evil, {"project_id": "p-2", "name": "x"}])

    assert several.facts["projects"] == "a[31m" + "b" * 35 + " p-1, x p-2"


async def test_two_accounts_use_their_own_keys_and_projects() -> None:
    other = Account("other", SecretStr(KEY[::-1]), "p-2")
    async with calling({"": Reply(body=bodies.BALANCES)}, ACCOUNT, other) as (deepgram, fake):
        await deepgram.balances("main")
        await deepgram.balances("other")

    assert deepgram.accounts == ("main", "other")
    assert [(it.path, it.headers["authorization"]) for it in fake.requests] == [
        (f"{AT}/balances", f"Token {KEY}"),
        ("/v1/projects/p-2/balances", f"Token {KEY[::-1]}"),
    ]


async def test_accounts_share_no_cookies() -> None:
    async with calling(Reply(body=bodies.BALANCES, headers={"set-cookie": "a=b"})) as (
        deepgram,
        fake,
    ):
        await deepgram.balances("main")
        await deepgram.balances("main")

    assert all("cookie" not in each.headers for each in fake.requests)


@pytest.mark.parametrize("what", ["members", "models", "balances", "purchases"])
async def test_a_list_takes_one_call(what: str) -> None:
    async with calling(everything()) as (deepgram, fake):
        found = await getattr(deepgram, what)("main")

    assert found
    assert fake.paths() == [f"{AT}/{what}"]


async def test_keys_are_active_and_expired_ones_each_once() -> None:
    def by_status(asked: Asked) -> Reply:
        extra = {"api_key": {**bodies.API_KEY, "api_key_id": "old"}}
        expired = asked.params == (("status", "expired"),)
        return Reply(body={"api_keys": [*bodies.KEYS["api_keys"], *([extra] if expired else [])]})

    async with calling(by_status) as (deepgram, fake):
        found = await deepgram.keys("main")

    assert [key.id for key in found] == [bodies.ID, "old"]
    assert sorted(each.params for each in fake.requests) == [
        (("status", "active"),),
        (("status", "expired"),),
    ]


async def test_one_key_and_one_request_are_read_by_id() -> None:
    async with calling(everything()) as (deepgram, _):
        key = await deepgram.key("main", bodies.ID)
        request = await deepgram.request("main", "r-1")

        assert (key.comment, request.id) == ("checkout", "r-1")
        for asking in (deepgram.key("main", "nope"), deepgram.request("main", "nope")):
            with pytest.raises(Trouble, match="There is no such"):
                await asking


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_the_keys_own_scopes_are_told_or_not(status: int) -> None:
    async with calling(everything()) as (deepgram, _):
        assert await deepgram.token("main") == ("usage:read",)
    async with calling(Reply(status)) as (deepgram, _):
        assert await deepgram.token("main") is None
    async with calling(Reply(401)) as (deepgram, _):
        with pytest.raises(Trouble, match="refused the bot's API key"):
            await deepgram.token("main")


async def names(deepgram: Deepgram) -> Any:
    return await deepgram.names("main", MON, WED)


async def test_all_names_are_read_side_by_side() -> None:
    async with calling(everything()) as (deepgram, fake):
        found = await names(deepgram)

    assert found.project == Project(PROJECT, "Voice")
    assert found.tags == ("dev", "production")
    assert set(found.keys) == {bodies.ID, bodies.OTHER_ID}
    assert found.keys[bodies.OTHER_ID] == Key(bodies.OTHER_ID, deleted=True)
    assert found.models["2-nova"].name == "enhanced-general"
    assert found.line_items == {"streaming::nova-3": "Nova - 3 (Stream)"}
    assert (found.missing, found.read_at) == ({}, NOW)
    assert sorted({path.removeprefix(AT) for path in fake.paths()}) == [
        "",
        "/billing/fields",
        "/keys",
        "/models",
        "/usage/fields",
    ]
    assert all(
        each.params == (("start", "2026-11-16"), ("end", "2026-11-19"))
        for each in fake.requests
        if each.path.endswith("/fields")
    )


async def test_each_list_of_names_fails_alone() -> None:
    for path, part in {
        "usage/fields": "tags",
        "billing/fields": "line_items",
        "/keys": "keys",
        "/models": "models",
    }.items():
        async with calling({**everything(), path: Reply(403)}) as (deepgram, _):
            found = await names(deepgram)

        assert set(found.missing) == {part}
        assert "lacks the scope" in found.missing[part]


async def test_a_key_without_any_scope_names_nothing_and_says_so() -> None:
    async with calling(Reply(403)) as (deepgram, _):
        found = await names(deepgram)

    assert set(found.missing) == {"tags", "keys", "models", "line_items"}
    assert found.project == Project(PROJECT, ""), "its name is not known"


async def test_names_without_a_project_are_trouble() -> None:
    async with calling(Reply(401), UNSET) as (deepgram, fake):
        with pytest.raises(Trouble) as caught:
            await names(deepgram)

    assert caught.value.reason is Reason.KEY_REFUSED
    assert len(fake.requests) == 1

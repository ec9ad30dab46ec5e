"""The stand-in's Web API, called by Slack's own client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import wall
from bot.demo.slack.keys import Keys
from bot.demo.slack.people import ANA, BOT, GIL, PRIYA, RANDOM, SCOPES, SPEECH
from bot.demo.slack.stand_in import StandIn, stand_in
from bot.demo.slack.workspace import TOKEN, Refusal
from bot.demo.turning import Turning

MANIFEST = yaml.safe_load(Path("manifest.yml").read_text())
VIEW = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": []}


@asynccontextmanager
async def client_of(slack: StandIn, token: str = TOKEN) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(
            token=token, base_url=slack.api_url, session=session, retry_handlers=[]
        )


@pytest.fixture
async def made() -> AsyncIterator[tuple[AsyncWebClient, StandIn]]:
    async with stand_in(Turning(wall)) as slack, client_of(slack) as client:
        yield client, slack


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response["error"]


async def test_a_message_is_posted_changed_and_deleted(made) -> None:
    client, slack = made
    posted = await client.chat_postMessage(
        channel=SPEECH.id, text="one", metadata={"event_type": "e", "event_payload": {"id": "1"}}
    )
    ts = posted["ts"]
    await client.chat_update(channel=SPEECH.id, ts=ts, text="two")
    [told] = (await client.conversations_history(channel=SPEECH.id))["messages"]
    await client.chat_delete(channel=SPEECH.id, ts=ts)

    assert told["text"] == "two"
    assert told["metadata"]["event_payload"] == {"id": "1"}
    assert (await client.conversations_history(channel=SPEECH.id))["messages"] == []
    assert slack.api.workspace.visible(ANA.id) == []


async def test_a_persons_id_leads_to_their_messages(made) -> None:
    client, slack = made
    await client.chat_postMessage(channel=PRIYA.id, text="for you")
    opened = await client.conversations_open(users=PRIYA.id)

    assert opened["channel"]["id"] == PRIYA.dm
    assert [said.text for said in slack.api.workspace.visible(PRIYA.id)] == ["for you"]
    assert slack.api.workspace.visible(ANA.id) == []


async def test_profiles_say_who_is_an_admin_and_who_a_guest(made) -> None:
    client, _ = made
    ana = (await client.users_info(user=ANA.id, include_locale=True))["user"]
    gil = (await client.users_info(user=GIL.id))["user"]

    assert (ana["is_admin"], ana["is_restricted"], ana["tz"]) == (True, False, "Europe/Berlin")
    assert (gil["is_admin"], gil["is_restricted"]) == (False, True)
    assert ana["locale"] == "en-GB"
    assert "locale" not in gil


@pytest.mark.parametrize(
    ("method", "args", "word"),
    [
        ("chat.postMessage", {"channel": "C0", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": SPEECH.id}, "no_text"),
        ("chat.postMessage", {"channel": SPEECH.id, "blocks": [{}] * 51}, "invalid_blocks"),
        (
            "chat.postMessage",
            {"channel": SPEECH.id, "blocks": [{"type": "data_table"}, {"type": "table"}]},
            "only_one_table_allowed",
        ),
        (
            "chat.postEphemeral",
            {"channel": RANDOM.id, "user": GIL.id, "text": "x"},
            "user_not_in_channel",
        ),
        ("chat.update", {"channel": SPEECH.id, "ts": "1.1", "text": "x"}, "message_not_found"),
        ("users.info", {"user": "U0"}, "user_not_found"),
        ("views.open", {"trigger_id": "1.2.3", "view": VIEW}, "invalid_trigger_id"),
        ("views.publish", {"user_id": ANA.id, "view": VIEW}, "invalid_arguments"),
        ("views.update", {"view_id": "V0", "view": VIEW}, "not_found"),
        ("files.info", {"file": "F0"}, "file_not_found"),
        ("no.such", {}, "unknown_method"),
    ],
)
async def test_it_refuses_what_slack_refuses_in_slacks_words(made, method, args, word) -> None:
    client, _ = made

    assert await refused(client.api_call(method, json=args)) == word


async def test_another_token_opens_nothing(made) -> None:
    _, slack = made
    async with client_of(slack, "xoxb-other") as client:
        assert await refused(client.auth_test()) == "invalid_auth"


async def test_the_bot_is_told_the_scopes_that_its_manifest_asks_for(made) -> None:
    client, _ = made
    answer = await client.auth_test()

    assert answer["user_id"] == BOT
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) <= set(SCOPES)
    assert answer.headers["x-oauth-scopes"] == ",".join(SCOPES)


async def test_views_are_stacked_three_deep_and_known_by_their_hash(made) -> None:
    client, slack = made
    keys, views = slack.api.keys, slack.api.views
    first = (await client.views_open(trigger_id=keys.trigger(ANA.id), view=VIEW))["view"]
    for _ in range(2):
        await client.views_push(trigger_id=keys.trigger(ANA.id), view=VIEW)
    again = client.views_push(trigger_id=keys.trigger(ANA.id), view=VIEW)
    assert await refused(again) == "push_limit_reached"

    await client.views_update(view_id=first["id"], hash=first["hash"], view=VIEW)
    late = client.views_update(view_id=first["id"], hash=first["hash"], view=VIEW)
    assert await refused(late) == "hash_conflict"
    assert {view["root_view_id"] for view in views.stacks[ANA.id]} == {first["id"]}


def test_a_trigger_works_once_and_for_three_seconds() -> None:
    at = [0.0]
    keys = Keys(now=lambda: at[0])
    first, second = keys.trigger(ANA.id), keys.trigger(ANA.id)
    assert keys.pull(first).person == ANA.id
    with pytest.raises(Refusal, match="exchanged_trigger_id"):
        keys.pull(first)
    at[0] = 3.1
    with pytest.raises(Refusal, match="expired_trigger_id"):
        keys.pull(second)


def test_a_response_url_works_five_times_within_half_an_hour() -> None:
    at = [0.0]
    keys = Keys(now=lambda: at[0])
    often, late = keys.hook(ANA.id, SPEECH.id), keys.hook(ANA.id, SPEECH.id)
    for _ in range(5):
        keys.use(often)
    with pytest.raises(Refusal, match="used_url"):
        keys.use(often)
    at[0] = 1_801
    with pytest.raises(Refusal, match="expired_url"):
        keys.use(late)


async def test_a_response_url_answers_one_or_all_replaces_and_deletes(made) -> None:
    _, slack = made
    workspace, keys = slack.api.workspace, slack.api.keys
    async with aiohttp.ClientSession() as http:

        async def post(key: str, **body: Any) -> int:
            async with http.post(f"{slack.api.url}/hooks/{key}", json=body) as answer:
                return answer.status

        key = keys.hook(ANA.id, SPEECH.id, "/dgusage x")
        assert await post(key, text="mine") == 200
        assert await post(key, text="ours", response_type="in_channel") == 200
        [mine, ours] = workspace.visible(ANA.id)
        of_mine = keys.hook(ANA.id, SPEECH.id, message_ts=mine.ts)
        assert await post(of_mine, text="changed", replace_original=True) == 200
        changed = [said.text for said in workspace.visible(ANA.id)]
        assert await post(of_mine, delete_original=True) == 200
        assert await post("unknown", text="x") == 404
        assert await post(key, text="") == 400

    assert (mine.only_for, ours.only_for) == (ANA.id, "")
    assert changed == ["changed", "ours"]
    assert [said.text for said in workspace.visible(PRIYA.id)] == ["ours"]

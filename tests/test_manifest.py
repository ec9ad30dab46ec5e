"""The manifest is what the app does: all of it is listened to, and each scope is used."""

import ast
import inspect
import json
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest
import yaml
from slack_sdk.web import async_client

from bot.question.model import Question, Standpoint, Vocabulary
from bot.question.read import read
from bot.slack import shortcuts, workflow
from tests.docs_tables import VARIANTS, Variant
from tests.fakes.slack import BOT, FakeSlack
from tests.fakes.slack_rules import METHOD_SCOPES
from tests.slack.world import World, known, served

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "manifest.yml").read_text("utf-8")
MANIFEST: dict[str, Any] = yaml.safe_load(TEXT)
SCHEMA = ROOT / "../shared/reference/slack-manifest-schema.json"
FEATURES, SETTINGS = MANIFEST["features"], MANIFEST["settings"]
SCOPES = set(MANIFEST["oauth_config"]["scopes"]["bot"])
OPTIONAL = set(MANIFEST["oauth_config"]["scopes"]["bot_optional"])
EVENTS: list[str] = SETTINGS["event_subscriptions"]["bot_events"]

# The scope that each event needs; https://docs.slack.dev/reference/events
EVENT_SCOPES = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "app_uninstalled": "",
    "tokens_revoked": "",
    "function_executed": "",
    "app_context_changed": "assistant:write",
    "agent_session_stopped": "assistant:write",
}
# An event of each kind, as Slack sends it.
EVENT_BODIES: dict[str, dict[str, Any]] = {
    "app_home_opened": {"type": "app_home_opened", "tab": "home"},
    "app_mention": {"type": "app_mention", "channel": "C0GENERAL", "text": f"<@{BOT}> hours"},
    "message.im": {"type": "message", "channel": "D0ANA0001", "channel_type": "im"},
}
# What the SDK calls by itself, for Socket Mode; it uses the app-level token.
BY_THE_SDK = {"apps.connections.open"}


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's schema is not here")
def test_slack_s_own_schema_finds_nothing_wrong() -> None:
    jsonschema.validate(MANIFEST, json.loads(SCHEMA.read_text("utf-8")))


MORE = [variant for variant in VARIANTS if variant.workflow or variant.agent]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.path.stem)
def test_each_other_manifest_is_made_from_this_one(variant: Variant) -> None:
    assert variant.path.read_text("utf-8") == variant.text(), "run make docs"


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's schema is not here")
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.path.stem)
def test_slack_s_own_schema_finds_nothing_wrong_with_the_others(variant: Variant) -> None:
    jsonschema.validate(yaml.safe_load(variant.text()), json.loads(SCHEMA.read_text("utf-8")))


def test_the_step_of_workflows_is_what_slack_needs_of_one() -> None:
    manifest = yaml.safe_load(Variant(workflow=True).text())

    assert [*manifest["functions"]] == [workflow.STEP]
    step = manifest["functions"][workflow.STEP]
    assert [*step["input_parameters"]["properties"]] == ["question"]
    assert {n: p["type"] for n, p in step["output_parameters"]["properties"].items()} == {
        "text": "string",
        "number": "number",
    }
    assert manifest["settings"]["org_deploy_enabled"] is True
    assert manifest["settings"]["function_runtime"] == "remote"
    assert "function_executed" in manifest["settings"]["event_subscriptions"]["bot_events"]


def test_what_cannot_be_undone_or_shuts_guests_out_is_not_in_this_one() -> None:
    assert SETTINGS["org_deploy_enabled"] is False
    assert "functions" not in MANIFEST
    assert "agent_view" not in FEATURES
    assert "assistant:write" not in SCOPES


def test_the_agent_view_s_examples_are_questions() -> None:
    view = yaml.safe_load(Variant(agent=True).text())["features"]["agent_view"]
    at = Standpoint(datetime(2026, 11, 23, tzinfo=UTC), ZoneInfo("UTC"))

    assert len(view["agent_description"]) <= 300
    for prompt in view["suggested_prompts"]:
        assert isinstance(read(prompt["message"], at, Vocabulary()), Question)


@pytest.mark.parametrize("variant", MORE, ids=lambda variant: variant.path.stem)
async def test_each_further_event_is_listened_to(variant: Variant, world: World) -> None:
    events = yaml.safe_load(variant.text())["settings"]["event_subscriptions"]["bot_events"]

    for event in {*events} - {*EVENTS}:
        done = await world.sender.event({"type": event, "function_execution_id": "Fx1"})
        assert done.status == 200, event
    assert not world.slack.refused


def test_texts_are_within_slack_s_limits() -> None:
    shown = MANIFEST["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    for shortcut in FEATURES["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
    for command in FEATURES["slash_commands"]:
        assert re.fullmatch(r"/[a-z_-]{1,31}", command["command"])
        assert len(command["usage_hint"]) <= 1000


def test_every_address_is_the_one_endpoint_over_https() -> None:
    urls = set(re.findall(r"(?:url|request_url|menu_options_url): (\S+)", TEXT))

    assert {url.removeprefix("https://dgusage.example.com") for url in urls} == {"/slack/events"}


def test_each_scope_says_what_it_is_for() -> None:
    for scope in SCOPES:
        assert re.search(rf"- {re.escape(scope)}  # [\w/@]+", TEXT), scope


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with FakeSlack() as slack:
        slack.scopes = SCOPES
        slack.people["U0ANA0001"] = {}
        slack.members["C0GENERAL"] |= {BOT, "U0ANA0001"}
        async with served(slack) as found:
            yield await known(found)


@pytest.mark.parametrize("command", [each["command"] for each in FEATURES["slash_commands"]])
async def test_each_command_is_listened_to(world: World, command: str) -> None:
    done = await world.sender.command("hours today", command=command)

    assert done.status == 200
    assert await world.slack.until(lambda: world.slack.answers(done.key))


# After these there is nobody left to answer; tests/access/test_leaving.py has what they do.
FAREWELLS = ("app_uninstalled", "tokens_revoked")


@pytest.mark.parametrize("event", FAREWELLS)
async def test_a_farewell_is_listened_to(world: World, event: str) -> None:
    done = await world.sender.event({"type": event, "tokens": {"bot": [BOT]}})

    assert (done.status, event in EVENTS) == (200, True)


@pytest.mark.parametrize("event", [event for event in EVENTS if event not in FAREWELLS])
async def test_each_event_is_listened_to_and_answered_with_the_scopes_that_we_have(
    world: World, event: str
) -> None:
    done = await world.sender.event({**world.sender.said("hours today"), **EVENT_BODIES[event]})

    assert done.status == 200
    assert await world.slack.until(lambda: world.slack.posted)
    assert not world.slack.refused


async def test_each_shortcut_is_listened_to(world: World) -> None:
    assert {s["callback_id"] for s in FEATURES["shortcuts"]} == {shortcuts.AGAIN, shortcuts.ASK}
    for shortcut in FEATURES["shortcuts"]:
        kind = {"global": "shortcut", "message": "message_action"}[shortcut["type"]]
        body = world.sender.press_body("none", "")
        done = await world.sender.interact(
            {**body, "type": kind, "callback_id": shortcut["callback_id"]}
        )
        assert done.status == 200, shortcut


async def test_buttons_are_listened_to_as_interactivity_is_on(world: World) -> None:
    assert SETTINGS["interactivity"]["is_enabled"]
    assert (await world.sender.press("ask:0", "hours today")).status == 200


@pytest.mark.parametrize("action", ["ask1:by_key", "ask0:old", "csv1:", "link:x", "gone:9"])
async def test_each_kind_of_button_is_listened_to(world: World, action: str) -> None:
    assert (await world.sender.press(action, "hours today")).status == 200
    assert not world.slack.refused


async def test_an_answer_is_shared_with_the_scopes_that_we_have(world: World) -> None:
    await world.sender.press("share1:", "hours today")

    shared = await world.slack.until(
        lambda: [p for p in world.slack.posted if p.via == "chat.postMessage"]
    )
    assert "you asked: hours today" in shared[0].text
    assert not world.slack.refused


async def test_the_modal_opens_offers_and_is_sent_with_the_scopes_that_we_have(
    world: World,
) -> None:
    await world.sender.press("change1:", "hours today")
    (view,) = await world.slack.until(lambda: world.slack.views)

    offered = await world.sender.type("sup")
    sent = await world.sender.submit(view, {})

    assert (offered.status, json.loads(offered.body)["options"][0]["value"]) == (200, "sup")
    assert (sent.status, sent.body) == (200, "")
    assert await world.slack.until(lambda: world.slack.posted)
    assert not world.slack.refused


@cache
def _sdk_methods() -> dict[str, str]:
    """Each of the client's functions and the Web API method that it calls."""
    called = re.compile(r'(\w+).*?self\.api_call\(\s*"([a-zA-Z.]+)"', re.DOTALL)
    functions = inspect.getsource(async_client).split("    async def ")[1:]
    return {found[1]: found[2] for each in functions if (found := called.match(each))}


def _called_in(path: Path) -> Iterator[str]:
    """The Web API methods that a file calls, by function or by name."""
    methods = _sdk_methods()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in methods and "_" in node.func.attr:
            yield methods[node.func.attr]
        elif node.func.attr == "api_call":
            assert isinstance(node.args[0], ast.Constant), f"{path}: which method?"
            yield str(node.args[0].value)


def _called() -> set[str]:
    return {method for path in (ROOT / "bot").rglob("*.py") for method in _called_in(path)}


def test_the_search_for_calls_finds_them() -> None:
    assert {"auth.test", "users.info", "chat.postMessage", "views.publish"} <= _called()


def test_every_method_that_is_called_has_a_scope() -> None:
    for method in _called() | BY_THE_SDK:
        needed = METHOD_SCOPES[method]
        assert not needed or (SCOPES | OPTIONAL | {"assistant:write"}).intersection(needed), (
            f"{method} needs one of {needed}"
        )


def test_no_scope_is_asked_for_that_is_not_used() -> None:
    by_methods = {scope for method in _called() for scope in METHOD_SCOPES[method]}
    by_events = {EVENT_SCOPES[event] for event in EVENTS}
    by_commands = {"commands"} if FEATURES["slash_commands"] else set()

    assert by_methods | by_events | by_commands >= SCOPES

"""How long each ack takes is measured where the request comes in, by what Slack sent."""

import math
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import wall
from bot.course import Onlookers
from bot.metrics import ACKS, Metrics
from bot.slack.door import kind
from tests.command.test_watching import value
from tests.fakes.slack import BOT, FakeSlack
from tests.slack.world import ACCESS, World, known, served, surroundings

ANA = "U0ANA0001"
Acked = list[tuple[str, float]]


@pytest.fixture
def acked() -> Acked:
    return []


@pytest.fixture
async def world(slack: FakeSlack, acked: Acked) -> AsyncIterator[World]:
    onlookers = Onlookers(acked=lambda kind, seconds: acked.append((kind, seconds)))
    async with served(slack, around=surroundings(onlookers=onlookers)) as found:
        yield await known(found)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        fake.people[ANA] = {"tz": "Europe/Berlin", "locale": "en-GB"}
        fake.members["C0GENERAL"] |= {BOT, ANA}
        yield fake


async def test_each_request_of_slack_is_measured_by_its_kind(world: World, acked: Acked) -> None:
    sender = world.sender
    await sender.command("hours")
    await sender.mention("hours")
    await sender.press("ask:0", "hours")
    await sender.type("supp")
    await sender.submit({"callback_id": "none", "private_metadata": "", "blocks": []}, {})

    assert [what for what, _ in acked][:4] == ["command", "event", "interaction", "options"]
    assert {what for what, _ in acked} <= set(ACKS)
    assert all(seconds >= 0 for _, seconds in acked)


async def test_what_is_refused_is_no_ack(world: World, acked: Acked) -> None:
    await world.sender.raw(b"{}", {})
    await world.sender.raw(b"{}", {"x-slack-signature": "v0=0", "x-slack-request-timestamp": "1"})
    foreign = await world.sender.command("hours", team_id="T0OTHER01")

    assert foreign.status == 403
    assert acked == []


async def test_by_socket_mode_it_is_measured_as_well(slack: FakeSlack, acked: Acked) -> None:
    onlookers = Onlookers(acked=lambda kind, seconds: acked.append((kind, seconds)))
    access = replace(ACCESS, app_token="xapp-1")
    async with served(slack, access, surroundings(onlookers=onlookers)) as world:
        await known(world)
        await slack.until(lambda: slack.sockets, 30)
        fields = world.sender.command_fields("hours")
        envelope = await slack.push("slash_commands", fields)
        await slack.until(lambda: envelope in slack.acks, 30)

    assert [what for what, _ in acked] == ["command"]


async def test_how_far_our_clock_is_off_is_learned_from_verified_requests(slack: FakeSlack) -> None:
    ahead = surroundings(clock=lambda: wall() + timedelta(seconds=90))
    async with served(slack, around=ahead) as world:
        await known(world)
        guard = world.edge.guard
        assert guard is not None
        assert math.isnan(guard.skew)

        await replace(world.sender, clock=wall).command("hours")

    assert 89 <= guard.skew <= 140


def test_every_kind_is_one_of_those_that_are_shown_from_the_start() -> None:
    bodies = (
        {"command": "/dgusage"},
        {"type": "event_callback"},
        {"type": "block_actions"},
        {"type": "block_suggestion"},
        {"type": "view_submission"},
        {"type": "view_closed"},
        {"type": "shortcut"},
        {"type": "something new"},
        {},
    )
    assert {kind(body) for body in bodies} == set(ACKS)


def test_the_histogram_tells_a_slow_ack_from_a_quick_one() -> None:
    metrics = Metrics()
    metrics.acked("command", 0.004)
    metrics.acked("command", 1.5)

    assert value(metrics, "dgusage_ack_seconds_count", kind="command") == 2
    assert value(metrics, "dgusage_ack_seconds_bucket", kind="command", le="0.005") == 1
    assert value(metrics, "dgusage_ack_seconds_bucket", kind="command", le="1.0") == 1
    assert value(metrics, "dgusage_ack_seconds_bucket", kind="command", le="2.0") == 2
    assert value(metrics, "dgusage_ack_seconds_count", kind="event") == 0

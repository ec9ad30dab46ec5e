"""Socket Mode is the same door: same answers, same once, and a dead socket is noticed and replaced."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.slack.door import Said
from bot.slack.edge import Access
from bot.slack.socket import Pace, Socket
from bot.slack.web import web_client, web_session
from tests.fakes.slack import TOKEN, FakeSlack
from tests.fakes.slack_faults import not_ok
from tests.slack.world import ACCESS, World, served

APP_TOKEN = "xapp-of-the-fake"
BOTH = replace(ACCESS, app_token=APP_TOKEN)


@pytest.fixture
async def world(slack: FakeSlack) -> AsyncIterator[World]:
    async with served(slack, BOTH) as found:
        await slack.until(lambda: slack.sockets)
        yield found


async def test_a_command_by_socket_is_acked_and_answered_as_by_http(world: World) -> None:
    fields = world.sender.command_fields("hours today")
    envelope = await world.slack.push("slash_commands", fields, accepts_response_payload=True)
    await world.slack.until(lambda: envelope in world.slack.acks)
    (answer,) = await world.slack.until(lambda: world.slack.answers(fields["trigger_id"]))

    assert world.slack.acks[envelope] is None
    assert answer.text == "you asked: hours today"


async def test_events_and_buttons_come_by_socket_too(world: World) -> None:
    spoken = world.sender.said("hours", type="message", channel="D0ANA0001", channel_type="im")
    await world.slack.push("events_api", world.sender.event_body(spoken))
    await world.slack.push("interactive", world.sender.press_body("ask:0", "by key"))
    await world.slack.until(lambda: len(world.slack.posted) == 2)

    assert {p.text for p in world.slack.posted} == {"you asked: hours", "you asked: by key"}


async def test_what_came_by_http_and_comes_again_by_socket_is_answered_once(world: World) -> None:
    done = await world.sender.command("hours", trigger_id="1.2.same")
    envelope = await world.slack.push(
        "slash_commands", world.sender.command_fields("hours", trigger_id="1.2.same")
    )
    await world.slack.until(lambda: envelope in world.slack.acks)
    await world.edge.tasks.drain(40)

    assert len(world.slack.answers(done.key)) == 1


async def test_another_workspace_s_envelope_is_not_acked(world: World) -> None:
    foreign = await world.slack.push(
        "slash_commands", world.sender.command_fields("hours", team_id="T0OTHER01")
    )
    ours = await world.slack.push("slash_commands", world.sender.command_fields("hours"))
    await world.slack.until(lambda: ours in world.slack.acks)

    assert foreign not in world.slack.acks


async def test_a_socket_alone_needs_no_signing_secret(slack: FakeSlack) -> None:
    async with served(slack, Access(TOKEN, app_token=APP_TOKEN)) as world:
        await slack.until(lambda: slack.sockets)
        fields = world.sender.command_fields("hours")
        await slack.push("slash_commands", fields)
        await slack.until(lambda: slack.answers(fields["trigger_id"]))

        assert (await world.sender.command("hours")).status == 404


@asynccontextmanager
async def _socket(slack: FakeSlack, dead: float = 30) -> AsyncIterator[Socket]:
    """A socket that looks after itself at a quick pace, with a door that lets everybody in.

    `dead` leaves a slow machine the time to connect in.
    """

    async def admit(body: object, nonce: object) -> Said:
        return Said(200)

    async with web_session() as session:
        client = web_client(TOKEN, slack.api_url, session)
        socket = Socket(client, APP_TOKEN, admit, Pace(ping=0.05, look=0.02, dead=dead, late=0))
        socket.open()
        try:
            yield socket
        finally:
            await socket.close()


async def _acked(slack: FakeSlack) -> None:
    envelope = await slack.push("slash_commands", {"command": "/dgusage"})
    await slack.until(lambda: envelope in slack.acks)


async def test_a_lost_socket_shows_and_is_back_as_soon_as_slack_lets_us(slack: FakeSlack) -> None:
    async with _socket(slack) as socket:
        await slack.until(lambda: slack.sockets)
        await _acked(slack)
        up = await socket.check()
        slack.fail("apps.connections.open", *[not_ok("internal_error")] * 1000)
        await slack.sockets[-1].close()
        await slack.until(lambda: len(slack.called("apps.connections.open")) >= 2)
        down = await socket.check()
        slack.heal()
        await slack.until(lambda: len(slack.sockets) == 2)
        await _acked(slack)

        assert up.ok
        assert not down.ok
        assert down.says.startswith("not connected for")
        assert (await socket.check()).ok


async def test_a_client_that_stays_dead_is_thrown_away_for_a_new_one(slack: FakeSlack) -> None:
    """As when the SDK's own monitor has died: the old client never connects again by itself."""
    async with _socket(slack, dead=2) as socket:
        await slack.until(lambda: slack.sockets)
        await _acked(slack)
        client = socket.client
        assert client is not None
        client.auto_reconnect_enabled = client.default_auto_reconnect_enabled = False
        client.current_session_monitor.cancel()
        await slack.sockets[-1].close()
        await slack.until(lambda: len(slack.sockets) == 2)

        assert socket.client is not client
        await _acked(slack)


async def test_when_slack_asks_to_move_nothing_is_lost(slack: FakeSlack) -> None:
    async with _socket(slack) as socket:
        await slack.until(lambda: slack.sockets)
        await slack.sockets[-1].send_json({"type": "disconnect", "reason": "refresh_requested"})
        await slack.until(lambda: len(slack.sockets) == 2)
        await _acked(slack)

        assert (await socket.check()).ok

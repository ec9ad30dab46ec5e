"""What a plain Bolt app does wrong, each shown on one (the control), and that ours does not.

The numbers are those of the measurements that the design rests on: F6 a retry posts twice, F7
limits are mishandled, F10 replays are taken, F11 acks are lost, F12 Slack is asked before the ack,
F13 acked work dies with the process. F8 and F9 (forged requests) are in test_hostile.py.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import structlog.testing
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.payload import Asked
from bot.slack.seam import Reply
from tests.fakes.slack import SECRET, TOKEN, FakeSlack
from tests.fakes.slack_faults import dropped, hang, limited
from tests.fakes.slack_sender import Sender
from tests.slack.world import World, known, running, served


@asynccontextmanager
async def _bare(slack: FakeSlack, app: AsyncApp) -> AsyncIterator[Sender]:
    async with (
        running(AsyncSlackRequestHandler(app)) as url,
        httpx.AsyncClient(timeout=10) as http,
    ):
        yield Sender(slack, url, http)


def _app(slack: FakeSlack) -> AsyncApp:
    return AsyncApp(client=AsyncWebClient(TOKEN, slack.api_url), signing_secret=SECRET)


async def test_f6_an_answer_lost_on_the_way_is_posted_once(world: World) -> None:
    naive = AsyncWebClient(TOKEN, world.slack.api_url)
    world.slack.fail("chat.postMessage", dropped(commit=True))
    await naive.chat_postMessage(channel="C0GENERAL", text="naive")
    world.slack.fail("chat.postMessage", dropped(commit=True))
    await world.sender.mention("hours")
    await world.slack.until(lambda: len(world.slack.posted) == 3)
    await world.edge.tasks.drain(40)

    texts = [posted.text for posted in world.slack.posted]
    assert texts == ["naive", "naive", "you asked: hours"]


async def test_f7_a_limit_in_strange_words_is_survived(world: World) -> None:
    naive = AsyncWebClient(
        TOKEN, world.slack.api_url, retry_handlers=[AsyncRateLimitErrorRetryHandler()]
    )
    world.slack.fail("chat.postMessage", limited("soon"))
    with pytest.raises((ValueError, SlackApiError)):
        await naive.chat_postMessage(channel="C0GENERAL", text="naive")
    world.slack.fail("chat.postMessage", limited("999999"))
    await world.sender.mention("hours")

    (answer,) = await world.slack.until(lambda: world.slack.posted)
    assert (answer.via, answer.text) == ("chat.postEphemeral", "you asked: hours")


async def test_f9_nothing_is_logged_of_a_body_at_the_lowest_level(
    world: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither by Bolt, nor by the SDK, nor the HTTP client that follows a response_url."""
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as lines:
        async with httpx.AsyncClient(timeout=10) as http:
            quiet = Sender(world.slack, world.url, http)
            done = await quiet.command("tag:secret-project")
            await world.slack.until(lambda: world.slack.answers(done.key))
            await quiet.mention("tag:secret-project")
            await world.slack.until(lambda: len(world.slack.posted) == 2)
            await quiet.press("old:button", "tag:secret-project")
            await world.slack.until(lambda: len(world.slack.posted) == 3)

    everything = f"{caplog.text}{lines}{''.join(capfd.readouterr())}"
    for canary in ("secret-project", "/hooks/", TOKEN, SECRET, done.key):
        assert canary not in everything


async def test_f10_a_replay_is_refused(slack: FakeSlack, world: World) -> None:
    app, heard = _app(slack), []

    @app.command("/dgusage")
    async def listen(ack: object) -> None:
        heard.append(1)
        await ack()

    async with _bare(slack, app) as naive:
        for sender in (naive, world.sender):
            body, headers = _signed(sender)
            statuses = [(await sender.raw(body, headers)).status for _ in range(2)]
            assert statuses == ([200, 200] if sender is naive else [200, 401])

    assert len(heard) == 2


def _signed(sender: Sender) -> tuple[bytes, dict[str, str]]:
    from urllib.parse import urlencode

    from tests.fakes.slack_sender import FORM, signing

    body = urlencode(sender.command_fields("hours")).encode()
    return body, {"Content-Type": FORM, **signing(body, sender.clock())}


async def test_f11_a_listener_that_fails_right_after_its_ack_has_acked(
    slack: FakeSlack, world: World
) -> None:
    app = _app(slack)

    @app.command("/dgusage")
    async def listen(ack: object) -> None:
        await ack("hi")
        raise ZeroDivisionError

    app._async_listeners[0].ack_timeout = 0.1  # as 3 s, only sooner

    async def fails(asked: Asked) -> Reply:
        raise ZeroDivisionError

    world.responder.answer = fails
    async with _bare(slack, app) as naive:
        assert (await naive.command("hours")).status == 404
    done = await world.sender.command("hours")
    (answer,) = await slack.until(lambda: slack.answers(done.key))
    assert done.status == 200
    assert "fault of the bot" in answer.text


async def test_f12_slack_is_never_asked_before_an_ack(slack: FakeSlack) -> None:
    """Not even at the first request; the control asks once for each request until one is told."""
    app = _app(slack)
    app.command("/dgusage")(_ack)
    slack.fail("auth.test", *[hang()] * 20)
    async with _bare(slack, app) as naive:
        waiting = asyncio.gather(*(naive.command("hours") for _ in range(20)))
        await slack.until(lambda: len(slack.called("auth.test")) == 20)
        assert not waiting.done()
        slack.heal()
        await asyncio.gather(waiting, return_exceptions=True)

    async with served(slack) as world:
        await known(world)
        before = len(slack.calls)
        for method in ("auth.test", "users.info", "response_url"):
            slack.fail(method, *[hang()] * 100)
        acks = await asyncio.gather(*(world.sender.command("hours") for _ in range(20)))
        assert [ack.status for ack in acks] == [200] * 20
        slack.heal()
    assert "auth.test" not in [method for method, _ in slack.calls[before:]]


async def test_f11_bolt_does_not_look_for_acks_in_intervals(world: World) -> None:
    """By default it does every 10 ms, which is what each ack then takes; see bench_ack.py."""
    app = world.edge.door.app

    assert app is not None
    assert app.process_before_response


async def _ack(ack: object) -> None:
    await ack()


@pytest.mark.parametrize(("whose", "answers"), [("bare", 0), ("ours", 1)])
async def test_f13_an_acked_question_outlives_sigterm(
    slack: FakeSlack, whose: str, answers: int
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.slack.serving",
        whose,
        slack.api_url,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    slack.fail("users.info", hang())
    async with httpx.AsyncClient(timeout=20) as http:
        done = await Sender(slack, url, http).command("hours")
        await slack.until(lambda: slack.called("users.info"))
    process.send_signal(signal.SIGTERM)
    gone = asyncio.create_task(process.communicate())
    await _closed(url) if whose == "ours" else await gone
    slack.heal()
    await gone

    assert done.status == 200
    assert len(slack.answers(done.key)) == answers


async def _closed(url: str) -> None:
    """Until nobody can come in any more."""
    async with asyncio.timeout(40), httpx.AsyncClient() as http:
        while True:
            try:
                await http.get(f"{url}/healthz")
            except httpx.HTTPError:
                return

"""Nobody gets in: thousands of forged and malformed requests, and what a bare Bolt does with them."""

import asyncio
import json
import logging
import random
from typing import Any

import httpx
import pytest
import structlog.testing
import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.clock import wall
from tests.fakes.slack import SECRET
from tests.slack.hostile import CANARY, KINDS, form, signed
from tests.slack.world import World, running

EACH = 56  # requests of each kind; all kinds together make 2,000
LOG_BYTES = 200  # of one refusal

Answered = tuple[int, bytes]


async def _sent(http: httpx.AsyncClient, url: str, kind: str, rng: random.Random) -> Answered:
    body, headers = KINDS[kind](rng, wall())
    answer = await http.post(url, content=body, headers=headers)
    return answer.status_code, answer.content


async def test_two_thousand_hostile_requests_come_to_nothing(
    world: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    rng, url = random.Random(7), f"{world.url}/slack/events"
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as lines:
        answers = {
            kind: {await _sent(world.sender.http, url, kind, rng) for _ in range(EACH)}
            for kind in KINDS
        }

    assert len(KINDS) * EACH >= 2000
    assert set().union(*answers.values()) == {(400, b""), (401, b""), (413, b"")}, answers
    assert not world.responder.asked
    assert not world.slack.posted
    logged = [json.dumps(line) for line in lines]
    assert max(map(len, logged)) <= LOG_BYTES - len(', "timestamp": "2026-11-25T01:02:03.123456Z"')
    everything = "".join((*logged, *(r.getMessage() for r in _ours(caplog)), *capfd.readouterr()))
    assert CANARY not in everything
    assert "Traceback" not in everything


def _ours(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What the bot's side logs; the client of this test talks too."""
    return [r for r in caplog.records if not r.name.startswith(("httpx", "httpcore", "aiohttp"))]


async def test_a_bare_bolt_app_fails_the_same_requests(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The control: five hundreds, tracebacks, and whole bodies in the log."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-x")

    caplog.set_level(logging.INFO)
    bare = AsyncSlackRequestHandler(AsyncApp(signing_secret=SECRET, authorize=authorize))
    async with running(bare) as url, httpx.AsyncClient(timeout=10) as http:
        rng = random.Random(7)
        answers = [await _sent(http, f"{url}/slack/events", kind, rng) for kind in KINDS]

    assert [status for status, _ in answers].count(500) >= 5
    assert CANARY in caplog.text
    assert "Traceback" in caplog.text


def _mangled(value: Any, rng: random.Random) -> Any:
    """A body with one of its values, at any depth, turned into something else."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(sorted(value))
        return {**value, key: _mangled(value[key], rng)}
    if isinstance(value, list) and value and rng.random() < 0.7:
        return [_mangled(value[0], rng), *value[1:]]
    return rng.choice([None, True, 7, 1e300, "", "x" * 300, [], [7], {}, {"id": 7}, [[]]])


async def test_a_signed_body_of_any_shape_is_answered_and_never_with_a_fault_of_ours(
    world: World,
) -> None:
    rng, sender = random.Random(11), world.sender
    spoken = sender.said("hours", type="app_mention", channel="C0GENERAL")
    seeds = (sender.event_body(spoken), sender.press_body("ask:0", "hours"))
    statuses = set()
    for number in range(600):
        body = _mangled(_mangled(seeds[number % 2], rng), rng)
        done = await sender.json(body) if number % 4 < 2 else await sender.interact(body)
        statuses.add(done.status)

    assert {200, 400} <= statuses <= {200, 400, 401, 403, 404}


async def test_the_right_signature_gets_in_to_the_second(world: World) -> None:
    for number, off in enumerate((-299, 299, 0)):
        body, headers = signed(form(random.Random(number)) + b"&team_id=T0HOME001", wall(), off)
        answer = await world.sender.http.post(
            f"{world.url}/slack/events", content=body, headers=headers
        )

        assert answer.status_code == 200


async def _status(url: str, headers: list[tuple[bytes, bytes]], pieces: int) -> bytes:
    """The status of a chunked request of so many pieces, read while it is still being written."""
    reader, writer = await asyncio.open_connection("127.0.0.1", httpx.URL(url).port)
    head = b"".join(b"%s: %s\r\n" % header for header in headers)
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n")
    for _ in range(pieces):
        writer.write(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
    status = (await reader.readline()).split()[1]
    writer.close()
    return status


async def test_a_body_that_says_it_is_too_large_is_not_waited_for(world: World) -> None:
    _, headers = signed(b"", wall())

    assert await _status(world.url, [*headers, (b"Content-Length", b"99999999")], 0) == b"413"


async def test_a_body_of_unsaid_length_is_cut_off_once_it_is_too_large(world: World) -> None:
    _, headers = signed(b"", wall())

    assert await _status(world.url, [*headers, (b"Transfer-Encoding", b"chunked")], 54) == b"413"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/slack/events"), ("PUT", "/slack/events"), ("POST", "/"), ("GET", "/.env")],
)
async def test_nothing_else_is_there(world: World, method: str, path: str) -> None:
    answer = await world.sender.http.request(method, world.url + path)

    assert (answer.status_code, answer.content) == (404, b"")


async def test_an_empty_secret_is_no_secret() -> None:
    from bot.slack.guard import Guard

    with pytest.raises(ValueError, match="empty"):
        Guard("", lambda *_: None)


def test_the_world_is_served_by_uvicorn_as_in_production(world: World) -> None:
    assert isinstance(world.server, uvicorn.Server)

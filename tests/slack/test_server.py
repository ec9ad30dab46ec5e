"""What those who run the bot see of it, and how it stops."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from bot.slack.payload import Asked
from bot.slack.seam import Reply
from bot.slack.server import Check, Health, Server
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_faults import not_ok, status
from tests.slack.world import World, known, reply, running, served, surroundings


async def _nothing() -> None: ...


@asynccontextmanager
async def _server(**checks: Check) -> AsyncIterator[httpx.AsyncClient]:
    app = Server(None, checks, lambda: b"# HELP up\n", _nothing, _nothing)
    async with running(app) as url, httpx.AsyncClient(base_url=url) as http:
        yield http


async def _fine() -> Health:
    return Health(ok=True)


async def test_it_is_ready_when_all_it_needs_is() -> None:
    async def degraded() -> Health:
        return Health(ok=True, says="degraded: refused")

    async with _server(slack=_fine, redis=degraded) as http:
        answer = await http.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "checks": {"slack": "ok", "redis": "degraded: refused"},
    }


async def test_it_is_not_when_one_says_no_fails_or_says_nothing() -> None:
    async def no() -> Health:
        return Health(ok=False, says="invalid_auth")

    async def fails() -> Health:
        raise OSError("redis://:secret@host")

    async def hangs() -> Health:
        await asyncio.Event().wait()
        return Health(ok=True)

    async with _server(slack=no, redis=fails, deepgram=hangs, clock=_fine) as http:
        answer = await http.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "checks": {
            "slack": "invalid_auth",
            "redis": "failed",
            "deepgram": "no answer",
            "clock": "ok",
        },
    }


async def test_it_lives_and_is_measured() -> None:
    async with _server() as http:
        alive, measured = await http.get("/healthz"), await http.get("/metrics")

    assert (alive.status_code, alive.text) == (200, "ok")
    assert measured.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert measured.text == "# HELP up\n"


async def test_without_a_signing_secret_there_is_no_endpoint_for_slack() -> None:
    async with _server() as http:
        assert (await http.post("/slack/events", content=b"x")).status_code == 404


async def test_until_slack_says_who_we_are_it_lives_but_is_not_ready(slack: FakeSlack) -> None:
    slack.fail("auth.test", not_ok("invalid_auth"))
    async with served(slack) as world:
        http = world.sender.http
        await slack.until(lambda: slack.called("auth.test"))
        await _says(world, "invalid_auth")
        early = await world.sender.command("hours")
        alive = await http.get(f"{world.url}/healthz")
        assert (early.status, alive.status_code) == (503, 200)

        await known(world)
        ready = await http.get(f"{world.url}/readyz")
        late = await world.sender.command("hours")
        assert (ready.status_code, late.status) == (200, 200)


async def _says(world: World, word: str) -> None:
    async with asyncio.timeout(40):
        while (await world.edge.check()).says != word:
            answer = await world.sender.http.get(f"{world.url}/readyz")
            assert answer.status_code == 503
            assert not json.loads(answer.text)["ready"]


async def test_slack_s_faults_at_the_start_are_outlived(slack: FakeSlack) -> None:
    slack.fail("auth.test", status(500), status(429))
    async with served(slack) as world:
        await known(world)

        assert world.edge.identity is not None
        assert world.edge.identity.scopes == tuple(sorted(slack.scopes))


async def test_what_was_acked_before_the_stop_is_answered_before_the_end(
    slack: FakeSlack,
) -> None:
    may_answer = asyncio.Event()

    async def slow(asked: Asked) -> Reply:
        await may_answer.wait()
        return reply(f"late: {asked.text}")

    async with served(slack, around=surroundings(drain=40)) as world:
        await known(world)
        world.responder.answer = slow
        keys = [(await world.sender.command(f"hours {n}")).key for n in range(20)]
        stopping = asyncio.create_task(world.stop())
        await asyncio.wait({stopping}, timeout=0)
        may_answer.set()
        await stopping

    assert [len(slack.answers(key)) for key in keys] == [1] * 20


async def test_what_cannot_be_answered_before_the_end_is_told_so(slack: FakeSlack) -> None:
    async def never(asked: Asked) -> Reply:
        await asyncio.Event().wait()
        return reply("")

    async with served(slack) as world:
        await known(world)
        world.responder.answer = never
        keys = [(await world.sender.command(f"hours {n}")).key for n in range(5)]
        await world.stop()

    for key in keys:
        (answer,) = slack.answers(key)
        assert "being restarted" in answer.text

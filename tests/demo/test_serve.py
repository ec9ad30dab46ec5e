"""The simulation over real sockets: its controls, what it remembers, how it starts and stops."""

import asyncio
import time

import httpx
import pytest

from bot.demo import access, faults, people
from bot.demo.faults import Fault
from bot.demo.serve import running
from tests.demo.conftest import NOW, PROJECT, as_key

USAGE = f"{PROJECT}/usage/breakdown"


async def test_what_was_asked_is_remembered_without_the_secret(app, deepgram):
    await deepgram.get(USAGE, params={"grouping": "tags", "tag": "ios app"})
    await deepgram.get(USAGE, headers=as_key("wrong"))
    first, second = app.seen

    assert (first.method, first.path) == ("GET", USAGE)
    assert first.params == (("grouping", "tags"), ("tag", "ios app"))
    assert (first.key, second.key) == (people.BOT, None)
    assert "authorization" not in first.headers
    assert (app.asked("/usage/breakdown"), app.asked("/keys")) == (2, 0)


async def test_every_answer_has_an_id_of_its_own_and_the_simulations_date(deepgram):
    answers = [await deepgram.get("/v1/projects") for _ in range(3)]

    assert len({answer.headers["dg-request-id"] for answer in answers}) == 3
    assert {answer.headers["date"] for answer in answers} == {
        NOW.strftime("%a, %d %b %Y %H:%M:%S GMT")
    }


@pytest.mark.parametrize(
    ("fault", "status", "sign"),
    [
        (faults.limited(7, times=2), 429, "TOO_MANY_REQUESTS"),
        (faults.down(times=2), 503, "error_code"),
        (faults.gateway(504, times=2), 504, "<html>"),
        (Fault(200, b'{"results": [', times=2), 200, '{"results": ['),
    ],
)
async def test_a_fault_strikes_its_path_so_often_and_then_no_more(
    app, deepgram, fault, status, sign
):
    app.faults.set("*/usage/breakdown", fault)
    elsewhere = await deepgram.get(f"{PROJECT}/keys")
    struck = [await deepgram.get(USAGE) for _ in range(2)]
    after = await deepgram.get(USAGE)

    assert elsewhere.status_code == after.status_code == 200
    assert [answer.status_code for answer in struck] == [status] * 2
    assert all(sign in answer.text for answer in struck)
    assert after.json()["results"]


async def test_a_limit_says_when_to_come_back(app, deepgram):
    app.faults.set("*", faults.limited(7))
    answer = await deepgram.get(USAGE)
    app.faults.clear()

    assert answer.headers["retry-after"] == "7"
    assert answer.json()["request_id"]
    assert (await deepgram.get(USAGE)).status_code == 200


async def test_an_answer_can_be_held_back_until_it_is_let_go(app, deepgram):
    arrived, let_go = asyncio.Event(), asyncio.Event()

    async def gate() -> None:
        arrived.set()
        await let_go.wait()

    app.faults.set("*/keys", Fault(until=gate))
    asking = asyncio.create_task(deepgram.get(f"{PROJECT}/keys"))
    await arrived.wait()

    assert not asking.done()
    let_go.set()
    assert (await asking).json()["api_keys"]


async def test_a_delay_is_longer_than_a_client_waits(app, deepgram):
    app.faults.set("*/keys", Fault(delay=30))

    with pytest.raises(httpx.ReadTimeout):
        await deepgram.get(f"{PROJECT}/keys", timeout=0.05)


async def test_a_body_can_be_cut_short(app, deepgram):
    app.faults.set("*/keys", Fault(200, b'{"api', {"content-length": "5000"}))

    with pytest.raises(httpx.RemoteProtocolError):
        await deepgram.get(f"{PROJECT}/keys")


async def test_it_stops_at_once_and_quietly_even_while_it_answers(app, caplog):
    arrived = asyncio.Event()

    async def for_ever() -> None:
        arrived.set()
        await asyncio.Event().wait()

    app.faults.set("*", Fault(until=for_ever))
    async with httpx.AsyncClient(headers=as_key(access.FULL)) as client:
        async with running(app) as base:
            asking = asyncio.create_task(client.get(base + USAGE))
            await arrived.wait()
            leaving = time.perf_counter()
        took = time.perf_counter() - leaving

        with pytest.raises(httpx.TransportError):
            await asking
        with pytest.raises(httpx.ConnectError):
            await client.get(base + USAGE)
    assert took < 0.5
    assert not caplog.records


async def test_an_app_that_does_not_notice_is_cancelled():
    arrived, cancelled = asyncio.Event(), asyncio.Event()

    async def deaf(scope, receive, send):
        arrived.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    async with httpx.AsyncClient() as client, running(deaf) as base:
        asking = asyncio.create_task(client.get(base))
        await arrived.wait()
    await cancelled.wait()

    with pytest.raises(httpx.TransportError):
        await asking


async def test_a_port_can_be_asked_for_and_must_be_free(app, url):
    taken = httpx.URL(url).port

    with pytest.raises(OSError, match="address already in use"):
        async with running(app, taken):
            pass


async def test_many_questions_at_once_are_all_answered(app, deepgram):
    answers = await asyncio.gather(
        *(
            deepgram.get(USAGE, params={"start": "2026-11-16", "grouping": "tags"})
            for _ in range(20)
        )
    )

    assert {answer.text for answer in answers} == {answers[0].text}
    assert app.asked("/usage/breakdown") == 20

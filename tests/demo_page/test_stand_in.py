"""The stand-in for Slack over plain HTTP: who sees what, and who may do what."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.demo.slack.people import ANA, GIL, PRIYA, RANDOM, SPEECH
from bot.demo.turning import Turning
from tests.demo_page.world import NOW, Visitor, demo


@pytest.fixture
async def made() -> AsyncIterator[tuple[Visitor, Turning]]:
    async with demo() as run, httpx.AsyncClient(timeout=20) as http:
        yield Visitor(run.url, http), run.clock


async def test_a_command_is_answered_to_who_asked_alone(made) -> None:
    ana, _ = made
    priya = Visitor(ana.url, ana.http, PRIYA.id)
    async with ana.looking() as seen, priya.looking() as other:
        assert await ana.do("say", text="/dgusage cost by tag last week") == {}
        answer = (await seen.until("message"))["message"]
        await priya.do("say", text="hello")
        heard = (await other.until("message"))["message"]

    assert answer["ephemeral"] is True
    assert answer["asked"] == "/dgusage cost by tag last week"
    assert "$" in answer["text"]
    assert any(block["type"] == "data_table" for block in answer["blocks"])
    assert heard["text"] == "hello"  # and nothing came to her before


async def test_a_mention_is_answered_in_its_thread_for_all(made) -> None:
    ana, _ = made
    priya = Visitor(ana.url, ana.http, PRIYA.id)
    async with priya.looking() as seen:
        await ana.do("say", text="@dgusage how much did support use last week?")
        asked = (await seen.until("message", user=ANA.id))["message"]
        answer = (await seen.until("message", thread_ts=asked["ts"]))["message"]

    assert "hours" in answer["text"]
    assert answer["ephemeral"] is False


async def test_a_direct_message_is_answered_and_stays_between_the_two(made) -> None:
    ana, _ = made
    async with ana.looking() as seen:
        await ana.do("say", channel=ANA.dm, text="requests by key yesterday")
        answer = (await seen.until("message", channel=ANA.dm, user="U0DGUSAGE1"))["message"]
    refused = await Visitor(ana.url, ana.http, PRIYA.id).do("say", channel=ANA.dm, text="x")

    assert answer["thread_ts"] == ""
    assert refused == {"fault": "not_in_channel"}


async def test_what_is_unclear_has_a_button_that_asks_what_was_meant(made) -> None:
    ana, _ = made
    async with ana.looking() as seen:
        await ana.do("say", text="/dgusage tag:suport last week")
        unclear = (await seen.until("message"))["message"]
        row = next(block for block in unclear["blocks"] if block["type"] == "actions")
        first = row["elements"][0]
        ids = {"block_id": row["block_id"], "action_id": first["action_id"]}
        assert await ana.do("act", ts=unclear["ts"], **ids) == {}
        answer = (await seen.until("message"))["message"]

    assert first["value"].startswith("tag:support")
    assert "hours of audio" in answer["text"]


async def test_a_button_that_is_not_there_cannot_be_pressed(made) -> None:
    ana, _ = made
    async with ana.looking() as seen:
        await ana.do("say", text="/dgusage help")
        shown = (await seen.until("message"))["message"]
    block = shown["blocks"][0]["block_id"]

    invented = await ana.do("act", ts=shown["ts"], block_id=block, action_id="ask:0")
    of_another = await Visitor(ana.url, ana.http, PRIYA.id).do(
        "act", ts=shown["ts"], block_id=block, action_id="ask:0"
    )

    assert invented == {"fault": "no_such_element"}
    assert of_another == {"fault": "message_not_found"}


async def test_home_shows_what_the_bot_publishes(made) -> None:
    ana, _ = made
    async with ana.looking() as seen:
        await ana.do("home", tab="home")
        home = await seen.until("home")

    assert home["view"]["type"] == "home"
    assert home["view"]["blocks"]


@pytest.mark.parametrize(
    ("text", "thread", "said"),
    [
        ("/usage last week", "", "/usage is not a valid command"),
        ("/dgusage help", "1.000001", "not supported in threads"),
    ],
)
async def test_what_slack_does_not_take_it_says_itself(made, text, thread, said) -> None:
    ana, _ = made
    async with ana.looking() as seen:
        await ana.do("say", text=text, thread_ts=thread)
        hint = (await seen.until("message"))["message"]

    assert said in hint["text"]
    assert hint["user"] == "USLACKBOT"
    assert hint["ephemeral"] is True


async def test_only_oneself_can_dismiss_what_only_oneself_sees(made) -> None:
    ana, _ = made
    async with ana.looking() as seen:
        await ana.do("say", text="/dgusage help")
        shown = (await seen.until("message"))["message"]
        other = await Visitor(ana.url, ana.http, PRIYA.id).do("dismiss", ts=shown["ts"])
        await ana.do("dismiss", ts=shown["ts"])
        await seen.until("gone", ts=shown["ts"])

    assert other == {"fault": "message_not_found"}


async def test_a_guest_sees_one_channel_only(made) -> None:
    ana, _ = made
    gil = Visitor(ana.url, ana.http, GIL.id)
    async with gil.looking() as seen:
        everything = await seen.until("all")

    assert [c["id"] for c in everything["channels"]] == [SPEECH.id, GIL.dm]
    assert await gil.do("say", channel=RANDOM.id, text="hi") == {"fault": "not_in_channel"}


async def test_the_clock_moves_for_the_bot_and_its_figures_too(made) -> None:
    ana, clock = made
    async with ana.looking() as seen:
        moved = await ana.do("clock", step="monday")
        told = await seen.until("clock")
        await ana.do("say", text="/dgusage hours yesterday")
        answer = (await seen.until("message"))["message"]

    assert moved["now"] == told["now"] == "2026-11-30T08:00:00+00:00"  # 09:00 in Berlin
    assert clock() > NOW
    assert "29 Nov 2026" in answer["text"]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1.evil.example:{port}", "127.0.0.1:1"]
)
async def test_it_answers_to_its_own_name_only(made, host: str) -> None:
    ana, _ = made
    port = str(httpx.URL(ana.url).port)

    foreign = await ana.http.get(ana.url, headers={"host": host.format(port=port)})
    own = await ana.http.get(ana.url, headers={"host": f"localhost:{port}"})

    assert foreign.status_code == 421
    assert own.status_code == 200
    assert "script-src 'self'" in own.headers["content-security-policy"]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
async def test_nothing_is_taken_from_another_page(made, origin: str) -> None:
    ana, _ = made
    given = {"as": ANA.id, "channel": SPEECH.id, "text": "x"}

    answer = await ana.post("say", given, origin=origin)

    assert answer.status_code == 403


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"as": "U1"}', b'{"as": 7}', b"\xff"])
async def test_a_strange_body_is_refused_in_words(made, body: bytes) -> None:
    ana, _ = made
    answer = await ana.http.post(f"{ana.url}/do/say", content=body, headers={"origin": ana.url})

    assert answer.status_code == 200
    assert answer.json()["fault"]


async def test_all_that_the_page_loads_is_here(made) -> None:
    ana, _ = made
    front = (await ana.http.get(ana.url)).text
    kinds = {"/page.js": "javascript", "/page.css": "css", "/icon.svg": "svg"}
    for path, kind in kinds.items():
        found = await ana.http.get(f"{ana.url}{path}")
        assert kind in found.headers["content-type"]
        assert path in front
    assert "://" not in front
    assert (await ana.http.get(f"{ana.url}/../serve.py")).status_code == 404


async def test_a_page_that_is_closed_is_forgotten(made) -> None:
    ana, _ = made
    async with ana.looking() as seen:
        await seen.until("all")
    await asyncio.gather(*(ana.do("say", text=f"number {n}") for n in range(20)))
    async with ana.looking() as seen:
        everything = await seen.until("all")

    assert len(everything["messages"]) == 20
    assert len({one["ts"] for one in everything["messages"]}) == 20


async def test_a_digest_posts_when_the_clock_is_moved_to_its_time(made) -> None:
    ana, _ = made
    async with ana.looking() as seen:
        await ana.do("say", text="/dgusage digest cost by tag yesterday every day at 09:30")
        created = (await seen.until("message"))["message"]
        await ana.do("clock", step="day")
        post = (await seen.until("message", ephemeral=False))["message"]

    assert "09:30" in created["text"]
    assert post["user"] == "U0DGUSAGE1"
    assert post["channel"] == SPEECH.id
    assert "$" in post["text"]

"""Every fault that Deepgram can have, from a real server: what comes out, after how many calls, how soon."""

import asyncio
import gzip
import random
import socket
from typing import Any

import pytest

from bot.books import Book, Query
from bot.deadline import within
from bot.deepgram.client import Deepgram
from bot.deepgram.exchange import connection
from bot.deepgram.line import Account
from bot.trouble import Reason, Trouble
from tests.deepgram.world import (
    ACCOUNT,
    KEY,
    MON,
    NOW,
    USAGE,
    WED,
    breakdown,
    calling,
    usage_row,
)
from tests.fakes.deepgram_faults import Reply, Script

GOOD = Reply(body=breakdown([usage_row("2026-11-16", 42)]))
WHOLE = GOOD.content()
HTML = b"<html><body><h1>Bad gateway</h1> CANARY</body></html>"


async def outcome(script: Script, seconds: float = 5) -> tuple[Any, int, float]:
    """What asking for three days comes to, how many calls that took, and how many seconds."""
    loop = asyncio.get_running_loop()
    async with calling(script) as (deepgram, fake):
        started = loop.time()
        with within(seconds):
            try:
                found: Any = await deepgram.pages(USAGE, MON, WED)
            except Trouble as trouble:
                found = trouble
        return found, len(fake.requests), loop.time() - started


async def test_a_good_answer_takes_one_call_with_the_key_and_nothing_else_of_ours() -> None:
    async with calling(GOOD) as (deepgram, fake):
        pages = await deepgram.pages(USAGE, MON, WED)

    assert [len(page.rows) for page in pages] == [1, 0, 0]
    (asked,) = fake.requests
    assert asked.method == "GET"
    assert asked.params == (("start", "2026-11-16"), ("end", "2026-11-19"))
    assert asked.headers["authorization"] == f"Token {KEY}"
    assert asked.headers["accept-encoding"] == "gzip"


# What is sent, what it comes to, how many calls that takes, and within how many seconds.
FAULTS: dict[str, tuple[Script, Reason, int, float]] = {
    "401": (Reply(401, {"err_code": "INVALID_AUTH"}), Reason.KEY_REFUSED, 1, 1),
    "403": (Reply(403, HTML), Reason.SCOPE_MISSING, 1, 1),
    "404": (Reply(404, {"err_code": "PROJECT_NOT_FOUND"}), Reason.PROJECT_NOT_FOUND, 1, 1),
    "400": (Reply(400, {"err_code": "INVALID_QUERY_PARAMETER"}), Reason.QUERY_REFUSED, 1, 1),
    "402": (Reply(402, HTML), Reason.DEEPGRAM_DOWN, 1, 1),
    "408": (Reply(408), Reason.DEEPGRAM_DOWN, 3, 3),
    "500": (Reply(500, HTML), Reason.DEEPGRAM_DOWN, 3, 3),
    "502": (Reply(502, HTML), Reason.DEEPGRAM_DOWN, 3, 3),
    "503": (Reply(503, {"error_code": "Service Unavailable"}), Reason.DEEPGRAM_DOWN, 3, 3),
    "504": (Reply(504, HTML), Reason.DEEPGRAM_DOWN, 3, 3),
    "a redirect": (
        Reply(302, headers={"location": "http://127.0.0.1:1/"}),
        Reason.NOT_TRUSTED,
        1,
        1,
    ),
    "a closed connection": (Reply(reset=True), Reason.UNREACHABLE, 3, 3),
    "no HTTP at all": (Reply(raw=b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), Reason.UNREACHABLE, 3, 3),
    "a head without end": (
        Reply(raw=b"HTTP/1.1 200 OK\r\nx: " + b"x" * 500_000),
        Reason.UNREACHABLE,
        3,
        3,
    ),
    "half a body": (Reply(body=WHOLE, cut=len(WHOLE) // 2), Reason.NOT_TRUSTED, 3, 3),
    "half a zipped body": (Reply(body=WHOLE, zipped=True, cut=60), Reason.NOT_TRUSTED, 3, 3),
    "half a zip": (
        Reply(body=gzip.compress(WHOLE)[:-20], headers={"content-encoding": "gzip"}),
        Reason.NOT_TRUSTED,
        1,
        1,
    ),
    "no zip": (Reply(body=WHOLE, headers={"content-encoding": "gzip"}), Reason.NOT_TRUSTED, 1, 1),
    "more after the zip": (
        Reply(body=gzip.compress(WHOLE) + b"x", headers={"content-encoding": "gzip"}),
        Reason.NOT_TRUSTED,
        1,
        1,
    ),
    "another encoding": (
        Reply(body=WHOLE, headers={"content-encoding": "br"}),
        Reason.NOT_TRUSTED,
        1,
        1,
    ),
    "HTML with a 200": (Reply(body=HTML), Reason.NOT_TRUSTED, 1, 1),
    "an empty 200": (Reply(), Reason.NOT_TRUSTED, 1, 1),
    "a 204": (Reply(204), Reason.NOT_TRUSTED, 1, 1),
    "a byte-order mark": (Reply(body=b"\xef\xbb\xbf" + WHOLE), Reason.NOT_TRUSTED, 1, 1),
    "NaN": (Reply(body=WHOLE.replace(b"1.5", b"NaN")), Reason.NOT_TRUSTED, 1, 1),
    "a name twice": (
        Reply(body=WHOLE.replace(b'"hours"', b'"hours": 9, "hours"')),
        Reason.NOT_TRUSTED,
        1,
        1,
    ),
    "less than nothing": (Reply(body=WHOLE.replace(b"2.25", b"-2.25")), Reason.NOT_TRUSTED, 1, 1),
    "no end in sight": (Reply(never=True), Reason.TOO_SLOW, 1, 1.6),
    "a head that is late": (Reply(body=WHOLE, hold=30), Reason.TOO_SLOW, 1, 1.6),
    "a body drop by drop": (Reply(body=WHOLE, drip=0.05), Reason.TOO_SLOW, 1, 1.6),
}
SLOW = 1.0  # the deadline where the fault is to outlast it


async def wrong(fault: str) -> str | None:
    """What is not as the table says, or None."""
    script, reason, calls, most = FAULTS[fault]
    found, asked, took = await outcome(script, SLOW if reason is Reason.TOO_SLOW else 5)
    assert isinstance(found, Trouble)
    assert "CANARY" not in found.sentence
    assert found.__context__ is None, "no exception of httpx, with its request, hangs on it"
    right = (found.reason, asked) == (reason, calls) and took < most
    return None if right else f"{fault}: {found.reason} after {asked} calls in {took:.1f} s"


async def test_each_fault_is_told_apart_with_few_calls_and_soon() -> None:
    found = await asyncio.gather(*map(wrong, FAULTS))  # at once: they wait more than they work

    assert [each for each in found if each] == []


async def test_what_passes_is_waited_out() -> None:
    passing = (
        Reply(503),
        Reply(500, HTML),
        Reply(408),
        Reply(reset=True),
        Reply(body=WHOLE, cut=9),
    )
    found = await asyncio.gather(*(outcome([bad, bad, GOOD]) for bad in passing))

    assert [pages[0].rows[0].amounts[3] for pages, _, _ in found] == [42] * len(passing)
    assert {asked for _, asked, _ in found} == {3}


async def test_a_closed_port_is_told_within_three_seconds() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://user:pw@127.0.0.1:{bound.getsockname()[1]}"
        async with connection(url) as http:
            deepgram = Deepgram((ACCOUNT,), url, http, clock=lambda: NOW)
            async with asyncio.timeout(3):
                with pytest.raises(Trouble) as caught:
                    await deepgram.pages(USAGE, MON, WED)

    assert caught.value.reason is Reason.UNREACHABLE
    assert caught.value.facts == {"host": url.rpartition("@")[2]}


async def test_plain_http_where_tls_is_spoken_is_unreachable() -> None:
    async with calling(GOOD) as (_, fake):
        url = fake.url.replace("http://", "https://")
        async with connection(url) as http:
            deepgram = Deepgram((ACCOUNT,), url, http, clock=lambda: NOW)
            with pytest.raises(Trouble) as caught:
                await deepgram.pages(USAGE, MON, WED)

    assert caught.value.reason is Reason.UNREACHABLE


async def test_a_hundred_drips_leave_nothing_behind() -> None:
    async with calling(Reply(body=WHOLE, drip=0.2)) as (deepgram, fake):
        before = asyncio.all_tasks()
        with within(0.5):
            found = await asyncio.gather(
                *(deepgram.pages(USAGE, MON, WED) for _ in range(100)), return_exceptions=True
            )
        await fake.until(lambda it: it.open == 0)

        assert {each.reason for each in found if isinstance(each, Trouble)} == {Reason.TOO_SLOW}
        assert len(found) == 100
        assert fake.most_open <= 4
        assert len(asyncio.all_tasks() - before) <= 4, "only the fake's own last connections"


async def test_no_noise_is_taken_for_an_answer_nor_breaks_anything() -> None:
    dice = random.Random(20261123)
    head = b"HTTP/1.1 200 OK\r\n"
    noise = [dice.randbytes(dice.randrange(1, 300)) for _ in range(30)]
    bent = [
        bytes(b ^ (dice.random() < 0.02) for b in head + GOOD.head(9) + WHOLE) for _ in range(30)
    ]
    replies = [Reply(raw=lead + each) for each in noise for lead in (b"", head, head + b"\r\n")]
    found = await asyncio.gather(
        *(outcome(it, 0.5) for it in [*replies, *(Reply(raw=x) for x in bent)])
    )

    assert {type(pages) for pages, _, _ in found} == {Trouble}


async def test_no_usage_is_an_answer() -> None:
    found, _, _ = await outcome(Reply(body=breakdown()))

    assert [page.rows for page in found] == [(), (), ()]


async def test_one_book_may_fail_while_the_other_answers() -> None:
    script = {"usage/breakdown": Reply(503), "billing/breakdown": Reply(body=breakdown())}
    async with calling(script) as (deepgram, _):
        with pytest.raises(Trouble, match="error of its own"):
            await deepgram.pages(USAGE, MON, WED)

        assert await deepgram.pages(Query("main", Book.BILLING), MON, WED)


async def test_a_key_that_cannot_stand_in_a_header_is_refused_without_a_call() -> None:
    for spoilt in (f"{KEY}\n", "", "schlüssel", "a b"):
        account = Account("main", type(ACCOUNT.key)(spoilt), "p")
        async with calling(GOOD, account) as (deepgram, fake):
            with pytest.raises(Trouble) as caught:
                await deepgram.pages(USAGE, MON, WED)

        assert caught.value.reason is Reason.KEY_REFUSED
        assert fake.requests == []


async def test_a_closed_client_means_that_the_bot_stops() -> None:
    async with calling(GOOD) as (_, fake):
        http = connection(fake.url)
        deepgram = Deepgram((ACCOUNT,), fake.url, http, clock=lambda: NOW)
        await http.aclose()
        with pytest.raises(Trouble) as caught:
            await deepgram.pages(USAGE, MON, WED)

    assert caught.value.reason is Reason.STOPPING


async def test_an_error_that_explains_itself_slowly_is_told_all_the_same() -> None:
    found, _, took = await outcome(Reply(403, {"message": "x" * 5000}, drip=0.01))

    assert found.reason is Reason.SCOPE_MISSING
    assert took < 3

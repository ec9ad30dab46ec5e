"""Answers that are large, too large, or much larger than they look."""

import asyncio
import gzip
import json
import resource

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deepgram.inflate import Body
from bot.deepgram.line import Manners
from bot.trouble import Reason, Trouble
from tests.deepgram.world import (
    BY_TAGS,
    MON,
    USAGE,
    WED,
    breakdown,
    calling,
    steady,
    usage_row,
)
from tests.fakes.deepgram_faults import Asked, Reply


def ledger(asked: Asked) -> Reply:
    """A row for each day asked for, as a Deepgram that leaves the last one out."""
    days = [f"2026-11-{day:02}" for day in range(1, 31)]
    start, end = (dict(asked.params)[name] for name in ("start", "end"))
    return Reply(
        body=breakdown(usage_row(day, int(day[-2:])) for day in days if start <= day < end)
    )


async def test_what_is_too_large_is_asked_for_in_halves_and_comes_to_the_same() -> None:
    first, last = MON.replace(day=1), MON.replace(day=30)
    async with calling(ledger) as (deepgram, _):
        whole = await deepgram.pages(USAGE, first, last)
    most = len(json.dumps(breakdown(usage_row("2026-11-16", 30) for _ in range(8))))
    async with calling(ledger, manners=Manners(steady, most_bytes=most)) as (deepgram, fake):
        parts = await deepgram.pages(USAGE, first, last)

    assert list(parts) == list(whole)
    assert len(fake.requests) == 7, "30 days, 15 twice, then 7 or 8 days four times"
    assert sum(page.rows[0].amounts[3] for page in parts) == sum(range(1, 31))


async def test_a_bomb_is_put_down_before_it_swells() -> None:
    bomb = gzip.compress(bytes(300_000_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with calling(Reply(body=bomb, headers={"content-encoding": "gzip"})) as (deepgram, fake):
        with pytest.raises(Trouble) as caught:
            await deepgram.pages(USAGE, MON, WED)
    swollen = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert caught.value.reason is Reason.TOO_LARGE
    assert len(fake.requests) <= 5, "three days are asked for in halves, down to one"
    assert swollen < 64 * 1024, "KiB"


async def test_a_length_beyond_the_cap_is_not_even_read() -> None:
    huge = Reply(raw=b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n{")
    async with calling(huge) as (deepgram, _):
        async with asyncio.timeout(2):
            with pytest.raises(Trouble) as caught:
                await deepgram.pages(USAGE, MON, MON)

    assert caught.value.reason is Reason.TOO_LARGE


async def test_large_answers_do_not_hold_up_the_loop() -> None:
    body = breakdown(usage_row("2026-11-16", 1, tags=[f"t{n}"]) for n in range(20_000))
    raw = json.dumps(body, separators=(",", ":")).encode()
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    async with calling(Reply(body=raw)) as (deepgram, fake):
        asking = asyncio.create_task(deepgram.pages(BY_TAGS, MON, WED))
        await fake.until(lambda it: it.most_open == 1 and it.open == 0)  # all is sent
        working = asyncio.create_task(others())
        pages = await asking
        working.cancel()

    assert len(pages[0].rows) == 20_000
    assert turns > 10, "others went on while it was read"


def fed(body: Body, chunks: list[bytes]) -> bytes:
    for chunk in chunks:
        body.feed(chunk)
    return body.whole()


@given(st.binary(max_size=200), st.booleans(), st.integers(1, 50))
def test_a_body_is_whole_in_whatever_pieces_it_comes(
    content: bytes, zipped: bool, size: int
) -> None:
    sent = gzip.compress(content) if zipped else content
    pieces = [sent[at : at + size] for at in range(0, len(sent), size)]

    assert fed(Body("gzip" if zipped else "", 200), pieces) == content


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_the_cap_is_the_last_size_that_is_let_in(encoding: str) -> None:
    def sent(size: int) -> list[bytes]:
        return [gzip.compress(bytes(size)) if encoding else bytes(size)]

    assert len(fed(Body(encoding, 100), sent(100))) == 100
    with pytest.raises(Trouble) as caught:
        fed(Body(encoding, 100), sent(101))

    assert caught.value.reason is Reason.TOO_LARGE


def test_nothing_may_come_after_the_end_of_a_zip() -> None:
    with pytest.raises(Trouble, match="something after its end"):
        fed(Body("gzip", 100), [gzip.compress(b"{}"), b"x"])


@pytest.mark.parametrize("missing", [1, 4, 8, 9])
def test_a_zip_without_its_end_is_cut_short_though_all_can_be_read(missing: int) -> None:
    with pytest.raises(Trouble, match="cut short"):
        fed(Body("gzip", 100), [gzip.compress(b"{}")[:-missing]])


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip", "gzip;q=1", "x"])
def test_an_encoding_that_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(Trouble, match="an encoding that was not asked for"):
        Body(encoding, 100)

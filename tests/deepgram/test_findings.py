"""What an HTTP client and a JSON reader do by default, each shown (the control), and that ours do not.

F19 wrong numbers are taken without a word, F20 a timeout never comes and a body grows without end.
The numbers are those of docs/security.md.
"""

import asyncio
import gzip
import json

import httpx
import pytest
from pydantic import BaseModel

from bot.deadline import within
from bot.trouble import Reason, Trouble
from tests.deepgram.world import MON, USAGE, breakdown, calling, usage_row
from tests.fakes.deepgram_faults import Reply, faulty

WHOLE = json.dumps(breakdown([usage_row("2026-11-16", 30)]))


class Naive(BaseModel):
    """A figure, with pydantic's own manners."""

    requests: float


@pytest.mark.parametrize(
    "written",
    ["NaN", "1e999", '"30"', "true", "-30", '30, "requests": 31', "[30]"],
)
async def test_f19_a_figure_that_is_none_gives_no_number(written: str) -> None:
    body = WHOLE.replace('"requests": 30', f'"requests": {written}').encode()
    assert body != WHOLE.encode()
    async with calling(Reply(body=body)) as (deepgram, _):
        with pytest.raises(Trouble) as caught:
            await deepgram.pages(USAGE, MON, MON)

    assert caught.value.reason is Reason.NOT_TRUSTED


@pytest.mark.parametrize("written", ["NaN", "1e999", '"30"', "true", "-30", '30, "requests": 31'])
def test_f19_the_usual_way_takes_every_one_of_them(written: str) -> None:
    """The control."""
    assert Naive.model_validate(json.loads(f'{{"requests": {written}}}'))


async def test_f19_no_digit_is_lost_where_the_usual_way_loses_some() -> None:
    exact = "12345678901234.12345678"
    body = WHOLE.replace('"hours": 1.5', f'"hours": {exact}').encode()
    async with calling(Reply(body=body)) as (deepgram, _):
        [page] = await deepgram.pages(USAGE, MON, MON)

    assert exact in {str(amount) for amount in page.rows[0].amounts}
    assert str(json.loads(exact)) != exact


async def test_f20_a_body_drop_by_drop_is_given_up_where_httpx_would_read_on() -> None:
    dripping = Reply(body=WHOLE.encode(), drip=0.2)
    async with faulty(dripping) as fake, httpx.AsyncClient(timeout=0.5) as naive:
        waiting = asyncio.ensure_future(naive.get(fake.url))
        async with calling(dripping) as (deepgram, _):
            with within(1.5), pytest.raises(Trouble) as caught:
                await deepgram.pages(USAGE, MON, MON)
        still = not waiting.done()  # three times its timeout later
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

    assert caught.value.reason is Reason.TOO_SLOW
    assert still


async def test_f20_a_small_body_that_unpacks_to_a_large_one_is_not_unpacked() -> None:
    bomb = Reply(body=gzip.compress(bytes(40_000_000)), headers={"content-encoding": "gzip"})
    async with faulty(bomb) as fake, httpx.AsyncClient() as naive:
        swollen = len((await naive.get(fake.url)).content)
    async with calling(bomb) as (deepgram, _):
        with pytest.raises(Trouble) as caught:
            await deepgram.pages(USAGE, MON, MON)

    assert swollen == 40_000_000
    assert caught.value.reason is Reason.TOO_LARGE

"""How the bot behaves towards Deepgram: few at once, quiet when asked, at rest when all fails."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from pydantic import SecretStr

from bot.books import Page, Query
from bot.deadline import within
from bot.deepgram.breaker import FAULTS, Condition
from bot.deepgram.client import Deepgram
from bot.deepgram.line import Account, Manners, Seen
from bot.deepgram.retry import TOKENS
from bot.trouble import Reason, Trouble
from tests.deepgram.world import (
    ACCOUNT,
    KEY,
    MON,
    USAGE,
    WED,
    breakdown,
    calling,
    steady,
    usage_row,
)
from tests.fakes.deepgram_faults import Reply

GOOD = Reply(body=breakdown([usage_row("2026-11-16", 42)]))


def limited(after: str | None) -> Reply:
    return Reply(
        429, {"err_code": "TOO_MANY_REQUESTS"}, {} if after is None else {"Retry-After": after}
    )


async def ask(deepgram: Deepgram) -> Sequence[Page] | Trouble:
    try:
        return await deepgram.pages(USAGE, MON, WED)
    except Trouble as trouble:
        return trouble


async def many(deepgram: Deepgram, times: int) -> list[Sequence[Page] | Trouble]:
    return await asyncio.gather(*(ask(deepgram) for _ in range(times)))


def reasons(found: Sequence[Any]) -> set[Reason | None]:
    return {each.reason if isinstance(each, Trouble) else None for each in found}


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_at_most_four_calls_are_open_at_once() -> None:
    async with calling(Reply(body=breakdown(), hold=0.02)) as (deepgram, fake):
        found = await many(deepgram, 20)

    assert reasons(found) == {None}
    assert len(fake.requests) == 20
    assert fake.most_open == 4


async def test_each_project_has_its_own_four() -> None:
    other = Account("other", SecretStr(KEY[::-1]), "p-2")
    async with calling(Reply(body=breakdown(), hold=0.2), ACCOUNT, other) as (deepgram, fake):
        theirs = Query("other", USAGE.book)
        asked = [deepgram.pages(each, MON, WED) for each in (USAGE, theirs) for _ in range(6)]
        await asyncio.gather(*asked)

    assert fake.most_open == 8
    assert {each.headers["authorization"][-5:] for each in fake.requests} == {
        KEY[-5:],
        KEY[:5][::-1],
    }


async def waited_out(after: str | None) -> tuple[Any, int, float]:
    async with calling([limited(after), GOOD]) as (deepgram, fake):
        started = now()
        found = await ask(deepgram)
        return found, len(fake.requests), now() - started


async def test_one_limit_is_waited_out_and_asked_again() -> None:
    said = ("1", "Mon, 23 Nov 2026 10:00:01 GMT", None, "soon", "1e9", "0")
    found = await asyncio.gather(*map(waited_out, said))

    assert reasons([pages for pages, _, _ in found]) == {None}
    assert {calls for _, calls, _ in found} == {2}
    assert all(1 <= took < 2 for _, _, took in found[:-1])
    assert 0.5 <= found[-1][2] < 1.5, "at once means after the pause that any retry has"


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ("30", "30 seconds"),
        ("1000000000", "11575 days"),
        ("3600", "60 minutes"),
        ("7201", "3 hours"),
    ],
)
async def test_a_limit_beyond_the_deadline_is_told_at_once(after: str, words: str) -> None:
    async with calling(limited(after)) as (deepgram, fake):
        started = now()
        found = await many(deepgram, 4) + await many(deepgram, 50)
        took = now() - started

    assert reasons(found) == {Reason.LIMITED}
    assert {each.facts["wait"] for each in found if isinstance(each, Trouble)} <= {
        words,
        "30 seconds",
    }
    assert len(fake.requests) <= 4, "those that were already on their way"
    assert took < 1


async def test_while_one_is_told_to_wait_nobody_asks_and_then_one_goes_ahead() -> None:
    async with calling([limited("1"), limited("1"), GOOD]) as (deepgram, fake):
        found = [await asyncio.wait_for(asyncio.gather(ask(deepgram), late(deepgram, fake)), 10)]

    assert reasons(found[0]) == {None}
    assert len(fake.requests) == 4, "one limited, one probe that was limited again, then both"


async def late(deepgram: Deepgram, fake: Any) -> Any:
    await fake.until(lambda it: it.requests and it.open == 0)
    return await ask(deepgram)


async def test_a_limit_without_end_takes_one_call_for_each_wait() -> None:
    async with calling(limited("1")) as (deepgram, fake):
        first = asyncio.create_task(ask(deepgram))
        await fake.until(lambda it: it.requests and it.open == 0)
        started = now()
        with within(3.5):
            found = await many(deepgram, 30)
        took = now() - started
        first.cancel()

    assert reasons(found) == {Reason.LIMITED}
    assert len(fake.requests) <= 2 + took, "seconds"
    assert took < 4


async def test_of_many_calls_one_in_ten_is_a_retry() -> None:
    turn = 0

    def now_and_then(_: Any) -> Reply:
        nonlocal turn
        turn += 1
        return Reply(500) if turn % 2 else GOOD

    async with calling(now_and_then, manners=Manners(lambda: 0.999)) as (deepgram, fake):
        found = await many(deepgram, 200)

    assert len(fake.requests) <= 1.1 * 200 + TOKENS
    assert reasons(found) == {None, Reason.DEEPGRAM_DOWN}


async def test_when_all_fails_it_rests_and_says_why() -> None:
    async with calling(Reply(503)) as (deepgram, fake):
        with within(2):
            found = await many(deepgram, 100)
        calls = len(fake.requests)
        started = now()
        again = await many(deepgram, 100)

        assert reasons(found) | reasons(again) == {Reason.DEEPGRAM_DOWN}
        assert calls <= FAULTS + 4, "four may be on their way when the rest begins"
        assert len(fake.requests) == calls
        assert now() - started < 0.5
        assert deepgram.breaker("main").condition is Condition.RESTING


async def test_it_recovers_within_ten_seconds_of_deepgram() -> None:
    async with calling(Reply(reset=True)) as (deepgram, fake):
        assert reasons(await many(deepgram, 20)) == {Reason.UNREACHABLE}
        fake.play(GOOD)
        calls, rest = len(fake.requests), deepgram.breaker("main").rest(now())
        assert 0 < rest < 10
        assert reasons(await many(deepgram, 20)) == {Reason.UNREACHABLE}
        await asyncio.sleep(rest + 0.01)  # the rest itself is what is looked at

        assert reasons([await ask(deepgram)]) == {None}
        assert len(fake.requests) == calls + 1
        assert deepgram.breaker("main").condition is Condition.PASSING
        assert reasons(await many(deepgram, 20)) == {None}


async def test_what_was_asked_wrongly_never_makes_it_rest() -> None:
    async with calling(Reply(403)) as (deepgram, fake):
        assert reasons(await many(deepgram, 100)) == {Reason.SCOPE_MISSING}

        assert len(fake.requests) == 100, "each once"
        assert deepgram.breaker("main").condition is Condition.PASSING


async def test_one_who_gives_up_takes_nothing_with_them() -> None:
    async with calling(Reply(never=True)) as (deepgram, fake):
        tasks = [asyncio.create_task(ask(deepgram)) for _ in range(10)]
        await fake.until(lambda it: it.open == 4)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        fake.play(GOOD)

        assert reasons(await many(deepgram, 8)) == {None}
        assert deepgram.breaker("main").condition is Condition.PASSING


async def test_a_probe_that_gives_up_leaves_the_turn_to_the_next() -> None:
    async with calling([limited("1"), Reply(never=True)]) as (deepgram, fake):
        probe = asyncio.create_task(ask(deepgram))
        await fake.until(lambda it: it.open == 1 and len(it.requests) == 2)
        fake.play(GOOD)
        waiting = asyncio.create_task(ask(deepgram))
        await asyncio.sleep(0)
        probe.cancel()

        assert reasons([await waiting]) == {None}


async def test_who_waits_for_a_probe_in_vain_is_told_of_the_limit() -> None:
    async with calling([limited("0"), Reply(never=True)]) as (deepgram, fake):
        probe = asyncio.create_task(ask(deepgram))
        await fake.until(lambda it: it.open == 1 and len(it.requests) == 2)
        with within(0.2):
            found = await many(deepgram, 10)
        probe.cancel()

    assert reasons(found) == {Reason.LIMITED}
    assert len(fake.requests) == 2


async def test_the_deadline_covers_the_wait_for_a_turn() -> None:
    async with calling(Reply(never=True)) as (deepgram, fake):
        started = now()
        with within(0.4):
            found = await many(deepgram, 30)

        assert now() - started < 1
        assert reasons(found) == {Reason.TOO_SLOW}
        assert {each.facts["seconds"] for each in found if isinstance(each, Trouble)} == {"0.4"}
        assert len(fake.requests) == 4


async def test_every_attempt_is_seen_by_whoever_counts() -> None:
    seen: list[Seen] = []
    manners = Manners(steady, observer=seen.append)
    async with calling([Reply(503), Reply(reset=True), GOOD], manners=manners) as (deepgram, _):
        await ask(deepgram)

    assert [(it.account, it.kind, it.status, it.attempt) for it in seen] == [
        ("main", "usage", 503, 1),
        ("main", "usage", None, 2),
        ("main", "usage", 200, 3),
    ]
    assert all(0 < it.seconds < 1 for it in seen)


class Board:
    """What replicas share, in one process."""

    def __init__(self) -> None:
        self.until: dict[str, float] = {}

    async def keep(self, account: str, seconds: float) -> None:
        self.until[account] = now() + seconds

    async def left(self, account: str) -> float:
        return self.until.get(account, 0) - now()


async def test_what_one_replica_is_told_the_others_heed() -> None:
    manners = Manners(steady, quiet=Board())
    async with (
        calling(limited("30"), manners=manners) as (one, told),
        calling(GOOD, manners=manners) as (other, spared),
    ):
        found = [await ask(one), await ask(other), *await many(other, 10)]

    assert reasons(found) == {Reason.LIMITED}
    assert (len(told.requests), len(spared.requests)) == (1, 0)


async def test_without_a_deadline_there_is_one() -> None:
    async with calling(GOOD) as (deepgram, _):
        with within(-1):
            assert reasons([await ask(deepgram)]) == {Reason.TOO_SLOW}
        assert reasons([await ask(deepgram)]) == {None}

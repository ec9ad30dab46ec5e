"""Whoever dies over a question that was acked is stood in for: one answer, and never two."""

import asyncio
import json
import sys
from pathlib import Path

import httpx
import pytest

from bot.clock import wall
from bot.demo.access import FULL
from bot.demo.faults import Fault
from bot.demo.people import ACME
from bot.demo.serve import running
from bot.demo.server import simulate
from bot.slack.owed import Owed
from bot.slack.payload import Asked, How, Place
from bot.store import keys
from bot.store.connection import Store, absent
from bot.store.owed import OwedAnswers
from tests.command.process import environment
from tests.command.serving import ready
from tests.fakes.slack import BOT, SECRET, TOKEN, FakeSlack
from tests.fakes.slack_sender import Sender

ASKED = Asked("tag:support", How.COMMAND, "U0ANA0001", "T0", place=Place.CHANNEL,
              channel_id="C0GENERAL", private=True, trail=("by tag",), shared=False,
              response_url="https://hooks.slack.com/commands/T/1/x")  # fmt: skip


async def taken(by: Owed, count: int, seconds: float = 40) -> list[Asked]:
    """What a replica takes up, once there are so many."""
    found: list[Asked] = []
    enough = asyncio.Event()

    def take_up(asked: Asked, _debt: str) -> None:
        found.append(asked)
        if len(found) >= count:
            enough.set()

    keeping = asyncio.create_task(by.keep(take_up))
    try:
        async with asyncio.timeout(seconds):
            await enough.wait()
    except TimeoutError:
        pass
    finally:
        keeping.cancel()
    return found


def replica(store: Store, secret: bytes = b"ours") -> Owed:
    return Owed(OwedAnswers(store, lease=0.2), secret, beat=0.05)


async def begun(owed: Owed, asked: Asked = ASKED) -> str:
    debt = owed.begin(asked)
    await owed._ours[debt]
    return debt


async def test_what_a_silent_replica_left_is_taken_up_whole_and_once(store: Store) -> None:
    await begun(replica(store))

    found = await asyncio.gather(*(taken(replica(store), 2, 1) for _ in range(3)))

    assert [asked for each in found for asked in each] == [ASKED]


async def test_what_somebody_is_at_or_has_answered_is_left_to_them(store: Store) -> None:
    alive, done = replica(store), replica(store)
    await begun(alive)
    await done.pay(await begun(done))
    beating = asyncio.create_task(alive.keep(lambda *_: None))

    assert await taken(replica(store), 1, 1) == []
    beating.cancel()


async def test_who_stood_still_over_a_question_does_not_answer_it_after_all(store: Store) -> None:
    still, other = replica(store), replica(store)
    debt = await begun(still)

    assert await taken(other, 1) == [ASKED]
    assert await other.pay(debt)
    assert not await still.pay(debt)


async def test_who_woke_up_in_time_answers_and_the_other_does_not(store: Store) -> None:
    still, other = replica(store), replica(store)
    debt = await begun(still)
    await taken(other, 1)

    assert await still.pay(debt)
    assert not await other.pay(debt)


async def test_where_the_store_was_emptied_whoever_was_asked_answers(store: Store) -> None:
    owed = replica(store)
    debt = await begun(owed)
    assert store.fast is not None
    await store.fast.flushall()

    assert await owed.pay(debt)


async def test_what_was_forged_swapped_or_changed_in_the_store_is_not_asked(store: Store) -> None:
    first, second = replica(store), replica(store, b"theirs")
    debt = await begun(first)
    await begun(second)  # without our secret
    redis, questions = store.fast, keys.owed()[0]
    assert redis is not None
    value = await redis.hget(questions, debt)
    for id_, text in (
        ("swapped", value),
        ("changed", value.replace(b"U0ANA", b"U0BOB")),
        ("x", b""),
    ):
        await redis.hset(questions, id_, text)
        await redis.zadd(keys.owed()[1], {id_: 0})

    assert await taken(replica(store), 2, 1) == [ASKED]
    assert await redis.hlen(questions) == 1


async def test_a_store_that_is_away_holds_nobody_up() -> None:
    owed = replica(absent())
    async with asyncio.timeout(30):
        await owed.pay(owed.begin(ASKED))


async def test_the_store_has_no_question_for_longer_than_it_may_be_answered(store: Store) -> None:
    await begun(replica(store))

    assert store.fast is not None
    for key in keys.owed():
        assert 0 < await store.fast.ttl(key) <= 1_200


@pytest.mark.timeout(180)
async def test_a_question_whose_replica_is_killed_is_answered_by_another(
    store: Store, valkey: Path, tmp_path: Path
) -> None:
    app = simulate(wall)
    stuck = asyncio.Event()
    async with running(app) as deepgram, FakeSlack() as slack, httpx.AsyncClient() as http:
        slack.people["U0ANA0001"] = {"tz": "UTC"}
        slack.members["C0GENERAL"] |= {BOT, "U0ANA0001"}
        replicas = [await start(deepgram, slack, valkey, tmp_path) for _ in range(2)]
        for url, _ in replicas:
            await ready(http, url)
        app.faults.set("*", Fault(until=stuck.wait))
        done = await Sender(slack, replicas[0][0], http).command("tag:support last 3 days")
        assert store.fast is not None
        while not await store.fast.exists(keys.owed()[0]):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        replicas[0][1].kill()
        stuck.set()
        app.faults.clear()
        answers = await slack.until(
            lambda: [a for a in slack.answers(done.key) if "hours of audio" in a.text], 30
        )
        replicas[1][1].terminate()
        for _, process in replicas:
            _, logs = await process.communicate()
        again = [a for a in slack.answers(done.key) if "hours of audio" in a.text]

    assert answers == again
    assert len(again) == 1
    assert any(json.loads(line)["event"] == "taken_up" for line in logs.decode().splitlines())


async def start(
    deepgram: str, slack: FakeSlack, valkey: Path, place: Path
) -> tuple[str, asyncio.subprocess.Process]:
    probe = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = probe.sockets[0].getsockname()[1]
    probe.close()
    env = {
        "DEEPGRAM_API_KEY": FULL, "DEEPGRAM_PROJECT_ID": ACME, "DEEPGRAM_API_URL": deepgram,
        "SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": slack.api_url,
        "REDIS_URL": f"unix://{valkey}", "HOST": "127.0.0.1", "PORT": str(port),
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", env=environment(env), cwd=place,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    return f"http://127.0.0.1:{port}", process

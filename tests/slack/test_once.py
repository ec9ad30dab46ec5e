"""Once is once: replays, redeliveries, twins and double clicks have one effect."""

import asyncio
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import wall
from bot.slack import once
from bot.slack.once import Memory, Once
from bot.slack.payload import Mark
from bot.trouble import Reason, Trouble
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_sender import Delivered
from tests.slack.hostile import signed
from tests.slack.world import World, known, served, surroundings


async def _settled(world: World) -> None:
    """Every effect there will be has been had."""
    await world.edge.tasks.drain(40)


async def test_a_request_sent_again_as_it_is_is_refused(world: World) -> None:
    body, headers = signed(b"team_id=T0HOME001&command=/dgusage&user_id=U1&text=hours", wall())
    url = f"{world.url}/slack/events"
    statuses = [
        (await world.sender.http.post(url, content=body, headers=headers)).status_code
        for _ in range(3)
    ]
    await _settled(world)

    assert statuses == [200, 401, 401]
    assert len(world.responder.asked) == 1


async def _command(world: World) -> Delivered:
    return await world.sender.command("hours", trigger_id="13.37.again")


async def _mention(world: World) -> Delivered:
    spoken = world.sender.said("hours", type="app_mention", channel="C0GENERAL", ts="1.5")
    return await world.sender.event(spoken, event_id="Ev0AGAIN")


async def _twin(world: World) -> Delivered:
    spoken = world.sender.said("hours", type="app_mention", channel="C0GENERAL", ts="1.6")
    return await world.sender.event(spoken)


async def _press(world: World) -> Delivered:
    return await world.sender.press("ask:0", "hours")


@pytest.mark.parametrize("deliver", [_command, _mention, _twin, _press])
async def test_the_same_thing_delivered_twice_is_answered_once(
    world: World, deliver: object
) -> None:
    """Each delivery is signed anew, as Slack's redeliveries are."""
    statuses = [(await deliver(world)).status for _ in range(3)]
    await _settled(world)

    assert statuses == [200, 200, 200]
    assert len(world.responder.asked) == len(world.slack.posted) == 1


async def test_a_hundred_commands_sent_thrice_to_three_replicas_have_a_hundred_effects(
    slack: FakeSlack,
) -> None:
    shared = Memory()

    async def seen(key: str, seconds: float) -> bool:
        return shared.seen(key, seconds)

    around = surroundings(seen=seen)
    async with (
        served(slack, around=around) as one,
        served(slack, around=around) as two,
        served(slack, around=around) as three,
    ):
        replicas = [await known(world) for world in (one, two, three)]
        deliveries = [(w, f"{n}.0.t") for n in range(100) for w in replicas for _ in range(3)]
        random.Random(3).shuffle(deliveries)
        for few in range(0, 900, 30):
            sent = (w.sender.command("hours", trigger_id=t) for w, t in deliveries[few : few + 30])
            await asyncio.gather(*sent)
        for world in replicas:
            await _settled(world)

    assert sum(len(world.responder.asked) for world in replicas) == 100
    assert len(slack.posted) == 100


async def test_where_the_shared_memory_is_down_a_replica_still_knows_its_own(
    slack: FakeSlack,
) -> None:
    async def down(key: str, seconds: float) -> bool:
        raise Trouble(Reason.STORE_DOWN)

    async with served(slack, around=surroundings(seen=down)) as world:
        await known(world)
        for _ in range(3):
            await _command(world)
        await _settled(world)

        assert len(world.responder.asked) == 1


async def test_a_shared_memory_that_hangs_delays_little_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def hung(key: str, seconds: float) -> bool:
        return await asyncio.Event().wait()

    monkeypatch.setattr(once, "SHARED_WAIT", 0.01)
    async with asyncio.timeout(40):
        assert not await Once(Memory(), hung).anywhere([Mark("a", 1)])


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 9), st.integers(0, 4))))
def test_a_key_counts_exactly_as_long_as_it_was_said(steps: list[tuple[str, int, int]]) -> None:
    now = 0.0
    memory, until = Memory(lambda: now), dict[str, float]()
    for key, seconds, passing in steps:
        now += passing
        counts = until.get(key, -1) > now

        assert memory.seen(key, seconds) == counts
        until[key] = until[key] if counts else now + seconds


def test_the_memory_is_bounded_and_forgets_the_oldest() -> None:
    memory = Memory(lambda: 0.0, most=100)
    for number in range(1000):
        memory.seen(str(number), 60)

    assert len(memory) == 100
    assert memory.seen("999", 60)
    assert not memory.seen("1", 60)


def test_what_no_longer_counts_is_let_go_of() -> None:
    now = 0.0
    memory = Memory(lambda: now)
    for number in range(1000):
        now = float(number)
        memory.seen(str(number), 10)

    assert len(memory) <= 20


async def test_of_replicas_that_are_told_at_once_exactly_one_has_not_seen_it() -> None:
    """Not even where each mark is claimed in turns: else nobody would answer."""
    claimed, dice = set(), random.Random(1)

    async def shared(key: str, _seconds: float) -> bool:
        for _ in range(dice.randrange(4)):
            await asyncio.sleep(0)
        seen = key in claimed
        claimed.add(key)
        return seen

    for number in range(20):
        marks = [Mark(f"{name}{number}", 60) for name in ("event", "message", "nonce")]
        replicas = [Once(Memory(), shared) for _ in range(3)]
        found = await asyncio.gather(*(one.anywhere(marks) for one in replicas))

        assert sorted(found) == [False, True, True]

"""Too much at once: everybody is told, nobody waits for a hog, and nothing is told twice a minute."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.slack.line import Limits
from bot.slack.payload import Asked
from bot.slack.seam import Reply
from tests.fakes.slack import BOT, FakeSlack
from tests.slack.world import World, known, reply, served, surroundings


@pytest.fixture
async def world(slack: FakeSlack) -> AsyncIterator[World]:
    few = surroundings(limits=Limits(at_once=2, waiting=4, each=2), drain=3.2)
    async with served(slack, around=few) as found:
        yield await known(found)


async def _stuck(world: World) -> None:
    """One person's questions hang, as many as they may have."""

    async def answer(asked: Asked) -> Reply:
        if asked.text == "hang":
            await asyncio.Event().wait()
        return reply(f"you asked: {asked.text}")

    world.responder.answer = answer
    for _ in range(2):
        assert (await world.sender.command("hang")).body == ""


async def test_a_command_without_room_is_told_in_its_ack(world: World) -> None:
    await _stuck(world)
    done = await world.sender.command("hours")

    assert done.status == 200
    (answer,) = world.slack.answers(done.key)
    assert "Too many questions at once" in answer.text
    assert '"response_type": "ephemeral"' in done.body


async def test_others_are_answered_meanwhile(world: World) -> None:
    await _stuck(world)
    done = await world.sender.command("hours", user_id="U0BO00001")

    (answer,) = await world.slack.until(lambda: world.slack.answers(done.key))
    assert answer.text == "you asked: hours"


async def test_a_mention_without_room_is_told_in_its_thread_once_a_minute(world: World) -> None:
    await _stuck(world)
    for number in range(3):
        assert (await world.sender.mention("hours", ts=f"1795100000.{number}")).status == 200
    await world.slack.until(lambda: world.slack.posted)
    await world.edge.tasks.drain(3.1)

    told = [p for p in world.slack.posted if "Too many" in p.text]
    assert [p.thread_ts for p in told] == ["1795100000.0"]


async def test_a_burst_of_all_kinds_ends_in_one_answer_or_reason_each(world: World) -> None:
    people = [f"U0PERSON{n}" for n in range(20)]
    world.slack.members["C0GENERAL"] |= {*people, BOT}
    sent = await asyncio.gather(
        *(world.sender.command("hours", user_id=who) for who in people for _ in range(3))
    )
    await world.edge.tasks.drain(43)

    assert [d.status for d in sent] == [200] * 60
    assert [len(world.slack.answers(d.key)) for d in sent] == [1] * 60

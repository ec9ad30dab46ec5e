"""An answer that takes longer than two seconds shows life first, and then takes its place."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.progress import reading
from bot.slack.payload import Asked
from bot.slack.seam import Reply
from tests.fakes.slack import Posted
from tests.fakes.slack_faults import not_ok
from tests.slack.world import World, reply

LOOKS = "⏳"


@pytest.fixture
def slow(world: World) -> World:
    """A responder that answers only once something was shown meanwhile."""
    world.responder.answer = until_shown(world)
    return world


def until_shown(world: World) -> Callable[[Asked], Awaitable[Reply]]:
    async def answer(asked: Asked) -> Reply:
        await world.slack.until(lambda: world.slack.posted)
        return reply(f"you asked: {asked.text}")

    return answer


async def both(world: World) -> tuple[Posted, Posted]:
    sign, answer = await world.slack.until(lambda: len(p := world.slack.posted) > 1 and p)
    assert LOOKS in str(sign.blocks)
    assert "hours today" in sign.text
    assert answer.text == "you asked: hours today"
    return sign, answer


async def test_a_command_s_answer_takes_the_place_of_the_sign(slow: World) -> None:
    await slow.sender.command("hours today")

    sign, answer = await both(slow)
    assert sign.args["replace_original"] is False
    assert answer.args["replace_original"] is True
    assert sign.user == answer.user == "U0ANA0001"


async def test_a_mention_s_answer_updates_the_sign(slow: World) -> None:
    await slow.sender.mention("hours today", ts="1795100000.1")

    sign, answer = await both(slow)
    assert (sign.via, sign.thread_ts) == ("chat.postMessage", "1795100000.1")
    assert (answer.via, answer.ts) == ("chat.update", sign.ts)


async def test_a_card_shows_the_sign_in_its_place_and_then_the_next_answer(slow: World) -> None:
    await slow.sender.press("ask1:day", "hours today")

    sign, answer = await both(slow)
    assert sign.args["replace_original"] is answer.args["replace_original"] is True


async def test_where_the_sign_cannot_be_updated_the_answer_comes_all_the_same(
    slow: World,
) -> None:
    slow.slack.fail("chat.update", not_ok("cant_update_message"))

    await slow.sender.mention("hours today", ts="1795100000.1")

    _, answer = await both(slow)
    assert (answer.via, answer.thread_ts) == ("chat.postMessage", "1795100000.1")


async def test_an_answer_in_time_shows_nothing_else(world: World) -> None:
    done = await world.sender.command("hours today")
    await world.slack.until(lambda: world.slack.answers(done.key))
    await world.edge.tasks.drain(40)

    assert len(world.slack.posted) == 1


async def test_a_sign_is_followed_by_the_reason_where_there_is_no_answer(world: World) -> None:
    shown = asyncio.Event()

    async def never(asked: Asked) -> Reply:
        await world.slack.until(lambda: world.slack.posted)
        shown.set()
        raise RuntimeError

    world.responder.answer = never
    await world.sender.mention("hours today", ts="1795100000.1")
    await shown.wait()

    sign, end = await world.slack.until(lambda: len(p := world.slack.posted) > 1 and p)
    assert (end.via, end.ts) == ("chat.update", sign.ts)
    assert "Something went wrong" in end.text


async def test_where_it_takes_several_calls_it_says_how_far_it_is(world: World) -> None:
    async def long(asked: Asked) -> Reply:
        with reading():
            with reading():
                await world.slack.until(lambda: world.slack.posted)
            await world.slack.until(lambda: world.slack.posted[1:])
        return reply(f"you asked: {asked.text}")

    world.responder.answer = long
    await world.sender.mention("hours today", ts="1795100000.1")

    first, second, answer = await world.slack.until(lambda: len(p := world.slack.posted) > 2 and p)
    assert "(0 of 2 calls)" in first.text
    assert "(1 of 2 calls)" in second.text
    assert first.ts == second.ts == answer.ts

"""Each question leaves one line in the log, however it came and however it ended."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import replace
from string import Formatter
from typing import Any

import pytest
import structlog

from bot.slack.line import Limits
from bot.slack.payload import Asked
from bot.slack.seam import Reply
from bot.trouble import SENTENCES, Reason, Trouble
from tests.fakes.slack import BOT, FakeSlack
from tests.fakes.slack_faults import hang as hang_for_ever
from tests.fakes.slack_faults import not_ok
from tests.log.lines import questions
from tests.slack.world import World, known, served, surroundings

ANA = "U0ANA0001"
SPOKEN = "zanzibar"  # what people type here, to be found nowhere
Lines = list[MutableMapping[str, Any]]


@pytest.fixture
def lines() -> Any:
    with structlog.testing.capture_logs() as found:
        yield found


@asynccontextmanager
async def bot(limits: Limits | None = None, drain: float = 4) -> AsyncIterator[World]:
    around = surroundings(limits=limits or Limits(), drain=drain)
    async with FakeSlack() as slack:
        slack.people[ANA] = {"tz": "Europe/Berlin", "locale": "en-GB"}
        slack.members["C0GENERAL"] |= {BOT, ANA}
        async with served(slack, around=around) as world:
            yield await known(world)


async def over(world: World) -> None:
    """Waits until every question has ended."""
    await world.edge.tasks.drain(40)


async def test_a_command_leaves_one_line_of_who_and_where_and_when(lines: Lines) -> None:
    async with bot() as world:
        await world.sender.command(f"hours of {SPOKEN}")
        await over(world)

    [line] = questions(lines)
    assert (line["how"], line["user"], line["channel"]) == ("command", ANA, "C0GENERAL")
    assert line["told"] is True
    assert line["queued_ms"] <= line["ended_ms"]
    assert line["acked_ms"] <= line["ended_ms"]
    assert SPOKEN not in str(lines)


WAYS = {
    "mention": lambda sender: sender.mention(f"<@{BOT}> {SPOKEN}"),
    "message": lambda sender: sender.message(SPOKEN),
    "button": lambda sender: sender.press("ask:0", SPOKEN),
}


@pytest.mark.parametrize("how", WAYS)
async def test_so_does_whatever_other_way_it_came(lines: Lines, how: str) -> None:
    async with bot() as world:
        await WAYS[how](world.sender)
        await over(world)

    [line] = questions(lines)
    assert (line["how"], line["user"], line["told"]) == (how, ANA, True)
    assert SPOKEN not in str(lines)


async def test_what_was_delivered_twice_is_one_question(lines: Lines) -> None:
    async with bot() as world:
        said = world.sender.said(SPOKEN, type="app_mention", channel="C0GENERAL")
        body = world.sender.event_body(said)
        for number in range(3):
            assert (await world.sender.json({**body, "event_time": number})).status == 200
        await over(world)

    assert len(questions(lines)) == 1


ENDS: dict[str, Any] = {
    "limited": Trouble(Reason.LIMITED, {"seconds": "3"}),
    "store_down": Trouble(Reason.STORE_DOWN),
    "broken": ValueError(SPOKEN),
}


@pytest.mark.parametrize("outcome", ENDS)
async def test_a_failure_is_named_by_its_reason(lines: Lines, outcome: str) -> None:
    async def fail(asked: Asked) -> Reply:
        raise ENDS[outcome]

    async with bot() as world:
        world.responder.answer = fail
        await world.sender.command(SPOKEN)
        await over(world)

    [line] = questions(lines)
    assert (line["outcome"], line["told"]) == (outcome, True)
    assert SPOKEN not in str(lines)


async def test_every_reason_there_is_ends_in_one_line_that_names_it(lines: Lines) -> None:
    async def fail(asked: Asked) -> Reply:
        reason = Reason(asked.text)
        names = {name for _, name, _, _ in Formatter().parse(SENTENCES[reason]) if name}
        raise Trouble(reason, dict.fromkeys(names, SPOKEN))

    async with bot() as world:
        world.responder.answer = fail
        for reason in Reason:
            done = await world.sender.command(reason.value)
            await world.slack.until(lambda done=done: world.slack.answers(done.key))
        await over(world)

    assert [line["outcome"] for line in questions(lines)] == [reason.value for reason in Reason]
    assert SPOKEN not in str(questions(lines))


async def hang(asked: Asked) -> Reply:
    await asyncio.Event().wait()
    raise AssertionError


async def test_a_question_that_takes_too_long_says_so(lines: Lines) -> None:
    async with bot(Limits(deadline=0.2)) as world:
        world.responder.answer = hang
        done = await world.sender.command(SPOKEN)
        await world.slack.until(lambda: world.slack.answers(done.key), 30)

    assert [line["outcome"] for line in questions(lines)] == ["too_slow"]


async def test_at_the_end_each_question_at_work_and_in_line_has_its_line(lines: Lines) -> None:
    async with bot(Limits(at_once=2, waiting=8, each=8), drain=3.2) as world:
        world.responder.answer = hang
        for _ in range(5):
            await world.sender.command(SPOKEN)

    found = questions(lines)
    assert len(found) == 5
    assert {line["outcome"] for line in found} == {"stopping"}


async def test_what_could_not_even_be_told_at_the_end_has_its_line_once(lines: Lines) -> None:
    """One is being told for ever, the others are never begun."""
    async with bot(Limits(at_once=2, waiting=8, each=8), drain=0.5) as world:
        world.slack.fail("response_url", *[hang_for_ever()] * 9)
        world.slack.fail("chat.postEphemeral", *[hang_for_ever()] * 9)
        for _ in range(4):
            await world.sender.command(SPOKEN)
        await world.slack.until(lambda: world.slack.called("response_url"))
        await world.edge.stop()  # while Slack still hangs
        found = list(questions(lines))

    assert len(found) == len(questions(lines)) == 4
    assert [line["told"] for line in found] == [False] * 4
    assert "stopping" in {line["outcome"] for line in found}


async def test_one_that_slack_does_not_take_is_there_and_not_told(lines: Lines) -> None:
    async with bot() as world:
        for way in ("response_url", "chat.postEphemeral", "chat.postMessage"):
            world.slack.fail(way, *[not_ok("channel_not_found")] * 9)
        await world.sender.command(SPOKEN)
        await over(world)

    assert [line["told"] for line in questions(lines)] == [False]


async def test_a_refusal_for_lack_of_room_has_a_line_each_told_or_not(lines: Lines) -> None:
    async with bot(Limits(at_once=2, waiting=4, each=2), drain=3.2) as world:
        world.responder.answer = hang
        for _ in range(2):
            await world.sender.command(SPOKEN)
        await world.sender.command(SPOKEN)
        for number in range(3):
            await world.sender.mention(SPOKEN, ts=f"1795100000.{number}")

    refused = [line for line in questions(lines) if line["outcome"] == "busy"]
    assert [line["how"] for line in refused].count("command") == 1
    assert sorted(line["told"] for line in refused) == [False, False, True, True]
    assert len(questions(lines)) == 6


async def test_a_modal_is_a_line_when_it_is_sent(lines: Lines) -> None:
    async with bot() as world:
        await world.sender.press("change1:0", SPOKEN)
        [view] = await world.slack.until(lambda: world.slack.views, 30)
        await world.sender.submit(view, {})
        await over(world)

    opened, sent = sorted(questions(lines), key=lambda line: line["outcome"] != "done")
    assert opened["outcome"] == "done"
    assert sent["told"] is True
    assert SPOKEN not in str([opened, sent])


async def test_what_another_replica_left_is_a_line_of_whoever_takes_it_up(lines: Lines) -> None:
    async with bot() as world:
        front = world.edge._front
        assert front is not None
        asked = (await asked_by(world))[0]
        front.take_up(replace(asked, marks=()), "debt")
        await over(world)

    [first, second] = questions(lines)
    assert (first.get("taken_up"), second.get("taken_up")) == (None, True)


async def asked_by(world: World) -> list[Asked]:
    await world.sender.command(SPOKEN)
    found: list[Asked] = await world.slack.until(lambda: world.responder.asked)
    return found

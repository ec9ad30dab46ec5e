"""Each attempt at a slot of a digest leaves one line in the log, with nothing of what it says."""

from collections.abc import Iterator, MutableMapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import structlog

from bot.ask import Desk
from bot.clock import wall
from bot.digest.ways import Happened
from bot.metrics import Metrics
from bot.posting import Posting
from bot.slack.composing import Composing
from bot.slack.gate import SlackGate
from bot.slack.people import Defaults
from bot.trouble import Reason, Trouble
from tests.digest.world import CHANNEL, NINE, OWNER, World
from tests.log.lines import questions

Lines = list[MutableMapping[str, Any]]
SECOND = timedelta(seconds=1)


@pytest.fixture
def lines() -> Iterator[Lines]:
    with structlog.testing.capture_logs() as found:
        yield found


async def due(world: World, **more: Any) -> Any:
    """A digest whose slot is due, and a replica that is followed as a serving bot's is."""
    digest = await world.made("usage of zanzibar yesterday", **more)
    desk: Any = Desk  # nothing is asked of it: the world's own words are the answers
    composing = Composing(desk, wall, Defaults(), SlackGate())
    posting = Posting(world.scripts, composing, Metrics())
    engine = world.replica()

    def observe(happened: Happened) -> None:
        world.happened.append(happened)
        posting._happened(happened)

    engine.hooks = replace(engine.hooks, follow=posting._followed, observer=observe)
    await world.set_time(NINE + SECOND)
    return digest


async def test_one_that_is_posted_is_one_line(world: World, lines: Lines) -> None:
    digest = await due(world)
    await world.until_what("posted")
    await world.stop()

    [line] = questions(lines)
    assert (line["how"], line["outcome"]) == ("digest", "posted")
    assert (line["digest"], line["slot"]) == (digest.id, "2026-11-23T09:00")
    assert (line["user"], line["channel"]) == (OWNER, CHANNEL)
    assert "zanzibar" not in str(lines)
    assert "reason" not in line


async def test_one_that_cannot_be_computed_names_the_reason(world: World, lines: Lines) -> None:
    world.words.trouble = Trouble(Reason.NOT_FOUND, {"what": "“zanzibar”", "instead": "help"})
    await due(world)
    await world.until(lambda: questions(lines))
    await world.stop()

    line = questions(lines)[0]
    assert line["outcome"] in {"waits", "failed"}
    assert line["reason"] == "not_found"
    assert "zanzibar" not in str(questions(lines))


async def test_one_that_slack_refuses_is_a_failure_without_its_sentence(
    world: World, lines: Lines
) -> None:
    world.slack.faults.append("is_archived")
    await due(world)
    await world.until_what("failed")
    await world.stop()

    [line] = questions(lines)
    assert line["outcome"] == "failed"


async def test_one_that_is_given_back_at_the_end_has_its_line_too(
    world: World, lines: Lines
) -> None:
    world.words.open.clear()
    await due(world)
    await world.until(lambda: world.words.asked)
    for engine, _ in world.engines:
        engine.times = replace(engine.times, drain=0.1)
    await world.stop()

    [line] = questions(lines)
    assert line["outcome"] in {"waits", "let_go"}

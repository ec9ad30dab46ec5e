"""A digest about a day that has just ended waits for the day's figures, and holds nobody up."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.fresh import just_ended
from bot.digest.model import State
from bot.store.settling import LIFETIMES, come_in
from bot.trouble import Reason, Trouble
from tests.digest.world import schedule

ZULU = ZoneInfo("UTC")
FIVE_PAST = schedule(at="00:05", zone=ZULU)
DUE = datetime(2026, 11, 24, 0, 5, tzinfo=UTC)
READY = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
YESTERDAY = date(2026, 11, 23)
SECOND = timedelta(seconds=1)
FIRST, LAST = datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2035-12-31")


@pytest.fixture
def world(world):
    world.come_in = come_in
    world.words.days = {YESTERDAY}
    return world


async def due(world, **other):
    digest = await world.made("usage yesterday", schedule=FIVE_PAST, **other)
    await world.set_time(DUE + SECOND)
    world.replica()
    return digest


async def test_it_waits_for_the_day_to_come_in_and_then_says_so(world) -> None:
    digest = await due(world)
    await world.until_what("waits")
    assert (world.words.asked, world.slack.kept) == ([], [])  # nothing was computed too early
    await world.set_time(READY - SECOND)
    waiting = await world.slots.run(digest.id, "2026-11-24T00:05")
    await world.set_time(READY)
    await world.until_what("posted")
    [run] = await world.digests.log(digest.id)

    assert waiting.state is State.WAITING
    assert waiting.reason == "it waits until 00:30 UTC for the figures of Mon 23 Nov to come in"
    assert (run.state, run.late) == (State.POSTED, 25 * 60)
    assert run.reason == waiting.reason.replace("waits", "waited")
    [kept] = world.slack.kept
    said = "Due Tue 24 Nov 2026, 00:05 UTC; it waited until 00:30 UTC for the figures of Mon 23 Nov"
    assert said in kept.args["text"]
    assert "late" not in kept.args["text"]


async def test_it_is_as_late_as_it_is_after_its_figures_could_be_there(world) -> None:
    """So nobody is alarmed by a wait that was meant."""
    await due(world)
    await world.until_what("waits")
    await world.set_time(READY + SECOND)
    await world.until_what("posted")
    [posted] = [h for h in world.happened if h.what == "posted"]

    assert posted.seconds == pytest.approx(1.0, abs=0.5)


async def test_while_it_waits_no_replica_holds_it_and_none_is_held_up_by_it(world) -> None:
    digest = await due(world)
    await world.until_what("waits")
    run = await world.slots.run(digest.id, "2026-11-24T00:05")
    await world.made("usage today", channel="C0TODAY", schedule=schedule(at="00:06", zone=ZULU))
    world.words.days = set()
    await world.step(minutes=1, seconds=1)
    await world.until_what("posted")

    assert run.lease is None
    assert [kept.channel for kept in world.slack.kept] == ["C0TODAY"]


async def test_a_replica_that_dies_while_it_waits_loses_nothing(world) -> None:
    digest = await due(world)
    await world.until_what("waits")
    await world.stop()
    await world.set_time(READY + SECOND)
    world.replica()
    await world.until_what("posted")
    await world.stop()

    assert len(world.slack.of(f"{digest.id}:2026-11-24T00:05")) == 1
    assert len(world.slack.kept) == 1


async def test_one_that_is_not_about_that_day_does_not_wait(world) -> None:
    world.words.days = set()
    await due(world)
    await world.until_what("posted")

    assert "waited" not in world.slack.kept[0].args["text"]


async def test_where_there_is_no_telling_what_it_reports_it_is_tried_at_once(world) -> None:
    """And fails as it would have, with its own note and its own tries."""

    async def reports(*_) -> bool:
        raise Trouble(Reason.NAMES_UNREAD)

    world.words.reports = reports
    await due(world)
    await world.until_what("posted")


async def test_after_an_outage_it_says_how_late_it_is_and_not_that_it_waited(world) -> None:
    await world.made("usage yesterday", schedule=FIVE_PAST)
    await world.set_time(READY + timedelta(hours=3))
    world.replica()
    await world.until_what("posted")

    text = world.slack.kept[0].args["text"]
    assert "posted 3 hours late" in text
    assert "it waited" not in text


async def test_a_paused_one_is_not_posted_when_its_figures_are_there(world) -> None:
    digest = await due(world)
    await world.until_what("waits")
    await world.digests.pause(digest.id)
    await world.set_time(READY + SECOND)
    await world.until(lambda: world.engines[0][0].status.looked)
    await world.until_what("not_claimed")
    [run] = await world.digests.log(digest.id)

    assert run.state is State.SKIPPED
    assert world.slack.kept == []


@given(st.datetimes(FIRST, LAST, timezones=st.just(UTC)))
def test_nobody_ever_waits_longer_than_a_day_takes_to_be_booked(at) -> None:
    found = just_ended(at, come_in)
    since = at - at.replace(hour=0, minute=0, second=0, microsecond=0)

    assert (found is not None) == (since < LIFETIMES.booked)
    assert found is None or timedelta() < found.ready - at <= LIFETIMES.booked
    assert found is None or found.day == at.date() - timedelta(days=1)

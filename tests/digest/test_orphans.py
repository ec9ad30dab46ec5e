"""Whose owner has left waits for somebody to adopt it; the channel is asked once."""

import asyncio
from datetime import timedelta

import pytest

from bot.digest import decide
from bot.digest.decide import ORPHANED
from bot.digest.model import State
from bot.digest.ways import Answered
from bot.store.digests import Change
from bot.trouble import Reason, Trouble
from tests.digest.world import CHANNEL, NINE, OWNER

SECOND, GONE = timedelta(seconds=1), Trouble(Reason.OWNER_GONE)
NEW = "U0BO00002"


@pytest.fixture
async def orphan(world):
    world.words.trouble = GONE
    digest = await world.made()
    await world.set_time(NINE + SECOND)
    world.replica()
    await world.until_what("waits")
    return digest


async def test_the_channel_is_asked_and_the_slot_waits(world, orphan) -> None:
    [asked] = world.slack.kept
    [run] = await world.digests.log(orphan.id)
    now = await world.read(orphan.id)

    assert (asked.channel, asked.event) == (CHANNEL, "dgusage_digest_note")
    assert GONE.sentence in asked.args["text"]
    assert (run.state, run.reason) == (State.WAITING, GONE.sentence)
    assert (now.paused, now.failures, now.asked) == ("", 0, True)


async def test_adopted_it_is_posted_without_further_waiting_and_is_somebody_elses(
    world, orphan
) -> None:
    world.words.trouble = None
    said = await world.digests.adopted(orphan.id, OWNER, NEW)
    await world.until_what("posted")  # no time passes
    now = await world.read(orphan.id)

    assert (said.done, said.digest.owner) == (True, NEW)
    assert (now.owner, now.version, now.asked) == (NEW, orphan.version + 1, False)
    assert now.draft.questions == orphan.draft.questions
    assert len(world.slack.of(f"{orphan.id}:2026-11-23T09:00")) == 1
    assert world.news == []


async def test_of_several_who_adopt_it_one_does(world, orphan) -> None:
    people = [f"U0NEW000{n}" for n in range(8)]
    said = await asyncio.gather(*(world.digests.adopted(orphan.id, OWNER, who) for who in people))
    owner = (await world.read(orphan.id)).owner

    assert sorted(each.change for each in said) == [Change.CHANGED] * 7 + [Change.DONE]
    assert owner in people
    assert {each.digest.owner for each in said if each.done} == {owner}


async def test_unadopted_it_is_paused_in_the_end_and_nobody_is_asked_again(world, orphan) -> None:
    await world.step(hours=6, seconds=1)
    await world.until_what("ended_failed")
    now = await world.read(orphan.id)
    await world.step(days=1)
    await world.until(lambda: world.engines[0][0].status.working == 0)
    [run] = await world.digests.log(orphan.id)

    assert now.paused == ORPHANED
    assert (run.state, run.told) == (State.FAILED, True)
    assert GONE.sentence in run.reason
    assert len(world.slack.kept) == 1
    assert world.news == []  # there is nobody to be told


async def test_adopted_after_that_it_goes_on_from_now(world, orphan) -> None:
    await world.step(hours=6, seconds=1)
    await world.until_what("ended_failed")
    world.words.trouble = None
    await world.step(days=1, hours=1)
    said = await world.digests.adopted(orphan.id, OWNER, NEW)
    await world.set_time(NINE + timedelta(days=2) + SECOND)
    await world.until_what("posted")
    log = await world.digests.log(orphan.id)

    assert (said.done, said.digest.paused, said.digest.failures) == (True, "", 0)
    assert [(run.state, run.slot[:10]) for run in log] == [
        (State.POSTED, "2026-11-25"),
        (State.SKIPPED, "2026-11-24"),
        (State.FAILED, "2026-11-23"),
    ]


async def test_several_slots_of_one_that_is_due_often_ask_once(world, orphan) -> None:
    await world.set_time(NINE + timedelta(days=1) + SECOND)
    await world.until_what("ended_failed")
    await world.digests.resume(orphan.id)
    await world.set_time(NINE + timedelta(days=2) + SECOND)
    await world.until_what("waits", 2)

    assert len(world.slack.kept) == 1


async def test_paused_by_hand_it_only_changes_hands(world) -> None:
    digest = await world.made()
    await world.digests.pause(digest.id)
    said = await world.digests.adopted(digest.id, OWNER, NEW)

    assert said.done
    assert (said.digest.owner, said.digest.paused) == (NEW, "by hand")


async def test_what_is_gone_or_deleted_cannot_be_adopted(world) -> None:
    digest = await world.made()
    await world.digests.delete(digest.id)

    assert (await world.digests.adopted(digest.id, OWNER, NEW)).change is Change.GONE
    assert (await world.digests.adopted("0" * 12, OWNER, NEW)).change is Change.GONE


async def test_whoever_is_at_it_already_keeps_it_when_it_is_adopted(world) -> None:
    digest = await world.made()
    await world.set_time(NINE + SECOND)
    plan = decide.plan(digest.schedule, digest.next, world.now)
    first = await world.slots.begin(digest, plan, "one")
    await world.slots.wait(first, 1, GONE.sentence, sure=True)
    await world.step(seconds=2)
    again = await world.slots.take(digest.id, first.name, "two")
    await world.digests.adopted(digest.id, OWNER, NEW)

    assert await world.slots.take(digest.id, first.name, "three") is Answered.STALE
    assert await world.slots.mark(again) is Answered.OK


async def test_what_waits_for_something_else_is_not_hurried_by_it(world) -> None:
    """As one whose answer was lost: only later does the channel surely show it."""
    digest = await world.made()
    await world.set_time(NINE + SECOND)
    plan = decide.plan(digest.schedule, digest.next, world.now)
    claim = await world.slots.begin(digest, plan, "one")
    await world.slots.mark(claim)
    await world.slots.wait(claim, 5, "Slack's answer did not arrive.")
    await world.digests.adopted(digest.id, OWNER, NEW)
    await world.slots.silence(digest.team, "token_revoked")
    await world.digests.released(digest.team)

    assert (await world.slots.ripe(9)).open == ()


async def test_the_next_owner_who_leaves_is_asked_about_again(world, orphan) -> None:
    """Also where the channel's being asked is noted down only after somebody has adopted it."""
    world.words.trouble = None
    await world.digests.adopted(orphan.id, OWNER, NEW)
    await world.slots.asked(orphan.id, OWNER)
    await world.until_what("posted")
    world.words.trouble = GONE
    await world.set_time(NINE + timedelta(days=1) + SECOND)
    await world.until(lambda: len(world.slack.kept) == 3)

    events = [(kept.event, kept.key[-16:]) for kept in world.slack.kept]
    assert events == [
        ("dgusage_digest_note", "2026-11-23T09:00"),
        ("dgusage_digest", "2026-11-23T09:00"),
        ("dgusage_digest_note", "2026-11-24T09:00"),
    ]

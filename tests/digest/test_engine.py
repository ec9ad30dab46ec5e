"""One slot, one post: through the real store, over the real wire, to a Slack that counts."""

import asyncio
from datetime import timedelta
from decimal import Decimal

from bot.digest.model import Conditions, State
from bot.digest.ways import Happened
from tests.digest.world import CHANNEL, MONDAYS, NINE, answer

SECOND = timedelta(seconds=1)


async def test_a_due_digest_is_posted_once_with_the_slot_in_its_metadata(world) -> None:
    digest = await world.made("tag:support yesterday")
    world.replica()
    await world.set_time(NINE + SECOND)
    await world.until_what("posted")

    [kept] = world.slack.kept
    assert kept.channel == CHANNEL
    assert kept.args["metadata"] == {
        "event_type": "dgusage_digest",
        "event_payload": {"id": f"{digest.id}:2026-11-23T09:00"},
    }
    assert kept.args["text"] == "tag:support yesterday: 10 hours"


async def test_nothing_is_posted_before_it_is_due(world) -> None:
    await world.made()
    engine = world.replica()
    await world.set_time(NINE - SECOND)
    before = engine.status.looked
    await world.until(lambda: engine.status.looked not in {None, before})

    assert world.slack.calls == []


async def test_three_replicas_post_a_hundred_digests_once_each(world) -> None:
    for n in range(100):
        await world.made(f"usage {n}")
    for _ in range(3):
        world.replica(at_once=8)
    await world.set_time(NINE + SECOND)
    await world.until(lambda: len(world.slack.kept) >= 100)
    await world.stop()

    assert len({kept.key for kept in world.slack.kept}) == len(world.slack.kept) == 100


async def test_the_record_says_when_it_was_due_posted_and_where_it_can_be_seen(world) -> None:
    digest = await world.made()
    world.replica()
    await world.set_time(NINE + 3 * SECOND)
    await world.until_what("posted")
    await world.stop()
    [run] = await world.digests.log(digest.id)

    assert (run.state, run.at, run.late, run.attempts) == (State.POSTED, NINE, 3.0, 1)
    assert run.ts == world.slack.kept[0].ts
    assert run.link.startswith("https://example.slack.com/archives/")
    assert (await world.read(digest.id)).last == "2026-11-23T09:00"


async def test_digests_of_the_same_question_are_computed_once(world) -> None:
    for n in range(20):
        await world.made("usage yesterday", channel=f"C0{n}")
    await world.made("cost yesterday")
    engine = world.replica()
    await world.set_time(NINE + SECOND)
    await world.until_what("posted", 21)

    assert engine.asked == len(world.words.asked) == 2


async def test_a_late_post_says_what_it_is_for_and_older_slots_are_missed(world) -> None:
    digest = await world.made()
    await world.set_time(NINE + timedelta(days=2, minutes=47))
    world.replica()
    await world.until_what("posted")
    await world.stop()

    [kept] = world.slack.kept
    assert kept.key.endswith(":2026-11-25T09:00")
    assert "Due Wed 25 Nov 2026, 09:00 Europe/Berlin; posted 47 minutes late." in kept.args["text"]
    assert [run.state for run in await world.digests.log(digest.id)] == [
        State.POSTED,
        State.MISSED,
        State.MISSED,
    ]
    assert Happened("missed", digest.id, "2026-11-23T09:00:00", 0.0, "").what in {
        happened.what for happened in world.happened
    }


async def test_after_the_grace_time_it_is_missed_and_the_next_one_comes(world) -> None:
    digest = await world.made()
    await world.set_time(NINE + timedelta(hours=7))
    world.replica()
    await world.until_what("missed")
    [run] = await world.digests.log(digest.id)
    await world.set_time(NINE + timedelta(days=1))
    await world.until_what("posted")

    assert run.state is State.MISSED
    assert "6 hours" in run.reason
    assert [kept.key[-16:] for kept in world.slack.kept] == ["2026-11-24T09:00"]


async def test_a_condition_that_does_not_hold_skips_the_slot_with_its_reason(world) -> None:
    digest = await world.made(conditions=Conditions(change=Decimal(20)))
    world.words.answer = answer("110", "100")
    world.replica()
    await world.set_time(NINE + SECOND)
    await world.until_what("ended_skipped")
    [run] = await world.digests.log(digest.id)

    assert (run.state, run.reason) == (State.SKIPPED, "the change is not more than 20 %")
    assert world.slack.kept == []


async def test_a_condition_that_cannot_be_told_posts_and_says_so(world) -> None:
    await world.made(conditions=Conditions(cost=Decimal(20)))
    world.replica()
    await world.set_time(NINE + SECOND)
    await world.until_what("posted")

    assert "could not be told" in world.slack.kept[0].args["text"]


async def test_a_paused_or_deleted_digest_stays_silent_at_once(world) -> None:
    paused, deleted = await world.made("a"), await world.made("b")
    world.words.open.clear()
    world.replica()
    await world.set_time(NINE + SECOND)
    await world.until(lambda: len(world.words.asked) == 2)  # both are being computed
    await world.digests.pause(paused.id)
    await world.digests.delete(deleted.id)
    world.words.open.set()
    await world.until_what("ended_skipped", 2)

    assert world.slack.kept == []


async def test_stopping_finishes_what_is_under_way(world) -> None:
    await world.made()
    world.words.open.clear()
    engine = world.replica()
    await world.set_time(NINE + SECOND)
    await world.until(lambda: world.words.asked)
    stopping = asyncio.create_task(world.stop())
    await world.until(lambda: engine._stopping)
    world.words.open.set()
    await stopping

    assert len(world.slack.kept) == 1


async def test_what_cannot_be_finished_in_time_is_given_to_another_at_once(world) -> None:
    await world.made()
    world.words.open.clear()
    world.replica(drain=0.0)
    await world.set_time(NINE + SECOND)
    await world.until(lambda: world.words.asked)
    await world.stop()
    world.words.open.set()
    world.replica()  # no time passes: its lease would have lasted for 20 seconds
    await world.until_what("posted")

    assert len(world.slack.kept) == 1


async def test_a_post_that_is_cut_off_is_left_to_be_looked_for(world) -> None:
    """Nobody may send it again before its lease is over and the channel was looked through."""
    world.slack.faults.append("hang")
    digest = await world.made()
    world.replica(drain=0.0)
    await world.set_time(NINE + SECOND)
    await world.until(lambda: world.slack.kept)
    await world.stop()
    run = await world.slots.run(digest.id, "2026-11-23T09:00")

    assert (run.state, run.maybe) == (State.SENDING, True)
    assert (await world.slots.ripe(9)).open == ()


async def test_the_status_tells_a_living_loop_from_a_dead_one(world) -> None:
    engine = world.replica()
    assert not engine.status.alive(0.0)
    await world.until(lambda: engine.status.looked)
    looked = engine.status.looked

    assert engine.status.alive(looked + 1)
    assert not engine.status.alive(looked + 31)
    await world.stop()
    assert not engine.status.alive(looked + 1)
    assert engine.status.shown(looked)["last_success_age"] is None


async def test_sending_now_and_trying_use_up_no_slot(world) -> None:
    digest = await world.made(schedule=MONDAYS)
    engine = world.replica()
    await world.until(lambda: engine.status.looked)
    sent = await engine.send_now(digest)
    tried = await engine.send_now(digest, "dgusage_digest_preview")
    await world.set_time(NINE + SECOND)
    await world.until_what("posted")

    assert sent.ts
    assert tried.ts
    events = [kept.event for kept in world.slack.kept]
    assert events == ["dgusage_digest_now", "dgusage_digest_preview", "dgusage_digest"]
    assert "This is a preview" in world.slack.kept[1].args["text"]
    assert len(await world.digests.log(digest.id)) == 1

"""What goes wrong is told, tried again where that may help, and never makes a second post."""

from datetime import timedelta

import pytest

from bot.digest.engine import LEFT_ALONE
from bot.digest.hold import steady
from bot.digest.model import State
from bot.trouble import Reason, Trouble
from tests.digest.world import CHANNEL, NINE

SECOND = timedelta(seconds=1)


async def due(world, **times):
    digest = await world.made()
    engine = world.replica(**times)
    await world.set_time(NINE + SECOND)
    return digest, engine


@pytest.mark.parametrize("fault", ["drop", 500, 503, "fatal_error", "hang"])
async def test_a_post_whose_answer_is_lost_is_looked_for_and_not_sent_again_blindly(
    world, fault
) -> None:
    """Where it was kept it is found; where it was not, it is sent again; either way it is there once."""
    world.slack.faults.append(fault)
    digest, _ = await due(world, call=0.3)
    await world.until_what("waits")
    await world.step(seconds=4)
    await world.until_what("posted")
    [run] = await world.digests.log(digest.id)

    assert len(world.slack.of(f"{digest.id}:2026-11-23T09:00")) == 1
    assert run.ts == world.slack.kept[0].ts
    assert sum(method == "conversations.history" for method, _ in world.slack.calls) == 1


async def test_without_the_right_to_look_a_possible_repeat_is_marked_and_none_is_lost(
    world,
) -> None:
    world.slack.history = False
    world.slack.faults.append(500)
    await due(world)
    await world.until_what("waits")
    await world.step(seconds=4)
    await world.until_what("posted")

    assert "This may be a repeat" in world.slack.kept[0].args["text"]
    assert "This may be a repeat" in str(world.slack.kept[0].args["blocks"])


async def test_a_history_that_lags_is_waited_for_and_then_trusted(world) -> None:
    """The post is looked for only when it must show, if it is there."""
    world.slack.faults.append("drop")
    digest, _ = await due(world)
    await world.until_what("waits")
    [waits] = [h for h in world.happened if h.what == "waits"]
    run = await world.slots.run(digest.id, "2026-11-23T09:00")

    assert waits.seconds >= 3
    assert run.maybe
    assert run.state is State.WAITING


async def test_a_history_that_cannot_be_read_just_now_is_asked_again(world) -> None:
    world.slack.faults.append("drop")
    world.slack.history = "ratelimited"
    digest, _ = await due(world)
    for n in range(1, 7):
        await world.until_what("waits", n)
        await world.step(seconds=10)
    world.slack.history = True
    await world.until_what("posted")

    assert len(world.slack.of(f"{digest.id}:2026-11-23T09:00")) == 1
    assert "may be a repeat" not in world.slack.kept[0].args["text"]


async def test_a_history_that_stays_closed_does_not_hold_the_digest_for_ever(world) -> None:
    world.slack.faults.append(500)
    world.slack.history = "fatal_error"
    await due(world)
    await world.until_what("waits")
    for n in range(2, 5):
        await world.step(minutes=10)
        if n < 4:
            await world.until_what("waits", n)
    await world.until_what("posted")

    assert "may be a repeat" in world.slack.kept[0].args["text"]


async def test_a_limit_is_obeyed_by_every_replica_and_needs_no_look(world) -> None:
    world.slack.faults.append(429)
    digest, _ = await due(world)
    await world.until_what("waits")
    pause = await world.slots.turn(digest.team, "another")
    await world.step(seconds=2)
    await world.until_what("posted")

    assert pause == pytest.approx(1.0, abs=0.01)
    assert [method for method, _ in world.slack.calls][:2] == ["chat.postMessage"] * 2


async def test_blocks_that_are_refused_are_sent_as_text(world) -> None:
    world.slack.faults.append("invalid_blocks")
    await due(world)
    await world.until_what("posted")

    assert world.slack.kept[0].args["text"].endswith("(in text)")
    assert "blocks" not in world.slack.kept[0].args


@pytest.mark.parametrize("word", ["channel_not_found", "not_in_channel", "is_archived"])
async def test_a_channel_that_is_gone_pauses_the_digest_and_tells_its_owner_once(
    world, word
) -> None:
    world.slack.refuse[CHANNEL] = word
    digest, _ = await due(world)
    await world.until(lambda: world.news)
    await world.stop()
    now = await world.read(digest.id)
    [run] = await world.digests.log(digest.id)

    assert (run.state, run.reason, run.told) == (State.FAILED, word, True)
    assert now.paused
    assert [news.meaning.todo for news in world.news] == [world.news[0].meaning.todo]
    assert world.news[0].digest.owner == digest.owner
    assert world.slack.kept == []


async def test_three_failures_in_a_row_pause_it_and_a_success_counts_anew(world) -> None:
    world.slack.refuse[CHANNEL] = "restricted_action"
    digest, _ = await due(world)
    seen = []
    for day in range(1, 7):
        await world.until(lambda day=day: len(world.happened_days()) >= day)
        seen.append((await world.read(digest.id)).failures)
        if day == 2:
            del world.slack.refuse[CHANNEL]
        if day == 3:
            world.slack.refuse[CHANNEL] = "restricted_action"
        await world.set_time(NINE + timedelta(days=day) + SECOND)
    now = await world.read(digest.id)

    assert seen == [1, 2, 0, 1, 2, 3]
    assert now.paused == "it failed 3 times in a row"
    assert (await world.digests.resume(digest.id)).digest.failures == 0


async def test_a_revoked_token_holds_everything_back_and_is_made_good_when_it_is_mended(
    world,
) -> None:
    world.slack.faults.extend(["token_revoked"] * 2)
    digest, engine = await due(world)
    await world.until_what("held")
    await world.until(lambda: engine.status.held == "token_revoked")
    await world.step(seconds=40)
    await world.until_what("held", 2)
    await world.step(minutes=7)
    await world.until_what("posted")

    await world.until(lambda: engine.status.held == "")

    assert not (await world.read(digest.id)).paused
    assert "posted 7 minutes late" in world.slack.kept[0].args["text"]


async def test_while_deepgram_cannot_be_read_a_note_stands_there_and_then_the_digest(world) -> None:
    world.words.trouble = Trouble(Reason.DEEPGRAM_DOWN)
    digest, _ = await due(world)
    await world.until_what("waits")
    for waits in (2, 3):
        await world.step(minutes=10)
        await world.until_what("waits", waits)
    world.words.trouble = None
    await world.step(minutes=10)
    await world.until_what("posted")

    events = [kept.event for kept in world.slack.kept]
    assert events == ["dgusage_digest_note", "dgusage_digest"]
    assert world.slack.kept[0].args["text"].startswith("No figures yet: Deepgram answered")
    assert "30 minutes late" in world.slack.kept[1].args["text"]
    assert len(world.slack.of(f"{digest.id}:2026-11-23T09:00")) == 1


async def test_figures_that_never_come_fail_the_slot_at_the_end_of_the_grace_time(world) -> None:
    world.words.trouble = Trouble(Reason.UNREACHABLE)
    digest, _ = await due(world)
    await world.until_what("waits")
    await world.set_time(NINE + timedelta(hours=6, minutes=1))
    await world.until(lambda: world.news)
    [run] = await world.digests.log(digest.id)

    assert run.state is State.FAILED
    assert "6 hours" in run.reason
    assert "Deepgram could not be reached" in run.reason
    assert [kept.event for kept in world.slack.kept] == ["dgusage_digest_note"]


async def test_what_time_does_not_heal_fails_at_once_with_the_reason_in_words(world) -> None:
    world.words.trouble = Trouble(Reason.SCOPE_MISSING, {"scope": "usage:read"})
    digest, _ = await due(world)
    await world.until(lambda: world.news)

    assert "usage:read" in world.news[0].run.reason
    assert world.news[0].meaning is None
    assert (await world.read(digest.id)).failures == 1


async def test_an_owner_whose_news_got_lost_is_told_by_the_next_who_looks(world) -> None:
    async def dies(_news) -> None:
        raise ConnectionError

    world.slack.refuse[CHANNEL] = "is_archived"
    told, world.told = world.told, dies
    digest, _ = await due(world)
    await world.until_what("left_alone")
    await world.stop()
    world.told = told
    await world.step(seconds=61)
    world.replica()
    await world.until(lambda: world.news)

    assert world.news[0].digest.id == digest.id
    assert len(world.slack.kept) == 0


@pytest.mark.timeout(300)
async def test_a_poisoned_digest_among_500_delays_nobody_and_is_visible(world) -> None:
    """Neither one that cannot be computed, nor drawn, nor even read."""
    for question in ("poison", "undrawable"):
        await world.made(question)
    unreadable = await world.made("unreadable")
    for n in range(500):
        await world.made(f"usage {n % 5}", channel=f"C{n:04d}")
    await world.spoil(unreadable.id, '{"v": 99}')
    begin = steady()
    engine = world.replica(beat=2.0)
    await world.set_time(NINE + SECOND)
    await world.until_what("posted", 500)

    digests = {kept.key for kept in world.slack.kept if kept.event == "dgusage_digest"}
    assert len(digests) == 500
    assert engine.status.unreadable.keys() == {unreadable.id}
    assert sum(h.what == "not_computed" for h in world.happened) == 2
    looks = sum(h.what == "left_alone" for h in world.happened)
    assert 1 <= looks <= 1 + (steady() - begin) // LEFT_ALONE  # once a minute


async def test_a_digest_that_always_breaks_is_tried_five_times_at_most(world) -> None:
    digest = await world.made("poison")
    world.replica()
    await world.set_time(NINE + SECOND)
    for n in range(1, 5):
        await world.until_what("waits", n)
        await world.step(minutes=10)
    await world.until(lambda: world.news)

    assert len(world.words.asked) == 5
    assert (await world.read(digest.id)).failures == 1

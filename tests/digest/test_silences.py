"""Where the bot was removed nothing is posted, nobody keeps trying, and no digest fails by it."""

import argparse
from collections import Counter
from datetime import timedelta

import pytest

from bot.digest.errors import SILENCING
from bot.digest.model import State
from bot.digest.ways import Fate
from bot.terminal import digests as terminal
from bot.trouble import Reason, Trouble
from tests.digest.world import CHANNEL, NINE, TEAM

SECOND = timedelta(seconds=1)
MANY = 20


async def silent(world, word="account_inactive"):
    """Twenty digests that are due where nothing can be posted."""
    channels = [f"C{n:04d}" for n in range(MANY)]
    made = [await world.made(f"usage {n}", channel=c) for n, c in enumerate(channels)]
    world.slack.refuse = dict.fromkeys(channels, word)
    await world.set_time(NINE + SECOND)
    world.replica()
    await world.until(lambda: len({h.digest for h in world.happened if h.what == "waits"}) == MANY)
    return made


def posts(world) -> int:
    return sum(method == "chat.postMessage" for method, _ in world.slack.calls)


@pytest.mark.parametrize("word", SILENCING)
async def test_each_word_for_it_silences_the_workspace(world, word) -> None:
    world.slack.refuse[CHANNEL] = word
    await world.made()
    await world.set_time(NINE + SECOND)
    engine = world.replica()
    await world.until(lambda: engine.status.held == word)

    assert (await world.digests.silences())[TEAM].word == word


async def test_one_tries_for_all_and_later_each_time(world) -> None:
    """Twenty digests, an hour: some tries at first, when nobody knows yet; then a handful."""
    await silent(world)
    first = posts(world)
    for _ in range(60):
        await world.step(minutes=1)
        before = world.engines[0][0].status.looked
        await world.until(lambda b=before: world.engines[0][0].status.looked != b)
    await world.until(lambda: world.engines[0][0].status.working == 0)

    assert first <= MANY
    assert 3 <= posts(world) - first <= 12
    assert not world.slack.kept


async def test_no_digest_fails_pauses_or_tells_its_owner_by_it(world) -> None:
    made = await silent(world)
    await world.step(hours=6, minutes=1)
    await world.until_what("ended_missed", MANY)
    runs = [run for one in made for run in await world.digests.log(one.id)]
    now = [await world.read(one.id) for one in made]

    assert {run.state for run in runs} == {State.MISSED}
    assert all("account_inactive" in run.reason for run in runs)
    assert {(one.failures, one.paused) for one in now} == {(0, "")}
    assert world.news == []


async def test_in_the_end_nobody_tries_at_all_and_each_slot_has_its_record(world) -> None:
    made = await silent(world)
    await world.step(hours=6, minutes=1)
    await world.until_what("ended_missed", MANY)
    calls = posts(world)
    for day in range(1, 4):
        await world.set_time(NINE + timedelta(days=day) + SECOND)
        await world.until_what("missed", MANY * (day + 1))
    runs = [run for one in made for run in await world.digests.log(one.id)]

    assert posts(world) == calls
    assert Counter(run.state for run in runs) == {State.MISSED: 4 * MANY}
    assert (await world.digests.silences())[TEAM].over


async def test_mended_in_time_each_is_posted_once_and_late(world) -> None:
    await silent(world)
    world.slack.refuse.clear()
    await world.step(minutes=40)
    await world.until_what("posted", MANY)
    await world.stop()

    assert len({kept.key for kept in world.slack.kept}) == len(world.slack.kept) == MANY
    assert all("late" in kept.args["text"] for kept in world.slack.kept)
    assert await world.digests.silences() == {}


async def test_a_replica_that_starts_has_a_token_that_works_and_goes_on_at_once(world) -> None:
    made = await silent(world)
    await world.stop()
    world.slack.refuse.clear()
    world.replica()  # no time passes
    await world.until_what("posted", MANY)
    await world.stop()

    assert len(world.slack.kept) == len(made)
    assert await world.digests.silences() == {}


async def test_one_command_goes_on_at_once_also_when_nobody_tried_any_more(world) -> None:
    made = await silent(world)
    world.slack.refuse.clear()
    await world.set_time(NINE + timedelta(hours=23, minutes=59))
    await world.until_what("ended_missed", MANY)
    assert await world.digests.released(TEAM)
    assert not await world.digests.released(TEAM)
    await world.set_time(NINE + timedelta(days=1) + SECOND)
    await world.until_what("posted", MANY)

    assert {(await world.read(one.id)).last for one in made} == {"2026-11-24T09:00"}


async def test_another_workspace_is_not_held_up_by_it(world) -> None:
    await silent(world)
    await world.made("usage", team="T0OTHER01", channel="C0OTHER01")
    await world.set_time(NINE + timedelta(days=1) + SECOND)
    await world.until_what("posted")

    assert [kept.channel for kept in world.slack.kept] == ["C0OTHER01"]


async def test_a_post_out_of_turn_that_arrives_puts_an_end_to_it(world) -> None:
    digest, *_ = await silent(world)
    engine = world.engines[0][0]
    await world.until(lambda: engine.status.held)
    world.slack.refuse.clear()
    sent = await engine.send_now(digest)

    assert sent.fate is Fate.DONE
    await world.until_what("posted", MANY)


async def test_a_note_that_is_refused_for_it_silences_it_too(world) -> None:
    world.words.trouble = Trouble(Reason.DEEPGRAM_DOWN)
    made = await silent(world)
    world.slack.refuse.clear()
    world.words.trouble = None
    await world.digests.released()
    await world.until_what("posted", MANY)

    assert len(world.slack.kept) == len(made)
    assert {kept.event for kept in world.slack.kept} == {"dgusage_digest"}


async def test_what_may_be_there_already_says_so_where_nobody_can_look(world) -> None:
    world.slack.faults.append("drop")
    digest = await world.made()
    await world.set_time(NINE + SECOND)
    world.replica()
    await world.until_what("waits")
    await world.slots.silence(TEAM, "token_revoked")
    await world.until(lambda: world.engines[0][0].status.held)
    await world.step(hours=7)
    await world.until_what("ended_missed")
    [run] = await world.digests.log(digest.id)

    assert "token_revoked" in run.reason
    assert "may be there all the same" in run.reason


async def test_the_terminal_says_so_and_what_to_do_and_tries_again(world, capsys) -> None:
    await world.slots.silence(TEAM, "missing_scope")
    await world.made()
    await terminal._list(world.digests, argparse.Namespace(json=False))
    listed = capsys.readouterr().out
    await terminal._resume(world.digests, argparse.Namespace())
    said = capsys.readouterr().out

    for out in (listed, said):
        assert f"{TEAM}: nothing can be posted since 2026-11-23 07:30 UTC (missing_scope)" in out
        assert "chat:write" in out
    assert "Tried again" in said
    assert await world.digests.silences() == {}

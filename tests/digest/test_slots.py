"""A slot is one replica's at a time, and what a lost reply or another server left in doubt is known."""

import asyncio
from datetime import timedelta

import pytest

from bot.digest import decide
from bot.digest.model import Claim, State
from bot.digest.ways import Answered, Closing
from tests.digest.world import NINE

POSTED = Closing(State.POSTED, ts="1.0")
SLOT = "2026-11-23T09:00"


async def begun(world, token="one"):
    digest = await world.made()
    await world.set_time(NINE + timedelta(seconds=1))
    return digest, await begin(world, digest, token)


async def begin(world, digest, token="one"):
    plan = decide.plan(digest.schedule, digest.next, world.now)
    return await world.slots.begin(digest, plan, token)


async def test_of_many_who_claim_a_slot_one_gets_it(world) -> None:
    digest = await world.made()
    await world.set_time(NINE)
    claims = await asyncio.gather(*(begin(world, digest, f"t{n}") for n in range(20)))

    assert sum(isinstance(claim, Claim) for claim in claims) == 1


async def test_claiming_again_with_the_same_token_is_the_same_claim(world) -> None:
    """As where the answer to the first claim was lost."""
    digest, claim = await begun(world)
    again = await begin(world, digest)
    taken = await world.slots.take(digest.id, SLOT, "one")

    assert again == claim
    assert (taken.fence, taken.attempts) == (1, 1)


async def test_a_slot_is_taken_over_only_when_its_lease_is_over(world) -> None:
    digest, claim = await begun(world)
    await world.step(seconds=19)
    early = await world.slots.take(digest.id, SLOT, "two")
    assert (await world.slots.ripe(9)).open == ()
    await world.step(seconds=2)
    assert (await world.slots.ripe(9)).open == ((digest.id, SLOT),)
    taken = await world.slots.take(digest.id, SLOT, "two")

    assert early is Answered.STALE
    assert (taken.fence, taken.attempts, taken.maybe) == (2, 2, False)
    assert not await world.slots.renew(claim)
    assert await world.slots.mark(claim) is Answered.STALE
    assert not (await world.slots.end(claim, POSTED)).taken
    assert not await world.slots.wait(claim, 0, "")


async def test_a_lease_that_is_renewed_is_not_taken_over(world) -> None:
    digest, claim = await begun(world)
    for _ in range(5):
        await world.step(seconds=15)
        assert await world.slots.renew(claim)

    assert await world.slots.take(digest.id, SLOT, "two") is Answered.STALE


async def test_one_that_was_being_posted_may_be_there_already(world) -> None:
    digest, claim = await begun(world)
    await world.slots.mark(claim)
    await world.step(seconds=21)
    taken = await world.slots.take(digest.id, SLOT, "two")

    assert taken.maybe


@pytest.mark.parametrize(("sure", "maybe"), [(True, False), (False, True)])
async def test_what_surely_was_not_posted_need_not_be_looked_for(world, sure, maybe) -> None:
    digest, claim = await begun(world)
    await world.slots.mark(claim)
    await world.slots.wait(claim, 30, "ratelimited", sure=sure)
    early = await world.slots.take(digest.id, SLOT, "two")
    await world.step(seconds=31)
    taken = await world.slots.take(digest.id, SLOT, "two")

    assert early is Answered.STALE
    assert taken.maybe is maybe


async def test_ending_twice_is_ending_once(world) -> None:
    digest, claim = await begun(world)
    failed = Closing(State.FAILED, "is_archived", pause="gone", tell=True)
    ends = [await world.slots.end(claim, failed) for _ in range(3)]

    assert [(end.taken, end.failures, end.paused) for end in ends] == [(True, 1, True)] * 3
    assert not (await world.slots.end(claim, POSTED)).taken
    assert (await world.read(digest.id)).paused == "gone"


async def test_a_finished_slot_is_never_begun_again(world) -> None:
    """Not even where the digest's schedule is edited to be due at the same local time once more."""
    digest, claim = await begun(world)
    await world.slots.end(claim, POSTED)
    key = "dgusage:1:digest:{digests}:"
    names = [n async for n in world.store.fast.scan_iter(key + "*")]
    await world.store.fast.hset(names[0], "next", SLOT)

    assert await begin(world, digest, "two") is Answered.STALE
    assert (await world.slots.run(digest.id, SLOT)).state is State.POSTED
    assert (await world.read(digest.id)).next.at == NINE + timedelta(days=1)


async def test_who_comes_too_late_does_not_move_the_digest_back(world) -> None:
    old, _ = await begun(world)
    late = decide.plan(old.schedule, old.next, world.now)
    await world.step(days=1)
    assert isinstance(await begin(world, await world.read(old.id), "two"), Claim)
    now = await world.read(old.id)

    assert await world.slots.begin(old, late, "three") is Answered.STALE
    assert await world.read(old.id) == now


async def test_an_edit_in_between_makes_a_claim_stale(world) -> None:
    digest = await world.made()
    await world.digests.edit(digest.id, 1, digest.draft)
    await world.set_time(NINE)

    assert await begin(world, digest) is Answered.STALE
    assert isinstance(await begin(world, await world.read(digest.id)), Claim)


async def test_after_the_server_has_become_another_nothing_is_claimed_for_a_while(world) -> None:
    digest, claim = await begun(world)
    await world.changes_server()
    marked = await world.slots.mark(claim)
    ripe = await world.slots.ripe(9)
    begin_ = await begin(world, await world.made("other"))
    await world.step(seconds=21)
    taken = await world.slots.take(digest.id, SLOT, "two")

    assert marked is Answered.SETTLING
    assert ripe.settling == 20.0
    assert begin_ is Answered.SETTLING
    assert taken.maybe  # it was due before the change: what happened then may be lost


async def test_what_a_failover_lost_is_found_in_the_channel_and_not_posted_again(world) -> None:
    """The store forgets that the slot was ever claimed, as a replica that lagged behind would."""
    digest = await world.made()
    names = await world.store.fast.keys("dgusage:*")
    before = {name: await world.store.fast.dump(name) for name in names}
    world.replica()
    await world.set_time(NINE + timedelta(seconds=1))
    await world.until_what("posted")
    await world.stop()
    await world.store.fast.flushdb()
    for name, held in before.items():
        await world.store.fast.restore(name, 0, held)
    await world.set_time()
    await world.changes_server()
    world.replica()
    await world.until(lambda: any(e.status.settling for e, _ in world.engines))
    await world.step(seconds=21)
    await world.until_what("posted", 2)
    [run] = await world.digests.log(digest.id)

    assert len(world.slack.kept) == 1
    assert run.ts == world.slack.kept[0].ts


async def test_a_slot_that_is_due_after_the_change_needs_no_look(world) -> None:
    await world.changes_server()
    await world.slots.ripe(1)
    digest = await world.made()
    await world.set_time(NINE + timedelta(seconds=1))

    assert (await begin(world, digest)).maybe is False


async def test_posts_are_paced_by_channel_and_by_workspace(world) -> None:
    from dataclasses import replace

    from bot.store.slots import Pace

    slots = replace(world.slots, pace=Pace(1.0, 0.25))
    waits = [await slots.turn("T1", channel) for channel in ("C1", "C1", "C2", "C3")]
    await slots.hold("T1", 30)
    too_far = await slots.turn("T1", "C9", longest=10.0)

    assert too_far == 30.0
    assert waits == [0, 1.0, 0.5, 0.75]  # what waits in one channel does not hold up another
    assert await slots.turn("T1", "C9") == 30.0
    assert await slots.turn("T2", "C1") == 0

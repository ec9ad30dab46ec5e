"""Digests are made once, changed by one at a time, and can be had back."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.digest.codec import SCHEMA, Codec, fingerprint
from bot.digest.exchange import What
from bot.digest.model import Conditions, State, Unreadable
from bot.question.schedule.pattern import Weekly
from bot.store import keys
from bot.store.connection import absent
from bot.store.digests import Change, Digests
from bot.store.slots import Scripts
from bot.terminal.digest_file import read, written
from bot.trouble import Reason, Trouble
from tests.digest.world import CHANNEL, MONDAYS, NINE, TEAM, draft, schedule

HOUR = timedelta(hours=1)


async def test_repeating_a_command_does_not_make_a_second_digest(world) -> None:
    asked = draft("tag:support  yesterday")
    made = await asyncio.gather(*(world.digests.create(asked) for _ in range(10)))
    again = await world.digests.create(draft("tag:support yesterday", owner="U0BO"))

    assert sorted(changed.change for changed in made) == [Change.DONE] + [Change.SAME] * 9
    assert len({changed.digest.id for changed in [*made, again]}) == 1
    assert again.change is Change.SAME
    assert len(await world.digests.here(TEAM, CHANNEL)) == 1


OTHERS = [
    {"questions": ("usage today",)},
    {"channel": "C0OTHER"},
    {"team": "T0OTHER"},
    {"schedule": MONDAYS},
    {"conditions": Conditions(skip_zero=True)},
]


@pytest.mark.parametrize("other", OTHERS)
async def test_another_question_place_time_or_condition_is_another_digest(world, other) -> None:
    one, two = await world.made(), await world.made(**other)

    assert one.id != two.id
    assert fingerprint(one.draft) != fingerprint(two.draft)


async def test_a_new_digest_is_due_at_the_next_slot_after_now(world) -> None:
    digest = await world.made()

    assert digest.next.at == NINE
    assert (digest.version, digest.paused, digest.failures) == (1, "", 0)


async def test_an_edit_keeps_the_place_in_the_schedule_and_counts_the_version(world) -> None:
    digest = await world.made()
    edited = await world.digests.edit(digest.id, 1, replace(digest.draft, questions=("cost",)))
    moved = await world.digests.edit(digest.id, 2, replace(digest.draft, schedule=MONDAYS))
    late = await world.digests.edit(digest.id, 1, digest.draft)

    assert (edited.digest.version, edited.digest.next) == (2, digest.next)
    assert (moved.done, moved.digest.schedule) == (True, MONDAYS)
    assert late.change is Change.CHANGED


async def test_an_edit_into_another_digest_is_refused_with_that_one(world) -> None:
    one, two = await world.made("a"), await world.made("b")
    said = await world.digests.edit(two.id, 1, one.draft)

    assert (said.change, said.digest.id) == (Change.SAME, one.id)
    assert (await world.digests.edit("nobody", 1, one.draft)).change is Change.GONE


async def test_an_edit_can_move_it_to_another_channel(world) -> None:
    digest = await world.made()
    await world.digests.edit(digest.id, 1, replace(digest.draft, channel="C0NEW"))

    assert await world.digests.here(TEAM, CHANNEL) == []
    assert [d.id for d in await world.digests.here(TEAM, "C0NEW")] == [digest.id]
    assert [d.id for d in await world.digests.of_team(TEAM)] == [digest.id]


async def test_a_slot_that_is_due_while_its_time_is_edited_is_not_lost(world) -> None:
    digest = await world.made()
    await world.set_time(NINE + timedelta(seconds=2))
    edited = await world.digests.edit(
        digest.id, 1, replace(digest.draft, schedule=schedule(at="18:00"))
    )

    assert edited.digest.next == digest.next


async def test_resuming_records_what_was_due_meanwhile_as_skipped(world) -> None:
    digest = await world.made()
    paused = await world.digests.pause(digest.id)
    await world.set_time(NINE + timedelta(days=1, hours=1))
    resumed = await world.digests.resume(digest.id)
    log = await world.digests.log(digest.id)

    assert paused.digest.paused == "by hand"
    assert (await world.slots.ripe(9)).due == ()
    assert [(run.state, run.reason) for run in log] == [
        (State.SKIPPED, "the digest was paused")
    ] * 2
    assert resumed.digest.next.at == NINE + timedelta(days=2)
    assert (await world.digests.resume(digest.id)).change is Change.NOTHING


async def test_a_deleted_digest_is_gone_and_can_be_had_back(world) -> None:
    digest = await world.made()
    await world.digests.delete(digest.id)
    gone = await world.digests.all(), await world.digests.here(TEAM, CHANNEL)
    life = await world.store.fast.ttl(keys.of_digests(keys.DIGEST, digest.id))
    back = await world.digests.undo(digest.id)

    assert gone == ([], [])
    assert 29 * 86400 < life <= 30 * 86400
    assert back.done
    assert back.digest == digest
    assert await world.digests.all() == [digest]
    assert await world.store.fast.ttl(keys.of_digests(keys.DIGEST, digest.id)) == -1


async def test_one_made_again_after_deleting_stands_in_the_way_of_the_undo(world) -> None:
    digest = await world.made()
    await world.digests.delete(digest.id)
    other = await world.made()

    assert other.id != digest.id
    assert (await world.digests.undo(digest.id)).change is Change.SAME


async def test_an_export_goes_through_yaml_without_loss(world) -> None:
    made = [
        await world.made("a: 'b' #c", "tag:✓ \u202e"),
        await world.made(conditions=Conditions(Decimal("20.50"), Decimal(100), skip_zero=True)),
        await world.made(schedule=schedule(Weekly((0, 4)), at="07:05")),
    ]
    await world.digests.pause(made[0].id, "because")
    before = await world.digests.all()
    spelled = written(await world.digests.export())
    await world.store.fast.flushdb()
    await world.set_time()
    loaded = await world.digests.load(read(spelled))
    again = await world.digests.load(read(spelled))

    assert await world.digests.all() == before
    assert {step.what for step in loaded} == {What.NEW}
    assert {step.what for step in again} == {What.SAME}


@pytest.mark.parametrize("bad", [None, [], {}, {"dgusage": 2}, {"dgusage": 1, "digests": [{}]}])
async def test_what_is_no_export_makes_nothing(world, bad) -> None:
    with pytest.raises(ValueError, match=r"not an export|missing"):
        await world.digests.load(bad)

    assert await world.digests.all() == []


SPOILED = ["", "null", "[]", "{}", '{"v": 2}', '{"v": 1}', '{"v": "1"}', "\ufffd", "{" * 900]


@pytest.mark.parametrize("body", SPOILED)
async def test_what_cannot_be_read_is_shown_as_such_and_can_be_deleted(world, body) -> None:
    digest, well = await world.made("a"), await world.made("b")
    await world.spoil(digest.id, body)
    listed = await world.digests.here(TEAM, CHANNEL)
    await world.digests.delete(digest.id)

    assert {type(one) for one in listed} == {Unreadable, type(well)}
    assert await world.digests.here(TEAM, CHANNEL) == [well]
    assert await world.digests.all() == [well]


async def test_an_older_schema_is_brought_up_step_by_step(world) -> None:
    digest = await world.made("usage yesterday")
    old = Codec().dump(digest) | {"v": SCHEMA - 1, "questions": "usage yesterday"}
    codec = Codec(
        migrations={SCHEMA - 1: lambda v: {**v, "v": SCHEMA, "questions": [v["questions"]]}}
    )

    assert codec.read(digest.id, json.dumps(old)).draft == digest.draft
    with pytest.raises(ValueError, match="of schema"):
        Codec().read(digest.id, json.dumps(old))


async def test_without_a_store_everything_says_so() -> None:
    digests = Digests(Scripts(absent()))
    for call in (digests.all(), digests.create(draft()), digests.pause("x"), digests.log("x")):
        with pytest.raises(Trouble) as caught:
            await call

        assert caught.value.reason is Reason.STORE_DOWN


async def test_every_key_is_in_the_table_and_in_one_slot_of_a_cluster(world) -> None:
    digest = await world.made()
    world.replica()
    await world.set_time(NINE + timedelta(seconds=1))
    await world.until_what("posted")
    await world.stop()
    found = {key.decode() async for key in world.store.fast.scan_iter("dgusage:*")}

    assert {name.split(":")[2] for name in found} <= {kind.name for kind in keys.DIGEST_KINDS}
    assert {name.split(":")[3] for name in found} == {"{digests}"}
    assert not any(digest.channel in name for name in found)


async def test_the_log_keeps_the_last_hundred_slots(world) -> None:
    digest = await world.made()
    await world.set_time(NINE + timedelta(days=150))
    world.replica()
    await world.until_what("posted")
    await world.stop()
    log = await world.digests.log(digest.id)
    size = await world.store.fast.hlen(keys.of_digests(keys.SLOTS, digest.id))

    assert len(log) == 100
    assert await world.store.fast.zcard(keys.of_digests(keys.RUNLOG, digest.id)) == 100
    assert [run.state for run in log[:2]] == [State.POSTED, State.MISSED]
    assert size <= 100 * 16

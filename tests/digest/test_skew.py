"""Replicas of this release and of the next one on the same store: each does what it can read."""

import asyncio
import json
from datetime import timedelta

from bot.digest.codec import SCHEMA, Codec
from bot.store import keys
from tests.digest.world import NINE

NEXT = SCHEMA + 1


class Newer(Codec):
    """The next release: reads what this one wrote, and its own."""

    def load(self, id, values):  # noqa: A002
        return super().load(id, {**values, "v": SCHEMA} if values["v"] == NEXT else values)


async def test_each_release_posts_what_it_can_read_and_leaves_the_rest_alone(world) -> None:
    made = [await world.made(f"usage {n}", channel=f"C{n:03d}") for n in range(60)]
    for digest in made[::3]:
        body = json.dumps({**Codec().dump(digest), "v": NEXT, "new": "field"})
        await world.spoil(digest.id, body)
    old = world.replica(at_once=8)
    newer = world.engine(Newer(), at_once=8)
    world.engines.append((newer, asyncio.create_task(newer.run())))
    await world.set_time(NINE + timedelta(seconds=1))
    await world.until(lambda: len(world.slack.kept) >= 60)
    await world.stop()

    assert len({kept.key for kept in world.slack.kept}) == len(world.slack.kept) == 60
    assert old.status.unreadable.keys() <= {digest.id for digest in made[::3]}
    assert newer.status.unreadable == {}


async def test_a_slot_of_a_newer_schema_is_left_to_those_who_know_it(world) -> None:
    digest = await world.made()
    await world.set_time(NINE + timedelta(seconds=1))
    name, slot = keys.of_digests(keys.SLOTS, digest.id), "2026-11-23T09:00"
    fields = {"v": "2", "state": "claimed", "fence": "1", "token": "x", "at": "1", "attempts": "1"}
    await world.store.fast.hset(name, mapping={f"{slot}|{k}": v for k, v in fields.items()})
    opened = keys.of_digests(keys.OPEN)
    await world.store.fast.zadd(opened, {f"{digest.id}|{slot}": 1})
    world.replica()
    await world.until_what("not_claimed", 2)
    await world.stop()

    assert await world.store.fast.hget(name, f"{slot}|state") == b"claimed"
    assert await world.store.fast.zscore(opened, f"{digest.id}|{slot}") == 1.0
    assert world.slack.kept == []

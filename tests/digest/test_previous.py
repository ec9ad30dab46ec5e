"""The previous release: what it wrote is read, and its replicas work beside ours on one store.

`previous/` holds what it wrote, key by key, and the scripts that its replicas run. When a release
changes either, the new ones are added there under its version; these stay as they are.
"""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.digest.model import Conditions, State
from bot.digest.ways import Seen
from bot.store import digest_scripts as scripts
from bot.store.slots import Scripts
from tests.digest.world import MONDAYS, NINE, SET_TIME, schedule

PLACE = Path(__file__).parent / "previous"
RECORDS = json.loads((PLACE / "records.json").read_text())
OLD: dict[str, str] = json.loads((PLACE / "scripts.json").read_text())
POSTED, FAILED, WAITING, SENDING, PAUSED, DELETED = RECORDS["ids"]
SLOT, SECOND = "2026-11-23T09:00", timedelta(seconds=1)


class Previous(Scripts):
    """Runs a script as the previous release had it; nothing that it did not have."""

    async def __call__(self, text: str, names: Any, *args: object) -> Any:
        old = SCRIPTS.get(text)
        if old is None:
            return 0  # it knows of no silences and asks nobody to adopt anything
        said = await super().__call__(old, names, *args)
        return [*said, []] if old is OLD_RIPE else said


PLAIN = ("TURN", "HOLD")  # scripts that use no prelude
SCRIPTS = {
    (getattr(scripts, name) if name in PLAIN else scripts.PRELUDE + getattr(scripts, name)): (
        old if name in PLAIN else OLD["PRELUDE"] + old
    )
    for name, old in OLD.items()
    if name not in {"TIME", "PRELUDE"}
}
OLD_RIPE = SCRIPTS[scripts.PRELUDE + scripts.RIPE]


@pytest.fixture
async def kept(world):
    """What the previous release has left in the store, a second after nine."""
    puts = {"hash": "hset", "zset": "zadd", "set": "sadd"}
    for name, one in RECORDS["keys"].items():
        put, value = getattr(world.store.fast, puts[one["type"]]), one["value"]
        await (put(name, *value) if one["type"] == "set" else put(name, mapping=value))
        if one["life"] > 0:
            await world.store.fast.expire(name, one["life"])
    await world.store.fast.delete(
        "dgusage:1:epoch:{digests}"
    )  # another server by now, but no failover
    await world.set_time(NINE + SECOND)


async def test_what_it_wrote_is_read(world, kept) -> None:
    known = {one.id: one for one in await world.digests.all()}
    gone = await world.digests.get(DELETED)

    assert known.keys() == {POSTED, FAILED, WAITING, SENDING, PAUSED}
    assert known[POSTED].last == SLOT
    assert known[FAILED].paused == "The channel is archived."
    assert known[FAILED].failures == 1
    assert known[FAILED].conditions == Conditions(Decimal("20.5"), None, skip_zero=True)
    assert known[FAILED].questions == ("cost by key yesterday", "by tag")
    assert (known[PAUSED].paused, known[PAUSED].schedule) == ("by hand", MONDAYS)
    assert known[POSTED].schedule == schedule()
    assert not any(one.asked for one in known.values())
    assert gone.deleted
    assert (await world.digests.undo(DELETED)).done


async def test_so_are_its_slots(world, kept) -> None:
    runs = {id_: (await world.digests.log(id_))[0] for id_ in (POSTED, FAILED, WAITING, SENDING)}

    assert {id_: run.state for id_, run in runs.items()} == {
        POSTED: State.POSTED,
        FAILED: State.FAILED,
        WAITING: State.WAITING,
        SENDING: State.SENDING,
    }
    assert (runs[POSTED].ts, runs[POSTED].late) == ("1795000000.000001", 1.0)
    assert runs[POSTED].link.startswith("https://example.slack.com/")
    assert (runs[FAILED].reason, runs[FAILED].told) == ("is_archived", False)
    assert {run.at for run in runs.values()} == {NINE}


async def test_what_it_left_open_is_brought_to_its_end(world, kept) -> None:
    world.replica()
    await world.set_time(NINE + timedelta(minutes=2))
    await world.until_what("posted", 2)
    await world.until(lambda: world.news)
    await world.stop()
    posted = {kept.key for kept in world.slack.kept}

    assert posted == {f"{WAITING}:{SLOT}", f"{SENDING}:{SLOT}"}
    assert [h.reason for h in world.happened if h.what == "reconciled"] == [Seen.ABSENT]
    assert [news.run.digest for news in world.news] == [FAILED]


@pytest.mark.timeout(300)
async def test_its_replicas_and_ours_post_five_hundred_once_each(world) -> None:
    made = [await world.made(f"usage {n % 7}", channel=f"C{n:04d}") for n in range(500)]
    for _ in range(2):
        world.replica(at_once=4, beat=2.0)
        previous(world)
    await world.set_time(NINE + SECOND)
    await world.until(lambda: len(world.slack.kept) >= len(made))
    await world.stop()
    runs = [run for one in made for run in await world.digests.log(one.id)]

    assert len({kept.key for kept in world.slack.kept}) == len(world.slack.kept) == len(made)
    assert {run.state for run in runs} == {State.POSTED}
    assert all(engine.status.posted for engine, _ in world.engines)  # each had its share


async def test_what_ours_have_put_back_its_replicas_can_take(world) -> None:
    """A digest that waits for its figures, or for an owner, or was asked about."""
    world.come_in = lambda _: NINE + timedelta(minutes=10)
    world.words.days = {NINE.date() - timedelta(days=1)}
    digest = await world.made()
    await world.slots.asked(digest.id, digest.owner)
    world.replica()
    await world.set_time(NINE + SECOND)
    await world.until_what("waits")
    await world.stop()
    previous(world)
    await world.set_time(NINE + timedelta(minutes=11))
    await world.until_what("posted")

    assert len(world.slack.of(f"{digest.id}:{SLOT}")) == 1


def previous(world) -> None:
    """Starts a replica of the previous release."""
    engine = world.engine(at_once=4, beat=2.0)
    engine.slots = replace(engine.slots, run_script=Previous(world.store, SET_TIME))
    engine.__post_init__()
    world.engines.append((engine, asyncio.create_task(engine.run())))

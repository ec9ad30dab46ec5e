"""The trail in a real Valkey: complete across replicas, tamper-evident, and no answer without it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.audit.chain import Entry, Head, linked
from bot.audit.trail import Trail
from bot.store import keys
from bot.store.connection import Store, absent
from bot.trouble import Reason, Trouble
from tests.stores import patient

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
KEY = b"the key"


def entry(who: str = "U0ANA0001", at: datetime = AT) -> Entry:
    return Entry(at, "asked", who, "C0GENERAL", {"subject": "keys"})


async def lines(trail: Trail) -> list[str]:
    return [line async for line in trail.lines()]


async def test_four_replicas_write_one_chain(store: Store, valkey: Path) -> None:
    others = [patient(valkey) for _ in range(3)]
    trails = [Trail(each, KEY) for each in (store, *others)]

    await asyncio.gather(*(t.record(entry(f"U{n}")) for n in range(25) for t in trails))

    count, faults = await trails[0].verify(AT)
    assert (count, faults) == (100, [])
    assert [json.loads(line)["n"] for line in await lines(trails[0])] == list(range(1, 101))
    for each in others:
        await each.close()


@pytest.mark.parametrize("what", ["change", "remove first", "remove middle", "remove last", "add"])
async def test_what_is_done_to_the_store_is_seen(store: Store, what: str) -> None:
    trail = Trail(store, KEY)
    for number in range(10):
        await trail.record(entry(f"U{number}"))
    log, redis = keys.audit()[0], store.fast
    assert redis is not None
    every = await redis.xrange(log)
    ids = [each[0] for each in every]

    match what:
        case "change":
            text = every[4][1][b"r"].replace(b"U4", b"U5")
            await redis.delete(log)
            for place, (at, record) in enumerate(every):
                await redis.xadd(log, {"r": text if place == 4 else record[b"r"]}, id=at)
        case "add":
            await redis.xadd(log, {"r": every[-1][1][b"r"]})
        case _:
            place = {"first": 0, "middle": 5, "last": 9}[what.split()[1]]
            await redis.xdel(log, ids[place])

    _, faults = await trail.verify(AT)
    assert faults


async def test_records_older_than_400_days_go_and_the_chain_still_holds(store: Store) -> None:
    redis, head, now = store.fast, Head(), datetime.now(UTC)  # noqa: TID251 (the store's clock)
    assert redis is not None
    for days in (500, 450, 401, 300, 200):
        at = now - timedelta(days=days)
        line, head = linked(entry(at=at), head, KEY)
        await redis.xadd(keys.audit()[0], {"r": line}, id=f"{int(at.timestamp() * 1000)}-1")
    await redis.hset(keys.audit()[1], mapping={"n": head.n, "hash": head.hash})
    trail = Trail(store, KEY)

    await trail.record(entry(at=now))

    assert [json.loads(line)["n"] for line in await lines(trail)] == [4, 5, 6]
    assert await trail.verify(now) == (3, [])

    young, oldest = (await lines(trail))[0], (await redis.xrange(keys.audit()[0], count=1))[0][0]
    await redis.xdel(keys.audit()[0], oldest)
    await redis.hset(keys.audit()[1], "trimmed", young)
    assert [fault.n for fault in (await trail.verify(now))[1]] == [4]


async def test_without_a_store_there_is_no_record_and_that_is_trouble() -> None:
    with pytest.raises(Trouble) as raised:
        await Trail(absent()).record(entry())

    assert raised.value.reason is Reason.STORE_DOWN


async def test_a_file_has_the_same_records_and_a_full_disk_is_trouble(
    store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "audit.jsonl"
    trail = Trail(store, KEY, file)
    for number in range(5):
        await trail.record(entry(f"U{number}"))

    assert file.read_text().splitlines() == await lines(trail)
    assert file.stat().st_mode & 0o777 == 0o600
    assert (await trail.verify(AT))[1] == []
    file.write_text(file.read_text().replace('"U3"', '"U4"'))
    assert (await trail.verify(AT))[1]

    with pytest.raises(Trouble):
        await Trail(store, KEY, Path("/dev/full")).record(entry())


async def test_notes_hold_nobody_up_and_are_written_by_the_end(store: Store) -> None:
    trail = Trail(store, KEY)
    for number in range(50):
        trail.note(entry(f"U{number}"))
    await trail.close()

    assert await trail.verify(AT) == (50, [])

    lost = Trail(absent())
    lost.note(entry())
    await lost.close()
    assert lost.lost == 1


async def test_an_answer_of_the_store_that_was_lost_makes_no_second_record(store: Store) -> None:
    first, second = Trail(store, KEY), Trail(store, KEY)
    await first.record(entry("U1"))
    await second.record(entry("U2"))
    second._head = type(second._head)()  # as if the answers had never come

    await second.record(entry("U3"))

    assert await first.verify(AT) == (3, [])

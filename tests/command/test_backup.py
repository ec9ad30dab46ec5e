"""`dgusage backup` and `dgusage restore`: what must not be lost, from one store into another."""

import json
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.digest.model import Draft
from bot.question.schedule import read_schedule
from bot.store.connection import Store, connect
from bot.store.digests import Digests
from bot.store.embedded import Embedded
from bot.store.saved import Saved
from bot.store.slots import Scripts
from tests.command.process import Ran, dgusage

MINE = ("person", "T1", "U1")


@asynccontextmanager
async def opened(place: Path) -> AsyncIterator[Store]:
    server = Embedded(place)
    store = connect(server.attach())
    yield store
    await store.close()
    server.leave()


def ran(place: Path, *words: str) -> Ran:
    return dgusage(*words, env={"DGUSAGE_DATA_DIR": str(place)})


async def fill(place: Path) -> dict:
    """A digest, a deleted one, and a saved question; gives what the store then has."""
    async with opened(place) as store:
        digests = Digests(Scripts(store))
        for text in ("every day at 09:30", "every monday 9am"):
            schedule = read_schedule(text, ZoneInfo("Europe/Berlin"), date(2026, 11, 23))
            draft = Draft(("by tag yesterday",), schedule, "C1", "T1", "U1")
            made = await digests.create(draft)
        await digests.delete(made.digest.id)
        await Saved(store).save(MINE, "mine", "tag:support last week")
        await store.do(lambda redis: redis.set("dgusage:1:day:{x}:2026-11-01", "cached", ex=900))
        return await seen(store)


async def seen(store: Store) -> dict:
    digests = Digests(Scripts(store))
    return {**await digests.export(), "saved": await Saved(store).all(MINE)}


async def test_what_was_backed_up_is_there_in_another_store(tmp_path: Path) -> None:
    before = await fill(tmp_path / "a")
    file = tmp_path / "state.jsonl"

    saved = ran(tmp_path / "a", "backup", str(file))
    back = ran(tmp_path / "b", "restore", str(file))

    assert (saved.status, back.status) == (0, 0), saved.err + back.err
    async with opened(tmp_path / "b") as store:
        assert await seen(store) == before
        assert await store.do(lambda redis: redis.exists("dgusage:1:day:{x}:2026-11-01")) == 0
        again = await Digests(Scripts(store)).create((await Digests(Scripts(store)).all())[0].draft)
        assert not again.done  # and it is the same one: nothing of what tells them apart was lost
    assert len(before["digests"]) == 1
    assert before["saved"] == {"mine": "tag:support last week"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_a_deleted_digest_keeps_the_time_that_it_has_to_be_had_back(tmp_path: Path) -> None:
    await fill(tmp_path / "a")
    file = tmp_path / "state.jsonl"
    ran(tmp_path / "a", "backup", str(file))

    ran(tmp_path / "b", "restore", str(file))

    lives = [json.loads(line).get("life", 0) for line in file.read_text().splitlines()]
    async with opened(tmp_path / "b") as store:
        found = [key async for key in store.fast.scan_iter("dgusage:1:digest:*")]
        ttls = [await store.fast.pttl(key) for key in found]
    assert len(found) == 2
    assert any(0 < ttl <= max(lives) for ttl in ttls)
    assert -1 in ttls


async def test_a_store_with_state_of_its_own_is_left_alone(tmp_path: Path) -> None:
    await fill(tmp_path / "a")
    file = tmp_path / "state.jsonl"
    ran(tmp_path / "a", "backup", str(file))
    before = await fill(tmp_path / "b")

    refused = ran(tmp_path / "b", "restore", str(file))
    async with opened(tmp_path / "b") as store:
        untouched = await seen(store)
    replaced = ran(tmp_path / "b", "restore", "--replace", str(file))

    assert refused.status == 1
    assert "--replace" in refused.err
    assert untouched == before
    assert replaced.status == 0
    async with opened(tmp_path / "b") as store:
        assert (await seen(store))["digests"] != before["digests"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda lines: lines[:-1], "not whole"),
        (lambda _: [], "not a backup"),
        (lambda _: ["<html>"], "not a backup"),
        (lambda lines: ['{"dgusage": "state 9"}', *lines[1:]], "of this form"),
        (lambda lines: [lines[0], '{"key": "somebody:else", "life": 0, "dump": ""}'], "not"),
    ],
)
async def test_what_is_no_whole_backup_changes_nothing(tmp_path: Path, spoil, says: str) -> None:
    before = await fill(tmp_path / "a")
    file = tmp_path / "state.jsonl"
    ran(tmp_path / "a", "backup", str(file))
    file.write_text("\n".join(spoil(file.read_text().splitlines())))

    done = ran(tmp_path / "a", "restore", "--replace", str(file))

    assert done.status == 1
    assert says in done.err
    assert "Traceback" not in done.err
    async with opened(tmp_path / "a") as store:
        assert await seen(store) == before


def test_a_file_that_cannot_be_written_or_read_is_said(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "no" / "such" / "file")

    for words in (("backup", nowhere), ("restore", nowhere)):
        done = ran(tmp_path / "a", *words)
        assert done.status == 1
        assert "file" in done.err
        assert "Traceback" not in done.err


def test_the_version_goes_to_stdout() -> None:
    done = dgusage("--version")

    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("dgusage ")

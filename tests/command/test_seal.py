"""`dgusage seal`, and backups of what is sealed: as processes, with keys from the environment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.store.connection import Store, connect
from bot.store.embedded import Embedded
from bot.store.lately import Lately
from bot.store.saved import Saved
from bot.store.sealed import sealing
from tests.command.process import Ran, dgusage
from tests.fakes.canaries import dumped

OLD, NEW = "o" * 32, "n" * 32
MINE = ("person", "T1", "U1")
WORD = "canary-7c1f"
TEXT = f"tag:{WORD} last week"


@asynccontextmanager
async def opened(place: Path, *keys: str) -> AsyncIterator[Store]:
    server = Embedded(place)
    store = connect(await asyncio.to_thread(server.attach))
    store.seal = sealing(keys)
    try:
        yield store
    finally:
        await store.close()
        server.leave()


async def ran(place: Path, keys: str, *words: str) -> Ran:
    env = {"DGUSAGE_DATA_DIR": str(place), **({"DGUSAGE_STORE_KEY": keys} if keys else {})}
    return await asyncio.to_thread(dgusage, *words, env=env)


async def fill(place: Path, *keys: str) -> None:
    async with opened(place, *keys) as store:
        await Saved(store).save(MINE, WORD, TEXT)
        await Lately(store).keep(MINE, TEXT, timedelta(days=1))


async def test_what_was_plain_is_sealed_and_said_so(tmp_path: Path) -> None:
    await fill(tmp_path)

    without = await ran(tmp_path, "", "seal")
    first, again = await ran(tmp_path, NEW, "seal"), await ran(tmp_path, NEW, "seal")
    wrong = await ran(tmp_path, OLD, "seal")

    async with opened(tmp_path, NEW) as store:
        assert WORD.encode() not in await dumped(store.fast)
        assert await Saved(store).all(MINE) == {WORD: TEXT}
    assert (without.status, first.status, again.status, wrong.status) == (1, 0, 0, 1)
    assert "DGUSAGE_STORE_KEY" in without.err
    assert first.out.startswith("2 values sealed, 0 ")
    assert again.out.startswith("0 values sealed, 2 ")
    assert "2 could not be opened" in wrong.err
    assert not any("Traceback" in each.err for each in (without, first, again, wrong))


async def test_a_backup_of_what_is_sealed_stays_sealed_and_comes_back_with_its_key(
    tmp_path: Path,
) -> None:
    await fill(tmp_path / "a", OLD)
    file = tmp_path / "state.jsonl"

    saved = await ran(tmp_path / "a", OLD, "backup", str(file))
    back = await ran(tmp_path / "b", f"{NEW},{OLD}", "restore", str(file))

    async with opened(tmp_path / "b", NEW, OLD) as store:
        found = await Saved(store).all(MINE)
    assert (saved.status, back.status) == (0, 0), saved.err + back.err
    assert found == {WORD: TEXT}


async def test_a_key_that_is_too_short_stops_every_command_and_is_not_shown(
    tmp_path: Path,
) -> None:
    for keys in ("tooshort", f"{NEW},alsoshort", f"{NEW},"):
        done = await ran(tmp_path, keys, "seal")

        assert done.status == 1
        assert "DGUSAGE_STORE_KEY must be" in done.err
        assert "short" not in done.err

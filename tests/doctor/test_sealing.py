"""What the doctor says of the sealing of the store."""

import asyncio
from pathlib import Path

import pytest

from bot.doctor.sealing import said
from bot.store.resealing import Count
from bot.store.sealed import Why
from tests.command.process import dgusage
from tests.command.test_seal import NEW, OLD, fill


@pytest.mark.parametrize(
    ("count", "on", "only", "ok", "words"),
    [
        (Count(), False, False, True, "off; DGUSAGE_STORE_KEY"),
        (Count(sealed=3), True, False, True, "on, 3 values"),
        (Count(sealed=3, former=2), True, False, True, "2 values are plain or of an older key"),
        (Count(sealed=3, former=2), True, True, False, "they are refused"),
        (Count(lost=4, why=Why.NO_KEY), False, False, False, "there is no DGUSAGE_STORE_KEY"),
        (Count(lost=1, why=Why.CHANGED), True, False, False, "it was changed"),
    ],
)
def test_how_it_stands_is_said_with_what_to_do(
    count: Count, on: bool, only: bool, ok: bool, words: str
) -> None:
    found = said(count, on=on, only=only)

    assert found.ok is ok
    assert words in found.says


@pytest.mark.parametrize(
    ("keys", "mark", "words"),
    [
        (NEW, "ok", "on, 2 values"),
        (f"{OLD},{NEW}", "ok", "2 values are plain or of an older key: dgusage seal"),
        (OLD, "TODO", "2 values cannot be opened"),
        ("", "TODO", "there is no DGUSAGE_STORE_KEY"),
    ],
)
async def test_the_doctor_looks_at_a_real_store(
    tmp_path: Path, keys: str, mark: str, words: str
) -> None:
    await fill(tmp_path, NEW)
    env = {"DGUSAGE_DATA_DIR": str(tmp_path), **({"DGUSAGE_STORE_KEY": keys} if keys else {})}

    ran = await asyncio.to_thread(dgusage, "doctor", env=env)

    [line] = [line for line in ran.out.splitlines() if "store sealing" in line]
    assert line.split()[0] == mark
    assert words in line

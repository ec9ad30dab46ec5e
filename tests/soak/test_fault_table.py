"""The table of faults: those that nothing else here plays at the real process, and the rest at length."""

from pathlib import Path

import pytest

from tests.soak import faults
from tests.soak.faults import FIGURE, Row, Told, _judged
from tests.soak.rows import ROWS

GATE = [row for row in ROWS if row.gate]


async def _played(rows: list[Row], place: Path) -> list[str]:
    found, wrong = await faults.all_played(rows, place)
    return [*wrong, *(f"{one.row.part}, {one.row.fault}: {one.line}" for one in found if one.wrong)]


async def test_what_befalls_the_bot_is_told_to_the_person_and_passes(tmp_path: Path) -> None:
    assert {row.part for row in GATE} == {"Deepgram", "Redis", "Slack", "process"}
    assert await _played(GATE, tmp_path) == []


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("part", sorted({row.part for row in ROWS}))
async def test_every_fault_of_the_table_is_told_and_passes(part: str, tmp_path: Path) -> None:
    assert await _played([row for row in ROWS if row.part == part], tmp_path) == []


def test_faults_have_names_of_their_own() -> None:
    assert len({(row.part, row.fault) for row in ROWS}) == len(ROWS) >= 80


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (Told("", 1.0, 0), "not told so"),
        (Told("41 hours of audio", 1.0, 2), "told 2 times"),
        (Told("<html>41 hours of audio", 1.0), "must not be"),
    ],
)
def test_silence_repeats_and_what_must_not_be_shown_are_seen(told: Told, said: str) -> None:
    """Else the table would pass on anything."""

    async def nothing(_: object) -> None: ...

    found = _judged(Row("Slack", "none", nothing, FIGURE), told, 0)

    assert any(said in one for one in found)

"""The short form of the crowd: whoever asks without end holds up nobody, and takes no room for ever."""

from pathlib import Path

import pytest

from tests.soak import crowd


async def test_the_others_are_answered_while_everything_of_one_person_s_hangs(
    tmp_path: Path,
) -> None:
    found = await crowd.held_up(160, tmp_path)

    assert (found.answered, found.others) == (40, 40), "all of the others', meanwhile"
    assert found.told > 0, "the one was told that there is no room"
    assert found.lost == 0


@pytest.mark.slow
@pytest.mark.timeout(200)
async def test_beside_one_who_asks_fifty_a_second_the_others_wait_at_most_twice_as_long(
    tmp_path: Path,
) -> None:
    found = await crowd.beside("fresh", 2, 10, tmp_path)

    assert found.faults == []


@pytest.mark.slow
@pytest.mark.timeout(200)
async def test_expensive_questions_take_bounded_memory(tmp_path: Path) -> None:
    found = await crowd.heavy(200, tmp_path)

    assert found.answered > 0
    assert found.faults == []

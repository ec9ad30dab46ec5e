"""The short form of the restarts: replicas are replaced under load, and nothing is lost."""

from pathlib import Path

import pytest

from tests.soak import restart


async def test_nothing_is_lost_or_told_twice_while_replicas_are_replaced(tmp_path: Path) -> None:
    found = await restart.rolling(1, tmp_path, per_second=10, bots=2)

    assert found.restarts == 2
    assert len(found.sent) > 10
    assert found.faults == []


@pytest.mark.slow
@pytest.mark.timeout(200)
async def test_nothing_is_lost_or_told_twice_while_replicas_are_killed(tmp_path: Path) -> None:
    found = await restart.killed(1, 1, tmp_path)

    assert found.restarts == 3
    assert found.faults == []

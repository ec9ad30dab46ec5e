"""The short form of the acks: what hangs behind the bot does not hold up its acks."""

from pathlib import Path

import pytest

from tests.soak import ack


@pytest.mark.parametrize("what", ["Deepgram hangs", "Redis hangs"])
async def test_half_of_all_acks_are_no_later_than_a_bare_bolt_app_s(
    what: str, tmp_path: Path
) -> None:
    """Slower ones than half are for the long form: they are the machine's as often as ours."""
    found = await ack.compared(what, 1, 50, tmp_path)

    assert sum(one.acked for one in found.ours) == 50
    assert found.untold == 0
    assert found.middle <= ack.RATIO


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("what", ack.SITUATIONS)
async def test_no_ack_of_a_hundred_is_later_than_a_bare_bolt_app_s(
    what: str, tmp_path: Path
) -> None:
    found = await ack.compared(what, 2, 200, tmp_path)

    assert found.faults == []


@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_of_two_hundred_a_second_none_is_lost(tmp_path: Path) -> None:
    found = await ack.many(200, 10, tmp_path)

    assert len(found.sent) == 2000
    assert found.faults == []

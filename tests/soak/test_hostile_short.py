"""The short form of the hostile requests: nobody gets in at the real process; at bare Bolt they do."""

from pathlib import Path

from tests.slack.hostile import KINDS
from tests.soak import hostile


async def test_no_forged_or_malformed_request_gets_in_and_none_of_it_is_logged(
    tmp_path: Path,
) -> None:
    found = await hostile.ours(10 * len(KINDS), 1, tmp_path)

    assert found.statuses.total() + found.cut >= 300
    assert found.faults == []


async def test_a_bare_bolt_app_fails_the_same_requests() -> None:
    """A program that nobody fails proves nothing."""
    found = await hostile.bare(2 * len(KINDS), 1)

    assert found.statuses[500] >= 10
    assert any("bodies in the log" in fault for fault in found.faults)
    assert any("tracebacks" in fault for fault in found.faults)

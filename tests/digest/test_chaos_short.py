"""The short form of the chaos program: ours holds, and the naive designs fail."""

import pytest

from tests.chaos.play import SHORT, played

pytestmark = pytest.mark.timeout(150)


def test_three_replicas_lose_nothing_and_post_nothing_twice_whatever_is_killed() -> None:
    result = played("ours", 1, SHORT["ours"])

    assert result.as_it_should, result
    assert min(result.kills, result.crashes, result.stops, result.fails) >= 1


@pytest.mark.parametrize("design", ["a", "b", "c"])
def test_the_naive_designs_fail_here(design) -> None:
    """A chaos test that cannot fail proves nothing."""
    result = played(design, 1, SHORT[design])

    assert result.as_it_should, result

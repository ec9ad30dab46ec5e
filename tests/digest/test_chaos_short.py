"""The short form of the chaos program: ours holds, and the naive designs fail."""

import pytest

from tests.chaos.play import SHORT, played

# How long it takes says nothing of what is asked here; a busy machine is given its time.
pytestmark = pytest.mark.timeout(600)
SEEDS = (1, 2, 3)


def test_three_replicas_lose_nothing_and_post_nothing_twice_whatever_is_killed() -> None:
    result = played("ours", 1, SHORT["ours"])

    assert result.as_it_should, result
    assert min(result.kills, result.crashes, result.stops, result.fails) >= 1


@pytest.mark.parametrize("design", ["a", "b", "c"])
def test_the_naive_designs_fail_here(design) -> None:
    """A chaos test that cannot fail proves nothing. One of a few seeds is enough to see it."""
    results = (played(design, seed, SHORT[design]) for seed in SEEDS)

    assert any(result.as_it_should for result in results), design

"""The fewest calls for some days."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.store.stretches import Stretch, stretches, widened
from tests.store.world import day

some_days = st.sets(st.dates(date(2026, 1, 1), date(2026, 3, 31)), max_size=40)


def test_gaps_of_a_few_days_are_fetched_along() -> None:
    wanted = [day("1"), day("2"), day("6"), day("12")]

    assert stretches(wanted, 3) == [Stretch(day("1"), day("6")), Stretch(day("12"), day("12"))]


def test_no_days_need_no_call() -> None:
    assert stretches([], 3) == []


@given(some_days, st.integers(0, 5))
def test_every_day_is_in_one_stretch_and_no_long_gap_in_any(days: set[date], gap: int) -> None:
    found = stretches(days, gap)
    covered = [day for stretch in found for day in stretch.days()]

    assert len(covered) == len(set(covered))
    assert days <= set(covered)
    assert all(stretch.first in days and stretch.last in days for stretch in found)
    for stretch in found:
        inside = sorted(days & set(stretch.days()))
        assert all((later - earlier).days <= gap + 1 for earlier, later in pairwise(inside))
    for earlier, later in pairwise(found):
        assert later.first - earlier.last > timedelta(days=gap + 1)


@given(st.tuples(*[st.dates(date(2026, 1, 1), date(2026, 1, 31))] * 2))
def test_what_touches_the_days_that_may_move_takes_all_of_them(ends) -> None:
    asked = Stretch(*sorted(ends))
    first, today = date(2026, 1, 20), date(2026, 1, 23)
    found = widened(asked, first, today)

    if first <= asked.last <= today:
        assert found == Stretch(min(first, asked.first), today)
    else:
        assert found == asked

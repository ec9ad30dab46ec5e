"""How long credits last: to the day they are spent or expire, and nothing invented."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.runway import Credit, End, pace, runway

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOW.date()


def at(days: int) -> datetime:
    return NOW + timedelta(days=days)


def credit(left: object, ends: int | None = None, name: str = "c") -> Credit:
    return Credit(name, Decimal(str(left)), None if ends is None else at(ends))


def test_credits_last_as_many_days_as_they_pay_for() -> None:
    found = runway([credit(100)], Decimal(10), NOW)

    assert (found.end, found.day, found.lost) == (End.SPENT, date(2026, 12, 3), ())


def test_what_ends_first_is_used_first_and_the_rest_is_lost() -> None:
    soon, later = credit(100, 4, "soon"), credit(100, 30, "later")

    found = runway([later, soon], Decimal(10), NOW)

    assert (found.end, found.day) == (End.SPENT, TODAY + timedelta(days=14))
    assert found.lost == ((soon, Decimal(60)),)


def test_credits_that_all_expire_end_on_that_very_day() -> None:
    midnight = datetime(2027, 1, 1, tzinfo=UTC)
    all_of_it = Credit("c", Decimal(10_000), midnight)

    found = runway([all_of_it], Decimal(10), NOW)

    assert (found.end, found.day) == (End.EXPIRED, date(2027, 1, 1))
    assert found.lost == ((all_of_it, Decimal(10_000) - Decimal(385)),)


@pytest.mark.parametrize(
    ("credits_", "per_day", "end", "day"),
    [
        ([], 10, End.EMPTY, None),
        ([credit(0)], 10, End.EMPTY, None),
        ([credit(-5)], 10, End.EMPTY, None),
        ([credit(5), credit(-5)], 10, End.EMPTY, None),
        ([credit(100)], 0, End.NO_PACE, None),
        ([credit(100, 7)], 0, End.EXPIRED, TODAY + timedelta(days=7)),
        ([credit(100, 7), credit(1)], 0, End.NO_PACE, None),
        ([credit(10**6)], 1, End.FAR, None),
        ([credit(5, -3)], 10, End.EXPIRED, TODAY - timedelta(days=3)),
        ([credit(100), credit(-50)], 10, End.SPENT, TODAY + timedelta(days=5)),
    ],
)
def test_how_credits_can_end(
    credits_: list[Credit], per_day: int, end: End, day: date | None
) -> None:
    found = runway(credits_, Decimal(per_day), NOW)

    assert (found.end, found.day) == (end, day)


amounts = st.decimals(Decimal("0.01"), 10**5, places=2, allow_nan=False, allow_infinity=False)
some_credits = st.lists(
    st.builds(credit, amounts, st.none() | st.integers(0, 400)), min_size=1, max_size=6
)


@given(some_credits, amounts)
def test_nothing_is_used_twice_or_forgotten(credits_: list[Credit], per_day: Decimal) -> None:
    found = runway(credits_, per_day, NOW)
    lost = sum((rest for _, rest in found.lost), Decimal(0))
    left = sum((c.left for c in credits_), Decimal(0))

    assert 0 <= lost <= left
    if found.day is not None:
        spent = (left - lost) / per_day
        assert abs((found.day - TODAY).days - spent) <= 1 or found.end is End.EXPIRED
        if found.end is End.EXPIRED:
            assert found.day in {c.expires.date() for c in credits_ if c.expires}


@given(some_credits, amounts, amounts)
def test_a_faster_pace_never_lasts_longer(
    credits_: list[Credit], one: Decimal, two: Decimal
) -> None:
    slow = runway(credits_, min(one, two), NOW)
    fast = runway(credits_, max(one, two), NOW)

    if slow.day and fast.day:
        assert fast.day <= slow.day
    assert sum(r for _, r in fast.lost) <= sum(r for _, r in slow.lost)


@given(some_credits, amounts)
def test_a_runway_never_ends_before_now(credits_: list[Credit], per_day: Decimal) -> None:
    found = runway(credits_, per_day, NOW)

    assert found.day is None or found.day >= TODAY


def test_a_pace_is_of_complete_days_and_of_all_of_them() -> None:
    days = {TODAY - timedelta(days=n): Decimal(n) for n in range(9)}

    assert pace(days, TODAY, 7) == Decimal(4)  # 1 to 7; today's 0 is not in it
    assert pace(days, TODAY, 8) == Decimal("4.5")
    assert pace(days, TODAY, 9) is None

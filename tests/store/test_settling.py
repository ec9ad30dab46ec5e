"""How long figures hold, by the clock that is passed in."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.books import Page
from bot.store.settling import LIFETIMES, State, due, kept, provisional, state
from tests.store.world import NOW, ago

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("day", "read", "expected"),
    [
        # today
        (ago(0), timedelta(0), State.FRESH),
        (ago(0), MINUTE, State.FRESH),
        (ago(0), MINUTE + SECOND, State.DUE),
        (ago(0), 6 * HOUR, State.DUE),
        # the last three closed days, read when closed
        (ago(1), 15 * MINUTE, State.FRESH),
        (ago(1), 16 * MINUTE, State.AGEING),
        (ago(1), 6 * HOUR, State.AGEING),
        (ago(1), 6 * HOUR + SECOND, State.DUE),
        (ago(3), 15 * MINUTE, State.FRESH),
        (ago(3), 16 * MINUTE, State.AGEING),
        # read while they were running
        (ago(1), 11 * HOUR, State.DUE),
        (ago(5), 5 * DAY, State.DUE),
        (ago(9), 9 * DAY, State.EXPIRED),
        # older: read once more at four days and at fourteen
        (ago(4), 9 * HOUR, State.FRESH),
        (ago(4), 11 * HOUR, State.DUE),
        (ago(13), 8 * DAY, State.FRESH),
        (ago(14), 9 * HOUR, State.FRESH),
        (ago(14), 11 * HOUR, State.AGEING),
        (ago(300), 100 * DAY, State.FRESH),
        (ago(300), 290 * DAY, State.AGEING),
        (ago(300), 297 * DAY, State.EXPIRED),
    ],
)
def test_a_page_holds_as_long_as_its_day_is_settled(
    day: date, read: timedelta, expected: State
) -> None:
    assert state(day, NOW - read, NOW) is expected


def test_a_page_read_after_now_is_due_but_for_the_skew_of_clocks() -> None:
    assert not due(ago(0), NOW + 30 * SECOND, NOW)
    assert state(ago(0), NOW + MINUTE, NOW) is State.DUE
    assert state(ago(30), NOW + HOUR, NOW) is State.DUE
    assert state(ago(30), NOW + 8 * DAY, NOW) is State.EXPIRED


def test_midnight_does_not_make_a_running_days_figures_final() -> None:
    before_midnight = datetime(2026, 11, 22, 23, 59, 50, tzinfo=UTC)

    assert not due(ago(1), before_midnight, before_midnight + MINUTE)
    assert due(ago(1), before_midnight, before_midnight + 2 * MINUTE)


def test_settled_days_are_kept_400_days() -> None:
    assert kept(ago(4), NOW) == timedelta(days=400)
    assert kept(ago(3), NOW) < timedelta(days=60)


def test_what_was_read_before_its_day_had_settled_is_provisional() -> None:
    assert provisional(Page(ago(3), (), NOW))
    assert not provisional(Page(ago(4), (), NOW))


@given(days, moments, moments)
def test_nothing_served_without_a_word_is_older_than_its_life(
    day: date, read_at: datetime, now: datetime
) -> None:
    end = datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY
    is_ = state(day, read_at, now)

    if is_ in (State.FRESH, State.AGEING):
        assert read_at <= now + LIFETIMES.ahead
        assert read_at >= end or now - read_at <= MINUTE
        assert read_at >= end + 3 * DAY or now - read_at <= 6 * HOUR
    if is_ is State.FRESH:
        assert read_at >= end + 3 * DAY or now - read_at <= 15 * MINUTE
    if is_ is State.DUE:
        assert abs(now - read_at) <= 7 * DAY


@given(days, moments)
def test_what_was_read_just_now_is_always_good(day: date, now: datetime) -> None:
    assert state(day, now, now) is State.FRESH

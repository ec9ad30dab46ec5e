"""A day fills up from midnight to midnight, and each request has the moment that fits."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.demo.pace import DAY, WHOLE, done, micros_of

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
MICROS = st.integers(0, DAY - 1)
COUNTS = st.integers(1, 5_000)


def at(micros: int) -> datetime:
    return MIDNIGHT + timedelta(microseconds=micros)


@given(MICROS, MICROS)
def test_more_of_the_day_is_done_later(one, other):
    earlier, later = sorted((one, other))

    assert 0 < done(at(earlier)) <= done(at(later)) <= WHOLE


def test_a_day_is_whole_at_its_last_microsecond():
    assert done(at(DAY - 1)) == WHOLE


@given(COUNTS, st.data())
def test_a_request_is_made_at_the_first_microsecond_that_counts_it(count, data):
    number = data.draw(st.integers(1, count))
    made = micros_of(number, count)

    assert count * done(at(made)) // WHOLE >= number
    assert made == 0 or count * done(at(made - 1)) // WHOLE < number

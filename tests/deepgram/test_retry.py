"""When a call is tried again, and how long after."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deepgram.retry import ATTEMPTS, LONGEST, TOKENS, Budget, Failure, asked, quiet, wait
from tests.deepgram.world import NOW

RICH, POOR = Budget(), Budget(tokens=0.9)


def pause(
    failure: Failure, attempt: int = 1, left: float = 20, budget: Budget = RICH
) -> float | None:
    return wait(attempt, failure, budget, left=left, jitter=0.0)


@pytest.mark.parametrize("status", [None, 408, 429, 500, 502, 503, 504, 599])
def test_what_may_pass_is_tried_again(status: int | None) -> None:
    assert pause(Failure(status)) is not None


@pytest.mark.parametrize("status", [200, 204, 302, 400, 401, 402, 403, 404, 405, 410, 422])
def test_what_will_not_pass_is_not(status: int) -> None:
    assert pause(Failure(status)) is None


def test_neither_is_a_host_that_does_not_answer() -> None:
    assert pause(Failure(None, lasting=True)) is None


def test_there_are_three_attempts_each_later_than_the_last() -> None:
    assert [pause(Failure(503), attempt) for attempt in range(1, ATTEMPTS + 1)] == [0.5, 1.0, None]


def test_jitter_takes_away_up_to_half() -> None:
    assert wait(1, Failure(503), RICH, left=20, jitter=0.999) == pytest.approx(0.25, abs=0.001)


def test_a_retry_needs_a_token_and_time() -> None:
    assert pause(Failure(503), budget=POOR) is None
    assert pause(Failure(503), left=0.5) is None
    assert pause(Failure(429, asked=5), left=5) is None
    assert pause(Failure(429, asked=5), left=5.1) == 5


def test_over_time_one_call_in_ten_is_a_retry() -> None:
    budget, retries = Budget(), 0
    for _ in range(10_000):
        budget = budget.earned()
        if budget.spare:
            budget, retries = budget.spent(), retries + 1

    assert retries <= TOKENS + 1000


def test_a_good_while_saves_up_no_more_than_the_start() -> None:
    budget = Budget()
    for _ in range(1000):
        budget = budget.earned()

    assert budget == Budget()


def after(value: str) -> float | None:
    return asked({"retry-after": value}, NOW)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("7", 7),
        (" 7 ", 7),
        ("1000000000", 1e9),
        ("1e9", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("", None),
        ("٣", None),
        ("9" * 5000, None),
        ("Mon, 23 Nov 2026 10:00:30 GMT", 30),
        ("Mon, 23 Nov 2026 09:00:00 GMT", 0),
        ("Mon, 23 Nov 2026 10:00:30 -0000", 30),
        ("Mon, 99 Nov 2026 10:00:30 GMT", None),
        ("Mon, 23 Nov 99999 10:00:30 GMT", None),
    ],
)
def test_a_wait_is_read_in_every_form_or_not_at_all(value: str, seconds: float | None) -> None:
    assert after(value) == seconds


@given(st.integers(0, 10**6))
def test_a_date_is_as_good_as_seconds(seconds: int) -> None:
    assert after(format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)) == seconds


@given(st.text(max_size=40))
def test_no_header_breaks_it(value: str) -> None:
    found = after(value)

    assert found is None or found >= 0


def test_a_reset_time_is_seconds_or_a_moment() -> None:
    moment = str(int((NOW + timedelta(seconds=12)).timestamp()))

    assert asked({"x-ratelimit-reset": moment}, NOW) == 12
    assert asked({"x-ratelimit-reset": "12"}, NOW) == 12
    assert asked({"x-ratelimit-reset": "12", "retry-after": "3"}, NOW) == 3
    assert asked({}, datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_a_bare_limit_still_means_quiet_and_an_absurd_one_ends() -> None:
    assert quiet(Failure(429)) == 1
    assert quiet(Failure(503)) == 0
    assert quiet(Failure(503, asked=4)) == 4
    assert quiet(Failure(429, asked=1e9)) == LONGEST

"""Days as a reader says them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.blocks.span import age, full_span, moment, runs, span, span_beside
from bot.question.model import Period

NOW = datetime(2026, 11, 23, 14, 8, tzinfo=UTC)


def period(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("first", "last", "short", "full"),
    [
        ("2026-11-16", "2026-11-22", "16–22 Nov 2026", "Mon 16 – Sun 22 Nov 2026"),
        ("2026-11-16", "2026-11-16", "16 Nov 2026", "Mon 16 Nov 2026"),
        ("2026-11-30", "2026-12-06", "30 Nov – 6 Dec 2026", "Mon 30 Nov – Sun 6 Dec 2026"),
        (
            "2025-12-29",
            "2026-01-04",
            "29 Dec 2025 – 4 Jan 2026",
            "Mon 29 Dec 2025 – Sun 4 Jan 2026",
        ),
        (
            "2025-11-01",
            "2026-11-30",
            "1 Nov 2025 – 30 Nov 2026",
            "Sat 1 Nov 2025 – Mon 30 Nov 2026",
        ),
    ],
)
def test_a_span_says_months_and_years_where_they_change(
    first: str, last: str, short: str, full: str
) -> None:
    assert (span(period(first, last)), full_span(period(first, last))) == (short, full)


def test_beside_another_span_of_the_year_the_year_goes() -> None:
    week, before = period("2026-11-09", "2026-11-15"), period("2026-11-16", "2026-11-22")

    assert span_beside(week, before) == "9–15 Nov"
    assert span_beside(week, period("2025-11-09", "2025-11-15")) == "9–15 Nov 2026"


def test_days_are_gathered_into_stretches() -> None:
    days = [date(2026, 11, d) for d in (22, 21, 24, 21)]

    assert runs(days) == [period("2026-11-21", "2026-11-22"), period("2026-11-24", "2026-11-24")]


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(2026, 11, 23, 14, 5, tzinfo=UTC), "14:05 UTC"),
        (datetime(2026, 11, 22, 9, 0, tzinfo=UTC), "09:00 UTC on 22 Nov"),
        (datetime(2025, 11, 22, 9, 0, tzinfo=UTC), "09:00 UTC on 22 Nov 2025"),
    ],
)
def test_a_moment_has_its_day_where_that_is_not_today(at: datetime, shown: str) -> None:
    assert moment(at, NOW) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-5, "less than a minute"),
        (59, "less than a minute"),
        (60, "1 minute"),
        (3 * 3600 + 59 * 60, "3 hours"),
        (2 * 86_400, "2 days"),
    ],
)
def test_an_age_is_rounded_down(seconds: int, shown: str) -> None:
    assert age(NOW - timedelta(seconds=seconds), NOW) == shown

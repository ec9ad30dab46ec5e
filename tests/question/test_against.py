"""Which days a comparison means: units that are running are compared day for day."""

from datetime import date

import pytest

from bot.question.against import days_left, elapsed, other, unit_of
from bot.question.dates.calendar import Calendar, Unit
from bot.question.draft import Relative, Way
from bot.question.model import Period
from tests.question.known import question

TODAY = Calendar(date(2026, 3, 18))  # a Wednesday


def days(first, last):
    return Period(date.fromisoformat(first), date.fromisoformat(last))


MONTH, WEEK = days("2026-03-01", "2026-03-18"), days("2026-03-09", "2026-03-15")


@pytest.mark.parametrize(
    ("period", "relative", "expected"),
    [
        (WEEK, Relative(), days("2026-03-02", "2026-03-08")),
        (MONTH, Relative(), days("2026-02-11", "2026-02-28")),
        (MONTH, Relative(Way.SAME_UNIT), days("2026-02-01", "2026-02-18")),
        (MONTH, Relative(Way.UNIT, Unit.MONTH), days("2026-02-01", "2026-02-18")),
        (WEEK, Relative(Way.UNIT, Unit.WEEK), days("2026-03-02", "2026-03-08")),
        (WEEK, Relative(Way.SPAN, Unit.DAY, 3), days("2026-03-06", "2026-03-08")),
        (WEEK, Relative(Way.SPAN, Unit.MONTH, 1), days("2026-02-09", "2026-03-08")),
        (WEEK, Relative(Way.SHIFTED, Unit.YEAR), days("2025-03-09", "2025-03-15")),
        (
            days("2024-02-29", "2024-02-29"),
            Relative(Way.SHIFTED, Unit.YEAR),
            days("2023-02-28", "2023-02-28"),
        ),
        (days("1900-01-01", "1900-01-09"), Relative(), None),
    ],
)
def test_a_period_is_told_by_another(period, relative, expected):
    assert other(period, relative, TODAY) == expected


def test_a_running_month_is_compared_with_as_many_days():
    assert elapsed(MONTH, days("2026-02-01", "2026-02-28"), TODAY) == days(
        "2026-02-01", "2026-02-18"
    )


def test_a_month_that_is_over_is_compared_with_all_of_another():
    whole = days("2026-01-01", "2026-01-31")

    assert elapsed(days("2026-02-01", "2026-02-28"), whole, TODAY) == whole


def test_a_running_month_that_is_longer_than_the_other_takes_all_of_it():
    end = Calendar(date(2026, 3, 30))

    found = elapsed(days("2026-03-01", "2026-03-30"), days("2026-02-01", "2026-02-28"), end)

    assert found == days("2026-02-01", "2026-02-28")


def test_days_that_are_no_unit_are_compared_as_they_are_named():
    rolling, month = days("2026-03-12", "2026-03-18"), days("2026-02-01", "2026-02-28")

    assert elapsed(rolling, month, TODAY) == month


@pytest.mark.parametrize(
    ("period", "unit"),
    [
        (MONTH, Unit.MONTH),
        (WEEK, Unit.WEEK),
        (days("2026-01-01", "2026-03-18"), Unit.QUARTER),
        (days("2025-01-01", "2025-12-31"), Unit.YEAR),
        (days("2026-03-02", "2026-03-09"), None),
    ],
)
def test_the_unit_of_a_period_is_the_smallest_that_it_is(period, unit):
    assert unit_of(period, TODAY) == unit


def test_the_days_until_a_unit_ends():
    assert days_left(TODAY, Unit.MONTH, 0) == 13
    assert days_left(TODAY, Unit.MONTH, 1) == 43


def test_every_way_of_asking_for_the_days_before_means_them():
    ways = [
        "vs previous",
        "vs prev",
        "vs prior period",
        "versus the previous period",
        "compared to before",
    ]
    ways += ["compared with the period before", "against the 7 days before", "vs previous 7 days"]

    found = {question(f"last week {way}").compare for way in ways}

    assert found == {days("2026-03-02", "2026-03-08")}


def test_every_way_of_asking_for_a_year_earlier_means_it():
    ways = [
        "vs same period last year",
        "vs the same week last year",
        "vs a year ago",
        "yoy",
        "year over year",
    ]

    found = {question(f"last week {way}").compare for way in ways}

    assert found == {days("2025-03-09", "2025-03-15")}

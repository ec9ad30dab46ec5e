"""The picture shows the course of the leading column in as few bars as Slack takes."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.answer.model import Answer, Compared
from bot.blocks.chart import course, distinct, largest
from bot.question.model import Dimension, Period
from tests.blocks import answers
from tests.blocks.answers import amounts, part


def over(days: int, first: date = date(2026, 9, 1), **more: Any) -> Answer:
    """Two hours on each day."""
    period = Period(first, first + timedelta(days=days - 1))
    series = tuple((day, amounts(hours=2)) for day in period.days())
    total = amounts(hours=2 * days)
    return answers.answer(total, period=period, series=series, **more)


def labels(answer: Answer) -> list[str]:
    drawn = course(answer)
    assert drawn
    return list(drawn["chart"]["axis_config"]["categories"])


def values(answer: Answer) -> list[float]:
    drawn = course(answer)
    assert drawn
    return [point["value"] for point in drawn["chart"]["series"][0]["data"]]


@pytest.mark.parametrize(
    ("days", "title", "bars"),
    [
        (2, "Hours of audio by day", 2),
        (20, "Hours of audio by day", 20),
        (21, "Hours of audio by week (sums of 7 days)", 3),
        (140, "Hours of audio by week (sums of 7 days)", 20),
        (141, "Hours of audio by month", 5),
        (730, "Hours of audio by quarter", 9),
        (3650, "Hours of audio by year", 11),
    ],
)
def test_longer_periods_have_wider_bars_and_the_title_says_so(
    days: int, title: str, bars: int
) -> None:
    answer = over(days)
    drawn = course(answer)

    assert drawn
    assert (drawn["title"], len(labels(answer))) == (title, bars)
    assert sum(values(answer)) == 2 * days


def test_labels_are_short_and_say_the_month_where_it_changes() -> None:
    assert labels(over(7)) == [
        "Tue 1",
        "Wed 2",
        "Thu 3",
        "Fri 4",
        "Sat 5",
        "Sun 6",
        "Mon 7",
    ]
    assert labels(over(9, date(2026, 9, 25))) == [
        "25 Sep",
        "26",
        "27",
        "28",
        "29",
        "30",
        "1 Oct",
        "2",
        "3",
    ]


def test_a_week_cut_short_says_how_short_it_is() -> None:
    assert labels(over(30)) == ["1–7 Sep", "8–14 Sep", "15–21 Sep", "22–28 Sep", "29–30 Sep"]
    assert labels(over(50))[-1] == "20 (1 d)"
    assert labels(over(36))[-1] == "6 Oct"


def test_the_labels_of_two_months_alike_stay_apart() -> None:
    """February and March of 2026 have the same dates on the same weekdays."""
    shown = labels(over(56, date(2026, 2, 1)))

    assert shown == ["1 Feb", "8", "15", "22", "1 Mar", "8 Mar", "15 Mar", "22 Mar"]


def test_the_period_before_is_drawn_beside_it() -> None:
    drawn = course(answers.money_by_key())

    assert drawn
    assert [one["name"] for one in drawn["chart"]["series"]] == ["16–22 Nov", "9–15 Nov"]
    assert drawn["title"] == "Cost in dollars by day"


def test_a_period_before_of_another_length_is_not_drawn_with_holes() -> None:
    before = over(5)
    answer = over(
        7, date(2026, 10, 1), compare=Compared(before.period, before.total, before.series)
    )
    drawn = course(answer)

    assert drawn
    assert len(drawn["chart"]["series"]) == 1


def test_one_day_or_nothing_at_all_has_no_course() -> None:
    assert course(over(1)) is None
    assert course(answers.nothing()) is None


def test_for_one_day_the_largest_rows_are_drawn() -> None:
    drawn = largest(answers.one_day(), "model")

    assert drawn
    assert drawn["title"] == "Hours of audio by model"
    assert drawn["chart"]["axis_config"]["categories"] == [
        "nova-3",
        "nova-3-medical",
        "whisper-large",
    ]


def test_rows_beside_what_they_were_before() -> None:
    drawn = largest(answers.money_by_key(), "key")

    assert drawn
    before = drawn["chart"]["series"][1]["data"]
    assert [point["value"] for point in before] == [246.82, 81.1, 0]


def test_a_single_row_is_no_picture() -> None:
    alone = part(Dimension.TAG, "a", amounts(hours=1))

    assert largest(replace(answers.one_day(), parts=(alone,)), "tag") is None


def test_labels_that_are_alike_when_cut_are_numbered() -> None:
    long = "x" * 30

    assert distinct([long, long, "a", "a", "a"], 10) == [
        "xxxxxxxxx…",
        "xxxxxxx… 2",
        "a",
        "a 2",
        "a 3",
    ]

"""What the help shows and what is offered for a typo can be typed."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.question.dates import canonical, phrases, read_period, say_period
from bot.question.model import Period, Standpoint

STANDPOINT = Standpoint(datetime(2026, 11, 25, 12, tzinfo=UTC), ZoneInfo("UTC"))


@pytest.mark.parametrize("phrase", [row[0] for row in phrases()])
def test_a_phrase_of_the_help_reads_without_fault(phrase: str) -> None:
    assert isinstance(read_period(phrase, STANDPOINT), Period)


@pytest.mark.parametrize("phrase", canonical())
def test_what_a_typo_can_have_meant_reads_without_fault(phrase: str) -> None:
    assert isinstance(read_period(phrase, STANDPOINT), Period)


def test_no_phrase_is_shown_twice() -> None:
    shown = [phrase for phrase, _ in phrases()]

    assert len(shown) == len(set(shown))
    assert len(canonical()) == len(set(canonical()))


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), "23 Nov 2026"),
        (date(2026, 11, 16), date(2026, 11, 22), "16\u201322 Nov 2026"),
        (date(2026, 10, 28), date(2026, 11, 3), "28 Oct \u2013 3 Nov 2026"),
        (date(2025, 12, 28), date(2026, 1, 3), "28 Dec 2025 \u2013 3 Jan 2026"),
        (date(2026, 10, 1), date(2026, 10, 31), "1\u201331 Oct 2026"),
    ],
)
def test_a_period_says_its_days(first: date, last: date, words: str) -> None:
    assert say_period(Period(first, last)) == words

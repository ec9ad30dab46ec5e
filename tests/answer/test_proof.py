"""What an answer says of its figures besides them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.answer.proof import notes
from bot.books import Reading, Source
from bot.question.model import Question, Standpoint

STANDPOINT = Standpoint(datetime(2026, 11, 23, 10, tzinfo=UTC), ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((10,), "its figures of 10 Nov;"),
        ((11, 10), "its figures of 10 Nov and 11 Nov;"),
        ((10, 11, 12), "its figures of 10 Nov, 11 Nov and 12 Nov;"),
        ((10, 11, 12, 13, 14), "its figures of 10 Nov, 11 Nov, 12 Nov and 2 more days;"),
        ((10, 11, 12, 13), "its figures of 10 Nov, 11 Nov, 12 Nov and 13 Nov;"),
    ],
)
def test_settled_days_that_moved_are_named_once(days: tuple[int, ...], said: str) -> None:
    reading = Reading((), Source.CACHE, moved=frozenset(date(2026, 11, day) for day in days))

    (found,) = notes(Question(), STANDPOINT, [reading, reading], [])

    assert said in found


def test_where_nothing_moved_nothing_is_said() -> None:
    assert notes(Question(), STANDPOINT, [Reading((), Source.CACHE)], []) == ()

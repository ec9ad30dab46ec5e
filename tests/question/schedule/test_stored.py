"""What is stored reads back; what is damaged is refused in one way."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.question.schedule import Schedule, read_schedule

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 23)
WHOLE = read_schedule("every 2 months on the last friday at 9", BERLIN, TODAY)


def test_the_form_is_plain():
    assert WHOLE.to_json() == {
        "v": 1,
        "due": {
            "each": "month",
            "every": 2,
            "picks": [[-1, "friday"]],
            "months": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
        },
        "at": "09:00",
        "zone": "Europe/Berlin",
        "start": "2026-11-27",
        "assumed": [],
    }


@pytest.mark.parametrize(
    "damage",
    [
        {"v": 2},
        {"v": None},
        {"zone": "Europe/Atlantis"},
        {"zone": "../etc/passwd"},
        {"zone": "Europe"},
        {"zone": ""},
        {"at": "25:00"},
        {"at": None},
        {"at": "09:00:30"},
        {"at": "09:00+02:00"},
        {"start": "2026-02-30"},
        {"start": None},
        {"assumed": None},
        {"due": None},
        {"due": {"each": "hour"}},
        {"due": {"each": "week", "days": [], "every": 1}},
        {"due": {"each": "week", "days": [7], "every": 1}},
        {"due": {"each": "week", "days": "01", "every": 1}},
        {"due": {"each": "week", "days": [1], "every": 0}},
        {"due": {"each": "day", "every": True}},
        {"due": {"each": "month", "picks": [], "months": [1], "every": 1}},
        {"due": {"each": "month", "picks": [[0, "day"]], "months": [1], "every": 1}},
        {"due": {"each": "month", "picks": [[1, "blursday"]], "months": [1], "every": 1}},
        {"due": {"each": "month", "picks": [[1, "day", 3]], "months": [1], "every": 1}},
        {"due": {"each": "month", "picks": [[1, "day"]], "months": [13], "every": 1}},
        {"due": {"each": "cron", "fields": ["*", "*", "9"]}},
        {"due": {"each": "cron", "fields": ["*"]}},
    ],
)
def test_what_is_damaged_is_refused(damage):
    with pytest.raises(ValueError, match=r"."):
        Schedule.from_json({**WHOLE.to_json(), **damage})


@pytest.mark.parametrize("member", ["v", "due", "at", "zone", "start", "assumed"])
def test_nothing_may_be_missing(member):
    values = {name: value for name, value in WHOLE.to_json().items() if name != member}

    with pytest.raises(ValueError, match="not a schedule"):
        Schedule.from_json(values)


def test_every_schedule_that_is_stored_yields_slots():
    stored = Schedule.from_json(WHOLE.to_json())

    slots = stored.next_after(datetime(2030, 1, 1, tzinfo=UTC), 2)
    assert [f"{slot.local:%Y-%m-%d %H:%M}" for slot in slots] == [
        "2030-01-25 09:00",
        "2030-03-29 09:00",
    ]

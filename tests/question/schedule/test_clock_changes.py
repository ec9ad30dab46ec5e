"""One run a local date, whatever the clocks do."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.question.schedule import Schedule, Slot, read_schedule
from bot.question.schedule.instant import instant
from bot.question.schedule.pattern import Daily
from tests.programs.all_zones import TIMES, some, sweep


def daily(at, key):
    return Schedule(Daily(), time.fromisoformat(at), ZoneInfo(key))


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "local", "at"),
    [
        # Spring: 02:30 is not shown; 03:00 is the next minute that is.
        ("Europe/Berlin", "2027-03-28 02:30", "2027-03-28 01:00"),
        ("America/New_York", "2027-03-14 02:30", "2027-03-14 07:00"),
        ("Europe/Berlin", "2027-03-28 03:00", "2027-03-28 01:00"),
        ("Europe/Berlin", "2027-03-28 01:59", "2027-03-28 00:59"),
        # Half an hour is skipped on Lord Howe Island.
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30"),
        # Midnight is skipped in Cairo; 24 hours were in Samoa.
        ("Africa/Cairo", "2027-04-30 00:30", "2027-04-29 22:00"),
        ("Pacific/Apia", "2011-12-30 09:00", None),
        ("Pacific/Apia", "2011-12-31 09:00", "2011-12-30 19:00"),
        ("Pacific/Kwajalein", "1993-08-21 12:00", None),
        # The last hour of a Saturday is skipped in Nuuk: its slot comes as the Sunday begins.
        ("America/Nuuk", "2027-03-27 23:30", "2027-03-28 01:00"),
        # Autumn: the first of two.
        ("Europe/Berlin", "2027-10-31 02:30", "2027-10-31 00:30"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
        ("Antarctica/Troll", "2026-10-25 01:30", "2026-10-24 23:30"),
        ("UTC", "2026-11-01 01:30", "2026-11-01 01:30"),
    ],
)
def test_a_local_time_is_one_instant(key, local, at):
    found = instant(datetime.fromisoformat(local), ZoneInfo(key))

    assert found == (utc(at) if at else None)


def test_the_slot_keeps_the_time_that_it_was_due_and_shows_when_it_runs():
    schedule = daily("02:30", "Europe/Berlin")
    (slot,) = schedule.next_after(utc("2027-03-27 12:00"))

    assert slot == Slot(datetime.fromisoformat("2027-03-28 02:30"), utc("2027-03-28 01:00"))
    assert f"{schedule.shown(slot):%H:%M %Z}" == "03:00 CEST"


def test_autumn_is_once():
    slots = daily("02:30", "Europe/Berlin").next_after(utc("2027-10-30 12:00"), 2)

    assert [slot.at for slot in slots] == [utc("2027-10-31 00:30"), utc("2027-11-01 01:30")]


def test_between_the_two_showings_the_date_has_had_its_run():
    after_first = utc("2027-10-31 00:31")
    (slot,) = daily("02:30", "Europe/Berlin").next_after(after_first)

    assert slot.local.date() == date(2027, 11, 1)


def test_a_date_that_nobody_saw_has_no_slot():
    slots = daily("09:00", "Pacific/Apia").next_after(utc("2011-12-29 00:00"), 3)

    assert [slot.local.day for slot in slots] == [29, 31, 1]


def test_a_slot_that_waits_for_midnight_is_still_ahead_just_before_it():
    before = utc("2027-03-28 00:59")  # 22:59 on Saturday in Nuuk
    slots = daily("23:30", "America/Nuuk").next_after(before, 2)

    assert [slot.local.day for slot in slots] == [27, 28]


def test_a_run_is_strictly_after_the_moment():
    schedule = daily("09:00", "UTC")
    exactly = utc("2026-11-23 09:00")

    assert schedule.next_after(exactly)[0].at == utc("2026-11-24 09:00")
    assert schedule.next_after(exactly.replace(microsecond=1))[0].at == utc("2026-11-24 09:00")
    assert schedule.next_after(utc("2026-11-23 08:59:59"))[0].at == exactly


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        daily("09:00", "UTC").next_after(datetime.fromisoformat("2026-11-23"))


def test_none_are_asked_for_and_none_come():
    assert daily("09:00", "UTC").next_after(utc("2026-11-23 09:00"), 0) == []
    assert daily("09:00", "UTC").next_after(utc("2026-11-23 09:00"), -1) == []


@pytest.mark.parametrize("phrase", ["daily at 2:30", "cron 30 2 * * *", "every monday 2:30"])
def test_the_calendar_has_an_end_and_that_is_no_error(phrase):
    schedule = read_schedule(phrase, ZoneInfo("Europe/Berlin"), date(2026, 11, 23))

    assert schedule.next_after(utc("9898-01-01 00:00"), 3)
    assert schedule.next_after(utc("9950-01-01 00:00"), 3) == []


@pytest.mark.timeout(120)
def test_every_zone_has_one_run_a_local_date_and_the_naive_way_has_not():
    """60 zones; `python -m tests.programs.all_zones` goes through all of them."""
    tally = sweep(some(60), 2024, 2035, TIMES[1::4])

    assert tally.wrong == 0
    assert (tally.zones, tally.crowded) == (60, 0)
    assert tally.changes > 300
    assert tally.naive_skipped > 300
    assert tally.naive_doubled > 300

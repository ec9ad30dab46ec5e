"""What holds for every schedule."""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.question.model import Kind, Unclear
from bot.question.schedule import Schedule, read_schedule
from bot.question.schedule.due import dates
from tests.question.schedule.made import DATES, ZONES, calmly, days_from, is_due, schedules

TODAY = date(2026, 11, 23)
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (the zone is given beside)


@calmly
@given(schedules(), ZONES)
def test_what_is_said_reads_back_whatever_the_readers_zone(schedule, zone):
    again = read_schedule(schedule.say(), zone, TODAY)

    assert again == schedule, schedule.say()
    assert again.assumed == schedule.assumed


@calmly
@given(schedules())
def test_json_keeps_everything(schedule):
    stored = json.dumps(schedule.to_json())
    again = Schedule.from_json(json.loads(stored))

    assert again == schedule
    assert again.assumed == schedule.assumed
    assert json.dumps(again.to_json()) == stored


@calmly
@given(schedules(), MOMENTS)
def test_asking_for_three_is_asking_three_times(schedule, moment):
    three = schedule.next_after(moment, 3)

    one_by_one = []
    for _ in range(3):
        one_by_one += schedule.next_after(one_by_one[-1].at if one_by_one else moment)
    assert three == one_by_one


@calmly
@given(schedules(), MOMENTS, st.integers(1, 20_000))
def test_the_next_is_the_same_until_it_is_there(schedule, moment, minutes):
    (slot,) = schedule.next_after(moment)
    later = min(moment + timedelta(minutes=minutes), slot.at - timedelta(microseconds=1))

    assert slot.at > moment
    assert schedule.next_after(max(later, moment)) == [slot]


@calmly
@given(schedules(), MOMENTS)
def test_slots_go_forward_one_for_a_local_date(schedule, moment):
    slots = schedule.next_after(moment, 5)

    assert [slot.at for slot in slots] == sorted({slot.at for slot in slots})
    assert len({slot.local.date() for slot in slots}) == len(slots)
    assert all(slot.local.time() == schedule.at for slot in slots)
    assert all(slot.local.tzinfo is None and slot.at.tzinfo is UTC for slot in slots)
    assert all(schedule.start is None or slot.local.date() >= schedule.start for slot in slots)


@calmly
@given(schedules(), DATES)
def test_no_due_date_is_left_out_and_none_is_added(schedule, first):
    days = list(days_from(first, 900))
    due = list(_until(dates(schedule.pattern, first, schedule.start), days[-1]))

    expected = [day for day in days if is_due(schedule.pattern, day, schedule.start)]
    assert due == expected


def _until(due, last):
    """The due dates up to a date, which must be in order."""
    before = date.min
    for day in due:
        assert day > before
        if day > last:
            return
        yield day
        before = day


WORDS = st.text(st.characters(categories=("Ll",)), min_size=4, max_size=12)


@calmly
@given(schedules(), WORDS.map(lambda word: f"xq{word}"))
def test_a_word_too_many_is_never_ignored(schedule, word):
    found = read_schedule(f"{schedule.say()} {word}", ZoneInfo("UTC"), TODAY)

    assert isinstance(found, Unclear)
    assert found.kind in {Kind.UNKNOWN_WORD, Kind.UNKNOWN_VALUE, Kind.NOT_UNDERSTOOD}


@calmly
@given(schedules())
def test_any_order_of_the_pieces_is_the_same(schedule):
    words, zone = schedule.say().rsplit(", ", 1)
    around = read_schedule(f"in {zone}, {words}", ZoneInfo("UTC"), TODAY)

    assert around == schedule


@calmly
@given(schedules(), MOMENTS)
def test_it_is_a_value(schedule, moment):
    twin = Schedule.from_json(schedule.to_json())

    assert hash(twin) == hash(schedule)
    assert twin.next_after(moment, 2) == schedule.next_after(moment, 2)

"""The clock that can be moved on."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.demo.turning import STEPS, Turning

ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York"])
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 4 * 365 * 24 * 60).map(lambda n: FIRST + timedelta(minutes=n))


@given(now=MOMENTS, name=ZONES)
def test_monday_is_the_next_one_at_nine_in_that_zone(now: datetime, name: str) -> None:
    here = STEPS["monday"](now, ZoneInfo(name)).astimezone(ZoneInfo(name))

    assert here.weekday() == 0
    assert (here.hour, here.minute, here.second) == (9, 0, 0)
    assert timedelta() < here - now <= timedelta(days=7, hours=1)  # clocks may go back meanwhile


@given(now=MOMENTS, name=ZONES)
def test_a_day_later_is_the_same_time_on_the_wall(now: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    later = STEPS["day"](now, zone)

    assert later.tzinfo is UTC
    assert later.astimezone(zone).date() - now.astimezone(zone).date() == timedelta(days=1)


def test_it_never_goes_back_and_tells_of_each_move() -> None:
    told: list[str] = []
    clock = Turning(lambda: datetime(2026, 11, 25, tzinfo=UTC), moved=[lambda: told.append("!")])

    clock.to(datetime(2026, 11, 26, tzinfo=UTC))
    clock.to(datetime(2026, 11, 20, tzinfo=UTC))

    assert clock() == datetime(2026, 11, 26, tzinfo=UTC)
    assert told == ["!"]

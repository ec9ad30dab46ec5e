"""Cron expressions mean what cronsim says, which is what Debian's cron does."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import example, given
from hypothesis import strategies as st

from bot.question.model import Kind
from bot.question.schedule import Schedule, read_schedule
from bot.question.schedule.pattern import Cron
from tests.question.schedule.made import ZONES, calmly

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 23)

_LIST = st.lists(st.integers(1, 31), min_size=1, max_size=4).map(
    lambda days: ",".join(map(str, days))
)
DAYS = st.one_of(st.just("*"), _LIST, st.sampled_from(["L", "LW", "1-7", "*/2", "15-31", "1-31"]))
MONTHS = st.sampled_from(["*", "*", "1", "1,4,7,10", "2", "FEB-JUN", "*/3", "12"])
WEEKDAYS = st.sampled_from(
    ["*", "*", "0", "7", "1-5", "MON,WED", "1#1", "5L", "1#2,3#4", "SAT#5", "0-6", "*/2", "1,5L"]
)
EXPRESSIONS = st.builds(
    "{} {} {} {} {}".format, st.integers(0, 59), st.integers(0, 23), DAYS, MONTHS, WEEKDAYS
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (the zone is given beside)


@calmly
@given(EXPRESSIONS, ZONES, MOMENTS)
@example("0 9 1-31 * 1-5", BERLIN, datetime(2026, 11, 20, tzinfo=UTC))  # either: every day
@example("0 9 1,15 * 0-6", BERLIN, datetime(2026, 11, 20, tzinfo=UTC))
@example("0 9 */2 * 1", BERLIN, datetime(2026, 11, 20, tzinfo=UTC))  # both
def test_it_runs_when_cronsim_says(expression, zone, moment):
    found = read_schedule(f"cron {expression}", zone, TODAY)
    if not isinstance(found, Schedule):
        assert found.kind is Kind.IMPOSSIBLE_DATE
        return

    runs = CronSim(expression, moment.astimezone(zone))
    assert [slot.at for slot in found.next_after(moment, 3)] == [
        next(runs).astimezone(UTC) for _ in range(3)
    ]


@calmly
@given(EXPRESSIONS, ZONES)
def test_it_says_itself_and_is_stored(expression, zone):
    found = read_schedule(f"cron {expression}", zone, TODAY)
    if not isinstance(found, Schedule):
        return

    assert read_schedule(found.say(), BERLIN, TODAY) == found, found.say()
    assert Schedule.from_json(found.to_json()) == found


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("0 9 * * 1", "every Monday at 09:00"),
        ("0 9 * * 0,6", "every Saturday and Sunday at 09:00"),
        ("0 9 * * *", "every day at 09:00"),
        ("5 9 1 * *", "on the 1st of every month at 09:05"),
        ("0 9 1 */3 *", "on the 1st of January, April, July and October at 09:00"),
        ("0 9 1 1 *", "every year on 1 January at 09:00"),
        ("0 9 31 1,3 *", "on the 31st of January and March at 09:00"),
        ("0 9 L * *", "on the last day of every month at 09:00"),
        ("0 9 * * 5#2", "on the second Friday of every month at 09:00"),
    ],
)
def test_what_has_words_is_said_in_words(expression, said):
    assert read_schedule(expression, BERLIN, TODAY).say() == f"{said}, Europe/Berlin"


@pytest.mark.parametrize("expression", ["0 9 31 * *", "0 9 13 * 5", "0 9 * 11 1", "0 9 29 2 *"])
def test_what_only_cron_can_say_stays_cron_and_is_explained(expression):
    found = read_schedule(expression, BERLIN, TODAY)

    assert isinstance(found.pattern, Cron)
    assert found.say().startswith(f"cron {expression} (at 09:00 on ")


def test_the_explanation_is_only_passed_over_where_it_is_true():
    said = read_schedule("0 9 13 * 5", BERLIN, TODAY).say()

    assert (
        read_schedule(said.replace("Friday", "Monday"), BERLIN, TODAY).kind is Kind.NOT_UNDERSTOOD
    )


@pytest.mark.parametrize(
    ("text", "zone", "start"),
    [
        ("cron 0 9 * * 1 in Europe/London", "Europe/London", None),
        ("0 9 * * 1-5, Tokyo time", "Asia/Tokyo", None),
        ("@daily UTC", "UTC", None),
        ("cron 0 9 * * 1 from 1 dec", "Europe/Berlin", date(2026, 12, 7)),
    ],
)
def test_a_zone_or_a_start_may_follow(text, zone, start):
    found = read_schedule(text, BERLIN, TODAY)

    assert (found.zone.key, found.start) == (zone, start)


@pytest.mark.parametrize("text", ["0 9 * * 1 at 10", "0 9 * * 1 mondays", "cron 0 9 * * 1 daily"])
def test_nothing_else_may_follow(text):
    assert read_schedule(text, BERLIN, TODAY).kind is Kind.NOT_UNDERSTOOD


@pytest.mark.parametrize(
    "text",
    ["cron", "cron 0 9 * *", f"cron 0 9 {'1,' * 400}1 * *", "cron 0 9 L-3 * *", "cron x y z * *"],
)
def test_what_is_no_expression_is_said_to_be_none(text):
    assert read_schedule(text, BERLIN, TODAY).kind in {Kind.MISSING_VALUE, Kind.BAD_NUMBER}

"""What becomes of the slots that are due."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest import decide
from bot.question.schedule.model import Schedule, Slot
from bot.question.schedule.pattern import Cron, Daily, Monthly, Noun, Pick, Weekly
from bot.trouble import Reason
from tests.digest.world import MONDAYS, NINE, schedule

HOUR = timedelta(hours=1)
DAILY = schedule()


def first(after: datetime = NINE - HOUR, of: Schedule = DAILY) -> Slot:
    return of.next_after(after)[0]


def names(slots) -> list[str]:
    return [f"{slot.local:%d}" for slot in slots]


def test_nothing_runs_before_it_is_due() -> None:
    assert decide.plan(DAILY, first(), NINE - timedelta(seconds=1)) == decide.Plan(
        None, (), first()
    )


def test_a_slot_runs_when_it_is_due_and_the_next_follows_from_it() -> None:
    plan = decide.plan(DAILY, first(), NINE + timedelta(milliseconds=1))

    assert (plan.run, plan.missed, plan.next) == (first(), (), first(NINE))


def test_a_slot_that_is_begun_late_does_not_move_the_next_one() -> None:
    plan = decide.plan(DAILY, first(), NINE + 5 * HOUR)

    assert plan.run == first()
    assert plan.next == first(NINE)


@pytest.mark.parametrize(("hours", "runs"), [(5.99, True), (6, True), (6.01, False), (20, False)])
def test_a_slot_runs_within_the_grace_time_and_is_missed_after_it(hours, runs) -> None:
    plan = decide.plan(DAILY, first(), NINE + hours * HOUR)

    assert (plan.run is not None) == runs
    assert [gone.slot for gone in plan.missed] == ([] if runs else [first()])


def test_after_an_outage_of_days_one_slot_runs_late_and_the_older_are_missed() -> None:
    plan = decide.plan(DAILY, first(), NINE + timedelta(days=3, hours=2))

    assert plan.run == first(NINE + timedelta(days=2))
    assert names(gone.slot for gone in plan.missed) == ["23", "24", "25"]
    assert plan.next == first(NINE + timedelta(days=3))
    assert "6 hours" in plan.missed[0].why


def test_a_very_long_outage_is_worked_off_in_pieces_and_nothing_old_is_posted() -> None:
    plan = decide.plan(DAILY, first(), NINE + timedelta(days=1200))

    assert plan.run is None
    assert len(plan.missed) == decide.MOST_AT_ONCE
    assert plan.next is not None
    assert plan.next.at <= NINE + timedelta(days=1200)


def test_a_calendar_that_ends_has_no_next() -> None:
    class Once:
        def next_after(self, moment, n=1):
            return [first()] if moment < first().at else []

    plan = decide.plan(Once(), first(), NINE)

    assert (plan.run, plan.next) == (first(), None)


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_cure_and_ends_by_the_end_of_the_grace_time(reason) -> None:
    grace, now, attempts = 6 * HOUR, NINE, 0
    while now < NINE + 12 * HOUR:
        attempts += 1
        wait = decide.again(reason, attempts, NINE, now, grace)
        if not wait:
            break
        assert wait <= 600
        now += timedelta(seconds=wait)

    assert now <= NINE + grace
    if decide.CURES[reason] is decide.Cure.FIX:
        assert attempts <= decide.MOST_BROKEN
    if decide.CURES[reason] is decide.Cure.CHANGE:
        assert attempts == 1


def test_spans_are_said_in_their_largest_unit() -> None:
    spans = {6: "6 hours", 1: "1 hour", 0.75: "45 minutes", 1 / 60: "1 minute", 0: "0 seconds"}

    assert {h: decide.spoken(h * HOUR) for h in spans} == spans


ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]
patterns = st.one_of(
    st.builds(Daily),
    st.builds(lambda days: Weekly(tuple(sorted(days))), st.sets(st.integers(0, 6), min_size=1)),
    st.builds(lambda n: Monthly((Pick(n, Noun.DAY),)), st.sampled_from([1, 15, 29, 31, -1])),
    st.just(Cron("*/2", "*", "*")),
)


@settings(deadline=None)
@given(
    patterns,
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.sampled_from(ZONES),
    st.datetimes(datetime(2024, 1, 1), datetime(2034, 1, 1)),  # noqa: DTZ001 (made aware below)
    st.lists(st.floats(0.01, 90), min_size=1, max_size=12),
)
def test_whenever_it_is_looked_at_each_slot_comes_once_and_in_order(
    pattern, at, zone, start, gaps
) -> None:
    """Each local date of the schedule gets exactly one decision, through changes of the clocks."""
    asked = Schedule(pattern, at, ZoneInfo(zone), date(2024, 1, 1))
    now = start.replace(tzinfo=UTC)
    ahead = decide.upcoming(asked, now)
    assert ahead
    begun, decided = ahead, []
    for days in gaps:
        now += timedelta(days=days)
        plan = decide.plan(asked, ahead, now)
        decided += [gone.slot for gone in plan.missed] + ([plan.run] if plan.run else [])
        assert plan.next
        ahead = plan.next

    expected = []
    slot = begun
    for slot in asked.slots(begun.local.date()):
        if slot.at > now:
            break
        expected.append(slot)
    assert decided == [s for s in expected if s.local >= begun.local]
    assert len({s.local.date() for s in decided}) == len(decided)


def test_clocks_that_change_give_one_slot_on_each_date() -> None:
    at_half_past_two = schedule(at="02:30")
    spring = decide.upcoming(at_half_past_two, datetime(2026, 3, 28, 12, tzinfo=UTC))
    autumn = decide.upcoming(at_half_past_two, datetime(2026, 10, 24, 12, tzinfo=UTC))
    assert spring
    assert autumn

    after = [decide.following(at_half_past_two, slot) for slot in (spring, autumn)]

    assert spring.at == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)  # skipped: the next minute there is
    assert autumn.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # shown twice: the first
    assert [slot.local.day for slot in after if slot] == [30, 26]


def test_mondays_stay_mondays() -> None:
    slot = decide.following(MONDAYS, first(of=MONDAYS))

    assert slot
    assert slot.local.isoformat() == "2026-11-30T09:00:00"

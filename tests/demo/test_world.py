"""The simulated company: what its ledger promises to whoever adds it up."""

import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo import people
from bot.demo.catalogue import LINE_ITEMS, MODELS
from bot.demo.entry import Entry
from bot.demo.world import OPENED, bustle, ledger, spike, world
from tests.demo.conftest import NOW

DIGEST = """
from datetime import UTC, datetime
from hashlib import sha256
from bot.demo.world import ledger
rows = [repr(e._replace(tags=sorted(e.tags), features=sorted(e.features))) for e in ledger(datetime(2026, 11, 23, 15, 30, 12, 345678, UTC))]
print(sha256("".join(rows).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def year() -> tuple[Entry, ...]:
    return tuple(ledger(NOW))


def moments(*first, until):
    hours = (datetime(until, 1, 1, tzinfo=UTC) - datetime(*first, tzinfo=UTC)) // timedelta(hours=1)
    return st.integers(0, hours * 3600).map(
        lambda seconds: datetime(*first, tzinfo=UTC) + timedelta(seconds=seconds)
    )


def digest(entries) -> str:
    rows = [repr(e._replace(tags=sorted(e.tags), features=sorted(e.features))) for e in entries]
    return sha256("".join(rows).encode()).hexdigest()


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_ledger_is_the_same_in_any_process(year, hash_seed):
    told = subprocess.run(
        [sys.executable, "-c", DIGEST],
        capture_output=True,
        env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": "."},
        check=True,
    )

    assert told.stdout.decode().strip() == digest(year)


def test_another_seed_is_another_year(accounts):
    day = date(2026, 11, 19)

    assert world(7)[people.ACME].whole(day) != accounts[people.ACME].whole(day)


@settings(max_examples=30)
@given(
    moments(2026, 11, 24, until=2029),
    st.integers(0, 60),
)
def test_a_day_that_is_over_never_changes(later, back):
    day = NOW.date() - timedelta(days=back + 1)
    account = world()[people.ACME]

    assert account.day(day, later) == account.day(day, NOW)


@settings(max_examples=60)
@given(st.times(), st.times())
def test_today_only_grows(one, other):
    earlier, later = sorted((one, other))
    account = world()[people.ACME]

    def total(at):
        entries = account.day(NOW.date(), datetime.combine(NOW.date(), at, UTC))
        return [sum(e[8 + spot] for e in entries) for spot in range(7)]

    assert all(a <= b for a, b in zip(total(earlier), total(later), strict=True))


def test_today_ends_as_the_whole_day(accounts):
    account = accounts[people.ACME]
    last_moment = datetime.combine(NOW.date(), datetime.max.time(), UTC)

    assert list(account.day(NOW.date(), last_moment)) == list(account.whole(NOW.date()))


def test_tomorrow_has_nothing_yet(accounts):
    assert accounts[people.ACME].day(NOW.date() + timedelta(days=1), NOW) == ()


def test_every_amount_and_every_daily_sum_survives_being_a_double(year):
    sums: Counter = Counter()
    for entry in year:
        for spot, amount in enumerate(entry[8:15]):
            assert Decimal(repr(float(amount))) == amount
            sums[entry.day, spot] += amount
        for _, usd in entry.dollars:
            assert Decimal(repr(float(usd))) == usd
            sums[entry.day, "usd"] += usd

    assert all(Decimal(repr(float(amount))) == amount for amount in sums.values())


def test_a_day_has_some_dozens_of_entries_of_at_least_one_request(year):
    entries = Counter(entry.day for entry in year)

    assert all(15 <= count <= 60 for count in entries.values())
    assert all(entry.requests >= 1 for entry in year)


def test_each_endpoint_counts_in_its_own_unit(year):
    units = {"listen": {8, 9}, "agent": {10}, "read": {11, 12}, "speak": {13}}
    counted = {endpoint: set() for endpoint in units}
    for entry in year:
        counted[entry.endpoint] |= {spot for spot in range(8, 14) if entry[spot]}

    assert counted == units


def test_quiet_days_are_absent_and_spikes_are_seen(year):
    days = {entry.day for entry in year}
    busy = Counter()
    for entry in year:
        busy[entry.day] += entry.requests
    quiet = [NOW.date() - timedelta(days=back) for back in range(400)]
    quiet = {day for day in quiet if day not in days}

    assert date(2026, 11, 8) in quiet
    assert {date(2025, 12, 25), date(2025, 12, 26)} <= quiet
    assert all(bustle(day) == 0 for day in quiet)
    assert busy[spike(2026, 11)] > 1.5 * busy[spike(2026, 11) - timedelta(days=7)]


def test_weekends_are_quieter_than_the_weeks_around_them(year):
    requests = Counter()
    for entry in year:
        requests[entry.day.weekday()] += entry.requests

    assert max(requests[5], requests[6]) < min(requests[day] for day in range(5))


def test_tags_overlap_and_some_usage_has_none(year):
    sets = {entry.tags for entry in year}

    assert {frozenset(), frozenset({"support"}), frozenset({"support", "checkout"})} <= sets
    assert {
        "ios app",
        "team:search",
        "support-eu",
        "eu-west",
        "staging",
        "batch-jobs",
    } <= frozenset().union(*sets)


def test_a_tag_is_new_each_month_and_the_last_one_falls_silent(year):
    assert {e.day.month for e in year if "launch-2026-11" in e.tags} == {11}
    assert max(e.day for e in year if "launch-2026-10" in e.tags) == date(2026, 10, 31)


def test_tags_of_a_key_are_on_all_its_usage(year):
    assert all("eu-west" in e.tags for e in year if e.key == people.WORKER)


def test_keys_come_in_every_state(year):
    listed = {key.id: key for key in people.keys(NOW)}
    last_used = {entry.key: entry.day for entry in year}
    expiring = [
        k for k in listed.values() if k.expires and NOW < k.expires <= NOW + timedelta(days=30)
    ]

    assert [k.comment for k in expiring] == ["partner trial"]
    assert people.contractor_id(date(2026, 10, 5)) in set(last_used) - set(listed)
    assert NOW.date() - last_used[people.KIOSK] > timedelta(days=90)
    assert people.SPARE in set(listed) - set(last_used)
    assert listed[people.NAMELESS].comment == ""
    assert listed[people.INTERN].expires < NOW


@given(moments(2024, 3, 1, until=2031))
def test_some_key_expires_soon_whenever_one_looks(now):
    soon = now + timedelta(days=30)

    assert any(key.expires and now < key.expires <= soon for key in people.keys(now))


@settings(max_examples=10)
@given(moments(2024, 3, 1, until=2031))
def test_keys_in_use_are_listed_and_deleted_ones_are_only_the_contractors(now):
    listed = {key.id for key in people.keys(now)}
    gone = {entry.key for entry in ledger(now, 130)} - listed

    assert gone
    assert gone <= {people.contractor_id(now.date() - timedelta(days=back)) for back in range(131)}


def test_several_versions_share_a_name_and_some_usage_has_no_model(year):
    nova3 = {m.uuid for m in MODELS.values() if m.canonical == "nova-3"}
    used = {uuid for entry in year for uuid in entry.models}

    assert len(nova3 & used) == 3
    assert any(m.outdated and m.uuid in used for m in MODELS.values())
    assert () in {entry.models for entry in year}
    assert any(len(entry.models) == 2 for entry in year)


def test_line_items_are_the_known_ones_and_some_usage_is_not_billed(year):
    assert {item for e in year for item, _ in e.dollars} <= set(LINE_ITEMS)
    assert any(len(e.dollars) == 2 for e in year)
    assert any(not e.dollars for e in year)


def test_nothing_was_used_before_the_account_was_opened():
    assert min(e.day for e in ledger(datetime(2024, 2, 1, tzinfo=UTC), 60)) >= OPENED

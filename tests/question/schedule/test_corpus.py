"""Phrases and the next three times that they mean, as of Monday, 23 November 2026, 11:00 in Berlin."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.question.schedule import Schedule, phrases, read_schedule

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
CORPUS = Path(__file__).with_name("corpus.jsonl").read_text("utf-8").splitlines()
CASES = [json.loads(line) for line in CORPUS]


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_a_phrase_means_its_times(case):
    found = read_schedule(case["text"], BERLIN, NOW)

    assert isinstance(found, Schedule), found
    assert found.zone.key == case.get("zone", "Europe/Berlin")
    assert [f"{slot.local:%Y-%m-%d %H:%M}" for slot in found.next_after(NOW, 3)] == case["next"]


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_what_is_said_back_means_the_same_elsewhere(case):
    found = read_schedule(case["text"], BERLIN, NOW)
    again = read_schedule(found.say(), ZoneInfo("Asia/Tokyo"), date(2031, 5, 6))

    assert again == found, found.say()
    assert again.assumed == found.assumed


def test_the_corpus_is_large():
    assert len({case["text"] for case in CASES}) >= 200


@pytest.mark.parametrize(("phrase", "said"), phrases())
def test_a_row_of_the_help_is_what_is_said_back(phrase, said):
    found = read_schedule(phrase, BERLIN, NOW)

    assert found.say().removesuffix(", Europe/Berlin") == said


@pytest.mark.parametrize(
    ("phrase", "assumed"),
    [
        ("every monday 9am", ()),
        ("every monday", ("time",)),
        ("every morning", ("time",)),
        ("weekly at 9", ("day",)),
        ("monthly", ("day", "time")),
        ("every 2 weeks starting friday 9am", ("day",)),
        ("daily", ("time",)),
        ("cron 0 9 * * 1", ()),
    ],
)
def test_what_nobody_said_is_said_to_be_assumed(phrase, assumed):
    found = read_schedule(phrase, BERLIN, NOW)

    assert found.assumed == assumed
    assert ("was named" in found.say()) == bool(assumed)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("from 2026-12-01", "2026-12-02"),
        ("starting 1 December", "2026-12-02"),
        ("starting on the 1st of december", "2026-12-02"),
        ("beginning Dec 1, 2026", "2026-12-02"),
        ("from 1 Dec 2027", "2027-12-01"),
        ("from 22 nov", "2027-11-24"),
        ("from 29 feb", "2028-03-01"),
        ("as of 1 dec", "2026-12-02"),
        ("starting today", "2026-11-25"),
        ("starting tomorrow", "2026-11-25"),
        ("from now on", "2026-11-25"),
        ("starting monday", "2026-11-25"),
        ("starting next monday", "2026-12-02"),
        ("starting next wednesday", "2026-11-25"),
        ("starting this thursday", "2026-12-02"),
        ("starting next week", "2026-12-02"),
        ("starting next month", "2026-12-02"),
        ("starting next quarter", "2027-01-06"),
        ("starting next year", "2027-01-06"),
    ],
)
def test_a_start_is_a_date_that_people_write(words, first):
    found = read_schedule(f"every wednesday 9am {words}", BERLIN, NOW)

    assert found.start == date.fromisoformat(first)
    assert found.next_after(NOW)[0].local.date() == found.start


def test_an_interval_begins_with_the_first_date_that_fits():
    monday = date(2026, 11, 23)
    found = read_schedule("every 2 weeks on monday at 9", BERLIN, monday)

    assert found.start == monday


def test_an_interval_begins_after_the_moment_where_that_is_known():
    found = read_schedule("every 2 weeks on monday at 9", BERLIN, NOW)

    assert found.start == date(2026, 11, 30)
    assert read_schedule("every 2 weeks on monday at 12", BERLIN, NOW).start == date(2026, 11, 23)


def test_the_moment_is_that_of_the_zone_that_is_named():
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # Tuesday in Tokyo
    found = read_schedule("every 2 days at 10am in Tokyo", BERLIN, late)

    assert found.start == date(2026, 11, 24)

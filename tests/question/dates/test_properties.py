"""What holds for every phrase, every day and every way of typing."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from bot.question.dates import longest, phrases, read_period, say_period
from bot.question.dates.lexer import known
from bot.question.model import Period, Standpoint

LINES = (Path(__file__).parent / "corpus.jsonl").read_text().splitlines()
CORPUS = [json.loads(line)["text"] for line in LINES]
FIGURES = ["1", "5", "31", "2025", "12", "0", "99", "3/4", "13/10", "2026-10-05", "1.11.", "5th"]
MARKS = ["-", "..", "/", ",", "?", "'25", "q3", "w40", "-30d", "oct-5", "1-15", "11/1-11/15"]
WORDS = sorted(known()) + FIGURES + MARKS

FLEETING = re.compile("20[0-9][0-9]|^after")  # a year that is said, and after what may still run
ZONES = st.sampled_from(["UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kolkata"])
MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 (the zone is given beside)
STANDPOINTS = st.builds(
    lambda now, zone, week_start, day_first: Standpoint(
        now, ZoneInfo(zone), week_start=week_start, day_first=day_first
    ),
    MOMENTS,
    ZONES,
    st.integers(0, 6),
    st.booleans(),
)
TEXTS = st.one_of(
    st.sampled_from(CORPUS),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join),
    st.text(max_size=60),
)


@given(TEXTS, STANDPOINTS)
def test_a_period_begins_before_it_ends_and_never_ends_after_today(
    text: str, standpoint: Standpoint
) -> None:
    found = read_period(text, standpoint)

    if isinstance(found, Period):
        assert found.first <= found.last <= standpoint.today


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30), STANDPOINTS)
def test_a_phrase_takes_words_that_are_there(words: list[str], standpoint: Standpoint) -> None:
    for at in range(len(words)):
        found = longest(words, at, standpoint)

        assert found is None or 1 <= found.count <= len(words) - at


@given(st.sampled_from(CORPUS), STANDPOINTS)
def test_whole_and_leading_phrase_are_the_same(text: str, standpoint: Standpoint) -> None:
    words = text.lower().split()
    found = longest(words, 0, standpoint)

    if found is not None and found.count == len(words):
        assert longest([*words, "zzz"], 0, standpoint) == found


@given(st.dates(date(1900, 1, 1), date(2035, 12, 31)), st.integers(0, 900), STANDPOINTS)
@example(date(2024, 2, 29), 0, Standpoint(datetime(2026, 11, 25, tzinfo=UTC), ZoneInfo("UTC")))
def test_what_is_said_of_a_period_reads_back_as_it(
    first: date, days: int, standpoint: Standpoint
) -> None:
    last = min(first + timedelta(days=days), standpoint.today)
    if first <= last:
        period = Period(first, last)

        assert read_period(say_period(period), standpoint) == period


@given(st.sampled_from(CORPUS), STANDPOINTS)
def test_case_spaces_dashes_and_quotes_make_no_difference(
    text: str, standpoint: Standpoint
) -> None:
    plain = read_period(text, standpoint)
    typed = [
        text.upper(),
        f"  {text.replace(' ', '   ')}\t",
        text.replace("-", "\u2013").replace("'", "\u2019"),
        text.replace("-", "\u2212").replace(" ", "\u00a0"),
        "\u200b".join(text),
        "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text),
    ]

    for other in typed:
        found = read_period(other, standpoint)
        assert type(found) is type(plain)
        if isinstance(plain, Period):
            assert found == plain


@given(st.integers(1, 4000), STANDPOINTS)
def test_last_n_days_are_exactly_n_and_end_today(days: int, standpoint: Standpoint) -> None:
    today = standpoint.today
    want = Period(today - timedelta(days=days - 1), today)

    for text in (f"last {days} days", f"past {days} days", f"{days}d", f"-{days}d", f"now-{days}d"):
        assert read_period(text, standpoint) == want
    assert read_period(f"last {days} full days", standpoint) == Period(
        want.first - timedelta(days=1), today - timedelta(days=1)
    )


@given(STANDPOINTS)
def test_weeks_are_seven_days_that_begin_where_the_asker_says(standpoint: Standpoint) -> None:
    last, this = read_period("last week", standpoint), read_period("this week", standpoint)

    assert isinstance(last, Period)
    assert isinstance(this, Period)
    assert last.length == 7
    assert last.first.weekday() == this.first.weekday() == standpoint.week_start
    assert last.last + timedelta(days=1) == this.first <= standpoint.today == this.last


@given(STANDPOINTS)
def test_units_follow_each_other_without_a_gap(standpoint: Standpoint) -> None:
    for unit in ("week", "month", "quarter", "year"):
        names = (f"{unit} before last", f"last {unit}", f"this {unit}")
        found = [read_period(name, standpoint) for name in names]
        assert all(isinstance(period, Period) for period in found)
        assert found[0].last + timedelta(days=1) == found[1].first
        assert found[1].last + timedelta(days=1) == found[2].first


@given(STANDPOINTS)
def test_every_phrase_of_the_help_reads(standpoint: Standpoint) -> None:
    for phrase, _ in phrases():
        found = read_period(phrase, standpoint)
        to_come = not isinstance(found, Period) and found.kind == "future"

        assert isinstance(found, Period) or (to_come and FLEETING.search(phrase))


@given(st.dates(date(2015, 1, 1), date(2034, 12, 31)))
def test_a_day_is_the_same_in_every_spelling(day: date) -> None:
    standpoint = Standpoint(datetime(2035, 1, 1, 12, tzinfo=UTC), ZoneInfo("UTC"))
    month = day.strftime("%b").lower()
    spellings = [
        day.isoformat(),
        day.strftime("%Y%m%d"),
        day.strftime("%Y/%m/%d"),
        day.strftime("%m/%d/%Y"),
        day.strftime("%d.%m.%Y"),
        day.strftime("%A, %B %d, %Y"),
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"the {day.day}th of {month} {day.year}",
        f"{day.day}-{month}-{day.year}",
        f"{day.year} {month} {day.day}",
        "{}-W{:02}-{}".format(*day.isocalendar()),
    ]

    for spelling in spellings:
        assert read_period(spelling, standpoint) == Period(day, day)

"""How much of a text a date phrase takes, and what is said of one that cannot be."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.question.dates import could_be_date, longest, read_period
from bot.question.model import Kind, Period, Standpoint, Unclear

WEDNESDAY = Standpoint(datetime(2026, 11, 25, 12, tzinfo=UTC), ZoneInfo("UTC"))


def taken(text: str, at: int = 0) -> int | None:
    found = longest(text.split(), at, WEDNESDAY)
    return found.count if found else None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("last week by tag", 2),
        ("in october by key", 2),
        ("since monday for support", 2),
        ("mar 1, 2026 until mar 7, 2026, by model", 7),
        ("yesterday's usage", 1),
        ("october? by tag", 1),
        ("last week, monday", 3),
        ("october and support", 1),
        ("today - support", 1),
        ("week before last by day", 3),
        ("last monday of support", 2),
        ("first monday of november by key", 4),
        ("from 1 to 15 nov 2025 by tag", 6),
        ("q3 vs q2", 1),
        ("monday to wednesday last week as csv", 5),
        ("this year top 5", 2),
        ("(last month)", 2),
        ("between 3 and 9 oct by tag", 5),
        ("the last 30 days of usage", 4),
        ("may support", 1),
    ],
)
def test_a_phrase_takes_as_many_words_as_belong_to_it(text: str, count: int) -> None:
    assert taken(text) == count


@pytest.mark.parametrize(
    "text",
    [
        "from support",
        "in support",
        "since the deploy",
        "the top 5",
        "for tag x",
        "between a and b",
        "5 keys",
        "10",
        "a",
        "nova-3",
        "support-eu",
        "1.2.3",
        "24/7",
        "1/2 of users",
        "by day",
        "week",
        "month",
        "second",
        "past",
        "no",
        "by friday",
        "tag:today",
        "<@u1>",
        "10.0.0.1",
    ],
)
def test_what_is_no_date_takes_no_word(text: str) -> None:
    assert taken(text) is None


def test_a_phrase_can_begin_anywhere() -> None:
    assert taken("usage by key since monday please", 3) == 2


def test_a_word_that_is_only_half_a_date_is_none() -> None:
    assert taken("2026-10-05-foo") is None
    assert taken("oct-5x") is None


def test_an_unclear_date_names_the_words_that_failed() -> None:
    found = longest(["usage", "on", "31", "feb", "by", "tag"], 1, WEDNESDAY)

    assert found is not None
    assert found.count == 3
    assert found.period == Unclear(Kind.IMPOSSIBLE_DATE, "on 31 feb", ("28 february", "february"))


def test_leftover_words_are_what_is_not_understood() -> None:
    assert read_period("last week or so", WEDNESDAY) == Unclear(Kind.NOT_UNDERSTOOD, "or so")


def test_nothing_is_no_date() -> None:
    assert read_period(" \u200b ", WEDNESDAY) == Unclear(Kind.NOT_UNDERSTOOD, "")


def test_a_text_longer_than_any_date_is_too_long() -> None:
    found = read_period("last " * 100 + "week", WEDNESDAY)

    assert isinstance(found, Unclear)
    assert found.kind is Kind.TOO_LONG


@pytest.mark.parametrize(
    "text", ["until friday", "before october", "up to nov 10", "oct 9 - oct 3", "last day", "24h"]
)
def test_what_is_offered_instead_reads_as_a_period(text: str) -> None:
    found = read_period(text, WEDNESDAY)

    assert isinstance(found, Unclear)
    assert found.suggestions
    for suggestion in found.suggestions:
        assert isinstance(read_period(suggestion, WEDNESDAY), Period)


def test_an_end_without_a_beginning_offers_the_first_of_its_month() -> None:
    found = read_period("until friday", WEDNESDAY)

    assert isinstance(found, Unclear)
    assert read_period(found.suggestions[0], WEDNESDAY) == Period(
        date(2026, 11, 1), date(2026, 11, 20)
    )


def test_today_is_the_askers_own() -> None:
    late = datetime(2026, 11, 25, 6, tzinfo=UTC)

    there = read_period("today", Standpoint(late, ZoneInfo("America/Los_Angeles")))
    here = read_period("today", Standpoint(late, ZoneInfo("Europe/Berlin")))

    assert there == Period(date(2026, 11, 24), date(2026, 11, 24))
    assert here == Period(date(2026, 11, 25), date(2026, 11, 25))


@pytest.mark.parametrize("word", ["last", "oct,", "5th", "2026-10-05", "since", "in", "-30d", "q3"])
def test_words_that_begin_dates_are_known_for_it(word: str) -> None:
    assert could_be_date(word)


@pytest.mark.parametrize("word", ["support", "usage", "tag:x", "nova-3", "ago", "to", "", "v2"])
def test_words_that_begin_none_are_passed_over(word: str) -> None:
    assert not could_be_date(word)

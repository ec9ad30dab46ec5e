"""What lies ahead, and the share of what has no tag: asked in many words, and never taken for another question."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.question.contract import to_json
from bot.question.drill import into, steps
from bot.question.follow import follow
from bot.question.model import (
    UNTAGGED,
    Dimension,
    Field,
    Filter,
    Kind,
    KnownKey,
    Metric,
    Op,
    Period,
    Question,
    Standpoint,
    Subject,
    Unclear,
    Vocabulary,
)
from bot.question.read import read
from bot.question.saved import lasting
from bot.question.say import say, spell

HERE = Standpoint(datetime(2026, 11, 23, 10, tzinfo=UTC), ZoneInfo("UTC"))
OCTOBER = replace(HERE, now=datetime(2026, 10, 9, 10, tzinfo=UTC))
MEMBERS = "0e1d2c3b-1111-4222-8333-444455556666"
KNOWN = Vocabulary(
    tags=("support",), keys=(KnownKey("6f0b0c3e-4d3c-4d61-9a57-0f5f0d3c1a11", "ci runner"),)
)
MONTH, END = Period(date(2026, 11, 1), date(2026, 11, 23)), date(2026, 11, 30)


def asked(text: str, here: Standpoint = HERE) -> Question:
    found = read(text, here, KNOWN)
    assert isinstance(found, Question), found
    return found


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("forecast", Subject.USAGE),
        ("forecast cost this month", Subject.COST),
        ("where will we end this month", Subject.USAGE),
        ("where will our cost end up this month?", Subject.COST),
        ("projected spend for november", Subject.COST),
        ("how much will we spend this month", Subject.COST),
        ("what is the expected bill for november", Subject.COST),
        ("forecast tag:support", Subject.USAGE),
        ("cost forecast mtd", Subject.COST),
    ],
)
def test_the_end_of_the_month_can_be_asked_for(text: str, subject: Subject) -> None:
    found = asked(text)

    assert (found.subject, found.period, found.forecast) == (subject, MONTH, END)
    assert to_json(found)["forecast"] == "2026-11-30"


def test_a_quarter_is_told_from_its_first_month() -> None:
    quarter, month = asked("forecast this quarter", OCTOBER), asked("forecast this month", OCTOBER)

    assert quarter.period == month.period
    assert (quarter.forecast, month.forecast) == (date(2026, 12, 31), date(2026, 10, 31))
    assert asked("forecast requests qtd").metric is Metric.REQUESTS
    assert asked("forecast requests qtd").forecast == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("forecast last week", Kind.UNKNOWN_WORD),
        ("forecast this year", Kind.UNKNOWN_WORD),
        ("forecast next month", Kind.FUTURE),
        ("how much will we spend", Kind.UNKNOWN_WORD),
        ("forecast cost by key", Kind.NOT_UNDERSTOOD),
        ("forecast cost this month vs last month", Kind.NOT_UNDERSTOOD),
        ("forecast balance", Kind.UNKNOWN_WORD),
        ("where do we spend this month", Kind.UNKNOWN_WORD),
        ("which keys will expire this month", Kind.UNKNOWN_WORD),
        ("end", Kind.NOT_UNDERSTOOD),
    ],
)
def test_what_cannot_be_foretold_is_asked_back(text: str, kind: Kind) -> None:
    found = read(text, HERE, KNOWN)

    assert isinstance(found, Unclear), found
    assert found.kind is kind


@pytest.mark.parametrize("here", [HERE, OCTOBER])
@pytest.mark.parametrize("text", ["forecast", "forecast cost this quarter tag:support"])
def test_it_is_said_and_spelled_so_that_it_reads_back(text: str, here: Standpoint) -> None:
    found = asked(text, here)

    assert asked(spell(found, KNOWN), here) == found
    assert asked(say(found, KNOWN), here) == found
    assert lasting(found, here, KNOWN) == spell(found, KNOWN)


def test_an_old_button_asks_about_what_is_running_now() -> None:
    spelled = spell(asked("forecast cost", OCTOBER), KNOWN)

    assert asked(spelled).forecast == END


def test_what_leads_on_from_it_is_no_forecast() -> None:
    found = asked("forecast cost")

    assert all(step.question.forecast is None for step in steps(found, HERE, lambda _: True))
    opened = into(found, [("tag", "support")], lambda _: True)
    assert opened is not None
    assert opened.forecast is None


def test_a_thread_goes_on_with_and_from_a_forecast() -> None:
    first = asked("cost tag:support by key last week vs previous")
    then = follow(first, "and the forecast?", HERE, KNOWN)
    assert isinstance(then, Question)
    assert then == asked("forecast cost tag:support")

    by_key = follow(then, "now by key", HERE, KNOWN)
    assert isinstance(by_key, Question)
    assert (by_key.forecast, by_key.group_by, by_key.period) == (None, (Dimension.KEY,), MONTH)


@pytest.mark.parametrize(
    "text",
    [
        "share of untagged",
        "untagged share",
        "what percentage of our requests is untagged",
        "% untagged",
    ],
)
def test_the_share_of_what_has_no_tag_is_in_the_table_of_tags(text: str) -> None:
    assert asked(text) == asked("tags")


def test_by_something_its_rows_have_their_shares() -> None:
    found = asked("untagged share by key last month")

    assert found.filters == (Filter(Field.TAG, Op.ANY, (UNTAGGED,)),)
    assert found.group_by == (Dimension.KEY,)


@pytest.mark.parametrize(
    "text",
    [
        "share of support",
        "share of untagged cost",
        "share not untagged",
        "untagged share vs previous",
    ],
)
def test_any_other_share_is_asked_back(text: str) -> None:
    assert isinstance(read(text, HERE, KNOWN), Unclear)


@pytest.mark.parametrize("text", [f"usage key:{MEMBERS}", f"usage of key {MEMBERS.upper()}"])
def test_a_key_that_no_list_shows_is_asked_for_by_its_whole_id(text: str) -> None:
    assert asked(text).filters == (Filter(Field.KEY, Op.ANY, (MEMBERS,)),)
    assert asked(f"key {MEMBERS}").subject is Subject.KEY


@pytest.mark.parametrize(
    "text", ["key:0e1d2c3b", "key:0e1d2c3b-1111-4222-8333-44445555666", "key:gone"]
)
def test_by_anything_less_it_is_unknown(text: str) -> None:
    found = read(text, HERE, KNOWN)

    assert isinstance(found, Unclear)
    assert found.kind is Kind.UNKNOWN_VALUE

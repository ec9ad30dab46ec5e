"""A text after a question changes that question, unless it is one by itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.question.follow import follow
from bot.question.model import Question, Unclear
from bot.question.read import read
from tests.question.asked import KNOWN, NOW, question, spelled

LAST = "tag:support last week"
WEEK = "2026-11-16..2026-11-22"


def after(text: str, last: str = LAST) -> str:
    found = follow(question(last), text, NOW, KNOWN)
    assert isinstance(found, Question), found
    return spelled(found)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("now by key", f"tag:support by key {WEEK}"),
        ("by key please", f"tag:support by key {WEEK}"),
        ("and by model instead?", f"tag:support by model {WEEK}"),
        ("same for last month", "tag:support 2026-10-01..2026-10-31"),
        ("the same but yesterday", "tag:support 2026-11-24"),
        ("what about october?", "tag:support 2026-10-01..2026-10-31"),
        ("by key last month", "tag:support by key 2026-10-01..2026-10-31"),
        ("only streaming", f"method:streaming tag:support {WEEK}"),
        ("without staging", f"tag:support -tag:staging {WEEK}"),
        ("and checkout", f"tag:checkout {WEEK}"),
        ("also checkout", f"tag:checkout,support {WEEK}"),
        ("as csv", f"tag:support {WEEK} csv"),
        ("vs previous", f"tag:support {WEEK} vs 2026-11-09..2026-11-15"),
        ("vs october", f"tag:support {WEEK} vs 2026-10-01..2026-10-31"),
        ("top 3 keys", f"tag:support by key {WEEK} top 3"),
        ("in dollars", f"cost tag:support {WEEK}"),
        ("hours", f"hours tag:support {WEEK}"),
        ("same but by key and only streaming", f"method:streaming tag:support by key {WEEK}"),
        ("requests", f"requests tag:support {WEEK}"),
    ],
)
def test_what_it_says_takes_the_place_of_the_same_and_the_rest_stays(text: str, meant: str) -> None:
    assert after(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "how much did checkout use yesterday?",
        "cost by key this month",
        "tag:checkout by day october",
        "keys unused 90d",
        "balance",
        "help dates",
        "failed requests today",
    ],
)
def test_a_question_by_itself_is_that_question(text: str) -> None:
    assert after(text) == spelled(question(text))


def test_the_largest_of_what_the_last_answer_was_broken_down_by() -> None:
    assert after("top 3", "tag:support by key last week") == f"tag:support by key {WEEK} top 3"


def test_a_comparison_goes_along_with_the_days() -> None:
    last = "cost by tag last week vs previous"

    assert after("same for october", last) == (
        "cost by tag 2026-10-01..2026-10-31 vs 2026-08-31..2026-09-30"
    )


def test_a_form_is_not_kept() -> None:
    assert after("now by key", "tag:support last week csv") == f"tag:support by key {WEEK}"


@pytest.mark.parametrize("text", ["only suport", "tag:chekout", "gibberish", "next week", "same"])
def test_what_is_unclear_is_unclear(text: str) -> None:
    assert isinstance(follow(question(LAST), text, NOW, KNOWN), Unclear)


PIECES = st.sampled_from(
    [
        *("now", "same", "only", "and", "also", "by key", "by tag,day", "last month", "october"),
        *("vs previous", "as csv", "top 3", "cost", "tag:checkout", "-tag:staging", "streaming"),
        *("nova-3", "yesterday", "suport", "", "?", "hours", "key:ci"),
    ]
)
LASTS = st.sampled_from(
    [LAST, "cost by key october vs previous", "top 5 tags by cost last month", "keys", "balance"]
)


@settings(deadline=None)
@given(LASTS, st.lists(PIECES, max_size=4).map(" ".join))
def test_whatever_is_typed_it_is_a_question_that_reads_back_or_unclear(
    last: str, text: str
) -> None:
    found = follow(question(last), text, NOW, KNOWN)

    if isinstance(found, Question):
        again = read(spelled(found), NOW, KNOWN)
        assert isinstance(again, Question)
        assert spelled(again) == spelled(found)

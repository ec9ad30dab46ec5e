"""The words that save a question, and the text that is saved."""

import pytest

from bot.question.saved import Order, Verb, lasting, named, ordered
from tests.question.asked import KNOWN, NOW, question


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("save weekly-support", Order(Verb.SAVE, "weekly-support")),
        ("Save it as Weekly here", Order(Verb.SAVE, "weekly", channel=True)),
        ("save this as ops_1 for this channel", Order(Verb.SAVE, "ops_1", channel=True)),
        ("save", Order(Verb.SAVE)),
        ("save october", Order(Verb.SAVE)),
        ("save two words", Order(Verb.SAVE)),
        ("save \u201cweekly\u201d", Order(Verb.SAVE, "weekly")),
        ("saved", Order(Verb.LIST)),
        ("show my saved questions", Order(Verb.LIST)),
        ("forget weekly", Order(Verb.FORGET, "weekly")),
        ("unsave weekly here", Order(Verb.FORGET, "weekly", channel=True)),
    ],
)
def test_orders(text: str, order: Order) -> None:
    assert ordered(text) == order


@pytest.mark.parametrize("text", ["", "tag:save last week", "saving", "usage saved", "help save"])
def test_what_is_no_order(text: str) -> None:
    assert ordered(text) is None


@pytest.mark.parametrize(
    "text", ["a", "x" * 41, "-a", "a b", "tag:x", "q3", "2026-11-01", "monday"]
)
def test_what_is_no_name(text: str) -> None:
    assert named(text) is None


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("tag:support by key 2026-11-16..2026-11-22", "tag:support by key last week"),
        ("cost by key 2026-10-01..2026-10-31", "cost by key last month"),
        ("by tag last week vs previous", "usage by tag last week vs previous"),
        ("by tag 2026-11-03..2026-11-05", "usage by tag 2026-11-03..2026-11-05"),
        (
            "by tag last week vs october",
            "usage by tag 2026-11-16..2026-11-22 vs 2026-10-01..2026-10-31",
        ),
        ("balance", "balance"),
    ],
)
def test_days_are_saved_as_words_that_move_on_where_there_are_such(asked: str, kept: str) -> None:
    assert lasting(question(asked), NOW, KNOWN) == kept

"""Where a question leads on to: pure, and only where it can be answered."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.books import Value
from bot.question.drill import earlier, into, steps
from bot.question.model import Dimension, Field, Period, Question
from bot.question.read import read
from tests.question.asked import KNOWN, NOW, question, spelled


def always(_: Question) -> bool:
    return True


def labels(text: str) -> dict[str, str]:
    return {step.label: spelled(step.question) for step in steps(question(text), NOW, always)}


def row(text: str, *group: tuple[str, Value]) -> str | None:
    found = into(question(text), group, always)
    return found and spelled(found)


def test_the_ways_on_are_those_not_asked_already() -> None:
    assert labels("tag:support by key last week") == {
        "By model": "tag:support by model 2026-11-16..2026-11-22",
        "Cost by line item": "cost tag:support by line_item 2026-11-16..2026-11-22",
        "By day": "tag:support by day 2026-11-16..2026-11-22",
        "Previous period": "tag:support by key 2026-11-09..2026-11-15",
        "vs previous": "tag:support by key 2026-11-16..2026-11-22 vs 2026-11-09..2026-11-15",
    }


def test_a_single_day_is_not_broken_down_by_day() -> None:
    assert "By day" not in labels("usage yesterday")


def test_what_cannot_be_answered_is_not_offered() -> None:
    assert steps(question("usage last week"), NOW, lambda _: False) == []


def test_lists_and_logs_lead_nowhere_yet() -> None:
    assert steps(question("keys"), NOW, always) == []


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (("2026-10-01", "2026-10-31"), ("2026-09-01", "2026-09-30")),
        (("2026-11-01", "2026-11-25"), ("2026-10-01", "2026-10-31")),  # this month, running
        (("2026-11-16", "2026-11-22"), ("2026-11-09", "2026-11-15")),
        (("2026-11-03", "2026-11-05"), ("2026-10-31", "2026-11-02")),
        (("2026-07-01", "2026-09-30"), ("2026-04-01", "2026-06-30")),
    ],
)
def test_the_period_before_is_the_unit_before_or_as_many_days(
    period: tuple[str, str], before: tuple[str, str]
) -> None:
    first, last = map(date.fromisoformat, period)

    assert earlier(Period(first, last), NOW) == Period(*map(date.fromisoformat, before))


@pytest.mark.parametrize(
    ("text", "group", "meant"),
    [
        ("by tag last week", ("tag", "support"), "tag:support by key"),
        ("by tag last week", ("tag", "(untagged)"), "tag:(untagged) by key"),
        ("by model last week", ("model", "nova-3"), "model:nova-3 by key"),
        ("cost by tag last week", ("tag", "support"), "cost tag:support by key"),
        ("tag:support by tag last week", ("tag", "staging"), "tag:staging tag:support by key"),
        ("tag:support,staging by tag last week", ("tag", "staging"), "tag:staging by key"),
        ("-tag:staging by tag last week", ("tag", "support"), "tag:support -tag:staging by key"),
        ("by tag_set last week", ("tag_set", ("a", "b")), "tag:a tag:b by key"),
        ("by tag_set last week", ("tag_set", ()), "tag:(untagged) by key"),
    ],
)
def test_a_row_is_looked_into_by_its_filter(
    text: str, group: tuple[str, Value], meant: str
) -> None:
    assert row(text, group) == f"{meant} 2026-11-16..2026-11-22"


def test_a_key_is_looked_into_by_its_id() -> None:
    key = KNOWN.keys[0].id

    assert row("by key last week", ("key", key)) == f"usage key:{key} by tag 2026-11-16..2026-11-22"


def test_a_day_is_looked_into_as_a_period_without_a_comparison() -> None:
    assert row("by day last week vs previous", ("day", "2026-11-18")) == "usage by key 2026-11-18"


def test_a_row_of_two_things_is_narrowed_by_both() -> None:
    found = row("by tag,method last week", ("tag", "support"), ("method", "streaming"))

    assert found == "method:streaming tag:support by key 2026-11-16..2026-11-22"


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("by key last week", ("key", None)),  # usage without a key
        ("tag:support,staging by tag last week", ("tag", "checkout")),  # cannot be said at once
        ("by model last week", ("model", ("a", "b"))),
        ("tag:support by tag last week", ("tag", "(untagged)")),
    ],
)
def test_what_no_filter_says_has_no_button(text: str, group: tuple[str, Value]) -> None:
    assert row(text, group) is None


TEXTS = st.sampled_from(
    [
        *("by tag last week", "cost by key october vs previous", "top 3 models this month"),
        *("tag:support by day 1-20 Nov", "-tag:staging by tag yesterday", "usage last 7 days"),
    ]
)


@settings(deadline=None)
@given(TEXTS, st.lists(st.integers(0, 8), max_size=5))
def test_every_way_on_reads_back_as_the_same_question(text: str, presses: list[int]) -> None:
    """What a button spells is read again when it is pressed, however far one went."""
    at = question(text)
    for press in presses:
        ways = [step.question for step in steps(at, NOW, always)]
        if not ways:
            break
        at = ways[press % len(ways)]
        assert read(spelled(at), NOW, KNOWN) == at


def test_every_dimension_has_a_way_in() -> None:
    fields = {field.value for field in Field}
    special = {Dimension.DAY, Dimension.TAG_SET}

    assert all(d.value in fields or d in special for d in Dimension)

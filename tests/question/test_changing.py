"""A question taken apart into choices, and put together from them again."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.question.changing import DAYS, FIELDS, SAME, Chosen, Wrong, about, changed, choices
from bot.question.model import Dimension, Field, Op, Question
from tests.question.asked import KNOWN, NOW, question, spelled


def as_it_is(asked: Question) -> Chosen:
    """The choices that are a question, as the modal shows them."""
    assert asked.period
    pairs = [(f, v) for f in asked.filters if f.field in FIELDS for v in f.values]
    return Chosen(
        about=about(asked),
        phrase=DAYS,
        first=asked.period.first,
        last=asked.period.last,
        only=[(f.field, v) for f, v in pairs if f.op is not Op.NONE],
        without=[(f.field, v) for f, v in pairs if f.op is Op.NONE],
        by=asked.group_by,
        compare=asked.compare is not None,
        every=any(f.op is Op.ALL for f in asked.filters),
        top=asked.top,
    )


TEXTS = [
    "usage last week",
    "tag:support tag:staging -tag:checkout by key last month",
    "tag:support,checkout by tag,day yesterday",
    "top 3 hours by model october",
    "cost by line_item last month vs previous",
    "usage last week vs october",
    "key:1111 endpoint:listen method:streaming characters 1-20 Nov",
]


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_changed_is_the_same_question(text: str) -> None:
    asked = replace(question(text), default_period=False)

    assert changed(asked, as_it_is(asked), NOW) == asked


@settings(deadline=None)
@given(st.sampled_from(TEXTS), st.sampled_from(TEXTS))
def test_any_question_can_be_changed_into_any_other(one: str, other: str) -> None:
    """But for a comparison with other days than those before, which the form does not offer."""
    old, new = question(one), replace(question(other), default_period=False)
    found = changed(old, as_it_is(new), NOW)

    assert isinstance(found, Question)
    assert replace(found, compare=None) == replace(new, compare=None)


@pytest.mark.parametrize(
    ("what", "over"),
    [
        ("first", {"first": None}),
        ("last", {"last": None}),
        ("first", {"first": date(2026, 12, 1)}),
        ("last", {"last": date(2026, 11, 1)}),
        ("period", {"phrase": "one fine day"}),
        ("without", {"only": [(Field.TAG, "a")], "without": [(Field.TAG, "a")]}),
        ("top", {"top": 3, "by": ()}),
    ],
)
def test_what_cannot_be_is_told_by_its_choice(what: str, over: dict[str, object]) -> None:
    asked = question("by tag last week")
    found = changed(asked, replace(as_it_is(asked), **over), NOW)

    assert isinstance(found, Wrong)
    assert found.what == what


def test_a_phrase_wins_over_the_days() -> None:
    asked = question("by tag last week")
    found = changed(asked, replace(as_it_is(asked), phrase="last month"), NOW)

    assert isinstance(found, Question)
    assert spelled(found) == "usage by tag 2026-10-01..2026-10-31"


def test_what_the_form_does_not_show_stays() -> None:
    asked = question("requests status:failed tag:support last week")
    assert about(asked) == SAME

    found = changed(asked, as_it_is(asked), NOW)
    assert isinstance(found, Question)
    assert found.subject is asked.subject
    assert found.filters == asked.filters


def test_everything_that_can_be_chosen_is_real() -> None:
    offered = {(one.field, one.value) for one in choices(KNOWN)}

    assert (Field.TAG, "support") in offered
    assert (Field.TAG, "(untagged)") in offered
    assert (Field.KEY, KNOWN.keys[0].id) in offered
    assert (Field.METHOD, "streaming") in offered
    assert not any(field is Field.PROJECT for field, _ in offered)  # there is only one
    assert Dimension.TAG.value == Field.TAG.value

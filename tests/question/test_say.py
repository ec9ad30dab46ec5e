"""What is said back, and what buttons hold, reads back to the same question."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.question.model import (
    UNTAGGED,
    Dimension,
    Field,
    Filter,
    KnownKey,
    Metric,
    Op,
    Output,
    Period,
    Question,
    Subject,
    Vocabulary,
)
from bot.question.read import read
from bot.question.say import say, spell
from bot.question.vocabulary import spelling
from tests.question.known import NAMES, NOON, QUESTIONS, question


def plainly(asked: Question) -> Question:
    """The question as it is when its period is named."""
    return replace(asked, default_period=False)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_said_back_is_the_same_question(text):
    asked = question(text)

    assert read(say(asked, NAMES), NOON, NAMES) == plainly(asked)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_spelled_out_is_the_same_question(text):
    asked = question(text)

    assert read(spell(asked, NAMES), NOON, NAMES) == plainly(asked)


@pytest.mark.parametrize(
    ("text", "said", "typed"),
    [
        (
            "tag:vip last week by key",
            "tag vip · 9–15 Mar 2026 · by key",
            "tag:vip by key 2026-03-09..2026-03-15",
        ),
        (
            "top 5 tags by cost this month vs last month",
            "cost · 1–18 Mar 2026 vs 1–18 Feb 2026 · by tag · top 5",
            "cost by tag 2026-03-01..2026-03-18 vs 2026-02-01..2026-02-18 top 5",
        ),
        ("-tag:qa yesterday", "not tag qa · 17 Mar 2026", "-tag:qa 2026-03-17"),
        (
            'tag:"call center",vip last week',
            "tag call center or vip · 9–15 Mar 2026",
            'tag:"call center",vip 2026-03-09..2026-03-15',
        ),
        ("keys unused 30d", "keys · unused for 30 days", "keys unused 30d"),
        ("help dates", "help dates", "help dates"),
    ],
)
def test_a_question_is_said_in_one_plain_line(text, said, typed):
    assert say(question(text), NAMES) == said
    assert spell(question(text), NAMES) == typed


def test_a_tag_that_is_also_a_date_is_said_between_quotes():
    assert say(question("tag:jan last week"), NAMES) == 'tag "jan" · 9–15 Mar 2026'


def test_a_key_is_said_by_its_comment_only_where_that_names_no_other():
    alone = question('key:"web backend" last week')
    shared = question("key:77fe0d21 last week")

    assert say(alone, NAMES).startswith("usage · key web backend · ")
    assert say(shared, NAMES).startswith("usage · key 77fe0d21-0005-4d2e-8a10-b7f3c0de0005 · ")


LETTERS = st.characters(min_codepoint=32, max_codepoint=0x17E, exclude_categories=["Cc", "Zs"])
WORDS = st.text(LETTERS | st.just(" "), min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
)
names = st.lists(
    WORDS.filter(lambda name: name and "`" not in name and "&" not in name and "<" not in name),
    min_size=2,
    max_size=6,
    unique_by=spelling,
)
days = st.dates(date(2024, 1, 1), date(2026, 3, 18))


@st.composite
def questions(draw):
    """A question about figures, with tags and a key of any spelling."""
    tags, comments = draw(names), draw(names)
    known = Vocabulary(
        tags=tuple(tags),
        keys=tuple(
            KnownKey(f"{n:08x}-5555-4d2e-8a10-b7f3c0de0009", c) for n, c in enumerate(comments)
        ),
    )
    first, last = sorted((draw(days), draw(days)))
    chosen = tuple(
        sorted(draw(st.sets(st.sampled_from([*tags, UNTAGGED]), min_size=1, max_size=2)))
    )
    op = draw(
        st.sampled_from([Op.ANY, Op.NONE] if len(chosen) == 1 or UNTAGGED in chosen else list(Op))
    )
    filters = [Filter(Field.TAG, op, chosen)]
    if draw(st.booleans()):
        filters.insert(
            0, Filter(Field.KEY, draw(st.sampled_from([Op.ANY, Op.NONE])), (known.keys[0].id,))
        )
    metric = draw(st.none() | st.sampled_from([m for m in Metric if m is not Metric.COST]))
    groups = draw(
        st.lists(
            st.sampled_from([d for d in Dimension if d is not Dimension.LINE_ITEM]),
            unique=True,
            max_size=2,
        )
    )
    asked = Question(
        subject=Subject.USAGE if metric else draw(st.sampled_from([Subject.USAGE, Subject.COST])),
        metric=metric,
        filters=tuple(filters),
        group_by=tuple(groups),
        period=Period(first, last),
        top=draw(st.integers(1, 99)) if groups else None,
        output=draw(st.sampled_from(list(Output))),
    )
    return asked, known


@given(questions())
def test_names_of_any_spelling_survive_being_said_and_spelled(drawn):
    asked, known = drawn
    assume(all(spelling(tag) not in ("", "untagged", UNTAGGED) for tag in known.tags))

    assert read(spell(asked, known), NOON, known) == asked
    assert read(say(asked, known), NOON, known) == asked

"""The help is made from the tables that the reader reads, and what it shows reads."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.question.help import DIGESTS, examples, help_topics
from bot.question.lexicon import lexicon
from bot.question.model import Dimension, Field, Metric, Question, Subject, Vocabulary
from bot.question.read import read
from bot.question.saved import ordered
from bot.question.words import DIMENSIONS, FIELDS, FIXED, METRICS, SUBJECTS
from tests.question.known import NAMES, NOON, asked

LATER = replace(NOON, now=datetime(2026, 11, 25, 12, tzinfo=UTC))
SHOWN = Vocabulary(complete=frozenset())  # the help's own examples name things of its own
LEFT_OPEN = {"key", "key ci runner", "how much did support spend in october?"}


def typed(topic):
    return [row[0] for part in help_topics(topic) for row in part.rows]


@pytest.mark.parametrize("topic", [None, "dates", "filters"])
def test_whatever_the_help_shows_reads(topic):
    shown = [text for text in typed(topic) if "…" not in text and text not in LEFT_OPEN]

    unread = [text for text in shown if not isinstance(read(text, LATER, SHOWN), Question)]

    orders = [text for text in unread if ordered(text) or text.startswith("digest ")]
    assert unread == orders


def test_the_short_help_tells_of_threads_saved_questions_changes_and_digests():
    said = " ".join(f"{part.title} {part.rows}" for part in help_topics())

    for word in ("save weekly-support", "'saved'", "thread", "Change…", "digest cost", "forecast"):
        assert word in said


def test_digests_are_shown_with_questions_that_read():
    first = DIGESTS[0][0].removeprefix("digest ").split(" every ")[0]

    assert isinstance(read(first, NOON, SHOWN), Question)


def test_everything_that_can_be_said_has_a_line_of_help():
    words = [*SUBJECTS, *METRICS, *DIMENSIONS, *FIELDS]

    assert all(word.help for word in words)
    assert {word.value for word in SUBJECTS} == set(Subject)
    assert {word.value for word in METRICS} == set(Metric)
    assert {word.value for word in DIMENSIONS} == set(Dimension)
    assert {word.value for word in FIELDS} == set(Field)


def test_deepgram_has_36_flags_of_features():
    assert len(FIXED[Field.FEATURE]) == 36


@pytest.mark.parametrize("text", examples(NAMES))
def test_every_example_works_here(text):
    assert isinstance(asked(text), Question)


def test_examples_name_a_tag_that_exists_and_reads_in_a_sentence():
    assert examples(NAMES)[0] == "tag:Billing-API last week"


def test_without_any_names_there_are_still_examples():
    assert all(
        isinstance(read(text, NOON, Vocabulary()), Question) for text in examples(Vocabulary())
    )


def test_every_way_of_saying_a_dimension_groups_by_it():
    for word in DIMENSIONS:
        for way in word.said:
            found = asked(f"usage by {way} last week")
            assert isinstance(found, Question), way
            assert found.group_by == (word.value,), way


def test_every_way_of_writing_a_field_is_that_field():
    for field, words in FIXED.items():
        for word in words:
            for way in word.said:
                found = asked(f'{field}:"{way}" last week')
                assert isinstance(found, Question), way
                assert [(one.field, one.values) for one in found.filters] == [
                    (field, (word.value,))
                ]


def test_no_word_of_the_table_is_hidden_by_another():
    ways = list(lexicon().ways())

    assert len(ways) == len(set(ways))
    assert all(way == " ".join(way.lower().split()) for way in ways)

"""What is unclear says which piece, offers what can be typed, and never chooses for the asker."""

from dataclasses import replace

import pytest

from bot.question.model import Field, Kind, Question, Vocabulary
from bot.question.read import MOST_CHARACTERS, read
from tests.question.known import BAD, NAMES, NOON, asked, unclear


@pytest.mark.parametrize("text", BAD)
def test_every_mended_question_reads_without_fault(text):
    found = unclear(text)

    assert all(isinstance(asked(mended), Question) for mended in found.mended)


@pytest.mark.parametrize("text", BAD)
def test_the_failing_piece_stands_in_the_text(text):
    found = unclear(text)

    assert found.text.lower() in text.lower() or found.kind is Kind.TOO_LONG


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("tag:vpi last week by key", "tag:vip last week by key"),
        ("tag:vip lst wek", "tag:vip last week"),
        ("tag:vpi lst wek", "tag:vip last week"),
        ("key:web yesterday", 'key:"web backend" yesterday'),
        ("usge by tag", "usage by tag"),
        ("cost vs last month", "cost this month vs last month"),
        ("top 5 last week", "top 5 tags last week"),
        ("most expensive last month", "most expensive last month by tag"),
        ("vip and france last week", "vip or france last week"),
        ("last week yesterday", "last week vs yesterday"),
        ("oct 3 to novmber 9", "oct 3 to november 9"),
        ("last 7 dyas", "last 7 days"),
    ],
)
def test_the_first_mended_question_is_the_likeliest(text, mended):
    assert unclear(text).mended[0] == mended


def test_a_beginning_that_fits_two_keys_offers_both_and_chooses_none():
    found = unclear("key:77fe yesterday")

    assert found.kind is Kind.AMBIGUOUS_VALUE
    assert found.field is Field.KEY
    assert found.suggestions == (
        "77fe0d21-0005-4d2e-8a10-b7f3c0de0005",
        "77fe0d22-0006-4d2e-8a10-b7f3c0de0006",
    )


def test_a_tag_that_is_also_a_value_of_deepgrams_is_asked_about():
    names = replace(NAMES, tags=("streaming",))

    found = read("streaming usage last week", NOON, names)

    assert found.kind is Kind.AMBIGUOUS_VALUE
    assert found.suggestions == ("method:streaming", "tag:streaming")


def test_a_tag_that_is_also_a_word_is_the_tag_where_a_name_is_due():
    names = replace(NAMES, tags=("data", "billing"))

    assert read("how much did billing use last week", NOON, names).filters[0].values == ("billing",)
    assert read("the data tag last week", NOON, names).filters[0].values == ("data",)


def test_a_tag_that_is_also_a_word_is_asked_about_elsewhere():
    names = replace(NAMES, tags=("data", "billing"))

    found = read("billing last week", NOON, names)

    assert found.kind is Kind.AMBIGUOUS_VALUE
    assert found.suggestions == ("tag:billing", "cost")


def test_a_tag_that_is_also_a_main_word_is_only_meant_by_its_field():
    names = replace(NAMES, tags=("cost", "last week"))

    assert read("cost last week", NOON, names).filters == ()
    assert read("tag:cost last week", NOON, names).filters[0].values == ("cost",)


def test_two_tags_that_differ_by_case_are_told_apart_by_case_alone():
    names = replace(NAMES, tags=("Demo", "demo"))

    assert read("tag:Demo last week", NOON, names).filters[0].values == ("Demo",)
    assert read("tag:DEMO last week", NOON, names).kind is Kind.AMBIGUOUS_VALUE


def test_fewer_than_four_characters_begin_no_key():
    assert unclear("key:9e0 yesterday").kind is Kind.UNKNOWN_VALUE


def test_where_the_names_are_not_known_a_typed_value_is_taken_as_it_stands():
    found = read("tag:Anything -key:abc last week", NOON, Vocabulary(complete=frozenset()))

    assert [one.values for one in found.filters] == [("abc",), ("Anything",)]


def test_where_the_names_are_not_known_a_word_may_be_a_name_and_is_no_field():
    found = read("requests by backend", NOON, Vocabulary(complete=frozenset()))

    assert found.kind is Kind.UNKNOWN_WORD


def test_a_text_of_the_longest_length_is_read_and_a_longer_one_is_not():
    longest = "last week".ljust(MOST_CHARACTERS)

    assert isinstance(asked(longest), Question)
    assert asked(longest + " ").kind is Kind.TOO_LONG


def test_words_that_narrow_to_a_person_are_refused_with_the_reason():
    assert "yours" in unclear("my usage last week").why


def test_a_date_that_is_also_a_tag_cannot_be_left_out_unasked():
    found = unclear("everything except jan")

    assert found.kind is Kind.NOT_UNDERSTOOD
    assert found.suggestions == ("-tag:jan",)

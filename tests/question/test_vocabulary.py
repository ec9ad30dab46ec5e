"""Names are found by their words, however they are spelled, and prepared once."""

import json

import pytest

from bot.question.model import Field, KnownKey, Vocabulary
from bot.question.suggest import misspelled, nearest
from bot.question.vocabulary import from_json, index
from tests.question.known import NAMES


def test_a_vocabulary_is_prepared_once():
    assert index(NAMES) is index(NAMES)


def test_equal_vocabularies_do_not_share_what_was_prepared():
    first, second = Vocabulary(tags=("a",)), Vocabulary(tags=("a",))

    assert index(first) is not index(second)


def test_the_longest_name_counts():
    names = index(Vocabulary(tags=("call", "call center", "call center eu")))

    assert names.longest(["call", "center", "last"], 0).size == 2
    assert names.longest(["call", "center", "eu"], 0).names[0].value == "call center eu"
    assert names.longest(["center", "call"], 0) is None


def test_tags_come_before_keys_and_keys_before_models():
    names = index(
        Vocabulary(tags=("x",), keys=(KnownKey("1", "x"), KnownKey("2", "y")), models=("x", "y"))
    )

    assert [name.field for name in names.spelled("X")] == [Field.TAG, Field.KEY, Field.MODEL]
    assert names.spelled("y")[0].field is Field.KEY
    assert names.spelled("x", Field.MODEL)[0].value == "x"


def test_hyphens_spaces_and_underscores_are_all_the_same_to_a_sentence():
    names = index(Vocabulary(tags=("night-shift",)))

    assert {
        name.value
        for way in ("night shift", "night_shift", "nightshift")
        for name in names.nearly(way)
    } == {"night-shift"}


def test_a_key_is_found_by_the_beginning_of_its_id():
    names = index(NAMES)

    assert names.beginning("9E02") == ("9e02b6f4-0003-4d2e-8a10-b7f3c0de0003",)
    assert len(names.beginning("77fe0d2")) == 2
    assert names.beginning("ffff") == ()


def test_what_a_json_form_does_not_mention_is_not_known_completely():
    found = from_json({"tags": ["a"], "project": {"id": "1", "name": "P"}})

    assert found.complete == {Field.TAG, Field.PROJECT}
    assert found.projects == ("P",)


def test_a_json_form_may_lack_everything():
    assert from_json({}) == Vocabulary(complete=frozenset())


def test_keys_without_a_comment_go_by_their_id():
    names = index(from_json(json.loads('{"keys": [{"id": "abc", "comment": null}]}')))

    assert names.names(Field.KEY) == ("abc",)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("suport", "support"), ("SUPPORT", "support"), ("supp", "support"), ("spuport", "support")],
)
def test_the_nearest_name_is_the_one_with_a_slip_or_a_missing_part(typed, meant):
    assert nearest(typed, ["checkout", "support", "staging"])[0] == meant


def test_what_looks_like_no_name_has_none_near():
    assert nearest("zzz", ["checkout", "support"]) == ()
    assert nearest("x" * 200, ["x" * 199]) == ()


def test_a_word_is_no_slip_of_itself():
    assert misspelled("cost", ["cost", "costs"]) == ("costs",)

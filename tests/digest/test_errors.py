"""Slack's words: each has one meaning, in words, with something to do."""

import pytest

from bot.digest.errors import MEANINGS, Act, meaning
from bot.slack.web import BLOCKS, LIMITED, THEIRS

NAMED = {
    "channel_not_found": Act.PAUSE,
    "not_in_channel": Act.PAUSE,
    "is_archived": Act.PAUSE,
    "account_inactive": Act.HOLD,
    "token_revoked": Act.HOLD,
    "invalid_auth": Act.HOLD,
    "missing_scope": Act.HOLD,
    "restricted_action": Act.FAIL,
    "ekm_access_denied": Act.FAIL,
    "invalid_blocks": Act.PLAIN,
    "ratelimited": Act.WAIT,
    "fatal_error": Act.RECONCILE,
    "never_heard_of": Act.FAIL,
}


@pytest.mark.parametrize(("word", "act"), NAMED.items())
def test_what_is_done_about_each(word, act) -> None:
    assert meaning(word).act is act


@pytest.mark.parametrize("word", MEANINGS)
def test_each_is_a_sentence_that_says_what_happened_and_one_that_says_what_to_do(word) -> None:
    said = MEANINGS[word]

    assert said.happened.endswith(".")
    assert said.todo.endswith(".")
    assert word not in said.happened


def test_what_may_have_been_posted_is_never_simply_sent_again() -> None:
    """The edge and this table agree on what may have had its effect, and on what surely had none."""
    assert {meaning(word).act for word in THEIRS} == {Act.RECONCILE}
    assert {meaning(word).act for word in BLOCKS if word in MEANINGS} == {Act.PLAIN}
    assert {meaning(word).act for word in LIMITED} == {Act.WAIT}

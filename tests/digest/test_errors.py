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


# https://docs.slack.dev/reference/methods/chat.postMessage#errors, as of November 2026
WORDS = """
access_denied accesslimited account_inactive as_user_not_supported attachment_payload_limit_exceeded
cannot_reply_to_message channel_not_found deprecated_endpoint duplicate_channel_not_found
duplicate_message_not_found ekm_access_denied enterprise_is_restricted external_channel_migrating
fatal_error internal_error invalid_arg_name invalid_arguments invalid_array_arg invalid_auth
invalid_blocks invalid_blocks_format invalid_charset invalid_form_data invalid_metadata_format
invalid_metadata_schema invalid_post_type is_archived markdown_text_conflict message_limit_exceeded
messages_tab_disabled metadata_must_be_sent_from_app metadata_too_large method_deprecated
missing_file_data missing_post_type missing_scope msg_blocks_too_long msg_too_long no_permission
no_text not_allowed_token_type not_authed not_in_channel org_login_required rate_limited ratelimited
request_timeout restricted_action restricted_action_non_threadable_channel
restricted_action_read_only_channel restricted_action_thread_locked
restricted_action_thread_only_channel service_unavailable slack_connect_canvas_sharing_blocked
slack_connect_file_link_sharing_blocked slack_connect_lists_sharing_blocked team_access_not_granted
team_added_to_org team_not_found token_expired token_revoked too_many_attachments
too_many_contact_cards two_factor_setup_required app_uninstalled
"""


@pytest.mark.parametrize("word", WORDS.split())
def test_every_documented_word_has_its_row(word) -> None:
    assert word in MEANINGS


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

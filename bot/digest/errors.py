"""What Slack's words mean for a digest: in words for its owner, what to do, and what we do. One table.

https://docs.slack.dev/reference/methods/chat.postMessage#errors
"""

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What the bot does about it."""

    PAUSE = "pause"  # the slot failed, and the digest is paused at once
    FAIL = "fail"  # the slot failed; the third in a row pauses the digest
    HOLD = "hold"  # nothing can be posted in the workspace: no failure of the digest; see silences
    WAIT = "wait"  # surely not posted: tried again soon
    PLAIN = "plain"  # the same is sent in text alone
    RECONCILE = "reconcile"  # perhaps posted: looked for in the channel before it is sent again


@dataclass(frozen=True, slots=True)
class Meaning:
    """One word of Slack's: what happened, what to do about it, and what the bot does."""

    act: Act
    happened: str
    todo: str


_JOIN = "Type /invite @dgusage in the channel, then press Resume."
_MOVE = "Edit the digest to post in another channel, or delete it."
_ADMIN = "Ask a workspace admin to let the app post there, then press Resume."
_RUNS = "Whoever runs the bot: install the app again and set the new SLACK_BOT_TOKEN."
_PLAIN = "Nothing to do: it is sent as plain text."
_NONE = "Nothing to do: the bot looks whether it arrived, and tries again if not."
_LATER = "Nothing to do: the bot tries again."
_REPORT = "This is a fault of the bot worth reporting; press Resume to try again."


def _all(act: Act, happened: str, todo: str, *words: str) -> dict[str, Meaning]:
    return dict.fromkeys(words, Meaning(act, happened, todo))


MEANINGS: dict[str, Meaning] = {
    **_all(
        Act.PAUSE,
        "The channel is gone, or it is private and the bot was removed from it.",
        _JOIN,
        "channel_not_found",
    ),
    **_all(Act.PAUSE, "The bot is not in the channel.", _JOIN, "not_in_channel"),
    **_all(Act.PAUSE, "The channel is archived.", _MOVE, "is_archived"),
    **_all(
        Act.PAUSE,
        "The person it was sent to is gone.",
        _MOVE,
        "user_not_found",
        "user_disabled",
        "cannot_dm_bot",
        "messages_tab_disabled",
        "is_inactive",
    ),
    **_all(
        Act.PAUSE,
        "The channel is shared with another organisation, where the app may not post.",
        _MOVE,
        "restricted_action_non_threadable_channel",
        "external_channel_migrating",
        "as_user_not_supported",
        "slack_connect_canvas_sharing_blocked",
        "slack_connect_file_link_sharing_blocked",
        "slack_connect_lists_sharing_blocked",
    ),
    **_all(
        Act.FAIL,
        "The workspace does not let the app post in this channel.",
        _ADMIN,
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_thread_locked",
        "not_allowed_token_type",
        "no_permission",
    ),
    **_all(
        Act.FAIL,
        "The organisation's rules keep the app out.",
        _ADMIN,
        "ekm_access_denied",
        "team_access_not_granted",
        "enterprise_is_restricted",
        "access_denied",
        "two_factor_setup_required",
        "org_login_required",
        "accesslimited",
    ),
    **_all(
        Act.HOLD,
        "The app was removed from the workspace, or its token was revoked.",
        _RUNS,
        "token_revoked",
        "account_inactive",
        "app_uninstalled",
    ),
    **_all(
        Act.HOLD,
        "Slack does not accept the bot's token.",
        _RUNS,
        "invalid_auth",
        "not_authed",
        "token_expired",
    ),
    **_all(
        Act.HOLD,
        "The app lacks the scope chat:write.",
        "Whoever runs the bot: add the scope chat:write and install the app again.",
        "missing_scope",
    ),
    **_all(
        Act.HOLD,
        "Slack has done away with the way in which the bot posts.",
        "Whoever runs the bot: update it.",
        "method_deprecated",
        "deprecated_endpoint",
    ),
    **_all(
        Act.WAIT,
        "Slack limits how often the bot may post.",
        _LATER,
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
    ),
    **_all(Act.WAIT, "Slack could not be reached.", _LATER, "unreachable", "team_added_to_org"),
    **_all(
        Act.PLAIN,
        "Slack did not take the layout of the message.",
        _PLAIN,
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_attachments",
        "invalid_payload",
        "msg_blocks_too_long",
        "msg_too_long",
        "only_one_table_allowed",
        "too_many_attachments",
        "invalid_arguments",
        "metadata_too_large",
        "metadata_must_be_sent_from_app",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "markdown_text_conflict",
        "attachment_payload_limit_exceeded",
        "too_many_contact_cards",
    ),
    **_all(Act.FAIL, "The message was empty.", _REPORT, "no_text"),
    **_all(
        Act.FAIL,
        "Slack did not understand what it was asked.",
        _REPORT,
        "invalid_arg_name",
        "invalid_array_arg",
        "invalid_charset",
        "invalid_form_data",
        "invalid_post_type",
        "missing_post_type",
        "missing_file_data",
        "cannot_reply_to_message",
        "duplicate_channel_not_found",
        "duplicate_message_not_found",
        "team_not_found",
    ),
    **_all(
        Act.RECONCILE,
        "Slack had a fault of its own.",
        _NONE,
        "internal_error",
        "fatal_error",
        "request_timeout",
        "service_unavailable",
        "no_answer",
    ),
}

# After these nothing can be posted in the whole workspace (bot/store/silences.py).
SILENCING = tuple(word for word, means in MEANINGS.items() if means.act is Act.HOLD)
STRANGE = Meaning(Act.FAIL, "Slack refused the message.", _REPORT)
UNSURE = Meaning(Act.RECONCILE, "Slack's answer did not arrive.", _NONE)


def worded(reason: str) -> str:
    """Why something failed: what happened where the reason is a word of Slack's, else the reason."""
    return MEANINGS[reason].happened if reason in MEANINGS else reason


def meaning(error: str) -> Meaning:
    """What a word of Slack's means; what is not in the table is a failure like any other."""
    return MEANINGS.get(error, STRANGE)

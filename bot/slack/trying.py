"""Whether something could be posted, found out without posting it; and what became of a post, in words."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.digest.errors import meaning
from bot.digest.ways import Fate as Posted
from bot.digest.ways import Sent
from bot.slack.web import Fate, verdict_of

# What Slack says when a conversation cannot be looked at, and which then stands in a post's way too.
IN_THE_WAY = frozenset(
    {
        *("channel_not_found", "token_revoked", "account_inactive", "app_uninstalled"),
        *("invalid_auth", "not_authed", "token_expired", "team_access_not_granted"),
    }
)
# What Slack says of a conversation, and its word when something is posted there all the same.
# https://docs.slack.dev/reference/objects/conversation-object
CLOSED = {
    "is_archived": "is_archived",
    "is_read_only": "restricted_action_read_only_channel",
    "is_thread_only": "restricted_action_thread_only_channel",
}
UNINVITED = "chat:write.public"  # the scope to post in public channels without being in them


async def hindered(client: AsyncWebClient, channel: str) -> str:
    """Slack's word for what it would say to a post there; empty where nothing is known against it.

    https://docs.slack.dev/reference/methods/conversations.info
    """
    if channel.startswith("D"):  # of which the bot may be told nothing, and needs to know nothing
        return ""
    found: list[tuple[Mapping[str, Any], str]] = []

    async def look() -> None:
        answer = await client.conversations_info(channel=channel)
        headers: Mapping[str, str] = {k.lower(): v for k, v in (answer.headers or {}).items()}
        found.append((answer.get("channel") or {}, str(headers.get("x-oauth-scopes", ""))))

    verdict = await verdict_of(look())
    if verdict.fate is not Fate.DONE:
        return verdict.error if verdict.error in IN_THE_WAY else ""
    return _said_of(*found[0])


def _said_of(channel: Mapping[str, Any], scopes: str) -> str:
    closed = next((word for mark, word in CLOSED.items() if channel.get(mark) is True), "")
    if closed or channel.get("is_member") is not False:
        return closed
    uninvited = UNINVITED in {scope.strip() for scope in scopes.split(",")}
    return "" if uninvited and channel.get("is_private") is False else "not_in_channel"


def told(sent: Sent) -> str:
    """What became of a post, for whoever asked for it."""
    if sent.fate is Posted.DONE:
        return "Posted."
    if sent.fate is Posted.UNSURE:
        return "It may have been posted: Slack gave no answer. Look before you send it again."
    means = meaning(sent.error)
    return f"Not posted. {means.happened} {means.todo}"

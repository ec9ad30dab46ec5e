"""What Slack's records say of people and places, in the policy's words. Pure.

People: https://docs.slack.dev/reference/objects/user-object; conversations:
https://docs.slack.dev/reference/objects/conversation-object.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.policy.model import Aim, Room, Spot, Standing
from bot.slack.payload import PLACES, Asked, How, Place

ROOMS: dict[Place, Room] = {
    Place.CHANNEL: Room.CHANNEL,
    Place.PRIVATE: Room.PRIVATE,
    Place.GROUP_DM: Room.GROUP_DM,
    Place.DM: Room.DM,
    Place.NOWHERE: Room.UNKNOWN,
}
# The first that a record says of somebody is what they are.
MARKS: tuple[tuple[str, Standing], ...] = (
    ("deleted", Standing.DELETED),
    ("is_bot", Standing.BOT),
    ("is_workflow_bot", Standing.BOT),
    ("is_stranger", Standing.STRANGER),
    ("is_ultra_restricted", Standing.ULTRA_GUEST),
    ("is_restricted", Standing.GUEST),
)
CHIEFS = ("is_admin", "is_owner", "is_primary_owner")
SHARED = ("is_ext_shared", "is_pending_ext_shared")
INVITED = ("pending_shared", "pending_connected_team_ids")
ASKED_OPENLY = frozenset({How.MENTION, How.ASIDE})


@dataclass(frozen=True, slots=True)
class Home:
    """The workspace that is home, or the whole organisation where the bot is installed in it."""

    team: str
    enterprise: str = ""
    org_wide: bool = False


def standing(user: object, home: Home) -> Standing:
    """What somebody is at home, by the record that Slack has of them."""
    if not isinstance(user, Mapping) or not user.get("id"):
        return Standing.UNKNOWN
    marked = next((found for mark, found in MARKS if user.get(mark)), None)
    if marked is not None:
        return marked
    return Standing.MEMBER if _at_home(user, home) else Standing.STRANGER


def chief(user: object) -> bool:
    """Whether somebody administers the workspace."""
    return isinstance(user, Mapping) and any(user.get(mark) is True for mark in CHIEFS)


def shared(channel: object) -> bool | None:
    """Whether other companies are in a channel or invited to it; None where that is not said."""
    if not isinstance(channel, Mapping) or not channel.get("id"):
        return None
    if any(channel.get(mark) for mark in (*SHARED, *INVITED)):
        return True
    return bool(channel.get("is_shared")) and not channel.get("is_org_shared")


def room(channel: object) -> Room:
    """What kind of place a conversation is."""
    said: Mapping[str, Any] = channel if isinstance(channel, Mapping) else {}
    kinds = (
        ("is_im", Room.DM),
        ("is_mpim", Room.GROUP_DM),
        ("is_private", Room.PRIVATE),
        ("is_group", Room.PRIVATE),
        ("is_channel", Room.CHANNEL),
    )
    return next((found for mark, found in kinds if said.get(mark)), Room.UNKNOWN)


def spot(asked: Asked) -> Spot:
    """Where a question was asked. What comes from no channel is the asker's own Home or modal."""
    if asked.place is Place.NOWHERE and not asked.channel_id:
        return Spot("", Room.OWN)
    return Spot(asked.channel_id, ROOMS[asked.place], asked.shared)


def spot_of(channel: str) -> Spot:
    """The place of a channel's id alone, of which the rest is still to be looked up."""
    return Spot(channel, ROOMS[PLACES.get(channel[:1], Place.NOWHERE)])


def aim(asked: Asked) -> Aim:
    """Who is to see the answer."""
    if asked.private or asked.how is How.HOME:
        return Aim.ASKER
    return Aim.OPEN if asked.how in ASKED_OPENLY else Aim.SHARE


def _at_home(user: Mapping[str, Any], home: Home) -> bool:
    """Whether their account is of the home workspace, or of its organisation.

    https://docs.slack.dev/enterprise/developing-for-enterprise-orgs
    """
    of: Any = user.get("enterprise_user")
    grid: Mapping[str, Any] = of if isinstance(of, Mapping) else {}
    teams: Any = grid.get("teams")
    if home.org_wide and home.enterprise and grid.get("enterprise_id") == home.enterprise:
        return True
    if isinstance(teams, list) and home.team in teams:
        return True
    return bool(user.get("team_id", home.team) == home.team)

"""Who and what there is in the demo's workspace."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

TEAM, TEAM_NAME, DOMAIN = "T0ACME0001", "Acme Voice", "acme-voice"
APP, BOT, BOT_ID, BOT_NAME = "A0DGUSAGE1", "U0DGUSAGE1", "B0DGUSAGE1", "dgusage"
COMMAND = "/dgusage"
# As manifest.yml asks for them.
SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "users:read",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be; `role` is how the page calls what they may."""

    id: str
    name: str
    handle: str
    zone: str
    locale: str
    colour: str
    role: str = "Member"
    admin: bool = False
    guest: bool = False

    @property
    def dm(self) -> str:
        """Their conversation with the bot."""
        return f"D{self.id[1:]}"

    def profile(self, now: datetime) -> dict[str, Any]:
        """As users.info has it (https://docs.slack.dev/reference/objects/user-object)."""
        offset = now.astimezone(ZoneInfo(self.zone)).utcoffset()
        return {
            "id": self.id,
            "team_id": TEAM,
            "name": self.handle,
            "deleted": False,
            "real_name": self.name,
            "tz": self.zone,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "locale": self.locale,
            "profile": {"real_name": self.name, "display_name": self.name.split()[0]},
            "is_admin": self.admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.guest,
            "is_ultra_restricted": False,
            "is_bot": False,
            "is_app_user": False,
        }


ANA = Person(
    "U0ANA00001",
    "Ana Flores",
    "ana",
    "Europe/Berlin",
    "en-GB",
    "#0b7a63",
    role="Admin",
    admin=True,
)
PRIYA = Person("U0PRIYA001", "Priya Nair", "priya", "Asia/Kolkata", "en-GB", "#7d3c98")
GIL = Person(
    "U0GIL00001",
    "Gil Moreau",
    "gil",
    "America/New_York",
    "en-US",
    "#b9770e",
    role="Guest",
    guest=True,
)


def staff(zone: str | None = None) -> dict[str, Person]:
    """The people by their ids; Ana lives in the zone that is given."""
    ana = replace(ANA, zone=zone) if zone else ANA
    return {person.id: person for person in (ana, PRIYA, GIL)}


def bot_profile() -> dict[str, Any]:
    """The bot's own users.info."""
    return {
        "id": BOT,
        "team_id": TEAM,
        "name": BOT_NAME,
        "real_name": BOT_NAME,
        "is_bot": True,
        "is_admin": False,
        "is_restricted": False,
        "profile": {"real_name": BOT_NAME, "display_name": BOT_NAME, "bot_id": BOT_ID},
    }


@dataclass(frozen=True, slots=True)
class Channel:
    """A conversation; `name` is empty for direct messages."""

    id: str
    name: str
    members: frozenset[str]
    topic: str = ""

    @property
    def direct(self) -> bool:
        """Whether it is somebody's conversation with the bot."""
        return self.id.startswith("D")

    def info(self) -> dict[str, Any]:
        """As conversations.info has it."""
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": not self.direct,
            "is_im": self.direct,
            "is_private": self.direct,
            "is_archived": False,
            "is_member": BOT in self.members,
            "is_ext_shared": False,
            "is_shared": False,
            "num_members": len(self.members),
            "topic": {"value": self.topic},
        }


SPEECH = Channel(
    "C0SPEECH01",
    "speech-costs",
    frozenset({ANA.id, PRIYA.id, GIL.id, BOT}),
    "What our speech costs us, and who used it",
)
RANDOM = Channel(
    "C0RANDOM01", "random", frozenset({ANA.id, PRIYA.id, BOT}), "Everything that fits nowhere else"
)


def channels(people: dict[str, Person]) -> dict[str, Channel]:
    """The channels, and one direct conversation for each person."""
    direct = [Channel(one.dm, "", frozenset({one.id, BOT})) for one in people.values()]
    return {channel.id: channel for channel in (SPEECH, RANDOM, *direct)}

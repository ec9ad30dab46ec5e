"""The values that access is decided by. Frozen; the defaults of each are the narrowest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.question.model import Question

DIRECT = "dm"  # in a list of channels: direct messages with the bot, and its Home tab

WORKFLOW = "workflow"  # where the id of a channel may stand: every workflow of the workspace


class Standing(StrEnum):
    """What somebody is in the home workspace. UNKNOWN where Slack did not say."""

    MEMBER = "member"
    GUEST = "guest"
    ULTRA_GUEST = "ultra_guest"
    STRANGER = "stranger"
    BOT = "bot"
    DELETED = "deleted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks. `groups` are the user groups they are in, None where Slack did not say."""

    id: str
    team: str = ""
    standing: Standing = Standing.UNKNOWN
    groups: frozenset[str] | None = None
    admin: bool = False


class Room(StrEnum):
    """What kind of place it is. OWN is the Home tab or a modal, which one person sees."""

    CHANNEL = "channel"
    PRIVATE = "private"
    GROUP_DM = "group_dm"
    DM = "dm"
    OWN = "own"
    UNKNOWN = "unknown"


ALONE = frozenset({Room.DM, Room.OWN})  # where nobody but the asker sees what is posted


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody asks. `shared` with other companies, None where Slack did not say."""

    channel: str = ""
    room: Room = Room.UNKNOWN
    shared: bool | None = None


class Aim(StrEnum):
    """Who is to see the answer.

    ASKER alone; everybody there because it was asked in the OPEN; everybody because somebody
    decided to SHARE it, or to have it posted again and again (DIGEST).
    """

    ASKER = "asker"
    OPEN = "open"
    SHARE = "share"
    DIGEST = "digest"


class Need(StrEnum):
    """What an answer or an act takes. KEY_NAMES is usage that names keys, KEYS is their details."""

    HELP = "help"
    USAGE = "usage"
    COST = "cost"
    NAMES = "names"
    KEY_NAMES = "key_names"
    KEYS = "keys"
    REQUESTS = "requests"
    BALANCE = "balance"
    DIGESTS = "digests"
    ADMIN = "admin"


class Showing(StrEnum):
    """Who may see it."""

    REFUSED = "refused"
    PRIVATE = "private"
    PUBLIC = "public"


NARROWEST = (Showing.REFUSED, Showing.PRIVATE, Showing.PUBLIC)


class Why(StrEnum):
    """Why it is not shown, or not to all; bot.policy.say has a sentence for each."""

    GUEST = "guest"
    STRANGER = "stranger"
    NOBODY = "nobody"  # deactivated, or a bot
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_PLACE = "unknown_place"
    PLACE = "place"
    EXTERNAL = "external"
    MAYBE_EXTERNAL = "maybe_external"
    NOT_NAMED = "not_named"
    ONLY_SOME = "only_some"
    ALWAYS_PRIVATE = "always_private"
    ACCOUNT_WIDE = "account_wide"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Sight:
    """How far somebody sees in some place: these tags and projects only; None for all of them."""

    tags: frozenset[str] | None = None
    projects: frozenset[str] | None = None

    def with_(self, other: "Sight") -> "Sight":
        """What both of them see: each further rule can only narrow."""
        return Sight(_both(self.tags, other.tags), _both(self.projects, other.projects))

    @property
    def whole(self) -> bool:
        """Whether nothing is hidden."""
        return self.tags is None and self.projects is None


def _both(one: frozenset[str] | None, two: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or two is None:
        return one if two is None else two
    return one & two


@dataclass(frozen=True, slots=True)
class Policy:
    """How the settings narrow what is allowed out of the box; empty, they narrow nothing.

    `channels` are the only ones in which anything is answered. `may` names, for a need, the only
    people, user groups and channels that have it. `sees` says for a channel, a user group or a
    person how far they see. `contact` is whom to ask.
    """

    channels: frozenset[str] | None = None
    may: Mapping[Need, frozenset[str]] = field(default_factory=dict)
    sees: Mapping[str, Sight] = field(default_factory=dict)
    contact: str = ""

    @property
    def groups(self) -> frozenset[str]:
        """The user groups that it names: only those need looking into."""
        named = {name for names in self.may.values() for name in names} | set(self.sees)
        return frozenset(name for name in named if name.startswith("S"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a question: who may see the answer, and to which question.

    `question` is the one to answer, narrowed; None where it is refused or there was none. `why`
    says why it is not shown, or not to everybody who was meant. `sight` is how far the answer may
    reach.
    """

    showing: Showing
    question: Question | None = None
    why: Why | None = None
    sight: Sight = Sight()
    needs: frozenset[Need] = frozenset()

    @property
    def allowed(self) -> bool:
        """Whether there is an answer at all."""
        return self.showing is not Showing.REFUSED

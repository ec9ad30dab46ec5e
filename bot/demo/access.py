"""Who may ask the simulated Deepgram what: API keys, their scopes, and what a role stands for.

https://developers.deepgram.com/docs/working-with-roles
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.demo import people

MEMBER = frozenset(
    {"project:read", "project:write", "usage:read", "usage:write", "keys:read", "keys:write"}
)
ADMIN = MEMBER | {
    "members:read",
    "admins:read",
    "owners:read",
    "billing:read",
    "members:read:invites",
}
OWNER = ADMIN | {"billing:write", "members:write"}
ROLES = {"member": MEMBER, "admin": ADMIN, "owner": OWNER}
SEES_OTHERS = {"members:read", "admins:read", "owners:read"}  # any of them shows others' keys


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What the simulation knows of a secret: the id and maker of the key, and what it may do.

    `scopes` may be roles. `projects` are ids; Deepgram's own keys have one.
    """

    id: str
    member: str
    scopes: tuple[str, ...] = ("admin",)
    projects: tuple[str, ...] = (people.ACME,)
    created: datetime = datetime(2024, 2, 12, 9, 12, 44, 650430, UTC)

    @property
    def grants(self) -> frozenset[str]:
        """Its scopes with roles spelt out."""
        return frozenset().union(*(ROLES.get(scope, {scope}) for scope in self.scopes))

    @property
    def sees_others(self) -> bool:
        """Whether it is shown the keys that other members made."""
        return bool(self.grants & SEES_OTHERS)


# Not secrets: they open nothing but the simulation.
FULL, LIMITED, OTHER, BOTH = "demo-admin", "demo-member", "demo-labs", "demo-two-projects"


def demo_keys() -> Mapping[str, ApiKey]:
    """The API keys that the simulation takes unless it is given others.

    An admin's, a member's (no billing, own keys only), one of the second project, one of both.
    """
    jonas = people.JONAS.id
    return {
        FULL: ApiKey(people.BOT, jonas),
        LIMITED: ApiKey(people.MOBILE, people.PRIYA.id, ("member",)),
        OTHER: ApiKey(people.BENCH, jonas, projects=(people.LABS,)),
        BOTH: ApiKey(people.BOT, jonas, projects=(people.ACME, people.LABS)),
    }

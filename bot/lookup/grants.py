"""Whether a key may do something: by a scope of its own, or by the role that it was given. Pure.

What the roles may do: https://developers.deepgram.com/docs/working-with-roles
"""

from fnmatch import fnmatchcase

from bot.account import Key

MEMBER = frozenset(
    {"project:read", "project:write", "usage:read", "usage:write", "keys:read", "keys:write"}
)
ADMIN = MEMBER | {"members:read", "admins:read", "owners:read", "billing:read"}
ROLES = {
    "member": MEMBER,
    "admin": ADMIN,
    "owner": ADMIN | {"members:write", "admins:write", "owners:write", "billing:write"},
}


def by_scope(key: Key, wanted: str) -> bool:
    """Whether one of the key's own scopes or roles is the one wanted; `usage` is any of usage."""
    return any(_meets(scope.lower(), wanted.lower()) for scope in key.scopes)


def by_role(key: Key, wanted: str) -> str | None:
    """The role through which the key has a scope that it does not have by name, or None."""
    if by_scope(key, wanted):
        return None
    roles = [scope.lower() for scope in key.scopes if scope.lower() in ROLES]
    granted = (r for r in roles if any(_meets(s, wanted.lower()) for s in ROLES[r]))
    return next(granted, None)


def _meets(scope: str, wanted: str) -> bool:
    """`*` stands for anything, in what is wanted and in what a key has."""
    family = wanted if ":" in wanted else f"{wanted}:*"
    return (
        scope == wanted
        or fnmatchcase(scope, family)
        or ("*" in scope and fnmatchcase(wanted, scope))
    )

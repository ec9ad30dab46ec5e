"""What the bot's own Deepgram key may do beside reading: nothing that the bot needs.

`GET /v1/auth/token` tells a key's scopes, which may be roles
(https://developers.deepgram.com/docs/working-with-roles); it may be absent.
"""

from collections.abc import Sequence

from bot.deadline import within
from bot.deepgram.client import Deepgram
from bot.doctor.finding import Finding, todo, well
from bot.trouble import Trouble

CALL_SECONDS = 10.0
SHOWN = 5  # scopes that are named
INSTEAD = "a key with project:read usage:read keys:read members:read billing:read would do"
UNSAID = "Deepgram does not say what the key may do, so it cannot be seen whether it only reads"


def writes(scopes: Sequence[str]) -> list[str]:
    """The scopes that are more than reading; a role is, whichever it is."""
    return [scope for scope in scopes if "read" not in scope.split(":")[1:]]


async def beyond(deepgram: Deepgram, name: str) -> list[str] | None:
    """What an account's key may do beside reading; None where that cannot be learnt."""
    try:
        with within(CALL_SECONDS):
            held = await deepgram.token(name)
    except Trouble:
        return None
    return None if held is None else writes(held)


def finding(more: Sequence[str] | None, label: str, *, strict: bool) -> Finding | None:
    """What is said about it: a note, unless the settings are strict; nothing where it is unknown."""
    if more is None:
        return todo(label, f"{UNSAID}: look at it in Deepgram's console") if strict else None
    if not more:
        return well(label, "the key only reads")
    said = f"the key may do more than read ({_listed(more)}): {INSTEAD}"
    return todo(label, said) if strict else well(label, said)


def refusals(found: dict[str, list[str] | None]) -> list[str]:
    """A line for each account, by its name, whose key may do more than read."""
    return [
        f"The Deepgram key of {name} may do more than read ({_listed(more)}); {INSTEAD}."
        for name, more in found.items()
        if more
    ]


def _listed(scopes: Sequence[str]) -> str:
    shown = [scope for scope in scopes[:SHOWN] if scope.isascii() and scope.isprintable()]
    return ", ".join(shown) + (" …" if len(scopes) > len(shown) else "")

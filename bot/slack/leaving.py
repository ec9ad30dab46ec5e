"""The app was removed from the workspace, or its token revoked: what is to be forgotten, is.

`tokens_revoked` alone only silences the bot, for a token is also revoked because it leaked and a
new one follows; where the app was removed, Slack says `app_uninstalled` too.
https://docs.slack.dev/reference/events/app_uninstalled,
https://docs.slack.dev/reference/events/tokens_revoked
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.policy.gate import Book, Deed
from bot.slack.payload import EVENT_SECONDS, Asked, Body, How, at, home_team, marks, text_at
from bot.trouble import Trouble

UNINSTALLED, REVOKED = "app_uninstalled", "tokens_revoked"

log = structlog.get_logger("bot.slack")


class Workspace(Protocol):
    """What is kept of a workspace. Both raise Trouble(STORE_DOWN)."""

    async def silenced(self, team: str, word: str) -> Mapping[str, int]:
        """Nothing is posted there, and what was asked last is forgotten; how much it was."""
        ...

    async def forgotten(self, team: str, word: str) -> Mapping[str, int]:
        """The same, and all that people left there is forgotten; digests stay, paused, 30 days."""
        ...


@dataclass(frozen=True, slots=True)
class Leaving:
    """Does what is to be done, and has it written down."""

    workspace: Workspace
    book: Book

    async def left(self, team: str, word: str) -> None:
        """A workspace has parted with us; never raises."""
        act = self.workspace.forgotten if word == UNINSTALLED else self.workspace.silenced
        try:
            counts = await act(team, word)
        except Trouble as trouble:
            log.error("not_forgotten", of=word, reason=trouble.reason.value)  # noqa: TRY400 (no fault of ours)
            return
        log.warning("left_by_workspace", of=word, **counts)
        facts = {"team": team, **{name: str(count) for name, count in counts.items()}}
        self.book.soon(Deed(word.replace("_", " "), "", "", facts))


def uninstalled(body: Body, bot: str) -> Asked | None:
    """The app was removed from the workspace."""
    return _told(UNINSTALLED, body, bot)


def revoked(body: Body, bot: str) -> Asked | None:
    """Tokens were revoked, ours among them."""
    ours = at(body, "event", "tokens", "bot")
    if not isinstance(ours, list) or bot not in ours:
        return None
    return _told(REVOKED, body, bot)


def _told(what: str, body: Body, bot: str) -> Asked:
    mark = marks(EVENT_SECONDS, ("event", text_at(body, "event_id")))
    return Asked(what, How.HOME, bot, home_team(body), marks=mark)

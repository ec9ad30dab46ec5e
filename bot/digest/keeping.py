"""What those who manage digests are given: where they are kept, and the engine that posts them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.digest.model import Digest, Draft, Run, Unreadable
from bot.digest.ways import Composed, Sent, Silence

Known = Digest | Unreadable


class Outcome(Protocol):
    """What became of a change, and the digest as it stands now."""

    @property
    def done(self) -> bool:
        """Whether it was changed."""
        ...

    @property
    def digest(self) -> Known | None:
        """The digest as it stands; None where there is none."""
        ...


class Keeper(Protocol):
    """Where digests are kept. All raise Trouble(STORE_DOWN) where that cannot be reached."""

    async def create(self, draft: Draft) -> Outcome:
        """Makes a digest; not done, with the one that exists, where it would be one twice."""
        ...

    async def get(self, id: str) -> Known | None:  # noqa: A002 (it is the id)
        """One digest; also a deleted one that can still be had back."""
        ...

    async def here(self, team: str, channel: str) -> Sequence[Known]:
        """The digests that post in a channel."""
        ...

    async def of_team(self, team: str) -> Sequence[Known]:
        """The digests of a workspace."""
        ...

    async def edit(self, id: str, version: int, draft: Draft) -> Outcome:  # noqa: A002
        """Puts another draft in its place, unless it was changed since that version."""
        ...

    async def adopted(self, id: str, of: str, by: str) -> Outcome:  # noqa: A002
        """Hands a digest from an owner who has left to somebody who is there, and goes on.

        Not done where it is no longer `of`'s: somebody else was quicker. What waits for its new
        owner is posted at once, what was due while it was paused for want of one is skipped;
        paused by hand it stays.
        """
        ...

    async def pause(self, id: str) -> Outcome:  # noqa: A002
        """Posts nothing until it is resumed."""
        ...

    async def resume(self, id: str) -> Outcome:  # noqa: A002
        """Goes on from now."""
        ...

    async def delete(self, id: str) -> Outcome:  # noqa: A002
        """Posts nothing any more; undo brings it back within 30 days."""
        ...

    async def undo(self, id: str) -> Outcome:  # noqa: A002
        """Brings a deleted digest back."""
        ...

    async def silences(self) -> Mapping[str, Silence]:
        """The workspaces in which nothing can be posted, by their ids, and why."""
        ...

    async def released(self, team: str) -> bool:
        """Has a workspace be tried again at once; whether there was anything to release."""
        ...

    async def log(self, id: str, n: int = 100) -> Sequence[Run]:  # noqa: A002
        """What became of its slots, the newest first."""
        ...

    async def now(self) -> datetime:
        """The store's time."""
        ...


class Poster(Protocol):
    """The engine, as far as a person may command it."""

    async def send_now(self, digest: Digest, event: str) -> Sent:
        """Posts it as of now, which uses up no slot; raises Trouble."""
        ...

    async def preview(self, digest: Digest) -> Composed:
        """What it would post now, marked as a try; nothing is posted. Raises Trouble."""
        ...

    def wake(self) -> None:
        """Has it look at once."""
        ...

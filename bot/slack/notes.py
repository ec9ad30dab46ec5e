"""What is kept of former questions: the last one of each conversation, and those saved by name."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from bot.slack.payload import Asked, How
from bot.trouble import Reason, Trouble

# How long the last question can be gone on from: in a thread, in direct messages, by its asker.
IN_THREADS = timedelta(days=30)
IN_MESSAGES = timedelta(minutes=30)
BY_PERSON = timedelta(days=30)

LISTED = 5  # of somebody's last questions, for their Home tab

TYPED = frozenset({How.COMMAND, How.MENTION, How.MESSAGE, How.FORM})
Whose = tuple[str, ...]


class Lately(Protocol):
    """Texts that are kept for a while; never fails."""

    async def keep(self, what: tuple[str, ...], text: str, life: timedelta) -> None:
        """Keeps a text under a name."""

    async def recall(self, what: tuple[str, ...]) -> str | None:
        """The text under a name, None where there is none any more."""


class Saved(Protocol):
    """Questions by name; raises Trouble(STORE_DOWN) where they cannot be had."""

    async def all(self, whose: Whose) -> dict[str, str]:
        """Every question by its name."""
        ...

    async def one(self, whose: Whose, name: str) -> str | None:
        """The question of that name."""
        ...

    async def save(self, whose: Whose, name: str, text: str) -> bool:
        """Saves a question; False where there are too many."""
        ...

    async def forget(self, whose: Whose, name: str) -> bool:
        """Forgets a question; False where there was none."""
        ...


class Nothing:
    """Where nothing is kept."""

    async def keep(self, what: tuple[str, ...], text: str, life: timedelta) -> None:
        """Keeps nothing."""

    async def recall(self, what: tuple[str, ...]) -> str | None:  # noqa: ARG002 (as Lately)
        """Remembers nothing."""
        return None


class NothingSaved:
    """Where nothing can be saved."""

    async def all(self, whose: Whose) -> dict[str, str]:  # noqa: ARG002 (as Saved)
        """Nothing can be had."""
        raise Trouble(Reason.STORE_DOWN)

    async def one(self, whose: Whose, name: str) -> str | None:  # noqa: ARG002
        """Nothing can be had."""
        raise Trouble(Reason.STORE_DOWN)

    async def save(self, whose: Whose, name: str, text: str) -> bool:  # noqa: ARG002
        """Nothing can be saved."""
        raise Trouble(Reason.STORE_DOWN)

    async def forget(self, whose: Whose, name: str) -> bool:  # noqa: ARG002
        """Nothing can be had."""
        raise Trouble(Reason.STORE_DOWN)


@dataclass(frozen=True, slots=True)
class Notes:
    """Both kinds of notes, by what was asked where."""

    lately: Lately = field(default_factory=Nothing)
    saved: Saved = field(default_factory=NothingSaved)

    async def last(self, asked: Asked) -> str | None:
        """The last question of the thread or of the direct messages; None elsewhere."""
        where = conversation(asked)
        return await self.lately.recall(where) if where else None

    async def last_of(self, asked: Asked) -> str | None:
        """The last question of whoever asks now."""
        return await self.lately.recall(person(asked))

    async def note(self, asked: Asked, spelled: str, *, as_typed: bool) -> None:
        """Keeps a question that was read; for its asker as typed, where that says it all."""
        where = conversation(asked)
        if where:
            life = IN_THREADS if asked.thread_ts else IN_MESSAGES
            await self.lately.keep(where, spelled, life)
        text = asked.text if as_typed else spelled
        await self.lately.keep(person(asked), text, BY_PERSON)
        former = [one for one in await self.recent(asked) if one != text]
        listed = [one for one in (text, *former) if "\n" not in one][:LISTED]
        await self.lately.keep(recently(asked), "\n".join(listed), BY_PERSON)

    async def recent(self, asked: Asked) -> tuple[str, ...]:
        """The last questions of whoever asks now, the latest first."""
        return tuple((await self.lately.recall(recently(asked)) or "").splitlines())


def conversation(asked: Asked) -> tuple[str, ...] | None:
    """What tells one thread, or one person's direct messages, from all others."""
    if asked.thread_ts and asked.channel_id:
        return ("thread", asked.team_id, asked.channel_id, asked.thread_ts)
    talked = asked.how in {How.MESSAGE, How.STEP} and asked.channel_id.startswith("D")
    return ("messages", asked.team_id, asked.channel_id) if talked else None


def person(asked: Asked) -> Whose:
    """Whose saved questions are theirs alone."""
    return ("person", asked.team_id, asked.user_id)


def recently(asked: Asked) -> Whose:
    """Whose list of last questions it is: theirs alone."""
    return ("recent", asked.team_id, asked.user_id)


def channel(asked: Asked) -> Whose:
    """Whose saved questions are those of a channel."""
    return ("channel", asked.team_id, asked.channel_id)

"""What a look-up is given: the question, from when and where, and where things are read."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from bot.account import Balance, Key, LoggedRequest, Member, Names, Project, Purchase
from bot.gather import Shelf
from bot.question.model import (
    UNTAGGED,
    Field,
    KnownKey,
    Op,
    Period,
    Question,
    Standpoint,
    Vocabulary,
)
from bot.question.say import say, spell

USUAL_DAYS = 30  # what is counted where nobody names a period: so many UTC days, today among them

Progress = Callable[[int, int], None]  # pages of the log that were read, requests that were found


def silent(_pages: int, _found: int) -> None:
    """Nobody wants to know how far it has come."""


class Account(Protocol):
    """What can be asked of a Deepgram account besides its figures; each raises Trouble."""

    async def keys(self, name: str, /) -> Sequence[Key]:
        """The keys that may be seen, active and expired ones."""
        ...

    async def key(self, name: str, key_id: str, /) -> Key:
        """One key by its whole id; NOT_FOUND where there is none."""
        ...

    async def members(self, name: str, /) -> Sequence[Member]:
        """The people of the project."""
        ...

    async def balances(self, name: str, /) -> Sequence[Balance]:
        """What is left of each credit."""
        ...

    async def purchases(self, name: str, /) -> Sequence[Purchase]:
        """The credits that were bought or given."""
        ...

    def requests(
        self, name: str, first: date, last: date, filters: Sequence[tuple[str, str]] = (), /
    ) -> AsyncIterator[Sequence[LoggedRequest]]:
        """The request log of these UTC days, both included, newest first, page by page."""
        ...

    async def request(self, name: str, request_id: str, /) -> LoggedRequest:
        """One request by its id; NOT_YET while it is pending, NOT_FOUND where there is none."""
        ...


class Desk(Protocol):
    """Where figures and accounts are read, and for which projects (our names, in order)."""

    @property
    def shelf(self) -> Shelf:
        """The pages of Deepgram's books."""
        ...

    @property
    def account(self) -> Account:
        """Everything else that Deepgram knows."""
        ...

    @property
    def projects(self) -> tuple[str, ...]:
        """Our names of the projects, in the order of the settings."""
        ...


# Where the values of a field are known, as Names.missing calls that part.
NAMED: Mapping[Field, tuple[str, Callable[[Names], Collection[str]]]] = {
    Field.KEY: ("keys", lambda names: names.keys),
    Field.TAG: ("tags", lambda names: (*names.tags, UNTAGGED)),
    Field.MODEL: ("models", lambda names: {model.name for model in names.models.values()}),
}


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question on its way to an answer. `names` may lack a project that cannot be read."""

    question: Question
    standpoint: Standpoint
    desk: Desk
    names: Mapping[str, Names]
    progress: Progress = silent

    @property
    def now(self) -> datetime:
        """The moment of the question, in UTC."""
        return self.standpoint.now.astimezone(UTC)

    @property
    def today(self) -> date:
        """The UTC day that is not over."""
        return self.now.date()

    @property
    def period(self) -> Period:
        """The days asked for, else the last thirty up to today (UTC)."""
        return self.question.period or self.last(USUAL_DAYS)

    @property
    def projects(self) -> tuple[str, ...]:
        """The projects that the question is about: those it names, else all."""
        wanted = set(self.desk.projects)
        for each in self.question.filters:
            if each.field is Field.PROJECT:
                named = set(each.values)
                wanted = wanted - named if each.op is Op.NONE else wanted & named
        return tuple(p for p in self.desk.projects if p in wanted)

    @property
    def reading(self) -> str:
        """The question as it was read, in one line."""
        return say(self.question, vocabulary(self.names))

    def last(self, days: int) -> Period:
        """So many UTC days, of which today is the last."""
        return Period(self.today - timedelta(days=days - 1), self.today)

    def known(self, project: str) -> Names:
        """The names of a project; none where they could not be read."""
        return self.names.get(project) or Names(Project("", ""))

    def nameable(self, field: Field, value: str) -> bool:
        """Whether a question can name it: where a project knows it, or not all names are known."""
        part, of = NAMED.get(field, ("", lambda _: (value,)))
        return any(part in names.missing or value in of(names) for names in self.names.values())

    def title(self, project: str) -> str:
        """What Deepgram calls a project, else what we do."""
        return self.known(project).project.name or project

    def titles(self) -> str:
        """The projects that the question is about, for a person."""
        return ", ".join(self.title(p) for p in self.projects)


def vocabulary(names: Mapping[str, Names]) -> Vocabulary:
    """The names without which a question could not be said back."""
    return Vocabulary(
        keys=tuple(KnownKey(k.id, k.comment) for n in names.values() for k in n.keys.values()),
        line_items={k: v for n in names.values() for k, v in n.line_items.items()},
    )


def typed(question: Question) -> str:
    """A question as somebody would type it."""
    return spell(question, Vocabulary())

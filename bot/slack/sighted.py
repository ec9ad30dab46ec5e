"""The desk as one person sees it: names and projects out of their sight are not there."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.account import Names
from bot.ask import Catalog, Desk
from bot.policy.gate import Look
from bot.policy.model import Sight
from bot.policy.sight import visible_names, visible_projects
from bot.question.model import Question, Standpoint, Subject, Vocabulary
from bot.question.read import read


@dataclass(frozen=True, slots=True)
class Sighted:
    """A catalog in which only what is in sight can be found."""

    catalog: Catalog
    sight: Sight

    async def names(self, project: str, now: datetime) -> Names:
        """A project's names, as far as they are in sight."""
        return visible_names(await self.catalog.names(project, now), self.sight)

    async def renewed(self, project: str, now: datetime) -> Names:
        """The same, read just now."""
        return visible_names(await self.catalog.renewed(project, now), self.sight)

    async def held(self, project: str) -> Names | None:
        """The same as last known, where that is at hand."""
        found = await self.catalog.held(project)
        return None if found is None else visible_names(found, self.sight)


def sighted(desk: Desk, look: Look) -> Desk:
    """The desk for whoever was looked at; with nothing on it where they get nothing at all."""
    if look.closed is not None:
        return replace(desk, projects=())
    seen = look.sight
    if seen.whole:
        return desk
    return replace(
        desk,
        catalog=Sighted(desk.catalog, seen),
        projects=visible_projects(desk.projects, seen),
    )


def help_of(text: str, standpoint: Standpoint) -> Question | None:
    """The question for help that a text is, known without any name of the account."""
    found = read(text, standpoint, Vocabulary(complete=frozenset()))
    return found if isinstance(found, Question) and found.subject is Subject.HELP else None

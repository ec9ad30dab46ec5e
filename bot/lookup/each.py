"""The same asked of several projects, or several things asked of one: what failed spoils no other."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot.gather import side_by_side
from bot.lookup.desk import Inquiry
from bot.trouble import Reason, Trouble

T = TypeVar("T")

LEFT_OUT = "{project} is not in it: {why}"
NO_SCOPE = "{what}: not shown, because the bot's Deepgram key lacks the scope {scope}."
NOT_READ = "{what}: not shown. {why}"


async def or_trouble(reading: Awaitable[T]) -> T | Trouble:
    """What a reading yields, or the Trouble that it met."""
    try:
        return await reading
    except Trouble as trouble:
        return trouble


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What each project that could be read yielded, and a sentence for each that could not."""

    of: Mapping[str, T]
    notes: tuple[str, ...]


async def each_project(inquiry: Inquiry, ask: Callable[[str], Coroutine[Any, Any, T]]) -> Found[T]:
    """The same asked of every project, side by side; Trouble where none could be read."""
    projects = inquiry.projects
    if not projects:
        raise Trouble(Reason.NOT_FOUND, {"what": "project", "instead": "projects"})
    found = await side_by_side(or_trouble(ask(p)) for p in projects)
    troubles = {p: f for p, f in zip(projects, found, strict=True) if isinstance(f, Trouble)}
    if len(troubles) == len(projects):
        raise troubles[projects[0]]
    notes = tuple(
        LEFT_OUT.format(project=inquiry.title(p), why=t.sentence) for p, t in troubles.items()
    )
    read = {p: f for p, f in zip(projects, found, strict=True) if not isinstance(f, Trouble)}
    return Found(read, notes)


def missing(what: str, trouble: Trouble) -> str:
    """That a part of an answer is not there, and why: a scope by its name."""
    if trouble.reason is Reason.SCOPE_MISSING:
        return NO_SCOPE.format(what=what, scope=trouble.facts.get("scope", "for it"))
    return NOT_READ.format(what=what, why=trouble.sentence)

"""The projects that can be asked about: what they are called, and whether they can be read."""

from collections.abc import Sequence

from bot.answer.listing import Cell, Column, Listing
from bot.blocks.figures import counted
from bot.gather import side_by_side
from bot.lookup.desk import Inquiry
from bot.lookup.each import or_trouble
from bot.lookup.said import many, sentence
from bot.lookup.sums import Sums, grounds, sums
from bot.question.model import Period, Subject
from bot.question.values import quoted
from bot.trouble import Reason, Trouble

FOLLOW = (
    ("Usage by project", "usage by project last 30 days"),
    ("Cost by project", "cost by project last 30 days"),
)
DAYS = 7  # UTC days whose requests are counted, today among them
COLUMNS = (
    Column("project", "Project"),
    Column("name", "Deepgram's name"),
    Column("requests", f"Requests, {DAYS} days", "requests"),
    Column("state", "State"),
    Column("id", "Id"),
)


async def look_up_projects(inquiry: Inquiry) -> Listing:
    """Every project of the settings, also those that cannot be read, with why not."""
    projects = inquiry.projects
    found = await side_by_side(
        or_trouble(sums(inquiry, project, Subject.USAGE, (), _period(inquiry)))
        for project in projects
    )
    return project_table(inquiry, projects, found)


def _period(inquiry: Inquiry) -> Period:
    return inquiry.question.period or inquiry.last(DAYS)


def project_table(
    inquiry: Inquiry, projects: Sequence[str], found: Sequence[Sums | Trouble]
) -> Listing:
    """A row for each project, in the order of the settings. Pure."""
    rests = grounds(inquiry, [each for each in found if isinstance(each, Sums)])
    return Listing(
        question=inquiry.question,
        title="Projects",
        headline=_headline(found),
        columns=COLUMNS,
        rows=tuple(_row(inquiry, p, each) for p, each in zip(projects, found, strict=True)),
        follow=FOLLOW,
        asks=tuple(f"usage project:{quoted(p)} last {DAYS} days" for p in projects),
        notes=rests.notes,
        as_of=rests.as_of,
        source=rests.source,
        stale=rests.stale,
        project=inquiry.titles(),
        reading=inquiry.reading,
    )


def _row(inquiry: Inquiry, project: str, found: Sums | Trouble) -> tuple[Cell, ...]:
    known = inquiry.known(project).project
    requests = found.total()["requests"] if isinstance(found, Sums) else None
    return (project, known.name or None, requests, state(found), known.id or None)


def state(found: Sums | Trouble) -> str:
    """readable, or why not in so many words."""
    if isinstance(found, Sums):
        return "readable"
    if found.reason is Reason.SCOPE_MISSING:
        return f"its key lacks {found.facts.get('scope', 'a scope')}"
    return found.sentence


def _headline(found: Sequence[Sums | Trouble]) -> str:
    unread = sum(isinstance(each, Trouble) for each in found)
    said = f"; {counted(unread)} cannot be read" if unread else ""
    return sentence(f"{many(len(found), 'project')} can be asked about{said}")

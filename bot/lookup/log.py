"""The request log: read page by page, newest first, as far as the question and the time allow."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.account import LoggedRequest, Names
from bot.answer.listing import Listing
from bot.lookup.desk import Inquiry
from bot.lookup.each import each_project
from bot.lookup.log_filter import Wanted, means, wanted
from bot.lookup.log_table import Excerpt, log_table
from bot.lookup.request import look_up_request
from bot.lookup.said import on
from bot.question.model import Period
from bot.trouble import Reason, Trouble

KEPT = 90  # days; https://developers.deepgram.com/docs/using-logs-usage
MOST_PAGES = 20  # of a thousand lines each, for one project
PATIENCE = 15.0  # seconds after which no further page is asked for

# What may end a reading that has begun: what was read until then is shown, and the reason said.
INTERRUPTS = frozenset(
    {
        Reason.TOO_SLOW,
        Reason.TOO_LARGE,
        Reason.LIMITED,
        Reason.DEEPGRAM_DOWN,
        Reason.UNREACHABLE,
        Reason.NOT_TRUSTED,
    }
)


async def look_up_requests(inquiry: Inquiry) -> Listing:
    """The requests that a question means, or the one that it names; raises Trouble."""
    if inquiry.question.request_id:
        return await look_up_request(inquiry)
    kept = _kept(inquiry)
    narrowed = wanted(inquiry.question.filters)
    reader = _Reader(inquiry, kept, narrowed)
    found = await each_project(inquiry, reader.read)
    return log_table(inquiry, kept, found.of, found.notes)


def _kept(inquiry: Inquiry) -> Period:
    """The days asked for, as far as the log goes back; Trouble where it does not at all."""
    oldest = inquiry.today - timedelta(days=KEPT)
    asked = inquiry.question.period or inquiry.period
    if asked.last < oldest:
        span = f"{asked.first}..{asked.last}"
        raise Trouble(
            Reason.CANNOT_SPLIT,
            {
                "why": f"Deepgram keeps the request log for {KEPT} days, so here since "
                f"{on(oldest)}; usage is kept longer.",
                "instead": f"`requests by day {span}`.",
            },
        )
    return Period(max(asked.first, oldest), asked.last)


@dataclass(slots=True)
class _Reader:
    """Reads the log of each project; how far it has come is told for all of them together."""

    inquiry: Inquiry
    period: Period
    wanted: Wanted
    pages: int = 0
    found: int = 0
    began: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    async def read(self, project: str) -> Excerpt:
        """What was found in one project's log, and whether it was read to its end."""
        excerpt, pages = Excerpt(), 0
        try:
            async for page in self._pages(project):
                excerpt = self._with(excerpt, page, self.inquiry.known(project))
                pages += 1
                if self._enough(excerpt, pages):
                    return excerpt
        except Trouble as trouble:
            if not pages or trouble.reason not in INTERRUPTS:
                raise
            return replace(excerpt, trouble=trouble)
        return replace(excerpt, whole=True)

    def _pages(self, project: str) -> AsyncIterator[Sequence[LoggedRequest]]:
        account, days = self.inquiry.desk.account, self.period
        return account.requests(project, days.first, days.last, self.wanted.asked)

    def _with(self, excerpt: Excerpt, page: Sequence[LoggedRequest], names: Names) -> Excerpt:
        """The excerpt with what one more page has; tells how far it has come."""
        verdicts = [means(line, self.wanted.keep, names) for line in page]
        new = [line for line, verdict in zip(page, verdicts, strict=True) if verdict]
        self.pages += 1
        self.found += len(new)
        self.inquiry.progress(self.pages, self.found)
        return replace(
            excerpt,
            lines=(*excerpt.lines, *new),
            read=excerpt.read + len(page),
            untold=excerpt.untold + verdicts.count(None),
        )

    def _enough(self, excerpt: Excerpt, pages: int) -> bool:
        """Whether no further page is needed, or none can be afforded."""
        top = self.inquiry.question.top
        if top is not None and not self.inquiry.question.group_by and len(excerpt.lines) >= top:
            return True
        return pages >= MOST_PAGES or asyncio.get_running_loop().time() - self.began > PATIENCE

"""An answer as a CSV file to hand over in Slack."""

import asyncio

from bot.answer import listing_csv
from bot.answer.csv import lines
from bot.answer.listing import Listing
from bot.answer.model import Answer
from bot.blocks.ahead import foretold
from bot.blocks.figures import counted
from bot.blocks.saved import said
from bot.slack.seam import File

BIG = 500  # rows: more are written beside the event loop


async def csv_file(answer: Answer) -> File:
    """All rows of an answer as a file, with what they are of on top."""
    big = len(answer.parts) > BIG
    content = await asyncio.to_thread(_content, answer) if big else _content(answer)
    count = len(answer.parts)
    rows = f"{counted(count)} {'row' if count == 1 else 'rows'}" if count else "the total"
    return File(
        name=_name(answer),
        title=f"{answer.reading} ({rows})"[:250],
        content=content,
        elsewhere=said(f"The CSV ({rows}) is in your direct messages with me: {answer.reading}."),
    )


def listing_file(listing: Listing) -> File:
    """All rows of a listing as a file, with what is known beside them on top."""
    count = len(listing.rows)
    rows = f"{counted(count)} {'row' if count == 1 else 'rows'}"
    reading = listing.reading or listing.title
    return File(
        name=f"dgusage-{listing.question.subject.value}.csv",
        title=f"{reading} ({rows})"[:250],
        content="".join(listing_csv.lines(listing)).encode("utf-8", "replace"),
        elsewhere=said(f"The CSV ({rows}) is in your direct messages with me: {reading}."),
    )


def _content(answer: Answer) -> bytes:
    ahead = [foretold(answer)] if answer.ahead else []
    return "".join(lines(answer, ahead)).encode("utf-8", "replace")


def _name(answer: Answer) -> str:
    by = "".join(f"-by-{dimension.value}" for dimension in answer.question.group_by)
    about, period = answer.question.subject.value, answer.period
    return f"dgusage-{about}{by}-{period.first.isoformat()}-to-{period.last.isoformat()}.csv"

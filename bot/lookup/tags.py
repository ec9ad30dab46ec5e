"""The tags of a period: what each used, which are new, which fell silent, who sends none."""

import asyncio
from collections.abc import Sequence

from bot.answer.listing import Listing
from bot.lookup.desk import Inquiry
from bot.lookup.each import each_project, or_trouble
from bot.lookup.sums import Sums, sums
from bot.lookup.tag_table import Tagged, tag_table, window
from bot.question.model import UNTAGGED, Dimension, Field, Filter, Op, Subject
from bot.trouble import Trouble

BY_TAG_AND_DAY = (Dimension.TAG, Dimension.DAY)


async def look_up_tags(inquiry: Inquiry) -> Listing:
    """The tags used in the question's period (thirty days unless it names one); raises Trouble."""
    found = await each_project(inquiry, lambda project: _tagged(inquiry, project))
    return tag_table(inquiry, found.of, found.notes)


async def _tagged(inquiry: Inquiry, project: str) -> Tagged:
    filters = inquiry.question.filters
    used, untagged = await asyncio.gather(
        or_trouble(
            sums(inquiry, project, Subject.USAGE, BY_TAG_AND_DAY, window(inquiry.period), filters)
        ),
        or_trouble(_untagged(inquiry, project, filters)),
    )
    if isinstance(used, Trouble):
        raise used
    return Tagged(used, untagged)


async def _untagged(inquiry: Inquiry, project: str, filters: Sequence[Filter]) -> Sums:
    """What was used without any tag, by key."""
    none = Filter(Field.TAG, Op.ANY, (UNTAGGED,))
    by_key = (Dimension.KEY,)
    return await sums(inquiry, project, Subject.USAGE, by_key, inquiry.period, (*filters, none))

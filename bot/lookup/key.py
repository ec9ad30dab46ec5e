"""One key: what Deepgram's list, its books and the last known names say of it."""

import asyncio
from collections.abc import Sequence

from bot.answer.listing import Listing
from bot.gather import side_by_side
from bot.lookup.desk import Inquiry
from bot.lookup.each import or_trouble
from bot.lookup.key_card import KeyFile, key_card
from bot.lookup.sums import sums
from bot.question.model import Dimension, Field, Filter, Op, Period, Subject
from bot.trouble import Reason, Trouble

FAR_BACK = 400  # days in which the last use is looked for


async def look_up_key(inquiry: Inquiry) -> Listing:
    """Everything about the one key that the question names; raises Trouble."""
    key_id = next(f.values[0] for f in inquiry.question.filters if f.field is Field.KEY)
    knowing = [p for p in inquiry.projects if key_id in inquiry.known(p).keys]
    files = await side_by_side(
        _file(inquiry, project, key_id) for project in knowing or inquiry.projects
    )
    return key_card(inquiry, chosen(files))


async def _file(inquiry: Inquiry, project: str, key_id: str) -> KeyFile:
    only = (Filter(Field.KEY, Op.ANY, (key_id,)),)
    far, period = far_back(inquiry), inquiry.period
    account, known = inquiry.desk.account, inquiry.known(project).keys.get(key_id)
    read, members, usage, cost = await asyncio.gather(
        or_trouble(account.key(project, key_id)),
        or_trouble(account.members(project)),
        or_trouble(sums(inquiry, project, Subject.USAGE, (Dimension.DAY,), far, only)),
        or_trouble(sums(inquiry, project, Subject.COST, (), period, only)),
    )
    sees_all = not isinstance(members, Trouble)
    return KeyFile(project, key_id, far, known, read, usage, cost, sees_all)


def far_back(inquiry: Inquiry) -> Period:
    """The days in which the last use is looked for, with those that the question names."""
    far = inquiry.last(FAR_BACK)
    return Period(min(far.first, inquiry.period.first), far.last)


def chosen(files: Sequence[KeyFile]) -> KeyFile:
    """The file of the project that has the key, or has had it; Trouble where none has."""
    for file in sorted(files, key=lambda file: not file.listed):
        if file.traced:
            return file
    unread = [f.read for f in files if isinstance(f.read, Trouble) and not f.gone]
    raise unread[0] if unread else Trouble(Reason.NOT_FOUND, {"what": "key", "instead": "keys"})

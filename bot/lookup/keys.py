"""The keys of a project: whose they are, when they were last used, which need somebody's eye."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.account import Key, Member
from bot.answer.listing import Listing
from bot.books import COLUMNS, Book
from bot.lookup.conditions import Line, days_of
from bot.lookup.desk import Inquiry
from bot.lookup.each import each_project, or_trouble
from bot.lookup.key import FAR_BACK
from bot.lookup.key_table import Ring, key_table
from bot.lookup.sums import Sums, sums
from bot.question.model import Dimension, Field, Filter, KeyState, Period, Subject
from bot.trouble import Trouble

BY_KEY_AND_DAY = (Dimension.KEY, Dimension.DAY)


@dataclass(frozen=True, slots=True)
class _Use:
    """Use by key: the days of it, newest first, and the requests of the days that are counted."""

    days: Mapping[str, tuple[date, ...]]
    requests: Mapping[str, Decimal]


async def look_up_keys(inquiry: Inquiry) -> Listing:
    """The keys that meet the question's conditions; raises Trouble."""
    found = await each_project(inquiry, lambda project: _ring(inquiry, project))
    return key_table(inquiry, tuple(found.of.values()), found.notes)


async def _ring(inquiry: Inquiry, project: str) -> Ring:
    narrow = tuple(f for f in inquiry.question.filters if f.field is not Field.PROJECT)
    keys, members, usage, part = await asyncio.gather(
        or_trouble(inquiry.desk.account.keys(project)),
        or_trouble(inquiry.desk.account.members(project)),
        or_trouble(sums(inquiry, project, Subject.USAGE, BY_KEY_AND_DAY, far_back(inquiry))),
        or_trouble(_part(inquiry, project, narrow)),
    )
    if isinstance(keys, Trouble):
        raise keys
    for trouble in (usage, part):
        if isinstance(trouble, Trouble) and (narrow or _hangs_on_use(inquiry)):
            raise trouble
    return ring(inquiry, project, keys, members, usage, part)


async def _part(inquiry: Inquiry, project: str, narrow: Sequence[Filter]) -> Sums | None:
    """The use in the period that the question's filters leave; None where it has none."""
    if not narrow:
        return None
    return await sums(inquiry, project, Subject.USAGE, BY_KEY_AND_DAY, inquiry.period, narrow)


def far_back(inquiry: Inquiry) -> Period:
    """The days in which uses are looked for: as far back as any condition wants."""
    longest = max((days_of(c) for c in inquiry.question.conditions), default=0)
    far = inquiry.last(max(FAR_BACK, longest))
    return Period(min(far.first, inquiry.period.first), far.last)


def _hangs_on_use(inquiry: Inquiry) -> bool:
    return any(c.state is KeyState.UNUSED for c in inquiry.question.conditions)


def ring(
    inquiry: Inquiry,
    project: str,
    keys: Sequence[Key],
    members: Sequence[Member] | Trouble,
    usage: Sums | Trouble,
    part: Sums | Trouble | None,
) -> Ring:
    """One project's keys, each with its use. Pure."""
    use = None if isinstance(usage, Trouble) else _use(usage, inquiry.period)
    some = _use(part, inquiry.period) if isinstance(part, Sums) else None
    lines = tuple(
        _line(key, project, use, some) for key in keys if some is None or key.id in some.days
    )
    listed = {key.id for key in keys}
    return Ring(
        project=project,
        lines=lines,
        unlisted=len([k for k in (use.days if use else {}) if k not in listed]),
        partly=members if isinstance(members, Trouble) else None,
        unread=usage if isinstance(usage, Trouble) else None,
        read=tuple(s for s in (usage, part) if isinstance(s, Sums)),
        far=far_back(inquiry),
    )


def _line(key: Key, project: str, use: _Use | None, some: _Use | None) -> Line:
    if use is None:
        return Line(key, project, None, None)
    counted = (some or use).requests
    return Line(key, project, use.days.get(key.id, ()), counted.get(key.id, Decimal(0)))


def _use(read: Sums, period: Period) -> _Use:
    days: dict[str, list[date]] = defaultdict(list)
    requests: dict[str, Decimal] = defaultdict(Decimal)
    position = COLUMNS[Book.USAGE].index("requests")
    for (key, day), vector in read.tally().cells.items():
        if isinstance(key, str) and isinstance(day, str) and any(vector):
            used = date.fromisoformat(day)
            days[key].append(used)
            requests[key] += vector[position] if period.first <= used <= period.last else Decimal(0)
    return _Use({key: tuple(sorted(of, reverse=True)) for key, of in days.items()}, requests)

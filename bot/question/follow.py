"""A question that goes on from the last one: `now by key`, `same for last month`, `as csv`. Pure.

A text that says by itself what it is about and when is a question of its own. Of any other, what
it says takes the place of the same in the last question, and the rest of that stays.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.question.drill import before
from bot.question.fold import fold
from bot.question.home import at_home, homeless
from bot.question.model import (
    SUMS,
    Dimension,
    Field,
    Filter,
    Op,
    Question,
    Standpoint,
    Subject,
    Unclear,
    Vocabulary,
)
from bot.question.read import read
from bot.question.say import spell

# Words around a text by which it goes on from something.
_LEAD = re.compile(
    r"(?:(?:and|but|now|then|ok|okay|again|so|also|plus|only|just|or|please|instead"
    r"|the same|same|same thing|same question|what about|how about|make it|change it to)"
    r"(?:[,:]\s*|\s+|$))+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[,\s]+(?:instead|too|as well|again|please|only|now))+\s*[?.!]*$", re.IGNORECASE
)
_ALL_PROJECTS = re.compile(
    r"(?:(?:in|for|of|across|over) )?all (?:our |the )?projects", re.IGNORECASE
)
_MORE = re.compile(r"\b(?:also|plus|too|as well)\b", re.IGNORECASE)
_USAGE = re.compile(r"\busage\b", re.IGNORECASE)
_ASKING = re.compile(
    r"\b(?:usage|costs?|spen[dt]\w*|bill\w*|hours|requests|characters|tokens|used?|how)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says, and which of it is only borrowed from the last question."""

    question: Question
    period: bool
    groups: bool


def follow(
    last: Question, text: str, standpoint: Standpoint, vocabulary: Vocabulary
) -> Question | Unclear:
    """The question that a text asks after the last one; Unclear where it does not say any.

    Which project is meant where neither says it is decided last, by where it is asked.
    """
    found = _followed(last, text, homeless(standpoint), vocabulary)
    if found is None:
        return read(text, standpoint, vocabulary)
    return found if isinstance(found, Unclear) else at_home(found, standpoint, vocabulary)


def _followed(
    last: Question, text: str, standpoint: Standpoint, vocabulary: Vocabulary
) -> Question | Unclear | None:
    """The question of both together; None where the text is a question by itself."""
    rest = _TAIL.sub("", _LEAD.sub("", fold(text).strip(), count=1)).strip()
    if last.subject in SUMS and _ALL_PROJECTS.fullmatch(rest):
        text = rest = "by project"
    alone = read(text, standpoint, vocabulary)
    if isinstance(alone, Question) and (last.subject not in SUMS or _whole(alone, text)):
        return None
    if not rest:
        return alone if isinstance(alone, Unclear) else last
    if last.subject not in SUMS:
        return read(rest, standpoint, vocabulary)
    said = _said(last, rest, standpoint, vocabulary)
    if said is None:
        return alone if isinstance(alone, Unclear) else read(rest, standpoint, vocabulary)
    if said.question.subject not in (*SUMS, Subject.REQUESTS):
        return said.question
    merged = _merged(last, said, text)
    again = read(spell(merged, vocabulary), standpoint, vocabulary)
    return again if isinstance(again, Unclear) else merged


def _whole(alone: Question, text: str) -> bool:
    """Whether a text is a question by itself: about something else, or about what and when."""
    if alone.subject not in SUMS:
        return alone.subject is not Subject.REQUESTS or not alone.default_period
    about = bool(alone.filters) or bool(_ASKING.search(text))
    return about and not alone.default_period and _LEAD.match(fold(text).strip()) is None


def _said(
    last: Question, rest: str, standpoint: Standpoint, vocabulary: Vocabulary
) -> _Said | None:
    """What a text says, read with as little of the last question beside it as it needs."""
    for period, groups, borrowed in _borrowed(last):
        found = read(f"{rest}{borrowed}", standpoint, vocabulary)
        if isinstance(found, Question) and (period or not found.default_period):
            return _Said(found, not period, not groups)
    bare = read(rest, standpoint, vocabulary)
    return _Said(bare, period=False, groups=True) if isinstance(bare, Question) else None


def _borrowed(last: Question) -> Iterator[tuple[bool, bool, str]]:
    """Whether the days and the breakdown are borrowed, and both as text; the least first."""
    when = (
        f" {last.period.first.isoformat()}..{last.period.last.isoformat()}" if last.period else ""
    )
    by = f" by {','.join(last.group_by)}" if last.group_by else ""
    yield False, False, ""
    if when:
        yield True, False, when
    if by:
        yield False, True, by
        yield True, True, f"{by}{when}"


def _merged(last: Question, said: _Said, text: str) -> Question:
    new = said.question
    if new.forecast:  # of the total, until the end of what is running
        last = replace(last, group_by=(), compare=None, top=None, forecast=new.forecast)
    elif new.group_by or new.compare or said.period:
        last = replace(last, forecast=None)
    period = new.period if said.period else last.period
    compare = new.compare or last.compare
    if said.period and last.compare and not new.compare and period:
        compare = before(period)
    groups = new.group_by if said.groups and new.group_by else last.group_by
    if said.groups and Dimension.PROJECT in new.group_by:
        last = replace(last, filters=tuple(f for f in last.filters if not _one_project(f)))
    if new.subject is Subject.REQUESTS:
        filters = _filters(last, new, more=False)
        return replace(new, filters=filters, period=period, default_period=False)
    return replace(
        _about(last, new, text),
        filters=_filters(last, new, more=bool(_MORE.search(text))),
        group_by=groups,
        period=period,
        compare=compare,
        top=new.top or (last.top if groups else None),
        output=new.output,
        default_period=last.default_period and not said.period,
    )


def _one_project(each: Filter) -> bool:
    """What a row for each project leaves behind: of one of them alone it would say nothing."""
    return each.field is Field.PROJECT and each.op is Op.ANY and len(each.values) == 1


def _about(last: Question, new: Question, text: str) -> Question:
    """The subject and the unit: those that the text names, else the last ones."""
    if new.subject is Subject.COST:
        return replace(last, subject=Subject.COST, metric=None)
    if new.metric or _USAGE.search(text):
        return replace(last, subject=Subject.USAGE, metric=new.metric)
    return last


def _filters(last: Question, new: Question, *, more: bool) -> tuple[Filter, ...]:
    """What is said of a field takes the place of what was; with `also` it comes in addition."""
    said = {(each.field, each.op is Op.NONE) for each in new.filters}
    kept = [f for f in last.filters if (f.field, f.op is Op.NONE) not in said]
    added = [_joined(each, last) if more or each.op is Op.NONE else each for each in new.filters]
    return tuple(sorted([*kept, *added]))


def _joined(each: Filter, last: Question) -> Filter:
    same = [f for f in last.filters if f.field is each.field and f.op is each.op]
    values = {*each.values, *(value for f in same for value in f.values)}
    return replace(each, values=tuple(sorted(values)))

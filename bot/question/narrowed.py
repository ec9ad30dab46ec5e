"""All that narrows a question becomes filters: the pieces of each field put together."""

from itertools import groupby

from bot.question.draft import Draft, Fault, Join, Piece
from bot.question.faults import fault
from bot.question.keys import implied, with_days
from bot.question.model import (
    UNTAGGED,
    Field,
    Filter,
    KeyCondition,
    Kind,
    Op,
    Subject,
)
from bot.question.narrowing import SETS
from bot.question.page import Page


def filters(page: Page, draft: Draft) -> tuple[Filter, ...] | Fault:
    """All that narrows, by field and op, values sorted."""
    found: list[Filter] = []
    pieces = sorted(draft.pieces, key=lambda piece: piece.field.value)
    for field, group in groupby(pieces, key=lambda piece: piece.field):
        of_field = _of_field(page, field, list(group))
        if isinstance(of_field, Fault):
            return of_field
        found.extend(of_field)
    return tuple(sorted(found))


def _of_field(page: Page, field: Field, pieces: list[Piece]) -> list[Filter] | Fault:
    """The filters of one field: commas are any, repeated is all where a request has several."""
    none = {value for piece in pieces if piece.join is Join.NONE for value in piece.values}
    ones = {
        value for piece in pieces if piece.join in (Join.ONE, Join.ALL) for value in piece.values
    }
    lists = {frozenset(piece.values) for piece in pieces if piece.join is Join.ANY}
    if field not in SETS:
        ones, lists = set(), {frozenset(ones.union(*lists))} if ones or lists else set()
    if len(lists) > 1 or (UNTAGGED in ones and len(ones) + len(lists) > 1):
        at = pieces[-1].at
        why = "These cannot both hold; ask one of them."
        return fault(page, Kind.NOT_UNDERSTOOD, at, at + 1, (), why)
    if len(ones) == 1 and not lists:
        ones, lists = set(), {frozenset(ones)}
    parts = ((Op.ALL, ones), (Op.ANY, next(iter(lists), ())), (Op.NONE, none))
    return [Filter(field, op, tuple(sorted(values))) for op, values in parts if values]


def conditions(page: Page, draft: Draft, subject: Subject) -> tuple[KeyCondition, ...]:
    """What a list of keys is narrowed by, in a fixed order."""
    if subject is not Subject.KEYS:
        return ()
    return tuple(
        sorted(
            dict.fromkeys(_all_conditions(page, draft)),
            key=lambda one: (one.state.value, one.days or 0, one.text or ""),
        )
    )


def _all_conditions(page: Page, draft: Draft) -> list[KeyCondition]:
    days = None
    period = draft.periods[0].period if draft.periods else None
    if period and period.last == page.calendar.today:
        days = period.length
    stated = {condition.state for condition in draft.conditions}
    more = [one for one in implied(draft) if one.state not in stated]
    named = period is not None and days is None
    return [one if named else with_days(one, days) for one in [*draft.conditions, *more]]

"""Where a running month or quarter will end: when that is asked, and until which day. Pure."""

import re
from dataclasses import replace
from datetime import date

from bot.question.dates.calendar import Calendar, Unit
from bot.question.draft import Draft, Fault, Stretch
from bot.question.faults import fault
from bot.question.grammar import Role
from bot.question.model import SUMS, Kind, Period, Subject
from bot.question.page import Page

ASKED = (Role.FORECAST, Role.WILL, Role.WHERE)
RUNNING = {Unit.MONTH: "this month", Unit.QUARTER: "this quarter"}
ONLY_RUNNING = "A forecast is of a month or a quarter that is running."
ONLY_USED = "Only what has been used is known, and where the month or the quarter will end."
TOTALS = "A forecast is of a total: it is not broken down or compared."
_QUARTER = re.compile(r"quarter|\bqtd\b|\bq[1-4]\b", re.IGNORECASE)


def asks_ahead(draft: Draft) -> bool:
    """`forecast`, `where will we end`; a `will` without days of its own says too little."""
    return draft.has(Role.FORECAST) or (draft.has(Role.WILL) and bool(draft.periods))


def unforeseen(page: Page, draft: Draft, subject: Subject) -> Fault | None:
    """Why what lies ahead cannot be told; None where it can, or is not asked."""
    if not draft.has(*ASKED):
        return None
    if not asks_ahead(draft) or subject not in SUMS:
        return _word(page, draft, ONLY_USED)
    if draft.groups or draft.compared or draft.tops or draft.has(Role.COMPARE):
        return _word(page, draft, TOTALS, Kind.NOT_UNDERSTOOD)
    named = {stretch.period: stretch for stretch in draft.periods}
    if len(named) == 1 and _unit(page, draft.periods[0]) is None:
        of = draft.periods[0]
        return fault(page, Kind.UNKNOWN_WORD, of.at, of.end, (*RUNNING.values(),), ONLY_RUNNING)
    return None


def horizon(page: Page, draft: Draft) -> tuple[Period, date] | None:
    """The days so far of what is foretold, and its last day; None where nothing is."""
    if not asks_ahead(draft):
        return None
    unit = _unit(page, draft.periods[0]) if draft.periods else Unit.MONTH
    whole = page.calendar.unit(unit, page.calendar.today) if unit else None
    return (Period(whole.first, page.calendar.today), whole.last) if whole else None


def in_words(period: Period, end: date) -> str:
    """`this month`, `this quarter`: what the days that are foretold to that one are the start of."""
    same = (period.first.year, period.first.month) == (end.year, end.month)
    return RUNNING[Unit.MONTH if same else Unit.QUARTER]


def _unit(page: Page, stretch: Stretch) -> Unit | None:
    """The running month or quarter that days are the beginning of."""
    found = [unit for unit in RUNNING if _begins(page.calendar, unit, stretch.period)]
    if Unit.QUARTER in found and _QUARTER.search(page.piece(stretch.at, stretch.end)):
        return Unit.QUARTER
    return found[0] if found else None


def _begins(calendar: Calendar, unit: Unit, period: Period) -> bool:
    whole = calendar.unit(unit, calendar.today)
    return whole is not None and period == Period(whole.first, calendar.today)


def _word(page: Page, draft: Draft, why: str, kind: Kind = Kind.UNKNOWN_WORD) -> Fault:
    at = min(draft.marks[role] for role in ASKED if role in draft.marks)
    found = fault(page, kind, at, at + page.count(at))
    return found._replace(unclear=replace(found.unclear, why=why))

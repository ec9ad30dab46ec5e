"""Which days a question is about, and which other days they are compared with."""

import re
from typing import NamedTuple

from bot.question.against import elapsed, other, unit_of
from bot.question.comparing import ONLY_PERIODS, compared_names
from bot.question.dates import read_period
from bot.question.dates.calendar import Unit
from bot.question.draft import Against, Draft, Fault, Relative, Stretch, Way
from bot.question.faults import fault, missing
from bot.question.grammar import Role
from bot.question.model import Kind, Period, Subject, Unclear
from bot.question.page import Page
from bot.question.values import quoted

DATED = (Subject.USAGE, Subject.COST, Subject.REQUESTS)
_UNDATED = (Subject.BALANCE, Subject.PROJECTS, Subject.HELP)
_DAY_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")


class Days(NamedTuple):
    """The period, the one compared with, and whether nobody named the first."""

    period: Period | None = None
    compare: Period | None = None
    default: bool = False


def days(page: Page, draft: Draft, subject: Subject) -> Days | Fault:
    """The days that a draft means, for its subject; where nobody named any, the usual ones."""
    named, compared = _told_apart(draft)
    wrong = (
        _said_twice(page, draft)
        or _too_many(page, named, compared)
        or _unfinished(page, draft, named)
    )
    if wrong:
        return wrong
    if not named and not compared:
        return _unnamed(page, draft, subject)
    if subject in _UNDATED:
        return _undated(page, named)
    if compared:
        return _compared(page, named[0] if named else None, compared[0])
    return _alone(page, draft, named[0])


def _told_apart(draft: Draft) -> tuple[list[Stretch], list[Against]]:
    """The periods named, each once; `compare a with b` names the other one without a "vs"."""
    by_period = {stretch.period: stretch for stretch in reversed(draft.periods)}
    named, compared = list(by_period.values())[::-1], list(draft.compared)
    if len(named) == 2 and draft.has(Role.COMPARE) and not compared:  # noqa: PLR2004 (a pair)
        second = named.pop()
        compared.append(Against(second.period, second.at, second.end))
    return named, compared


def _said_twice(page: Page, draft: Draft) -> Fault | None:
    """`usage of may in may`: a period that is said twice, in the words of a name, may be that name."""
    periods = [stretch.period for stretch in draft.periods]
    for stretch in draft.periods:
        if periods.count(stretch.period) > 1:
            for at in range(stretch.at, stretch.end):
                hit = page.name(at)
                if hit and at + hit.size == stretch.end:
                    choice = (f"{hit.names[0].field}:{quoted(hit.names[0].shown)}",)
                    return fault(page, Kind.AMBIGUOUS_VALUE, at, stretch.end, choice)
    return None


def _too_many(page: Page, named: list[Stretch], compared: list[Against]) -> Fault | None:
    if len(named) > 1:
        return _two_periods(page, named)
    if len(compared) > 1:
        return fault(page, Kind.TWO_PERIODS, compared[-1].at, compared[-1].end)
    return None


def _unfinished(page: Page, draft: Draft, named: list[Stretch]) -> Fault | None:
    """`so far` needs a period that is still running."""
    if not draft.has(Role.SO_FAR) or (named and named[0].period.last == page.calendar.today):
        return None
    at = draft.where(Role.SO_FAR)
    end = at + page.count(at)
    return missing(page, at, end, f"{page.piece(at, end)} this month")


def _unnamed(page: Page, draft: Draft, subject: Subject) -> Days | Fault:
    """Nobody named a period: the usual one, where the subject needs any."""
    if draft.has(Role.COMPARE) and not draft.groups:
        at = draft.where(Role.COMPARE)
        return missing(page, at, at + 1, "compare last week with the week before")
    if subject not in DATED or draft.request_id:
        return Days()
    if draft.has(Role.NOW):
        return Days(Period(page.calendar.today, page.calendar.today))
    if draft.has(Role.CURRENT):
        at = draft.where(Role.CURRENT)
        return missing(page, at, at + page.count(at), "this month", "today")
    return Days(_usual(page), default=True)


def _usual(page: Page) -> Period:
    """The default period of the settings."""
    found = read_period(page.standpoint.default_period, page.standpoint)
    if isinstance(found, Period):
        return found
    return Period(page.calendar.today, page.calendar.today)


def _undated(page: Page, named: list[Stretch]) -> Days | Fault:
    """A balance is today's; another day's is not known."""
    today = Period(page.calendar.today, page.calendar.today)
    if named and named[0].period != today:
        why = "Only the present balance is known."
        return fault(page, Kind.NOT_UNDERSTOOD, named[0].at, named[0].end, (), why)
    return Days()


def _alone(page: Page, draft: Draft, stretch: Stretch) -> Days | Fault:
    if draft.has(Role.COMPARE) and not draft.groups:
        text = page.piece(stretch.at, stretch.end)
        if names := compared_names(page, draft.pieces):
            whole = Unclear(Kind.NOT_UNDERSTOOD, page.text, (f"{names} {text}",), why=ONLY_PERIODS)
            return Fault(whole, 0, len(page.text))
        return missing(page, stretch.at, stretch.end, f"{text} vs previous")
    if draft.conditions or draft.has(Role.UNUSED, Role.EXPIRING):
        return _of_condition(page, draft, stretch)
    return Days(stretch.period)


def _of_condition(page: Page, draft: Draft, stretch: Stretch) -> Days | Fault:
    """`unused since october` is so many days until today; any other period stays one."""
    until_today = stretch.period.last == page.calendar.today
    if draft.has(Role.UNUSED) and until_today:
        return Days()
    if draft.has(Role.UNUSED):
        return Days(stretch.period)
    why = "Keys are known as they are now."
    return fault(page, Kind.NOT_UNDERSTOOD, stretch.at, stretch.end, (), why)


def _compared(page: Page, named: Stretch | None, compared: Against) -> Days | Fault:
    """The period and the other one, told by it or named as well."""
    meant = compared.period
    loose = isinstance(meant, Relative) and meant.way in (Way.STRETCH, Way.SPAN)
    if named is None and not loose:
        return _with_what(page, compared)
    period = named.period if named else _usual(page)
    if isinstance(meant, Relative):
        against = other(period, meant, page.calendar)
    else:
        against = meant if _by_days(page, compared) else elapsed(period, meant, page.calendar)
    if against is None:
        return fault(page, Kind.IMPOSSIBLE_DATE, compared.at, compared.end)
    if against == period:
        why = "That is the same period."
        return fault(page, Kind.NOT_UNDERSTOOD, compared.at, compared.end, ("vs previous",), why)
    return Days(period, against, default=named is None)


def _by_days(page: Page, compared: Against) -> bool:
    """Whether a period was named by its days, and so means exactly these."""
    return len(_DAY_NUMBER.findall(page.piece(compared.at, compared.end))) > 1


def _with_what(page: Page, compared: Against) -> Fault:
    """`cost vs last month`: which period is compared with it?"""
    text = page.piece(compared.at, compared.end)
    if page.role(compared.at) is Role.OVER and isinstance(compared.period, Relative):
        name = compared.period.unit.name.lower()
        pairs = (f"this {name} vs last {name}", f"last {name} vs the {name} before")
        return missing(page, compared.at, compared.end, *pairs)
    unit = (
        None if isinstance(compared.period, Relative) else unit_of(compared.period, page.calendar)
    )
    first = (f"this {unit.name.lower()}",) if unit else ("this week", "this month")
    first = ("today",) if unit is Unit.DAY else first
    return missing(page, compared.at, compared.end, *(f"{one} {text}" for one in first))


def _two_periods(page: Page, named: list[Stretch]) -> Fault:
    """Two periods without a "vs" between them."""
    first, second = named[:2]
    texts = [page.piece(stretch.at, stretch.end) for stretch in (first, second)]
    between = range(first.end, second.at)
    if all(page.role(at) in (Role.AND, Role.FILLER) for at in between):
        choices = (f"{texts[0]} vs {texts[1]}", *texts)
        return fault(page, Kind.TWO_PERIODS, first.at, second.end, choices)
    return fault(page, Kind.TWO_PERIODS, second.at, second.end, (f"vs {texts[1]}",))

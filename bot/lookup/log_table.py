"""Lines of the request log as a table, with what they come to by status and error. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from bot.account import LoggedRequest
from bot.answer.listing import Cell, Column, Fact, Listing
from bot.blocks.figures import counted
from bot.lookup.desk import Inquiry, typed
from bot.lookup.log_filter import Logged, models_of, status_of, tags_of
from bot.lookup.log_groups import grouped
from bot.lookup.said import called, many, on, sentence
from bot.question.dates.say import say_period
from bot.question.model import UNTAGGED, Dimension, Field, Filter, Op, Period
from bot.trouble import Trouble

SETTLES = timedelta(days=1)  # after which a cost of 0 is taken for what it is
MOST_ERRORS = 8  # that are told apart in the facts

UNSETTLED = "The cost of {requests} of the last day reads 0 and may not be settled yet: not shown."
NO_DOLLARS = "Deepgram gives no cost for these requests (it takes billing:read, and no contract)."
UNTOLD = (
    "{requests} that failed or are pending do not say what was asked for, so they are not among "
    "these."
)
NOT_ALL = "Only the newest {read} were read: older ones of this period are not counted here."
CUT = "Deepgram keeps the request log for 90 days, so here it begins on {day}."


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What was read of one project's log, newest first.

    `lines` are those that are meant, out of `read`; `untold` may be meant as well, but do not say.
    `whole` where it was read to the end of the period; `trouble` is what broke it off.
    """

    lines: tuple[LoggedRequest, ...] = ()
    read: int = 0
    untold: int = 0
    whole: bool = False
    trouble: Trouble | None = None


def log_table(
    inquiry: Inquiry, period: Period, found: Mapping[str, Excerpt], notes: Sequence[str]
) -> Listing:
    """The lines that a question means, newest first, or their numbers by what it asks for."""
    logged = sorted(
        (Logged(line, p, inquiry.known(p)) for p, e in found.items() for line in e.lines),
        key=lambda each: each.line.created,
        reverse=True,
    )
    whole = all(excerpt.whole for excerpt in found.values())
    top = None if inquiry.question.group_by else inquiry.question.top
    meant = logged[:top]  # what is said and counted; of the newest few, nothing more
    drawn = (
        grouped(inquiry, logged)
        if inquiry.question.group_by
        else _lines(inquiry, logged, whole=whole)
    )
    return replace(
        drawn,
        headline=_headline(inquiry, period, meant, whole=whole),
        facts=tuple(_facts(meant)),
        follow=tuple(_follow(inquiry)),
        notes=(*notes, *drawn.notes, *_notes(inquiry, period, found, meant)),
        as_of=inquiry.now,
        private=True,
        project=inquiry.titles(),
        reading=inquiry.reading,
    )


# ---- one row for each request ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Of:
    """A column of the log: what stands in it for a request at a moment."""

    name: str
    heading: str
    cell: Callable[[Logged, datetime], Cell]
    unit: str = ""


def settled(line: LoggedRequest, now: datetime) -> Decimal | None:
    """What a request cost; None where Deepgram does not say, or 0 may only mean "not yet".

    https://github.com/deepgram/deepgram-python-sdk/issues/457
    """
    return None if unsettled(line, now) else line.dollars


def unsettled(line: LoggedRequest, now: datetime) -> bool:
    """Whether the cost still reads 0 though the request is young, and did not fail."""
    young = now - line.created < SETTLES
    return young and line.dollars == 0 and status_of(line) == "succeeded"


def status_cell(line: LoggedRequest) -> str:
    """200, 429, pending."""
    return "pending" if line.status is None else str(line.status)


def _tags(logged: Logged, _: datetime) -> Cell:
    tags = tags_of(logged.line, logged.names)
    return tags if tags is None else tags or UNTAGGED


# The first ones are what a narrow screen shows.
LINE = (
    Of("time", "Time (UTC)", lambda each, _: each.line.created),
    Of("status", "Status", lambda each, _: status_cell(each.line)),
    Of("endpoint", "Endpoint", lambda each, _: each.line.endpoint),
    Of("key", "Key", lambda each, _: key_cell(each)),
    Of("tags", "Tags", _tags),
    Of("error", "Error", lambda each, _: each.line.message or None),
    Of("cost", "Cost", lambda each, now: settled(each.line, now), "cost"),
    Of("seconds", "Seconds", lambda each, _: each.line.seconds, "seconds"),
    Of("method", "Method", lambda each, _: each.line.method),
    Of("models", "Models", lambda each, _: models_of(each.line, each.names) or None),
    Of("project", "Project", lambda each, _: each.names.project.name or each.project),
    Of("id", "Id", lambda each, _: each.line.id),
)
MAY_LACK = frozenset({"cost", "error", "models"})  # columns that are left out where all is empty


def key_cell(each: Logged) -> str | None:
    """The key's comment, or what its id is called."""
    key_id = each.line.key_id
    return called(key_id, {each.project: each.names}) if key_id else None


def _lines(inquiry: Inquiry, logged: Sequence[Logged], *, whole: bool) -> Listing:
    shown = logged[: inquiry.question.top]
    columns = [of for of in LINE if _wanted(of, inquiry, shown)]
    return Listing(
        question=inquiry.question,
        title="Request log",
        headline="",
        columns=tuple(Column(of.name, of.heading, of.unit) for of in columns),
        rows=tuple(tuple(of.cell(each, inquiry.now) for of in columns) for each in shown),
        asks=tuple(f"request {each.line.id}" for each in shown),
        more=len(logged) - len(shown) if whole else None,
    )


def _wanted(of: Of, inquiry: Inquiry, shown: Sequence[Logged]) -> bool:
    if of.name == "project":
        return len(inquiry.projects) > 1
    return of.name not in MAY_LACK or any(of.cell(each, inquiry.now) is not None for each in shown)


# ---- what is said of all of them ---------------------------------------------------------------


def _headline(inquiry: Inquiry, period: Period, logged: Sequence[Logged], *, whole: bool) -> str:
    question = inquiry.question
    when = f"of {on(period.last)}" if period.first == period.last else f"of {say_period(period)}"
    narrowed = (
        " of this kind" if [f for f in question.filters if f.field is not Field.PROJECT] else ""
    )
    if question.top and logged and not question.group_by:
        newest = "request" if len(logged) == 1 else f"{counted(len(logged))} requests"
        return sentence(f"the newest {newest}{narrowed} {when}{_ended(logged)}")
    least = "" if whole else "at least "
    return sentence(f"{least}{many(len(logged), 'request')}{narrowed} {when}{_ended(logged)}")


def _ended(logged: Sequence[Logged]) -> str:
    """How they ended, where they did not all succeed."""
    count = Counter(status_of(each.line) for each in logged)
    if not count["failed"] and not count["pending"]:
        return ": all of them succeeded" if count["succeeded"] == len(logged) > 0 else ""
    said = [f"{counted(count[s])} {s}" for s in ("succeeded", "failed", "pending") if count[s]]
    return f": {', '.join(said)}" if len(said) > 1 else f", all of them {said[0].split()[1]}"


def _facts(logged: Sequence[Logged]) -> Iterator[Fact]:
    """The numbers by how they ended, then by status and error message, the most frequent first."""
    ends = Counter(status_of(each.line) or "redirected" for each in logged)
    yield _count("requests", "Requests", len(logged))
    for end in ("succeeded", "failed", "pending", "redirected"):
        if ends[end]:
            yield _count(end, end.capitalize(), ends[end])
    errors = Counter(_error(each.line) for each in logged if status_of(each.line) == "failed")
    ranked = sorted(errors.items(), key=lambda pair: (-pair[1], pair[0]))
    for number, (error, count) in enumerate(ranked[:MOST_ERRORS], 1):
        yield _count(f"error_{number}", error, count)
    if rest := sum(count for _, count in ranked[MOST_ERRORS:]):
        yield _count("error_other", f"Other errors ({len(ranked) - MOST_ERRORS})", rest)


def _error(line: LoggedRequest) -> str:
    return f"{line.status} {line.message}".strip()


def _count(name: str, heading: str, number: int) -> Fact:
    return Fact(name, heading, Decimal(number), "requests")


def _follow(inquiry: Inquiry) -> Iterator[tuple[str, str]]:
    """The same narrowed to what failed, or by something."""
    question = inquiry.question
    if question.group_by:
        yield "One by one", typed(replace(question, group_by=()))
        return
    failed = Filter(Field.STATUS, Op.ANY, ("failed",))
    others = tuple(f for f in question.filters if f.field is not Field.STATUS)
    of_failed = replace(question, filters=tuple(sorted((*others, failed))), top=None)
    if failed not in question.filters:
        yield "Only failed", typed(of_failed)
    yield "Failed by key", typed(replace(of_failed, group_by=(Dimension.KEY,)))
    yield "Failed by tag", typed(replace(of_failed, group_by=(Dimension.TAG,)))
    if question.period and question.period.length > 1:
        yield "Failed by day", typed(replace(of_failed, group_by=(Dimension.DAY,)))


def _notes(
    inquiry: Inquiry, period: Period, found: Mapping[str, Excerpt], logged: Sequence[Logged]
) -> Iterator[str]:
    if inquiry.question.period and period.first > inquiry.question.period.first:
        yield CUT.format(day=on(period.first))
    for project, excerpt in found.items():
        yield from _unread(inquiry, project, excerpt)
    if untold := sum(excerpt.untold for excerpt in found.values()):
        yield sentence(UNTOLD.format(requests=many(untold, "request")))
    if young := sum(unsettled(each.line, inquiry.now) for each in logged):
        yield UNSETTLED.format(requests=many(young, "request"))
    succeeded = [each for each in logged if status_of(each.line) == "succeeded"]
    if succeeded and all(each.line.dollars is None for each in succeeded):
        yield NO_DOLLARS


def _unread(inquiry: Inquiry, project: str, excerpt: Excerpt) -> Iterator[str]:
    """That a log was not read to its end, and why if something broke it off."""
    top = None if inquiry.question.group_by else inquiry.question.top
    enough = top is not None and not excerpt.trouble and len(excerpt.lines) >= top
    if excerpt.whole or enough:
        return
    where = f" of {inquiry.title(project)}" if len(inquiry.projects) > 1 else ""
    said = NOT_ALL.format(read=many(excerpt.read, "line") + where)
    yield f"{said} {excerpt.trouble.sentence}" if excerpt.trouble else said

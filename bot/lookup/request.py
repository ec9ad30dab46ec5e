"""One request of the log, by its id."""

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.account import LoggedRequest
from bot.answer.listing import Fact, Listing
from bot.gather import side_by_side
from bot.lookup.desk import Inquiry
from bot.lookup.each import or_trouble
from bot.lookup.log_filter import Logged, models_of, status_of, tags_of
from bot.lookup.log_table import key_cell, status_cell, unsettled
from bot.lookup.said import listed, on, sentence
from bot.question.model import UNTAGGED, Field
from bot.question.values import quoted
from bot.trouble import Reason, Trouble

PENDING = "Deepgram knows this request and has not finished its line in the log yet. Ask again in a minute."
NOT_SETTLED = "not settled yet"
SETTLES_LATER = "Deepgram settles the cost of a request some time after it; until then it reads 0."
NO_DOLLARS = "Deepgram gives no cost for it (it takes billing:read, and no contract)."
_PLAIN = re.compile(r"[\w/.-]*", re.ASCII)  # of a path: nothing that could begin a query


async def look_up_request(inquiry: Inquiry) -> Listing:
    """The one request that the question names, in whichever project it is; raises Trouble."""
    wanted = inquiry.question.request_id or ""
    account, projects = inquiry.desk.account, inquiry.projects
    found = await side_by_side(or_trouble(account.request(p, wanted)) for p in projects)
    told = list(zip(projects, found, strict=True))
    for project, each in told:
        if isinstance(each, LoggedRequest):
            return request_card(inquiry, Logged(each, project, inquiry.known(project)))
    for project, each in told:
        if isinstance(each, Trouble) and each.reason is Reason.NOT_YET:
            return _pending(inquiry, project)
    raise _worst([each for each in found if isinstance(each, Trouble)])


def _worst(troubles: list[Trouble]) -> Trouble:
    """Why it was not found: that a project could not be read, else that none has it."""
    other = [t for t in troubles if t.reason is not Reason.NOT_FOUND]
    none = Trouble(Reason.NOT_FOUND, {"what": "request", "instead": "requests today"})
    return next(iter(other), next(iter(troubles), none))


def _pending(inquiry: Inquiry, project: str) -> Listing:
    wanted = inquiry.question.request_id or ""
    return Listing(
        question=inquiry.question,
        title="Request",
        headline=PENDING,
        facts=(Fact("id", "Id", wanted), Fact("status", "Status", "pending")),
        follow=(("Ask again", f"request {wanted}"),),
        as_of=inquiry.now,
        private=True,
        project=inquiry.title(project),
        reading=inquiry.reading,
    )


def request_card(inquiry: Inquiry, logged: Logged) -> Listing:
    """Everything that the log says of a request. Pure."""
    return Listing(
        question=inquiry.question,
        title="Request",
        headline=_headline(logged),
        facts=tuple(fact for fact in _facts(inquiry, logged) if fact.value not in (None, ())),
        follow=tuple(_follow(inquiry, logged)),
        notes=tuple(_notes(inquiry, logged.line)),
        as_of=inquiry.now,
        private=True,
        project=inquiry.title(logged.project),
        reading=inquiry.reading,
    )


def _headline(logged: Logged) -> str:
    line = logged.line
    what = f"{line.endpoint} " if line.endpoint else ""
    key = f" with the key {listed([key_cell(logged) or ''])}" if line.key_id else ""
    ended = {
        "succeeded": "succeeded",
        "failed": f"failed with {line.status}",
        "pending": "is pending",
    }
    end = ended.get(status_of(line) or "", f"ended with {line.status}")
    when = f"{on(line.created)}, {line.created:%H:%M:%S} UTC"
    return sentence(f"the {what}request of {when}{key}, {end}")


def _facts(inquiry: Inquiry, logged: Logged) -> Iterator[Fact]:
    line = logged.line
    tags = tags_of(line, logged.names)
    yield Fact("id", "Id", line.id)
    yield Fact("time", "Time (UTC)", line.created)
    yield Fact("status", "Status", status_cell(line))
    yield Fact("error", "Error", line.message or None)
    yield Fact("endpoint", "Endpoint", line.endpoint)
    yield Fact("method", "Method", line.method)
    yield Fact("deployment", "Deployment", line.deployment)
    yield Fact("path", "Path", path_of(line))
    yield Fact("key", "Key", key_cell(logged))
    yield Fact("key_id", "Key id", line.key_id)
    yield Fact("tags", "Tags", UNTAGGED if tags == () else tags)
    yield Fact("models", "Models", models_of(line, logged.names))
    yield Fact("seconds", "Audio", line.seconds, "seconds")
    yield Fact("completed", "Completed (UTC)", line.completed)
    yield Fact("took", "Took", took(line), "seconds")
    if unsettled(line, inquiry.now):
        yield Fact("cost", "Cost", NOT_SETTLED)
    else:
        yield Fact("cost", "Cost", line.dollars, "cost")


def path_of(line: LoggedRequest) -> str:
    """The path as far as it is plainly one: never a query, whose addresses may hold secrets."""
    found = _PLAIN.match(line.path)
    return found[0] if found else ""


def took(line: LoggedRequest) -> Decimal | None:
    """Seconds from the request to its end, to the microsecond; None where it has none."""
    if line.completed is None or line.completed < line.created:
        return None
    passed = line.completed - line.created
    micros = (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds
    return Decimal(micros).scaleb(-6)


def _follow(inquiry: Inquiry, logged: Logged) -> Iterator[tuple[str, str]]:
    line, day = logged.line, logged.line.created.date()
    if line.key_id and inquiry.nameable(Field.KEY, line.key_id):
        yield "The key", f"key {line.key_id}"
        yield "Its requests that day", f"requests key:{quoted(line.key_id)} {day}"
    tags = tags_of(line, logged.names) or ()
    if tags and inquiry.nameable(Field.TAG, tags[0]):
        yield "Usage of its tag", f"usage tag:{quoted(tags[0])} {day}"


def _notes(inquiry: Inquiry, line: LoggedRequest) -> Iterator[str]:
    if unsettled(line, inquiry.now):
        yield SETTLES_LATER
    elif line.dollars is None and status_of(line) == "succeeded":
        yield NO_DOLLARS

"""The request log: its lines, and when its pages end. Ninety days, newest first.

https://developers.deepgram.com/docs/using-logs-usage. The reference has some members of a line one
level higher than the answers do; both places are read. A path is kept without its query, and a
message without addresses: either may hold somebody's credentials.
"""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl

from bot.account import LoggedRequest
from bot.deepgram import strict
from bot.deepgram.strict import Object, refuse
from bot.trouble import Reason, Trouble

LONGEST_MESSAGE = 300  # characters
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE | re.ASCII)
_ENDPOINT = re.compile(r"/v\d+/(listen|speak|read|agent)\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page: its lines, newest first, how many it can hold, and whether it says so itself."""

    requests: tuple[LoggedRequest, ...]
    limit: int
    said: bool = True

    @property
    def last(self) -> bool:
        """Whether no other page comes after it: it has room left, or is empty if that is unsaid."""
        return len(self.requests) < (self.limit if self.said else 1)


def page(body: bytes, number: int, limit: int) -> LogPage:
    """The page with that number, from 0, asked for with that limit; it may say a smaller one."""
    answer = strict.object_of(strict.decode(body), "the answer")
    if strict.whole(answer.get("page", Decimal(number)), "page") != number:
        refuse("another page than the one asked for")
    said = strict.whole(answer.get("limit", Decimal(0)), "limit")
    lines = tuple(_line(each) for each in strict.objects(answer, "requests"))
    return LogPage(lines, min(limit, said) or limit, said=said > 0)


def fresh(
    found: Iterable[LoggedRequest], known: AbstractSet[str], first: date, last: date
) -> tuple[LoggedRequest, ...]:
    """The lines of the days first to last (UTC, both included) that are not known yet, each once.

    A line comes twice where new requests have pushed it on to the next page.
    """
    new = {line.id: line for line in found if line.id not in known}
    return tuple(line for line in new.values() if first <= line.created.date() <= last)


def request(body: bytes) -> LoggedRequest:
    """One request, answered: `{request: {…}}` (the reference) or the flat line (a capture).

    Raises Trouble(NOT_YET) while it is pending.
    """
    answer = strict.object_of(strict.decode(body), "the answer")
    line = strict.object_of(answer.get("request", answer), "request")
    found = _line(line)
    if line.get("response") is None:
        raise Trouble(Reason.NOT_YET, {"what": "Deepgram has not finished this request"})
    return found


def _line(line: Object) -> LoggedRequest:
    response = _inner(line, "response")
    details = _inner(response, "details")
    path, _, query = strict.text(line.get("path"), "path").partition("?")
    status = _either(response, line, "code")
    usd, duration = details.get("usd"), details.get("duration")
    return LoggedRequest(
        id=strict.text(line.get("request_id"), "request_id"),
        created=strict.moment(line.get("created"), "created"),
        path=path,
        key_id=strict.text_or_none(line.get("api_key_id", line.get("accessor")), "api_key_id"),
        status=None if status is None else strict.whole(status, "code"),
        message=_message(response),
        endpoint=_endpoint(path),
        method=strict.text_or_none(details.get("method"), "method"),
        deployment=strict.text_or_none(_either(response, line, "deployment"), "deployment"),
        tags=_tags(details, query),
        models=_texts(details, "models"),
        seconds=None if duration is None else strict.amount(duration, "duration"),
        dollars=None if usd is None else strict.amount(usd, "usd"),
        completed=strict.moment_or_none(response.get("completed"), "completed"),
    )


def _inner(holder: Object, name: str) -> Object:
    value = holder.get(name)
    return {} if value is None else strict.object_of(value, name)


def _either(response: Object, line: Object, name: str) -> object:
    value = response.get(name)
    return line.get(name) if value is None else value


def _texts(details: Object, name: str) -> tuple[str, ...]:
    """The strings of a list; a capture has one string in its place."""
    value = details.get(name)
    return strict.texts([value or None] if type(value) is str else value, name)


def _tags(details: Object, query: str) -> tuple[str, ...]:
    """The tags of a request; where it failed or is pending, those that were asked for with it.

    Only `tag` is read of the query (https://developers.deepgram.com/guides/fundamentals/tagging-your-usage-data): the rest of it
    may hold somebody's credentials.
    """
    if details.get("tags") is not None:
        return _texts(details, "tags")
    return tuple(dict.fromkeys(value for name, value in parse_qsl(query) if name == "tag"))


def _message(response: Object) -> str:
    said = strict.text_or_none(response.get("message"), "message") or ""
    return _ADDRESS.sub("…", said)[:LONGEST_MESSAGE]


def _endpoint(path: str) -> str | None:
    found = _ENDPOINT.match(path)
    return found[1] if found else None

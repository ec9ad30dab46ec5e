"""What is sent to Deepgram: the path, the parameters and the scope that each call needs.

Every call is a GET. Deepgram reads a parameter that it does not know as the name of a feature and
answers 200 with another number, so a filter that is not on the list here is never sent.
Paths and parameters: https://developers.deepgram.com/reference/management-api
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from urllib.parse import quote

from bot.trouble import Reason, Trouble

Params = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One GET. `kind` names the path for metrics, `scope` what the key needs for it.

    `thing` is what a 404 says does not exist ("key"); empty where only the project can be missing.
    """

    kind: str
    path: str
    scope: str
    params: Params = ()
    thing: str = ""


FEATURES = frozenset(
    {
        *("alternatives", "callback", "callback_method", "channels", "custom_intent"),
        *("custom_intent_mode", "custom_topic", "custom_topic_mode", "detect_entities"),
        *("detect_language", "diarize", "dictation", "encoding", "extra", "filler_words"),
        *("intents", "keyterm", "keywords", "language", "measurements", "multichannel"),
        *("numerals", "paragraphs", "profanity_filter", "punctuate", "redact", "replace"),
        *("sample_rate", "search", "sentiment", "smart_format", "summarize", "topics"),
        *("utt_split", "utterances", "version"),
    }
)

# What each path can be narrowed by.
FILTERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "usage": FEATURES | {"accessor", "deployment", "endpoint", "method", "model", "tag"},
        "billing": frozenset({"accessor", "deployment", "line_item", "tag"}),
        "requests": frozenset({"accessor", "deployment", "endpoint", "method", "status"}),
    }
)

_ID = re.compile(r"[0-9A-Za-z_-]{1,100}", re.ASCII)


def project_path(project_id: str) -> str:
    """The path below which a project's things are."""
    return f"/v1/projects/{quote(project_id, safe='')}"


def span(first: date, last: date) -> Params:
    """`start` and `end` for the days first to last, both included.

    Whether `end` is included is undocumented for the breakdowns, so it is the day after, and who
    reads the answer goes by each row's own day: right under both readings.
    """
    return (("start", first.isoformat()), ("end", (last + timedelta(days=1)).isoformat()))


def filters(kind: str, wanted: Iterable[tuple[str, str]]) -> Params:
    """The parameters of a filter, sorted; booleans as Deepgram spells them.

    Raises Trouble where one is not on Deepgram's list, is there twice, or is a feature that is
    neither true nor false.
    """
    chosen = tuple(sorted((name, _spelled(name, value)) for name, value in wanted))
    names = [name for name, _ in chosen]
    if len(set(names)) != len(names) or not FILTERS[kind].issuperset(names):
        raise Trouble(Reason.QUERY_REFUSED)
    return chosen


def _spelled(name: str, value: str) -> str:
    if name not in FEATURES:
        return value
    if value.lower() not in {"true", "false"}:
        raise Trouble(Reason.QUERY_REFUSED)
    return value.lower()


def projects() -> Call:
    """The projects that the key sees."""
    return Call("projects", "/v1/projects", "project:read")


def project(project_id: str) -> Call:
    """One project's name."""
    return Call("project", project_path(project_id), "project:read")


def token() -> Call:
    """What the key itself may do; https://github.com/deepgram/deepgram-js-sdk getTokenDetails."""
    return Call("token", "/v1/auth/token", "project:read")


def usage_fields(project_id: str, first: date, last: date) -> Call:
    """The tags, models, methods and features used in a span."""
    path = f"{project_path(project_id)}/usage/fields"
    return Call("usage_fields", path, "usage:read", span(first, last))


def billing_fields(project_id: str, first: date, last: date) -> Call:
    """The accessors, deployments, tags and line items with spend in a span."""
    path = f"{project_path(project_id)}/billing/fields"
    return Call("billing_fields", path, "billing:read", span(first, last))


def keys(project_id: str, status: str) -> Call:
    """The keys of one status, "active" or "expired"."""
    return Call("keys", f"{project_path(project_id)}/keys", "keys:read", (("status", status),))


def key(project_id: str, key_id: str) -> Call:
    """One key by its id."""
    path = f"{project_path(project_id)}/keys/{_segment(key_id, 'key')}"
    return Call("key", path, "keys:read", thing="key")


def members(project_id: str) -> Call:
    """The people of the project."""
    return Call("members", f"{project_path(project_id)}/members", "members:read")


def models(project_id: str) -> Call:
    """The models that the project can use, with those that are retired."""
    params = (("include_outdated", "true"),)
    return Call("models", f"{project_path(project_id)}/models", "project:read", params)


def balances(project_id: str) -> Call:
    """What is left of each credit."""
    return Call("balances", f"{project_path(project_id)}/balances", "billing:read")


def purchases(project_id: str, limit: int) -> Call:
    """The newest `limit` credits bought or given."""
    path = f"{project_path(project_id)}/purchases"
    return Call("purchases", path, "billing:read", (("limit", str(limit)),))


def requests(project_id: str, asked: Params, limit: int, page: int) -> Call:
    """One page of the request log, counted from 0; `asked` is its span and filters."""
    params = (*asked, ("limit", str(limit)), ("page", str(page)))
    return Call("requests", f"{project_path(project_id)}/requests", "usage:read", params)


def request(project_id: str, request_id: str) -> Call:
    """One request of the log by its id."""
    path = f"{project_path(project_id)}/requests/{_segment(request_id, 'request')}"
    return Call("request", path, "usage:read", thing="request")


# What to ask instead, to find a thing that is not there.
FIND = {"key": "keys", "request": "requests today"}


def not_found(thing: str) -> Trouble:
    """That there is no such key or request, and how to find those that there are."""
    return Trouble(Reason.NOT_FOUND, {"what": thing, "instead": FIND[thing]})


def _segment(typed: str, thing: str) -> str:
    if _ID.fullmatch(typed) is None:  # never a path of somebody's own
        raise not_found(thing)
    return typed

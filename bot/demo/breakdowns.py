"""The two breakdowns, usage and billing, and the deprecated summary: a ledger added up by day."""

from collections.abc import Callable, Container, Hashable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from json import JSONDecodeError, loads
from operator import add, attrgetter
from typing import Any, cast

from bot.demo.ask import Ask
from bot.demo.entry import Entry
from bot.demo.params import DEPLOYMENTS, ENDPOINTS, METHODS, Params, choice, one, span
from bot.demo.refusals import bad_query, unknown_variant

Body = dict[str, Any]
Keep = Callable[[Entry], bool]
Amount = Decimal | int  # hours and dollars are decimals, counts whole numbers
Sums = dict[Hashable, list[Amount]]

# What an entry has for each grouping, and how it is spelt in a body; None: there is no such thing.
PICKS: Mapping[str, Callable[[Entry], Hashable]] = {
    "accessor": lambda entry: entry.key,
    "endpoint": lambda entry: entry.endpoint,
    "feature_set": lambda entry: ",".join(sorted(entry.features)) or None,
    "models": lambda entry: entry.models or None,
    "method": lambda entry: entry.method,
    "tags": lambda entry: entry.tags,
    "deployment": lambda entry: entry.deployment,
}
BILLED = ("accessor", "deployment", "line_item", "tags")
NAMED = {
    "start",
    "end",
    "grouping",
    "resolution",
    "accessor",
    "deployment",
    "endpoint",
    "method",
    "model",
    "tag",
}
BILLING_NAMED = {"start", "end", "grouping", "accessor", "deployment", "tag", "line_item"}
AMOUNTS = (
    "hours",
    "total_hours",
    "agent_hours",
    "tokens_in",
    "tokens_out",
    "tts_characters",
    "requests",
)


def usage_breakdown(ask: Ask) -> Body:
    """GET …/usage/breakdown: a row for each day with use and each value of one grouping."""
    grouping = choice(ask.params, "grouping", tuple(PICKS))
    pick = PICKS[grouping] if grouping else _nothing
    keep = usage_filter(ask.params)

    def rows(day: date) -> Iterator[Body]:
        for value, sums in _usage(ask, day, keep, pick).items():
            group = dict.fromkeys(PICKS)
            if grouping:
                _show(group, grouping, value, ask)
            yield _usage_row(sums) | {"grouping": {**_days(day), **group}}

    return _body(ask, rows)


def usage_summary(ask: Ask) -> Body:
    """GET …/usage, deprecated: as it is really answered, with its rows in `results`."""
    keep = usage_filter(ask.params)

    def rows(day: date) -> Iterator[Body]:
        for sums in _usage(ask, day, keep, _nothing).values():
            row = _usage_row(sums)
            tokens = {"in": row.pop("tokens_in"), "out": row.pop("tokens_out")}
            speech = {"characters": row.pop("tts_characters"), "requests": _spoken(ask, day, keep)}
            yield {**_days(day), **row, "tokens": tokens, "tts": speech}

    return _body(ask, rows)


def billing_breakdown(ask: Ask) -> Body:
    """GET …/billing/breakdown: a row for each day with cost and each value of the groupings."""
    groupings = billing_groupings(ask.params)
    keep, line_item = billing_filter(ask.params), one(ask.params, "line_item")

    def rows(day: date) -> Iterator[Body]:
        for values, usd in _billed(ask, day, keep, groupings, line_item).items():
            group: Body = dict.fromkeys(BILLED)
            for name, value in zip(groupings, values, strict=True):
                _show(group, name, value, ask)
            yield {"dollars": float(usd), "grouping": {**_days(day), **group}}

    return _body(ask, rows)


def billing_groupings(params: Params) -> tuple[str, ...]:
    """The groupings asked for, repeated or as one JSON array: sources show both forms."""
    given = [value for name, value in params if name == "grouping"]
    if len(given) == 1 and given[0].startswith("["):
        given = _array(given[0])
    for name in given:
        if name not in BILLED:
            raise unknown_variant(name, BILLED)
    return tuple(dict.fromkeys(given))


def usage_filter(params: Params) -> Keep:
    """Which entries the parameters keep.

    What Deepgram does not know is taken for a feature: features asked for are OR-ed, features
    asked against are AND-ed. https://developers.deepgram.com/reference/manage/usage/breakdown/get
    """
    if one(params, "resolution") not in {None, "day"}:
        raise bad_query("unknown variant for `resolution`, expected `day`")
    choice(params, "endpoint", ENDPOINTS)
    choice(params, "method", METHODS)
    choice(params, "deployment", DEPLOYMENTS)
    flags = [(name, value) for name, value in params if name not in NAMED]
    used = frozenset(name for name, value in flags if value != "false")
    unused = frozenset(name for name, value in flags if value == "false")
    return _every(
        *(
            _equal(params, *pair)
            for pair in (
                ("accessor", "key"),
                *((n, n) for n in ("endpoint", "method", "deployment")),
            )
        ),
        _holds(params, "model", attrgetter("models")),
        _holds(params, "tag", attrgetter("tags")),
        (lambda entry: bool(used & entry.features)) if used else None,
        (lambda entry: not unused & entry.features) if unused else None,
    )


def billing_filter(params: Params) -> Keep:
    """Which entries the parameters keep; line items are chosen within an entry."""
    if unknown := {name for name, _ in params} - BILLING_NAMED:
        raise bad_query(f"unknown field `{min(unknown)}`")
    choice(params, "deployment", (*DEPLOYMENTS, "dedicated"))
    return _every(
        _equal(params, "accessor", "key"),
        _equal(params, "deployment", "deployment"),
        _holds(params, "tag", attrgetter("tags")),
    )


def _every(*tests: Keep | None) -> Keep:
    asked = [test for test in tests if test]
    return lambda entry: all(test(entry) for test in asked)


def _equal(params: Params, name: str, member: str) -> Keep | None:
    value, spot = one(params, name), Entry._fields.index(member)
    return None if value is None else lambda entry: entry[spot] == value


def _holds(params: Params, name: str, member: Callable[[Entry], Container[str]]) -> Keep | None:
    value = one(params, name)
    return None if value is None else lambda entry: value in member(entry)


def _nothing(_entry: Entry) -> Hashable:
    return None


FIRST = Entry._fields.index("hours")
PAST = FIRST + len(AMOUNTS)


def _usage(ask: Ask, day: date, keep: Keep, pick: Callable[[Entry], Hashable]) -> Sums:
    sums: Sums = {}
    for entry in ask.account.day(day, ask.now):
        if keep(entry):
            value, amounts = pick(entry), cast("Sequence[Amount]", entry[FIRST:PAST])
            known = sums.get(value)
            sums[value] = [*map(add, known, amounts)] if known else [*amounts]
    return sums


def _spoken(ask: Ask, day: date, keep: Keep) -> int:
    entries = ask.account.day(day, ask.now)
    return sum(e.requests for e in entries if e.endpoint == "speak" and keep(e))


def _billed(
    ask: Ask, day: date, keep: Keep, groupings: Sequence[str], line_item: str | None
) -> dict[tuple[Hashable, ...], Decimal]:
    sums: dict[tuple[Hashable, ...], Decimal] = {}
    for entry in () if ask.manner.contract else ask.account.day(day, ask.now):
        for item, usd in entry.dollars if keep(entry) else ():
            if line_item in {None, item}:
                value = tuple([item if g == "line_item" else PICKS[g](entry) for g in groupings])
                sums[value] = sums.get(value, Decimal(0)) + usd
    return sums


def _usage_row(sums: Sequence[Amount]) -> Body:
    """Hours as doubles, counts as whole numbers; a double of so few digits says them exactly."""
    return {
        name: float(amount) if name.endswith("hours") else amount
        for name, amount in zip(AMOUNTS, sums, strict=True)
    }


def _show(group: Body, name: str, value: Any, ask: Ask) -> None:
    """Put one value of a grouping into a row; the order within a set means nothing."""
    if name == "tags":
        value = sorted(value, reverse=True) or {"null": None, "empty": []}.get(ask.manner.untagged)
        if value is None and ask.manner.untagged == "absent":
            del group[name]
            return
    if name == "models" and value:
        value = value[0] if ask.manner.bare_models and len(value) == 1 else list(value)
    group[name] = value


def _days(day: date) -> Body:
    return {"start": day.isoformat(), "end": day.isoformat()}


def _body(ask: Ask, rows: Callable[[date], Iterator[Body]]) -> Body:
    """All rows of the days asked for, under what was asked; days without use have none."""
    start, end = span(ask.params, ask.account.opened, ask.now.date())
    days = days_asked(ask)
    return {
        "start": start.isoformat(),
        "end": end.isoformat(),
        "resolution": {"units": "day", "amount": 1},
        "results": [
            row for day in (days[::-1] if ask.manner.newest_first else days) for row in rows(day)
        ],
    }


def days_asked(ask: Ask) -> list[date]:
    """The days that `start` and `end` mean, as far as there can be use on them, oldest first."""
    start, end = span(ask.params, ask.account.opened, ask.now.date())
    open_end = not ask.manner.end_included and one(ask.params, "end") is not None
    first, last = (
        max(start, ask.account.opened),
        min(end - timedelta(days=open_end), ask.now.date()),
    )
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _array(text: str) -> list[str]:
    try:
        return [str(name) for name in loads(text)]
    except (JSONDecodeError, RecursionError):
        raise bad_query("`grouping` is not a list") from None

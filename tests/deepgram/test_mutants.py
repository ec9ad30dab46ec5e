"""However one member of a body is changed, the numbers read are the right ones or there are none."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.books import Grouping, Page, Query
from bot.deepgram import log, naming, records, wire
from bot.trouble import Reason, Trouble
from tests.deepgram import bodies
from tests.deepgram.mutants import Path, mutants
from tests.deepgram.world import BILLING, BY_TAGS, MON, NOW, WED

BY_LINE_ITEM = Query("main", BILLING.book, (Grouping.LINE_ITEM,))
Reader = Callable[[bytes], Any]


def pages(query: Query) -> Reader:
    return lambda body: wire.pages(body, wire.Asked(query, MON, WED, NOW))


READERS: dict[str, tuple[Reader, Any]] = {
    "usage": (pages(BY_TAGS), bodies.USAGE),
    "billing": (pages(BY_LINE_ITEM), bodies.BILLING),
    "projects": (records.projects, bodies.PROJECTS),
    "project": (records.project, bodies.PROJECT_BODY),
    "keys": (records.keys, bodies.KEYS),
    "key": (records.key, bodies.KEY),
    "flat key": (records.key, bodies.FLAT_KEY),
    "members": (records.members, bodies.MEMBERS),
    "models": (records.models, bodies.MODELS),
    "balances": (records.balances, bodies.BALANCES),
    "purchases": (records.purchases, bodies.PURCHASES),
    "token": (records.scopes, bodies.TOKEN),
    "usage fields": (naming.usage_fields, bodies.USAGE_FIELDS),
    "billing fields": (naming.billing_fields, bodies.BILLING_FIELDS),
    "log": (lambda body: log.page(body, 0, 1000), bodies.LOG),
    "request": (log.request, bodies.REQUEST),
    "flat request": (log.request, bodies.FLAT_REQUEST),
}


def read(reader: Reader, body: Any) -> Any:
    """What is read, or the trouble; any other exception fails the test."""
    try:
        return reader(json.dumps(body).encode())
    except Trouble as trouble:
        return trouble


def numbers(value: Any) -> Iterator[Decimal]:
    if isinstance(value, Decimal):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from numbers(getattr(value, each.name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from numbers(inner)


def per_day(found: tuple[Page, ...]) -> dict[date, tuple[Decimal, ...]]:
    return {p.day: tuple(map(sum, zip(*(r.amounts for r in p.rows), strict=True))) for p in found}


def own_number(how: str, path: Path) -> bool:
    """Whether an amount was given another good value: then that is the number, and no fault."""
    return path[-1] in AMOUNTS and how == "is 2.5"


AMOUNTS = {"hours", "total_hours", "agent_hours", "tokens_in", "tokens_out", "tts_characters"} | {
    *("dollars", "amount", "usd", "duration")
}


@pytest.mark.parametrize("kind", READERS)
def test_a_refused_mutant_says_that_it_cannot_be_trusted(kind: str) -> None:
    reader, body = READERS[kind]
    found = [read(reader, mutant) for _, _, mutant in mutants(body)]

    troubles = {each.reason for each in found if isinstance(each, Trouble)}
    assert Reason.NOT_TRUSTED in troubles
    assert troubles <= {Reason.NOT_TRUSTED, Reason.NOT_YET}


@pytest.mark.parametrize("kind", sorted(set(READERS) - {"usage", "billing"}))
def test_no_mutant_yields_another_number(kind: str) -> None:
    reader, body = READERS[kind]
    right = Counter(numbers(read(reader, body)))
    read_mutants = 0
    for how, path, mutant in mutants(body):
        found = read(reader, mutant)
        if isinstance(found, Trouble) or own_number(how, path) or "amount" in path[-1:]:
            continue
        if how in {"is []", "is {}", "is [None]"} and path[-1] in {"results", "requests"}:
            continue  # an empty list is an honest answer: nothing was used
        read_mutants += 1
        assert Counter(numbers(found)) <= right, (how, path)

    assert read_mutants, "a member that does not count may change"


@pytest.mark.parametrize("kind", ["usage", "billing"])
def test_no_mutant_loses_or_moves_an_amount(kind: str) -> None:
    reader, body = READERS[kind]
    right = per_day(read(reader, body))
    refused = 0
    for how, path, mutant in mutants(body):
        found = read(reader, mutant)
        if isinstance(found, Trouble):
            refused += 1
        elif not own_number(how, path) and path != ("results",):
            assert per_day(found) == right, (how, path)

    assert refused > 100


def test_a_tag_set_only_changes_where_the_body_says_untagged_or_another_tag() -> None:
    reader, body = READERS["usage"]
    right = {row.group for page in read(reader, body) for row in page.rows}
    for how, path, mutant in mutants(body):
        found = read(reader, mutant)
        if isinstance(found, Trouble) or path == ("results",):
            continue
        groups = {row.group for page in found for row in page.rows}
        if "tags" not in path:
            assert groups == right, (how, path)
        elif path[-1] == "tags":
            assert groups <= right, (how, path)
            assert how in {"is None", "is []", "is [None]", "is gone"}


def test_the_mutants_are_many_and_each_is_another_body() -> None:
    written = [json.dumps(mutant) for _, _, mutant in mutants(bodies.USAGE)]

    assert len(written) > 500
    assert sum(each != json.dumps(bodies.USAGE) for each in written) > 500

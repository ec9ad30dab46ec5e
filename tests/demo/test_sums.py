"""Whatever is asked of the breakdowns is what anyone would add up from the ledger, to the digit."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.demo import people
from bot.demo.entry import Entry
from bot.demo.world import ledger
from tests.demo.conftest import NOW, PROJECT, Get, exact

TODAY = NOW.date()
FEATURES = [
    "diarize",
    "smart_format",
    "callback",
    "summarize",
    "encoding",
    "topics",
    "no_such_feature",
]

VALUES: dict[str, Callable[[Entry], Hashable]] = {
    "accessor": lambda e: e.key,
    "endpoint": lambda e: e.endpoint,
    "feature_set": lambda e: e.features,
    "models": lambda e: frozenset(e.models),
    "method": lambda e: e.method,
    "tags": lambda e: e.tags,
    "deployment": lambda e: e.deployment,
}
COLUMNS = {
    "hours": "hours",
    "total_hours": "total_hours",
    "agent_hours": "agent_hours",
    "tokens_in": "tokens_in",
    "tokens_out": "tokens_out",
    "tts_characters": "characters",
    "requests": "requests",
}


OF = {  # what a filter can be asked for, of an entry
    "accessor": lambda e: [e.key],
    "endpoint": lambda e: [e.endpoint],
    "method": lambda e: [e.method],
    "deployment": lambda e: [e.deployment],
    "model": lambda e: [*e.models, "nova-3"],
    "tag": lambda e: [*sorted(e.tags), "no-such-tag"],
    "line_item": lambda e: [*(item for item, _ in e.dollars), "streaming::nova-2"],
}
USAGE = ("accessor", "endpoint", "method", "deployment", "model", "tag")
BILLING = ("accessor", "deployment", "tag", "line_item")
YEAR = ledger(NOW)


@st.composite
def narrowings(draw: Any, names: tuple[str, ...]) -> tuple[tuple[date, date], dict[str, str]]:
    """A span and some filters, of which most keep the entry that they are taken from."""
    entry = YEAR[draw(st.integers(0, len(YEAR) - 1))]
    first = entry.day - timedelta(days=draw(st.integers(0, 30)))
    last = entry.day + timedelta(days=draw(st.integers(0, 30)))
    chosen = draw(st.permutations(names))[: draw(st.sampled_from([0, 1, 1, 2, 2, 3]))]
    values = {name: draw(st.sampled_from(OF[name](entry))) for name in chosen}
    return (max(first, YEAR[0].day), last), values


FLAGS = st.dictionaries(st.sampled_from(FEATURES), st.sampled_from([True, True, False]), max_size=3)
thorough = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def keeps(entry: Entry, filters: dict[str, str], flags: dict[str, bool]) -> bool:
    has = {
        "accessor": {entry.key},
        "endpoint": {entry.endpoint},
        "method": {entry.method},
        "deployment": {entry.deployment},
        "model": set(entry.models),
        "tag": entry.tags,
    }
    if any(value not in has[name] for name, value in filters.items() if name in has):
        return False
    wanted = {name for name, on in flags.items() if on}
    unwanted = {name for name, on in flags.items() if not on}
    return (not wanted or any(w in entry.features for w in wanted)) and not any(
        u in entry.features for u in unwanted
    )


def canonical(grouping: str, value: Any) -> Hashable:
    """One value of a grouping in a body, as the ledger has it."""
    if grouping in {"tags", "models"}:
        return frozenset(value or ())
    if grouping == "feature_set":
        return frozenset(value.split(",")) if value else frozenset()
    return value


@thorough
@given(narrowed=narrowings(USAGE), grouping=st.sampled_from([None, *VALUES]), flags=FLAGS)
def test_usage_is_the_sum_of_the_ledger(get: Get, narrowed, grouping, flags):
    span, filters = narrowed
    expected: dict[Hashable, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for entry in YEAR:
        if span[0] <= entry.day <= span[1] and keeps(entry, filters, flags):
            group = (entry.day.isoformat(), VALUES[grouping](entry) if grouping else None)
            for wire, member in COLUMNS.items():
                expected[group][wire] += getattr(entry, member)

    params = {
        "start": span[0],
        "end": span[1],
        **filters,
        **{f: str(on).lower() for f, on in flags.items()},
    }
    params |= {"grouping": grouping} if grouping else {}
    body = exact(get(f"{PROJECT}/usage/breakdown", params.items()))
    rows = {}
    for row in body["results"]:
        group = row.pop("grouping")
        assert group["start"] == group["end"]
        value = canonical(grouping, group[grouping]) if grouping else None
        assert all(group[other] is None for other in VALUES if other != grouping)
        rows[group["start"], value] = row

    assert rows == expected
    assert len(body["results"]) == len(rows)


@thorough
@given(
    narrowed=narrowings(BILLING),
    groupings=st.lists(
        st.sampled_from(["accessor", "deployment", "line_item", "tags"]), unique=True
    ),
    as_json=st.booleans(),
)
def test_billing_is_the_sum_of_the_ledger(get: Get, narrowed, groupings, as_json):
    span, filters = narrowed
    item = filters.get("line_item")
    expected: dict[Hashable, Decimal] = defaultdict(Decimal)
    for entry in YEAR:
        if span[0] <= entry.day <= span[1] and keeps(entry, filters, {}):
            for name, usd in entry.dollars:
                if item in {None, name}:
                    values = [name if g == "line_item" else VALUES[g](entry) for g in groupings]
                    expected[entry.day.isoformat(), *values] += usd

    params = [("start", span[0]), ("end", span[1]), *filters.items()]
    quoted = ", ".join(f'"{g}"' for g in groupings)
    params += [("grouping", f"[{quoted}]")] if as_json else [("grouping", g) for g in groupings]
    body = exact(get(f"{PROJECT}/billing/breakdown", params))
    rows = {
        (row["grouping"]["start"], *(canonical(g, row["grouping"][g]) for g in groupings)): row[
            "dollars"
        ]
        for row in body["results"]
    }

    assert rows == expected
    assert len(body["results"]) == len(rows)


@thorough
@given(narrowed=narrowings(USAGE))
def test_the_deprecated_summary_says_the_same_as_the_breakdown(get: Get, narrowed):
    span, filters = narrowed
    params = {"start": span[0], "end": span[1], **filters}
    summary = exact(get(f"{PROJECT}/usage", params.items()))["results"]
    rows = exact(get(f"{PROJECT}/usage/breakdown", params.items()))["results"]

    assert [
        (
            r["start"],
            r["hours"],
            r["total_hours"],
            r["requests"],
            r["tokens"]["in"],
            r["tts"]["characters"],
        )
        for r in summary
    ] == [
        (
            r["grouping"]["start"],
            r["hours"],
            r["total_hours"],
            r["requests"],
            r["tokens_in"],
            r["tts_characters"],
        )
        for r in rows
    ]


def test_a_range_of_many_years_is_one_answer_with_all_there_ever_was(get: Get):
    body = exact(
        get(f"{PROJECT}/usage/breakdown", {"start": "2020-01-01", "end": "2026-11-23"}.items())
    )
    everything = ledger(NOW, 3000)

    assert sum(row["hours"] for row in body["results"]) == sum(e.hours for e in everything)


def test_a_day_without_use_has_no_row(get: Get):
    body = get(
        f"{PROJECT}/usage/breakdown", {"start": "2026-11-07", "end": "2026-11-09"}.items()
    ).json()

    assert [row["grouping"]["start"] for row in body["results"]] == ["2026-11-07", "2026-11-09"]


def test_a_deleted_key_is_in_the_usage_and_not_among_the_keys(get: Get):
    params = {"start": "2026-11-01", "end": "2026-11-23", "grouping": "accessor"}
    used = {
        r["grouping"]["accessor"]
        for r in get(f"{PROJECT}/usage/breakdown", params.items()).json()["results"]
    }
    listed = {item["api_key"]["api_key_id"] for item in get(f"{PROJECT}/keys").json()["api_keys"]}

    assert used - listed == {people.contractor_id(TODAY)}

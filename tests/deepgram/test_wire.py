"""Bodies of the breakdowns become pages that hold exactly what was sent."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.books import COLUMNS, Book, Grouping, Page, Query, Value
from bot.deepgram import wire
from bot.trouble import Reason, Trouble
from tests.deepgram.world import (
    BILLING,
    BY_TAGS,
    MON,
    NOW,
    TUE,
    USAGE,
    WED,
    billing_row,
    breakdown,
    usage_row,
)


def read(body: Any, query: Query = USAGE, first: date = MON, last: date = WED) -> tuple[Page, ...]:
    written = body if isinstance(body, bytes) else json.dumps(body).encode()
    return wire.pages(written, wire.Asked(query, first, last, NOW))


def refused(body: Any, query: Query = USAGE) -> str:
    with pytest.raises(Trouble) as caught:
        read(body, query)
    assert caught.value.reason is Reason.NOT_TRUSTED
    return caught.value.facts["fault"]


def groups(query: Query, *rows: dict[str, Any]) -> dict[tuple[Value, ...], Decimal]:
    """The requests, or dollars, of each group of Monday."""
    column = COLUMNS[query.book].index("requests" if query.book is Book.USAGE else "cost")
    return {row.group: row.amounts[column] for row in read(breakdown(rows), query)[0].rows}


def test_every_day_has_a_page_and_quiet_ones_are_empty() -> None:
    found = read(breakdown([usage_row("2026-11-18"), usage_row("2026-11-16")]))

    assert [page.day for page in found] == [MON, TUE, WED]
    assert [len(page.rows) for page in found] == [1, 0, 1]
    assert {page.read_at for page in found} == {NOW}


def test_columns_come_in_the_books_order() -> None:
    row = usage_row("2026-11-16", 7) | {"agent_hours": 3, "tokens_in": 5, "tokens_out": 6}
    amounts = read(breakdown([row]))[0].rows[0].amounts

    assert dict(zip(COLUMNS[Book.USAGE], amounts, strict=True)) == {
        "hours": Decimal("1.5"),
        "total_hours": Decimal("2.25"),
        "agent_hours": 3,
        "requests": 7,
        "characters": 10,
        "tokens_in": 5,
        "tokens_out": 6,
    }


def test_digits_survive_the_whole_way() -> None:
    body = json.dumps(breakdown([usage_row("2026-11-16")])).replace("1.5", "1619.7242069444444")
    body = body.replace("2.25", "12345678901234567890.12")

    amounts = read(body.encode())[0].rows[0].amounts

    assert [str(each) for each in amounts[:2]] == ["1619.7242069444444", "12345678901234567890.12"]


def test_rows_of_other_days_are_left_out() -> None:
    days = ("2026-11-15", "2026-11-16", "2026-11-19", "2020-01-01")

    assert [len(page.rows) for page in read(breakdown(map(usage_row, days)))] == [1, 0, 0]


def test_null_empty_and_missing_tags_are_untagged_and_count_together() -> None:
    missing = usage_row("2026-11-16", 4)
    del missing["grouping"]["tags"]
    rows = [usage_row("2026-11-16", 1, tags=None), usage_row("2026-11-16", 2, tags=[]), missing]

    assert groups(BY_TAGS, *rows) == {((),): 7}


def test_tags_in_another_order_are_the_same_set() -> None:
    rows = [
        usage_row("2026-11-16", n, tags=tags) for n, tags in enumerate((["b", "a"], ["a", "b"]), 1)
    ]

    assert groups(BY_TAGS, *rows) == {(("a", "b"),): 3}


def test_the_sum_of_two_spellings_is_exact() -> None:
    body = json.dumps(
        breakdown([billing_row("2026-11-16", 1, tags=[]), billing_row("2026-11-16", 2, tags=None)])
    ).replace('"dollars": 1,', '"dollars": 12345678901234567890.12,')
    body = body.replace('"dollars": 2,', '"dollars": 0.00000000000000000001,')
    query = Query("main", Book.BILLING, (Grouping.TAGS,))

    assert str(read(body.encode(), query)[0].rows[0].amounts[0]) == (
        "12345678901234567890.12000000000000000001"
    )


def test_tags_are_not_split_at_commas_nor_trimmed() -> None:
    assert groups(BY_TAGS, usage_row("2026-11-16", 1, tags=["a,b", " c "])) == {
        ((" c ", "a,b"),): 1
    }


@pytest.mark.parametrize(
    ("models", "value"),
    [
        (["u2", "u1"], ("u1", "u2")),
        (["u1", None], ("u1",)),
        ([None], ()),
        ([], ()),
        (None, ()),
        ("Nova-2", ("Nova-2",)),
    ],
)
def test_models_come_in_many_shapes(models: Any, value: tuple[str, ...]) -> None:
    query = Query("main", Book.USAGE, (Grouping.MODELS,))

    assert groups(query, usage_row("2026-11-16", 1, models=models)) == {(value,): 1}


@pytest.mark.parametrize("name", ["accessor", "endpoint", "feature_set", "method", "deployment"])
def test_other_groupings_are_a_text_or_nothing(name: str) -> None:
    query = Query("main", Book.USAGE, (Grouping(name),))
    rows = [usage_row("2026-11-16", 1, **{name: "x"}), usage_row("2026-11-16", 2, **{name: None})]

    assert groups(query, *rows) == {("x",): 1, (None,): 2}


def test_billing_is_grouped_by_several_things_in_the_order_asked() -> None:
    query = Query("main", Book.BILLING, (Grouping.LINE_ITEM, Grouping.TAGS))
    rows = [
        billing_row("2026-11-16", 1, line_item="sync::nova-3", tags=["b"]),
        billing_row("2026-11-16", 2, line_item="sync::nova-3", tags=None),
    ]

    assert groups(query, *rows) == {("sync::nova-3", ("b",)): 1, ("sync::nova-3", ()): 2}


def test_rows_have_an_order_of_ours() -> None:
    rows = [usage_row("2026-11-16", 1, tags=[tag]) for tag in "cab"] + [usage_row("2026-11-16")]

    one, other = (read(breakdown(each), BY_TAGS) for each in (rows, rows[::-1]))

    assert one == other


def test_a_row_told_twice_is_refused_for_it_may_count_once_or_twice() -> None:
    row = usage_row("2026-11-16", 1, tags=["a", "b"])

    assert refused(breakdown([row, row]), BY_TAGS) == "two rows for one day and value"
    assert refused(breakdown([usage_row("2026-11-16")] * 2)) == "two rows for one day and value"
    assert refused(breakdown([billing_row("2026-11-16")] * 2), BILLING)


@pytest.mark.parametrize(
    "grouping",
    [
        {"start": "2026-11-16T00:00:00Z"},
        {"start": "20261116"},
        {"start": "2026-11-31"},
        {"start": "2026-W47-1"},
        {"start": None},
        {"start": 20261116},
        {"start": "2026-11-16", "end": "2026-11-22"},
        {"start": "2026-11-16", "end": "2026-11-15"},
        {"start": "2026-11-01", "end": "2026-11-30"},
        {"start": "2026-11-16", "end": 5},
        {"tags": "prod"},
        {"tags": [1]},
        {"tags": [["a"]]},
        {"tags": [{"a": 1}]},
        {"tags": {"a": 1}},
        {"tags": True},
    ],
)
def test_a_row_that_is_not_of_one_day_or_one_tag_set_is_refused(grouping: dict[str, Any]) -> None:
    row = usage_row("2026-11-16")
    row["grouping"] |= grouping

    assert refused(breakdown([row]), BY_TAGS)


def test_the_end_of_a_day_may_be_told_as_the_next_one() -> None:
    row = usage_row("2026-11-16")
    row["grouping"]["end"] = "2026-11-17"

    assert len(read(breakdown([row]))[0].rows) == 1


@pytest.mark.parametrize(
    "resolution", [{"units": "month", "amount": 1}, {"units": "day", "amount": 7}, {}, None, "day"]
)
def test_another_resolution_than_a_day_is_refused(resolution: Any) -> None:
    assert "resolution" in refused(breakdown() | {"resolution": resolution})


def test_members_that_nobody_knows_change_nothing() -> None:
    row = usage_row("2026-11-16", tags=["a"]) | {"minutes": 90}
    row["grouping"]["region"] = "eu"

    assert read(breakdown([row]) | {"next": None}, BY_TAGS) == read(
        breakdown([usage_row("2026-11-16", tags=["a"])]), BY_TAGS
    )


def test_dollars_that_are_not_told_are_not_nought() -> None:
    assert refused(breakdown([billing_row("2026-11-16", None)]), BILLING).startswith("no dollars")


def test_tags_under_another_name_are_not_untagged() -> None:
    row = usage_row("2026-11-16")
    row["grouping"]["labels"] = row["grouping"].pop("tags")

    assert refused(breakdown([row]), BY_TAGS) == "grouping.tags is missing"

    plain = usage_row("2026-11-17")
    del plain["grouping"]["tags"]
    assert refused(breakdown([plain, row]), BY_TAGS) == "grouping.tags is missing"


tag_lists = st.none() | st.lists(st.sampled_from("abcd"), max_size=4)


@given(
    st.lists(
        st.tuples(tag_lists, st.integers(0, 10**6)), max_size=12, unique_by=lambda x: repr(x[0])
    )
)
def test_rows_add_up_however_they_are_spelled(rows: list[tuple[list[str] | None, int]]) -> None:
    found = groups(BY_TAGS, *(usage_row("2026-11-16", n, tags=tags) for tags, n in rows))

    assert sum(found.values()) == sum(n for _, n in rows)
    for (tags,), amount in found.items():
        assert amount == sum(n for each, n in rows if set(each or ()) == set(tags or ()))

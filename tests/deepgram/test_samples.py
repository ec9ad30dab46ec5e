"""Deepgram's own example bodies, and captures of real answers, are read as they are."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.books import Book, Grouping, Query
from bot.deepgram import calls, errors, log, naming, records, wire
from bot.trouble import Reason, Trouble
from tests.deepgram.world import NOW, PROJECT

SAMPLES = Path(__file__).parents[2].parent / "shared" / "reference" / "deepgram-examples"

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the example bodies are not here")


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.json").read_bytes()


def breakdown(book: Book, *groupings: str, first: str, last: str) -> Callable[[bytes], Any]:
    query = Query("main", book, tuple(map(Grouping, groupings)))
    span = date.fromisoformat(first), date.fromisoformat(last)
    return lambda body: wire.pages(body, wire.Asked(query, *span, NOW))


NOV = {"first": "2026-11-16", "last": "2026-11-18"}
JAN = {"first": "2025-01-16", "last": "2025-01-23"}
READ: dict[str, Callable[[bytes], Any]] = {
    "projects_list": records.projects,
    "project_get": records.project,
    "usage_breakdown": breakdown(Book.USAGE, "tags", **JAN),
    "billing_breakdown": breakdown(Book.BILLING, "line_item", "tags", "accessor", **JAN),
    "usage_fields": naming.usage_fields,
    "usage_fields_2025-09_plain_tags": naming.usage_fields,
    "billing_fields": naming.billing_fields,
    "requests_list": lambda body: log.page(body, 0, 10),
    "requests_list_pending_null_response": lambda body: log.page(body, 0, 1),
    "synthetic-requests_list_failed_and_callback": lambda body: log.page(body, 0, 2),
    "request_get_wrapped": log.request,
    "request_get_flat_speak": log.request,
    "keys_list": records.keys,
    "keys_list_with_names": records.keys,
    "synthetic-keys_list_tags_expiry": records.keys,
    "key_get_item_wrapped": records.key,
    "key_get_flat": records.key,
    "members_list": records.members,
    "balances_list": records.balances,
    "purchases_list": records.purchases,
    "models_list": records.models,
    "auth_token_details": records.scopes,
    "synthetic-usage_breakdown_ungrouped": breakdown(Book.USAGE, **NOV),
    "synthetic-usage_breakdown_by_tags": breakdown(Book.USAGE, "tags", **NOV),
    "synthetic-usage_breakdown_by_accessor": breakdown(Book.USAGE, "accessor", **NOV),
    "synthetic-usage_breakdown_by_endpoint": breakdown(Book.USAGE, "endpoint", **NOV),
    "synthetic-usage_breakdown_by_models": breakdown(Book.USAGE, "models", **NOV),
    "synthetic-billing_breakdown_by_accessor": breakdown(Book.BILLING, "accessor", **NOV),
    "synthetic-billing_breakdown_by_tags_and_line_item": breakdown(
        Book.BILLING, "tags", "line_item", **NOV
    ),
}


@pytest.mark.parametrize("name", READ)
def test_each_sample_is_read(name: str) -> None:
    assert READ[name](sample(name))


@pytest.mark.parametrize("name", [name for name in READ if "breakdown" in name])
def test_a_breakdown_comes_to_the_sum_of_its_rows(name: str) -> None:
    rows = json.loads(sample(name), parse_float=Decimal)["results"]
    column = "dollars" if "billing" in name else "hours"
    pages = READ[name](sample(name))

    read = sum((row.amounts[0] for page in pages for row in page.rows), Decimal())
    assert rows
    assert read == sum(row[column] for row in rows)


@pytest.mark.parametrize("book", [Book.USAGE, Book.BILLING])
def test_no_activity_is_a_page_for_each_day(book: Book) -> None:
    body = sample(f"synthetic-{book.value}_breakdown_empty")

    assert [len(page.rows) for page in breakdown(book, **NOV)(body)] == [0, 0, 0]


def test_the_digits_of_the_documented_example_are_kept() -> None:
    (row,) = (
        row for page in READ["usage_breakdown"](sample("usage_breakdown")) for row in page.rows
    )

    assert row.group == (("tag1", "tag2"),)
    assert [str(each) for each in row.amounts] == [
        *("1619.7242069444444", "1621.7395791666668", "41.33564388888889"),
        *("373381", "9158866", "0", "0"),
    ]


@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [
        ("error_400_query_legacy", 400, Reason.QUERY_REFUSED),
        ("error_400_invalid_json_modern", 400, Reason.QUERY_REFUSED),
        ("error_400_text", 400, Reason.QUERY_REFUSED),
        ("error_401_invalid_auth_legacy", 401, Reason.KEY_REFUSED),
        ("error_401_insufficient_permissions_legacy", 401, Reason.SCOPE_MISSING),
        ("error_401_text", 401, Reason.SCOPE_MISSING),
        ("error_402_payment_required_legacy", 402, Reason.DEEPGRAM_DOWN),
        ("error_403_missing_scope_modern", 403, Reason.SCOPE_MISSING),
        ("error_403_unauthorized_modern", 403, Reason.SCOPE_MISSING),
        ("error_404_project_legacy", 404, Reason.PROJECT_NOT_FOUND),
        ("error_404_project_modern", 404, Reason.PROJECT_NOT_FOUND),
        ("error_404_uuid_text", 404, Reason.PROJECT_NOT_FOUND),
        ("error_429_legacy", 429, Reason.LIMITED),
        ("error_503_typo_key", 503, Reason.DEEPGRAM_DOWN),
    ],
)
def test_each_documented_error_has_its_reason(name: str, status: int, reason: Reason) -> None:
    body = sample(name)
    if name.endswith("_text"):
        body = json.loads(body).encode()  # on the wire it is bare text

    assert errors.trouble(calls.balances(PROJECT), status, body).reason is reason


def test_the_deprecated_summary_is_not_taken_for_a_breakdown() -> None:
    whole = breakdown(Book.USAGE, first="2023-10-01", last="2023-10-05")
    with pytest.raises(Trouble) as caught:
        whole(sample("usage_summary_deprecated"))

    assert caught.value.reason is Reason.NOT_TRUSTED

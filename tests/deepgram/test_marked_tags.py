"""Tags in the rows of a breakdown, spelled bare or with Deepgram's mark before them."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.books import Book, Grouping, Query
from bot.deepgram.wire import Asked, pages

REST = {"tts_characters": 0, "tokens_in": 0, "tokens_out": 0}


def _tagged(*sets: list[str] | None) -> bytes:
    rows = [
        {
            **dict.fromkeys(("hours", "total_hours", "agent_hours", "requests"), 1),
            **REST,
            "grouping": g,
        }
        for n, tags in enumerate(sets)
        for g in [{"start": f"2026-11-{16 + n}", "end": f"2026-11-{16 + n}", "tags": tags}]
    ]
    return json.dumps({"resolution": {"units": "day", "amount": 1}, "results": rows}).encode()


@pytest.mark.parametrize(
    ("sets", "read"),
    [
        ([["tag=a"], ["tag=b", "tag=a"], None], [("a",), ("a", "b"), ()]),
        ([["tag=a"], ["b"]], [("tag=a",), ("b",)]),
        ([["tag=tag=a"], ["tag=b"]], [("tag=a",), ("b",)]),
        ([["a"], []], [("a",), ()]),
        ([None], [()]),
    ],
)
def test_rows_whose_tags_are_all_marked_are_read_without_the_mark(sets: Any, read: Any) -> None:
    """As usage/fields spells them in some versions; among bare tags `tag=x` is a tag of that name."""
    query = Query("acme", Book.USAGE, (Grouping.TAGS,))
    last = date(2026, 11, 15 + len(sets))
    asked = Asked(query, date(2026, 11, 16), last, datetime(2026, 11, 23, tzinfo=UTC))

    found = pages(_tagged(*sets), asked)

    assert [row.group[0] for page in found for row in page.rows] == read

"""What is sent: from a list, spelled as Deepgram spells it, or nothing."""

from datetime import date
from typing import Any

import pytest

from bot.books import Book, Grouping, Query
from bot.deepgram import calls, wire
from bot.trouble import Reason, Trouble
from tests.deepgram.world import MON, PROJECT, WED


def sent(query: Query) -> list[tuple[str, str]]:
    return list(wire.breakdown(PROJECT, query, MON, WED).params)


def test_the_day_after_the_last_is_asked_for_as_the_end() -> None:
    call = wire.breakdown(PROJECT, Query("main", Book.USAGE), MON, WED)

    assert call.path == f"/v1/projects/{PROJECT}/usage/breakdown"
    assert call.params == (("start", "2026-11-16"), ("end", "2026-11-19"))
    assert call.scope == "usage:read"


def test_a_year_may_end() -> None:
    assert calls.span(date(2026, 12, 31), date(2026, 12, 31))[1] == ("end", "2027-01-01")


def test_usage_is_grouped_by_one_thing() -> None:
    for grouping in set(Grouping) - {Grouping.LINE_ITEM}:
        query = Query("main", Book.USAGE, (grouping,))

        assert sent(query)[2:] == [("grouping", grouping.value)]


def test_billing_repeats_the_grouping() -> None:
    query = Query("main", Book.BILLING, (Grouping.TAGS, Grouping.LINE_ITEM), (("tag", "a,b c"),))
    call = wire.breakdown(PROJECT, query, MON, MON)

    assert call.path.endswith("/billing/breakdown")
    assert call.scope == "billing:read"
    assert call.params[2:] == (("grouping", "tags"), ("grouping", "line_item"), ("tag", "a,b c"))


def test_features_are_lower_case_booleans_and_filters_are_sorted() -> None:
    filters = (("tag", "support"), ("diarize", "True"), ("endpoint", "listen"), ("redact", "false"))

    assert sent(Query("main", Book.USAGE, (), filters))[2:] == [
        ("diarize", "true"),
        ("endpoint", "listen"),
        ("redact", "false"),
        ("tag", "support"),
    ]


@pytest.mark.parametrize(
    ("book", "grouping", "filters"),
    [
        (Book.USAGE, (), (("tags", "prod"),)),
        (Book.USAGE, (), (("Tag", "prod"),)),
        (Book.USAGE, (), (("start", "2020-01-01"),)),
        (Book.USAGE, (), (("grouping", "tags"),)),
        (Book.USAGE, (), (("line_item", "streaming::nova-3"),)),
        (Book.USAGE, (), (("status", "failed"),)),
        (Book.USAGE, (), (("tag", "a"), ("tag", "b"))),
        (Book.USAGE, (), (("diarize", "yes"),)),
        (Book.USAGE, (), (("diarize", ""),)),
        (Book.BILLING, (), (("endpoint", "listen"),)),
        (Book.BILLING, (), (("diarize", "true"),)),
        (Book.USAGE, (Grouping.TAGS, Grouping.ENDPOINT), ()),
        (Book.USAGE, (Grouping.LINE_ITEM,), ()),
        (Book.BILLING, (Grouping.MODELS,), ()),
        (Book.BILLING, (Grouping.TAGS, Grouping.TAGS), ()),
    ],
)
def test_what_is_not_on_deepgrams_list_is_never_sent(
    book: Book, grouping: Any, filters: Any
) -> None:
    with pytest.raises(Trouble) as caught:
        wire.breakdown(PROJECT, Query("main", book, grouping, filters), MON, WED)

    assert caught.value.reason is Reason.QUERY_REFUSED


@pytest.mark.parametrize(
    "typed", ["../keys", "a/b", "", ".", "..", "x" * 101, "a?b", "a\n", "é", "%2e"]
)
def test_a_typed_id_is_never_a_path_of_its_own(typed: str) -> None:
    for build in (calls.key, calls.request):
        with pytest.raises(Trouble) as caught:
            build(PROJECT, typed)

        assert caught.value.reason is Reason.NOT_FOUND


def test_a_project_id_stays_one_piece_of_the_path() -> None:
    assert calls.members("a/../b?c").path == "/v1/projects/a%2F..%2Fb%3Fc/members"

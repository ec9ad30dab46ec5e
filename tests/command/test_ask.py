"""`dgusage ask`, as a process: what it prints, where, and how it exits."""

import csv
import io
import json
from collections import defaultdict
from decimal import Decimal

import pytest

from tests.command.ledger import NONE, by, dollars, entries, tags, total
from tests.command.process import Ran, dgusage

AT = ("--demo", "--now", "2026-11-23T10:00:00+00:00")


def asked(*words: str) -> dict:
    ran = dgusage("ask", *AT, "--json", *words)
    assert (ran.status, ran.err) == (0, "")
    return json.loads(ran.out)


def values(body: dict, column: str, dimension: str) -> dict:
    return {r["group"][dimension]: Decimal(r["values"][column]) for r in body["rows"]}


def test_a_tag_last_week_is_what_the_ledger_says() -> None:
    body = asked("tag:support last week")

    meant = [e for e in entries("2026-11-16", "2026-11-22") if "support" in e.tags]
    assert body["period"] == {"start": "2026-11-16", "end": "2026-11-22"}
    for column in body["columns"]:
        assert Decimal(body["total"][column]) == total(meant, column)
    assert {"hours", "requests"} <= set(body["columns"])


def test_by_tag_last_month_counts_each_tag_whole_and_the_total_once() -> None:
    body = asked("by tag last month")

    meant = entries("2026-10-01", "2026-10-31")
    assert values(body, "hours", "tag") == by(meant, tags, "hours")
    assert Decimal(body["total"]["hours"]) == total(meant, "hours")
    assert body["overlap"] is True


def test_by_key_this_month_is_compared_with_as_many_days_before() -> None:
    body = asked("by key this month vs previous")

    meant = entries("2026-11-01", "2026-11-23")
    before = entries("2026-10-09", "2026-10-31")
    assert body["compare"]["period"] == {"start": "2026-10-09", "end": "2026-10-31"}
    assert Decimal(body["compare"]["total"]["requests"]) == total(before, "requests")
    used = {k: v for k, v in values(body, "requests", "key").items() if v}
    assert used == by(meant, lambda e: [e.key], "requests")
    was = by(before, lambda e: [e.key], "requests")
    for row in body["rows"]:
        previous = row["previous"]
        assert (Decimal(previous["requests"]) if previous else NONE) == was.get(
            row["group"]["key"], NONE
        )


def test_cost_by_tag_and_line_item_is_in_dollars_to_the_last_digit() -> None:
    body = asked("cost by tag,line_item last month")

    meant = entries("2026-10-01", "2026-10-31")
    expected: dict = defaultdict(lambda: NONE)
    for entry in meant:
        for tag in tags(entry):
            for item, amount in entry.dollars:
                expected[(tag, item)] += amount
    found = {
        (r["group"]["tag"], r["group"]["line_item"]): Decimal(r["values"]["cost"])
        for r in body["rows"]
    }
    assert found == {k: v for k, v in expected.items() if v}
    assert Decimal(body["total"]["cost"]) == dollars(meant)


def test_csv_has_every_row_and_the_total() -> None:
    ran = dgusage("ask", *AT, "--csv", "by key last month")

    rows = list(csv.reader(io.StringIO(ran.out)))
    assert ran.status == 0
    assert [r[0] for r in rows if r[0].startswith("#")][:2] == ["# question", "# days"]
    assert rows[-1][0] == "total"


def test_a_card_says_what_was_counted() -> None:
    ran = dgusage("ask", *AT, "tag:support last week")

    assert ran.status == 0
    assert "Mon 16 – Sun 22 Nov 2026" in ran.out
    assert "UTC days" in ran.out
    assert "hours of audio" in ran.out


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("tag:suport last week", "support"),
        ("tag:support 31 feb", "31 feb"),
        ("colour:blue last week", "colour"),
        ("tag:support next week", "next week"),
    ],
)
def test_what_is_unclear_exits_2_and_names_the_piece(text: str, piece: str) -> None:
    ran = dgusage("ask", *AT, "--json", text)

    assert (ran.status, ran.out) == (2, "")
    assert piece in ran.err
    assert "Traceback" not in ran.err


def test_without_a_key_it_says_what_to_set_and_exits_1() -> None:
    ran: Ran = dgusage("ask", "tag:support last week", env={"DGUSAGE_WEEK_START": "someday"})

    assert (ran.status, ran.out) == (1, "")
    assert "DEEPGRAM_API_KEY" in ran.err
    assert "DGUSAGE_WEEK_START" in ran.err
    assert "someday" not in ran.err


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)])
@pytest.mark.parametrize("where", ["key {}", "tag:{} last week", "with {}", "{}"])
def test_what_looks_like_a_key_is_not_said_again_and_comes_with_advice(
    form: tuple[str, ...], where: str
) -> None:
    secret = "0123456789abcdef" * 2 + "01234567"  # pragma: allowlist secret
    ran = dgusage("ask", "--demo", *form, where.format(secret))

    assert ran.status == 1
    assert secret not in ran.out + ran.err
    assert "looks like a secret" in ran.err
    assert "revoke it" in ran.err


@pytest.mark.parametrize(
    "text", ["save weekly-support", "saved", "digests", "digest by tag last week every monday 9am"]
)
def test_what_only_slack_has_is_said_to_be_there(text: str) -> None:
    ran = dgusage("ask", "--demo", text)

    assert ran.status == 2
    assert "type it in Slack after /dgusage" in ran.err

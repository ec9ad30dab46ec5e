"""A listing as JSON and as CSV: nothing rounded, nothing lost, no formula."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer.cells import FORMULA, defused, line
from bot.answer.listing import Cell, Column, Course, Fact, Listing
from bot.answer.listing_contract import to_json
from bot.answer.listing_csv import lines
from bot.question.model import Question, Subject

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
LISTING = Listing(
    question=Question(Subject.KEYS),
    title="Keys",
    headline="2 keys.",
    facts=(Fact("cost", "Cost", Decimal("0.1000000000000000000000000001"), "cost"),),
    columns=(Column("key", "Key"), Column("requests", "Requests", "requests"), Column("at", "At")),
    rows=(
        ("=cmd|' /C calc'!A0", Decimal("1E+3"), NOW),
        ("plain", None, date(2026, 11, 22)),
        (("a", "b"), Decimal("-0.50"), "never"),
    ),
    asks=("key a", "", "key c"),
    more=None,
    course=Course("Hours", "hours", ((date(2026, 11, 22), Decimal("0.70")),)),
    follow=(("Expired", "keys expired"),),
    notes=("@all is a note",),
    as_of=NOW,
    private=True,
    project="Acme",
    reading="keys",
)


def test_json_has_every_digit_and_every_part() -> None:
    found = json.loads(json.dumps(to_json(LISTING)))

    assert found["question"]["subject"] == "keys"
    assert found["facts"] == [
        {
            "name": "cost",
            "heading": "Cost",
            "value": "0.1000000000000000000000000001",
            "unit": "cost",
        }
    ]
    assert [row["values"] for row in found["rows"]] == [
        {"key": "=cmd|' /C calc'!A0", "requests": "1000", "at": "2026-11-23T15:30:00Z"},
        {"key": "plain", "requests": None, "at": "2026-11-22"},
        {"key": ["a", "b"], "requests": "-0.50", "at": "never"},
    ]
    assert [row["ask"] for row in found["rows"]] == ["key a", None, "key c"]
    assert found["course"]["days"] == [{"day": "2026-11-22", "value": "0.70"}]
    assert found["follow"] == [{"label": "Expired", "ask": "keys expired"}]
    assert (found["more"], found["private"], found["stale"]) == (None, True, False)
    assert (found["as_of"], found["source"]) == ("2026-11-23T15:30:00Z", "deepgram")


def test_csv_explains_itself_and_has_every_row() -> None:
    found = list(csv.reader(io.StringIO("".join(lines(LISTING)))))

    assert ["# question", "keys"] in found
    assert ["# as of", "2026-11-23T15:30:00Z"] in found
    assert ["# more", "unknown"] in found
    assert ["# note", "'@all is a note"] in found
    assert ["# Cost", "0.1000000000000000000000000001", "cost"] in found
    head = found.index(["key", "requests", "at"])
    assert found[head + 1 : head + 4] == [
        ["'=cmd|' /C calc'!A0", "1000", "2026-11-23T15:30:00Z"],
        ["plain", "", "2026-11-22"],
        ["a; b", "-0.50", "never"],
    ]
    assert found[-2:] == [["day", "hours"], ["2026-11-22", "0.70"]]


def test_a_listing_without_rows_is_its_facts() -> None:
    bare = Listing(Question(Subject.BALANCE), "Balance", "Nothing.", facts=LISTING.facts)

    found = list(csv.reader(io.StringIO("".join(lines(bare)))))
    assert found[-1] == ["# Cost", "0.1000000000000000000000000001", "cost"]
    assert to_json(bare)["as_of"] is None


cells = st.text(max_size=12) | st.sampled_from(["=1+1", "+1", "-1.5", "@x", "\t=1", "-1+2", "+"])


@given(st.lists(cells, min_size=1, max_size=4))
def test_no_cell_is_a_formula_and_all_read_back(texts: list[str]) -> None:
    read = next(csv.reader(io.StringIO(line(texts), newline="")))

    for text, cell in zip(texts, read, strict=True):
        assert cell in (text, f"'{text}")
        number = cell[1:].replace(".", "", 1).isdigit() and cell.isascii()
        assert not cell.startswith(FORMULA) or number


@pytest.mark.parametrize("number", ["-1", "-0.50", "+3", "1E3"])
def test_numbers_stay_numbers(number: str) -> None:
    assert defused(number) == number


@given(
    st.lists(
        st.tuples(
            st.none()
            | st.text()
            | st.decimals(allow_nan=False, allow_infinity=False)
            | st.dates()
            | st.lists(st.text(), max_size=3).map(tuple)
        ),
        max_size=5,
    )
)
def test_any_listing_is_json(rows: list[tuple[Cell, ...]]) -> None:
    of = Listing(Question(), "T", "H.", columns=(Column("c", "C"),), rows=tuple(rows))

    found = json.loads(json.dumps(to_json(of)))
    assert len(found["rows"]) == len(rows)
    for (cell,), row in zip(rows, found["rows"], strict=True):
        if isinstance(cell, Decimal):
            assert Decimal(row["values"]["c"]) == cell

"""Every phrase of the corpus reads as people mean it, by the conventions."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.question.dates import could_be_date, longest, read_period
from bot.question.fold import fold
from bot.question.model import Period, Standpoint

LINES = (Path(__file__).parent / "corpus.jsonl").read_text().splitlines()
ROWS = [json.loads(line) for line in LINES]
SHARED = Path(__file__).parents[4] / "shared" / "dates" / "dev.jsonl"


def standpoint(row: Mapping[str, Any]) -> Standpoint:
    return Standpoint(
        datetime.fromisoformat(row["now"]),
        ZoneInfo(row.get("zone") or row["tz"]),
        week_start=row.get("week_start", 0),
        day_first=row.get("day_first", False),
    )


def answer(found: object) -> list[str] | str:
    if isinstance(found, Period):
        return [found.first.isoformat(), found.last.isoformat()]
    return str(found.kind)


def name(row: Mapping[str, Any]) -> str:
    start = f" week from {row['week_start']}" if "week_start" in row else ""
    order = " day first" if "day_first" in row else ""
    return f"{row['text']} on {row['now'][:10]}{start}{order}"


def test_the_corpus_is_large_and_holds_what_is_no_date() -> None:
    refused = [row for row in ROWS if isinstance(row["want"], str)]

    assert len(ROWS) >= 300
    assert len(refused) >= 60
    assert {row["want"] for row in refused} == {
        "impossible_date",
        "future",
        "bad_number",
        "not_understood",
    }


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_a_phrase_is_read_by_the_conventions(row: dict[str, Any]) -> None:
    assert answer(read_period(row["text"], standpoint(row))) == row["want"]


def test_a_word_that_begins_a_date_is_known_for_it() -> None:
    for row in ROWS:
        words = fold(row["text"]).lower().split()
        starts = [at for at in range(len(words)) if longest(words, at, standpoint(row))]

        assert all(could_be_date(words[at]) for at in starts), row["text"]


@pytest.mark.skipif(not SHARED.exists(), reason="the shared samples are not beside this project")
def test_every_shared_sample_is_read_by_our_convention() -> None:
    wrong = {}
    for row in map(json.loads, SHARED.read_text().splitlines()):
        text = row["text"].removesuffix(" usage")  # the question's word, not the date's
        found = answer(read_period(text, standpoint(row)))
        if found != row["product"]:
            wrong[row["text"]] = found

    assert wrong == {}

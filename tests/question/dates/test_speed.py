"""Reading takes microseconds, and no text can make it take long."""

import json
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest

from bot.question.dates import longest, read_period
from bot.question.model import Standpoint

STANDPOINT = Standpoint(datetime(2026, 11, 25, 12, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
LINES = (Path(__file__).parent / "corpus.jsonl").read_text().splitlines()
CORPUS = [json.loads(line)["text"] for line in LINES]
MOST_SECONDS = 0.005
SAMPLES = [
    "mon, ",
    "monday ",
    "last week ",
    "first week of ",
    "1-",
    "1.11.-",
    "oct 3 - ",
    "w/c 1 ",
    "since ",
    "the ",
    "full ",
    "1 hundred and ",
    "day before ",
    "2026-10-05/",
    "'",
    "-",
    "9" * 50,
]


def seconds(text: str) -> float:
    start = perf_counter()
    read_period(text, STANDPOINT)
    return perf_counter() - start


@pytest.mark.parametrize("sample", SAMPLES)
def test_no_text_of_four_hundred_characters_takes_long(sample: str) -> None:
    text = (sample * 400)[:400]

    assert min(seconds(text) for _ in range(5)) < MOST_SECONDS


def test_a_phrase_is_read_in_microseconds() -> None:
    words = [text.lower().split() for text in CORPUS]
    spent = []
    for phrase in words:
        start = perf_counter()
        longest(phrase, 0, STANDPOINT)
        spent.append((perf_counter() - start) * 1e6)

    cuts = quantiles(spent, n=20)
    assert cuts[9] < 60 * 4  # a busy machine of continuous integration is slower than a desk
    assert cuts[18] < 250 * 4

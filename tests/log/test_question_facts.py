"""What a question's line says of it: its kind, its size and where its figures came from, no words."""

from collections.abc import MutableMapping
from typing import Any

import pytest
import structlog

from bot.course import Course, count, followed, note, part
from bot.demo.faults import down
from tests.log.lines import questions
from tests.slack.whole import ANA, GENERAL, Whole

Lines = list[MutableMapping[str, Any]]
WORDS = ("support", "eu-west", "laptop", "Acme", "hours of audio", "last week")


@pytest.fixture
def lines() -> Any:
    with structlog.testing.capture_logs() as found:
        yield found


async def over(whole: Whole, lines: Lines) -> Any:
    """The lines of questions, once every question has ended."""
    await whole.edge.tasks.drain(40)
    return questions(lines)


async def test_an_answer_is_described_without_a_word_of_it(whole: Whole, lines: Lines) -> None:
    await whole.asked("hours by key tag:support last week")

    [line] = await over(whole, lines)
    assert line["outcome"] == "answered"
    assert (line["user"], line["channel"], line["place"]) == (ANA, GENERAL, "channel")
    assert (line["subject"], line["by"], line["output"]) == ("usage", ["key"], "card")
    assert (line["days"], line["source"], line["stale"]) == (7, "deepgram", False)
    assert line["rows"] > 1
    assert line["calls"] >= 1
    assert line["days_read"] >= 7
    assert [word for word in WORDS if word in str(line)] == []


async def test_the_second_time_it_comes_from_kept_days_without_a_call(
    whole: Whole, lines: Lines
) -> None:
    await whole.asked("hours by key last week")
    await whole.asked("hours by key last week")

    first, second = await over(whole, lines)
    assert first["source"] == "deepgram"
    assert second["source"] == "cache"
    assert second.get("calls", 0) == 0
    assert (second["days_read"], second["days_kept"]) == (0, 7)


@pytest.mark.parametrize(
    ("text", "outcome", "more"),
    [
        ("by tagg lst wek", "unclear", {}),
        ("help", "help", {}),
        ("access", "order", {}),
        ("keys", "answered", {"subject": "keys"}),
        ("balance", "answered", {"subject": "balance"}),
        ("digests", "digest", {}),
        ("save week = by tag last week", "save", {}),
        (f"hours {'0123456789' * 4}", "secret", {}),
    ],
)
async def test_each_kind_of_question_has_its_outcome(
    whole: Whole, lines: Lines, text: str, outcome: str, more: dict[str, str]
) -> None:
    await whole.asked(text)

    [line] = await over(whole, lines)
    assert line["outcome"] == outcome
    assert {**line, **more} == line
    assert " " not in text or text not in str(line)


async def test_an_outage_is_named_and_older_figures_are_marked_stale(
    whole: Whole, lines: Lines
) -> None:
    whole.deepgram.faults.set("*", down())
    await whole.asked("hours by key last week")

    [line] = await over(whole, lines)
    assert line["outcome"] in {"deepgram_down", "names_unread"}
    assert line["calls"] >= 1


def test_what_is_noted_where_nobody_follows_is_lost_in_silence() -> None:
    note(subject="usage")
    count(calls=1)
    with part("plan"):
        pass

    mine = Course("command")
    with followed(mine):
        count(calls=2)
        count(calls=1)
        note(subject="cost")
    count(calls=1)

    assert (mine.counts, mine.facts) == ({"calls": 3}, {"subject": "cost"})

"""`dgusage explain` answers in words, in JSON, and a line for every line."""

import argparse
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.terminal.explain import add_arguments, run
from tests.question.known import HERE

NOW = "2026-03-18T09:00:00+00:00"
VOCABULARY = str(HERE / "vocabulary.json")
FULL = ["outcome", "subject", "metric", "filters", "group_by", "period", "compare", "top", "output"]


def explained(*arguments):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args(["--now", NOW, "--vocabulary", VOCABULARY, *arguments]))


def batch(monkeypatch, *lines):
    feed = io.TextIOWrapper(io.BytesIO(b"\n".join(lines) + b"\n"))
    monkeypatch.setattr(sys, "stdin", feed)
    return explained("--batch")


def test_a_question_is_explained_in_words(capsys):
    status = explained("tag:vip", "last", "week")

    out = capsys.readouterr().out
    assert status == 0
    assert "tag vip · 9–15 Mar 2026" in out
    assert "tag:vip 2026-03-09..2026-03-15" in out


def test_the_default_period_is_named_as_such(capsys):
    explained("tag:vip")

    assert "last 7 days" in capsys.readouterr().out


def test_what_is_unclear_is_explained_with_what_to_type(capsys):
    status = explained("tag:vpi lst wek")

    out = capsys.readouterr().out
    assert status == 2
    assert '"vpi"' in out
    assert "tag:vip last week" in out


def test_json_has_the_members_of_the_contract_first(capsys):
    explained("--json", "top 5 tags last month")

    found = json.loads(capsys.readouterr().out)
    assert list(found)[: len(FULL)] == FULL
    assert found["period"] == {"start": "2026-02-01", "end": "2026-02-28"}


def test_json_of_the_unclear_has_kind_text_and_suggestions(capsys):
    explained("--json", "tag:vpi")

    found = json.loads(capsys.readouterr().out)
    assert list(found)[:4] == ["outcome", "kind", "text", "suggestions"]


def test_a_batch_answers_every_line_in_order_and_times_it(capsys, monkeypatch):
    lines = [
        json.dumps({"text": text, "now": NOW, "tz": "UTC"}).encode()
        for text in ("q4", "by tag", "tomorrow")
    ]

    status = batch(monkeypatch, *lines)

    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert status == 0
    assert [one.get("subject", one.get("kind")) for one in found] == ["usage", "usage", "future"]
    assert all(one["us"] > 0 for one in found)


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b"5",
        b"{}",
        b'{"text": 5}',
        b'{"text": "a", "tz": "Mars/Base"}',
        b"\xff\xfe",
        b'{"text": "a", "now": "soon"}',
        b'{"text": "a", "vocabulary": 5}',
        b'{"text": "a", "tz": 5}',
    ],
)
def test_a_malformed_line_still_has_an_answer(line, capsys, monkeypatch):
    batch(monkeypatch, line, b'{"text": "today"}')

    first, second = (json.loads(out) for out in capsys.readouterr().out.splitlines())
    assert (first["outcome"], first["kind"]) == ("unclear", "not_understood")
    assert second["outcome"] == "question"


def test_a_line_may_bring_its_own_names_and_zone(capsys, monkeypatch):
    case = {
        "text": "zed today",
        "now": "2026-03-18T23:30:00+00:00",
        "tz": "Asia/Tokyo",
        "vocabulary": {"tags": ["Zed"]},
    }

    batch(monkeypatch, json.dumps(case).encode())

    found = json.loads(capsys.readouterr().out)
    assert found["filters"] == [{"field": "tag", "op": "any", "values": ["Zed"]}]
    assert found["period"] == {"start": "2026-03-19", "end": "2026-03-19"}


def test_half_of_a_character_is_no_trouble(capsys, monkeypatch):
    batch(monkeypatch, b'{"text": "\\ud800 last week"}', '{"text": "🎉"}'.encode())

    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["outcome"] for one in found] == ["question", "unclear"]


@pytest.mark.parametrize(
    "wrong", [["--tz", "Mars/Base"], ["--now", "soon"], ["--vocabulary", "/nowhere"]]
)
def test_a_wrong_argument_is_said_in_one_line(wrong, capsys):
    status = explained(*wrong, "today")

    assert status == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_schedule_is_explained_with_the_next_three_times(capsys):
    status = explained("--schedule", "every monday 9am", "--tz", "Europe/Paris")

    out = capsys.readouterr().out
    assert status == 0
    assert "every Monday at 09:00" in out
    assert [line.split()[3] for line in out.splitlines()[1:]] == ["Mar", "Mar", "Apr"]
    assert "Mon 23 Mar 2026 09:00" in out


def test_a_schedule_that_is_none_is_unclear(capsys):
    status = explained("--schedule", "every blue moon")

    assert status == 2
    assert "Unclear" in capsys.readouterr().out


def test_reading_needs_nothing_of_slack_redis_or_the_web():
    code = (
        "import sys; from bot.terminal import explain; "
        "heavy = {'slack_bolt', 'slack_sdk', 'redis', 'httpx', 'dateparser', 'pydantic', 'rapidfuzz', 'rich'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]

    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )

    assert found.stdout.strip() == "[]"

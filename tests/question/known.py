"""A project's names, a moment, and the questions of the corpus, for every test here."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.question.model import Question, Standpoint, Unclear
from bot.question.read import read
from bot.question.vocabulary import from_json

HERE = Path(__file__).parent
NAMES = from_json(json.loads((HERE / "vocabulary.json").read_text(encoding="utf-8")))
CASES = [json.loads(line) for line in (HERE / "corpus.jsonl").read_text("utf-8").splitlines()]
NOON = Standpoint(datetime.fromisoformat(CASES[0]["now"]), ZoneInfo(CASES[0]["tz"]))
QUESTIONS = [case["text"] for case in CASES if case["expect"]["outcome"] == "question"]
BAD = [case["text"] for case in CASES if case["expect"]["outcome"] == "unclear"]


def asked(text: str) -> Question | Unclear:
    return read(text, NOON, NAMES)


def question(text: str) -> Question:
    found = asked(text)
    assert isinstance(found, Question), found
    return found


def unclear(text: str) -> Unclear:
    found = asked(text)
    assert isinstance(found, Unclear), found
    return found

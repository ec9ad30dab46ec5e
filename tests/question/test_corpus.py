"""Every question of the corpus reads as it is meant, every bad one fails as it should."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.question.contract import to_json
from bot.question.model import Standpoint, Vocabulary
from bot.question.read import read
from bot.question.vocabulary import from_json
from tests.question.known import CASES, NAMES

SHARED = Path(__file__).parents[3] / "shared" / "questions"


def reading(case: dict[str, Any], names: Vocabulary) -> dict[str, Any]:
    standpoint = Standpoint(datetime.fromisoformat(case["now"]), ZoneInfo(case["tz"]))
    return json.loads(json.dumps(to_json(read(case["text"], standpoint, names))))


def agrees(
    got: dict[str, Any], expected: dict[str, Any], alternatives: list[dict[str, Any]]
) -> bool:
    """Whether every member that is expected is there, or one of the alternatives to it."""
    suggested = expected.get("suggests")
    if suggested and not set(suggested) & set(got.get("suggestions", ())):
        return False
    members = {name: value for name, value in expected.items() if name != "suggests"}
    ways = ({**members, **alternative} for alternative in [{}, *alternatives])
    return any(all(got.get(name) == value for name, value in way.items()) for way in ways)


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] or "(nothing)" for case in CASES])
def test_a_text_of_the_corpus_is_read_as_it_is_meant(case):
    got = reading(case, NAMES)

    assert agrees(got, case["expect"], []), got


def test_the_corpus_is_large_and_has_all_classes():
    classes = {case["class"] for case in CASES}

    assert len(CASES) >= 200
    assert classes == {"typed", "natural", "bad"}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not here")
def test_every_shared_sample_is_read_as_it_is_meant():
    names = from_json(json.loads((SHARED / "vocabulary.json").read_text("utf-8")))
    lines = (SHARED / "dev.jsonl").read_text("utf-8").splitlines()
    cases = [json.loads(line) for line in lines if line.strip()]

    wrong = [
        case["text"]
        for case in cases
        if not agrees(reading(case, names), case["expect"], case.get("alts", []))
    ]

    assert wrong == []

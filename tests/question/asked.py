"""What the tests of going on ask about: some names, a standpoint, and a way to read."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.question.model import KnownKey, Question, Standpoint, Vocabulary
from bot.question.read import read
from bot.question.say import spell

KNOWN = Vocabulary(
    tags=("support", "checkout", "batch-jobs", "staging"),
    keys=(
        KnownKey("11112222-aaaa-4bbb-8ccc-000000000001", "ci runner"),
        KnownKey("33334444-aaaa-4bbb-8ccc-000000000002", "prod gateway"),
    ),
    models=("nova-3", "nova-2"),
    line_items={"li-1": "Nova-3 streaming"},
    projects=("main",),
)
BERLIN = ZoneInfo("Europe/Berlin")
NOW = Standpoint(datetime.fromisoformat("2026-11-25T10:00:00+00:00"), BERLIN)


def question(text: str) -> Question:
    found = read(text, NOW, KNOWN)
    assert isinstance(found, Question), found
    return found


def spelled(asked: Question) -> str:
    return spell(asked, KNOWN)

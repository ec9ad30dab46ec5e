"""Docs that cannot lie: their tables are made from the code, their examples are read by it."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.question.model import KnownKey, Question, Standpoint, Vocabulary
from bot.question.read import read

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
HERE = Standpoint(datetime(2026, 11, 23, 10, tzinfo=UTC), ZoneInfo("UTC"))
KNOWN = Vocabulary(
    tags=("support", "checkout", "staging"),
    keys=(KnownKey("5b1f0c3e-1111-4a10-9a51-0a1b2c3d4e01", "ci runner"),),
    models=("nova-3",),
)


def examples() -> list[str]:
    found = []
    for page in PAGES:
        text = page.read_text()
        for block in re.findall(r"```question\n(.*?)```", text, re.DOTALL):
            found += block.splitlines()
        found += re.findall(r"^/dgusage (?!help|digest)(.+)$", text, re.MULTILINE)
        found += re.findall(r'dgusage (?:ask|explain)(?: --\w+)* "([^"…]+)"', text)
    return sorted(set(found))


def test_there_are_examples() -> None:
    assert len(examples()) > 10


@pytest.mark.parametrize("text", examples())
def test_every_example_question_is_one(text: str) -> None:
    assert isinstance(read(text, HERE, KNOWN), Question)


def test_the_tables_are_those_of_the_code() -> None:
    pages = [str(page) for page in PAGES if "[[[cog" in page.read_text()]

    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", *pages],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, f"run make docs: {done.stdout}{done.stderr}"
    assert len(pages) >= 3


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"

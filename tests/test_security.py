"""docs/security.md names a test for each threat and each finding, and every test that it names is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/security.md").read_text("utf-8")
FINDINGS = [f"F{number}" for number in range(6, 21)]


def table(heading: str) -> list[list[str]]:
    """The rows of the table under a heading."""
    text = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def named(text: str) -> list[tuple[str, str]]:
    return re.findall(r"`([\w/]+\.py)::(\w+)`", text)


@cache
def names_in(file: str) -> frozenset[str]:
    path = ROOT / "tests" / file
    if not path.exists():
        return frozenset()
    tree = ast.parse(path.read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in tree.body if isinstance(node, kinds))


THREATS = table("Threats, defences, tests")


@pytest.mark.parametrize("row", THREATS, ids=lambda row: row[0])
def test_each_threat_has_a_defence_and_tests_that_are_there(row: list[str]) -> None:
    threat, defence, tests = row

    assert threat
    assert defence
    assert named(tests)
    assert [name for name in named(tests) if name[1] not in names_in(name[0])] == []


def test_the_threats_are_many_and_each_stands_once() -> None:
    assert len(THREATS) >= 25
    assert len({row[0] for row in THREATS}) == len(THREATS)


def test_each_finding_has_tests_that_are_there() -> None:
    rows = table("What libraries do by themselves")

    assert [row[0] for row in rows] == FINDINGS
    for row in rows:
        assert row[1]
        assert named(row[2]), row[0]
        assert [name for name in named(row[2]) if name[1] not in names_in(name[0])] == []


def test_a_test_that_is_not_there_would_be_seen() -> None:
    assert "test_no_such_thing" not in names_in("test_security.py")
    assert names_in("no/such/file.py") == frozenset()
    assert "test_each_finding_has_tests_that_are_there" in names_in("test_security.py")


def test_every_test_of_a_finding_is_named() -> None:
    """Those that have its number in their name, controls beside them excepted."""
    files = ["slack", "store", "log", "deepgram"]
    found = {name for area in files for name in names_in(f"{area}/test_findings.py")}
    numbers = {match[1] for name in found if (match := re.match(r"test_(f\d+)_", name))}

    assert {f"f{n}" for n in range(6, 21)} - numbers == {"f8"}  # which is in slack/test_hostile.py

"""docs/operate.md explains every line that the bot logs, and no line that it does not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from bot.store.keys import PERMANENT, TABLE

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/operate.md").read_text("utf-8")
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
BY_HAND = {"log_dropped"}  # written past the logger, which may stand still then


def logged() -> Iterator[tuple[str, str]]:
    """Event and level of every line of ours; the demo is nobody's production."""
    for file in sorted((ROOT / "bot").rglob("*.py")):
        if "demo" in file.parts or file.name == "page.py":
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr=level, value=value),
                    args=[ast.Constant(value=str(event)), *_],
                ) if level in LEVELS and "log" in ast.unparse(value):
                    if re.fullmatch(r"[a-z_]+", event):  # sentences explain themselves
                        yield event, "error" if level == "exception" else level


def explained() -> dict[str, str]:
    return dict(re.findall(r"^\| `([a-z_]+)` \| (info|warning|error) \|", PAGE, re.MULTILINE))


def test_every_log_line_is_explained_with_its_level() -> None:
    found = dict(logged())

    assert len(found) > 20
    assert {event: explained().get(event) for event in found} == found


def test_nothing_is_explained_that_is_not_logged() -> None:
    assert explained().keys() - dict(logged()).keys() == BY_HAND


def test_what_would_be_lost_with_redis_is_named() -> None:
    rows = re.findall(r"^\| ((?:`[a-z]+` ?)+)\|.*\*\*", PAGE, re.MULTILINE)
    lost = {kind for row in rows for kind in re.findall(r"`(\w+)`", row)}
    kinds = PAGE.partition("## Redis")[2].partition("\n## ")[0]
    named = set(re.findall(r"^\| ((?:`[a-z]+` ?)+)\|", kinds, re.MULTILINE))

    assert lost == PERMANENT
    assert {k for row in named for k in re.findall(r"`(\w+)`", row)} <= {k.name for k in TABLE}

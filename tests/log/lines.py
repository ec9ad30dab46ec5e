"""The lines of questions among all that is logged, and what they may hold."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

PAGE = (Path(__file__).parents[2] / "docs/operate.md").read_text("utf-8")
# What a question's line may have: what docs/operate.md says of it, no more.
ROWS = re.findall(r"^\| (`.+) \|", PAGE.partition("## One line for each question")[2], re.MULTILINE)
SAID = {name for row in ROWS for name in re.findall(r"`(\w+)`", row.split("|")[0])}
MAY = {"event", "log_level", "trace", *SAID}


def questions(lines: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The lines of questions that are over, each of which holds no more than it may."""
    found = [line for line in lines if line["event"] == "question"]
    for line in found:
        assert line.keys() <= MAY, line.keys() - MAY
        assert all(line[name] >= 0 for name in line if name.endswith("_ms"))
    assert len({line["id"] for line in found}) == len(found)
    return found

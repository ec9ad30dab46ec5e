"""Numbers in Slack are written as the setting says, in whatever is shown; files stay as machines read them."""

import re
from pathlib import Path

import pytest

from tests.slack.whole import GENERAL, buttons, whole

ENGLISH = re.compile(r"\d{1,3},\d{3}\b(?!\d)|\d\.\d\d\b")
HERE = re.compile(r"\d{1,3}\.\d{3}\b|\d,\d\d\b")


@pytest.mark.parametrize(
    "text", ["cost by tag last month", "usage this month vs last month", "keys", "balance", "tags"]
)
async def test_every_kind_of_answer_is_written_so(tmp_path: Path, text: str) -> None:
    async with whole(tmp_path / "data", dgusage_numbers="1.234,56") as found:
        card = await found.asked(text)

    shown = f"{card.text} {[_shown(block) for block in card.blocks]}"
    assert HERE.search(shown)
    assert not ENGLISH.search(shown), ENGLISH.findall(shown)


async def test_a_digest_is_written_so_too(tmp_path: Path) -> None:
    async with whole(tmp_path / "data", dgusage_numbers="1.234,56") as found:
        made = await found.asked("digest cost by key last month every monday at 09:00")
        digest = buttons(made)["Undo"]["value"].split()[-1]
        before = len(found.slack.posted)
        await found.asked(f"digest send {digest}")
        posted = next(p for p in found.slack.posted[before:] if p.via == "chat.postMessage")

    assert posted.channel == GENERAL
    assert HERE.search(posted.text)
    assert not ENGLISH.search(posted.text)


def _shown(block: object) -> str:
    """The texts of a block; a cell's number beside its text is for sorting."""
    if isinstance(block, dict):
        return " ".join(
            _shown(v)
            for k, v in block.items()
            if k in {"text", "rows", "elements", "fields", "title"}
        )
    if isinstance(block, list):
        return " ".join(map(_shown, block))
    return str(block)

"""The modal of a question, and the lists in it: whatever is known, Slack takes them."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.blocks.bounds import size
from bot.blocks.change import change_view, chosen, fits, suggested
from bot.question.model import Field, Filter, KnownKey, Op, Vocabulary
from tests.question.asked import KNOWN, question

CHECKER = Path(__file__).parents[3] / "shared" / "blocks" / "check_blocks_limits.py"
ASKED = question("top 3 hours by key tag:support tag:staging -tag:checkout last week vs previous")

NASTY = st.one_of(
    st.text(min_size=1, max_size=200),
    st.sampled_from(
        ["<!channel>", ":smile:", "a" * 160, "x\ny", "\u202eabc", "*b*", "tag:b", "😀" * 90]
    ),
)


def within_limits(options: list[dict[str, Any]]) -> bool:
    return all(
        1 <= size(one["text"]["text"]) <= 75 and 1 <= size(one["value"]) <= 150 for one in options
    )


def test_slack_s_own_models_take_it() -> None:
    view = change_view(ASKED, KNOWN, "{}")

    View(**view).validate_json()
    for block in view["blocks"]:
        parsed = Block.parse(dict(block))
        assert parsed is not None
        parsed.validate_json()
    assert len({b["block_id"] for b in view["blocks"] if "block_id" in b}) == 9
    assert size(view["title"]["text"]) <= 24


@pytest.mark.skipif(
    not CHECKER.exists() or find_spec("slackblocks") is None, reason="the checker is not there"
)
def test_a_checker_that_nobody_here_wrote_finds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "change.json"
    file.write_text(json.dumps(change_view(ASKED, KNOWN, "{}")), "utf-8")

    done = subprocess.run(
        [sys.executable, str(CHECKER), "--surface", "modal", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@settings(deadline=None, max_examples=60)
@given(st.lists(NASTY, max_size=8), st.lists(NASTY, max_size=8), NASTY)
def test_whatever_tags_and_keys_are_called(tags: list[str], keys: list[str], typed: str) -> None:
    named = tuple(KnownKey(f"id-{n}", comment) for n, comment in enumerate(keys))
    known = Vocabulary(tags=tuple(tags), keys=named)
    filters = tuple(sorted(Filter(Field.TAG, Op.NONE, (tag,)) for tag in set(tags)))
    asked = question("usage last week")
    asked = type(asked)(filters=filters, period=asked.period)

    offered = suggested(typed, known)
    view = change_view(asked, known, "")

    for group in offered.get("option_groups", []):
        assert within_limits(group["options"])
    initial = [b["element"].get("initial_options", []) for b in view["blocks"] if "element" in b]
    assert all(within_limits(options) for options in initial)
    assert fits(asked) == all(size(f"tag:{tag}") <= 150 for tag in tags)


def test_what_begins_with_the_letters_comes_first_and_nothing_is_more_than_100() -> None:
    known = Vocabulary(tags=(*(f"x-{n}-sup" for n in range(150)), "support"))

    groups = suggested("sup", known)["option_groups"]

    values = [option["value"] for group in groups for option in group["options"]]
    assert values[0] == "tag:support"
    assert len(values) == 100


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"top": {"top1": {"value": "0"}}, "by": {"by1": {"selected_options": None}}},
        {"first": {"first1": {"selected_date": "soon"}}, "about": {"about1": {}}},
        {"only": {"pick1": {"selected_options": [{"value": "colour:blue"}, {"value": "tag:"}]}}},
        {"period": {}},
    ],
)
def test_a_strange_state_chooses_nothing(state: dict[str, Any]) -> None:
    found = chosen(state)

    assert (found.top, found.first, [*found.only], [*found.by]) == (None, None, [], [])

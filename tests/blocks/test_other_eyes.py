"""The messages through checkers that nobody here wrote."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from slack_sdk.models.blocks import Block

from bot.blocks.limits import violations
from bot.blocks.message import Message
from tests.blocks.gallery import main, messages

CHECKERS = Path(__file__).parents[3] / "shared" / "blocks"
KINDS = ("header", "section", "context", "actions", "rich_text", "divider", "image")
ALL = dict(messages())


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("gallery")
    main(str(folder))
    return [str(file) for file in sorted(folder.iterdir())]


@pytest.mark.parametrize("name", ALL)
def test_no_message_passes_a_limit(name: str) -> None:
    assert violations(ALL[name]) == []


@pytest.mark.parametrize("name", ALL)
def test_slacks_own_models_take_every_block_they_know(name: str) -> None:
    message: Message = ALL[name]
    for block in message.blocks:
        parsed = Block.parse(dict(block))
        if block["type"] in KINDS:
            assert parsed is not None
            parsed.validate_json()


def test_the_messages_are_written_out_whole(drawn: list[str]) -> None:
    bodies = [json.loads(Path(file).read_text()) for file in drawn]

    assert len(bodies) == len(ALL) >= 12
    assert all(body["text"] and body["blocks"] for body in bodies)


@pytest.mark.skipif(
    not (CHECKERS / "node_modules").is_dir(),
    reason="check_blocks.mjs or its node modules are not beside this project",
)
def test_slacks_own_types_take_every_block(drawn: list[str]) -> None:
    _run("node", str(CHECKERS / "check_blocks.mjs"), *drawn)


@pytest.mark.skipif(
    not (CHECKERS / "check_blocks_limits.py").is_file() or find_spec("slackblocks") is None,
    reason="check_blocks_limits.py or slackblocks is not there",
)
def test_limits_probed_by_others_are_kept(drawn: list[str]) -> None:
    _run(sys.executable, str(CHECKERS / "check_blocks_limits.py"), *drawn)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=55)

    assert done.returncode == 0, done.stdout + done.stderr

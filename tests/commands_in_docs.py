"""Every command that the pages show: in a block of its own, or in the middle of a sentence."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PROGRAMS = (
    *("dgusage", "make", "docker", "kubectl", "curl", "pip", "redis-cli", "systemctl", "jq"),
    *("timedatectl", "chronyc", "cp", "export", "git", "cd", "python", "python3", "ssh", ".venv/"),
    *("promtool", "kill"),
)
FENCE = re.compile(r"^```(\S*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
SHELL = {"", "sh", "bash", "console"}
SETTING = re.compile(r"([A-Z][A-Z_0-9]+)=(\S*)")
SAID = {"dgusage cannot start:"}  # begins as a command does, and is what one prints


class Shown(NamedTuple):
    """A command: the page that shows it, its settings, its words, and whether it is a whole line.

    `into` is the file that its output is sent to, if any.
    """

    page: str
    settings: tuple[str, ...]
    words: tuple[str, ...]
    whole: bool
    into: str = ""

    @property
    def program(self) -> str:
        return self.words[0]

    def __str__(self) -> str:
        return f"{self.page}: {' '.join(self.words)}"


def shown() -> list[Shown]:
    """All of them, each once for each page."""
    return sorted({each for page in PAGES for each in _of(page)})


def slack_commands() -> list[str]:
    """What follows `/dgusage`, wherever that is typed."""
    texts = [page.read_text("utf-8") for page in PAGES]
    lines = [
        found for text in texts for found in re.findall(r"^/dgusage (.+)$", text, re.MULTILINE)
    ]
    inline = [found for text in texts for found in re.findall(r"`/dgusage ([^`\n]+)`", text)]
    return sorted({text.strip() for text in (*lines, *inline) if "…" not in text})


def _of(page: Path) -> Iterator[Shown]:
    text, name = page.read_text("utf-8"), str(page.relative_to(ROOT))
    for language, block in FENCE.findall(text):
        if language in SHELL and _is_shell(block):
            for line in block.replace("\\\n", " ").splitlines():
                yield from _shown(name, line.removeprefix("$ "), whole=True)
    for inline in INLINE.findall(FENCE.sub("", text)):
        if inline not in SAID and _begins(inline):
            yield from _shown(name, inline, whole=False)


def _is_shell(block: str) -> bool:
    """Whether it is for a shell: what is typed into Slack, and drawings, are not."""
    lines = [line for line in block.splitlines() if line.strip()]
    return not any(line.startswith(("/dgusage", " ", "@")) for line in lines)


def _begins(text: str) -> bool:
    first = text.split(maxsplit=1)
    return len(first) > 1 and first[0].startswith(PROGRAMS) and first[0] != "dgusage:"


def _shown(page: str, line: str, *, whole: bool) -> Iterator[Shown]:
    words = shlex.split(line, comments=True)
    if words and words[0] == "export":
        words = words[1:]
    settings = []
    while words and (found := SETTING.fullmatch(words[0])):
        settings.append(found[1])
        words = words[1:]
    into = words.pop() if len(words) > 2 and words[-2] == ">" else ""
    words = words[:-1] if into else words
    if words or settings:
        yield Shown(page, tuple(settings), tuple(words or ("true",)), whole, into)

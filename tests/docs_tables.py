"""The tables of docs/ that are made from the code; `cog` writes them, the gate checks them."""

import re
from collections.abc import Iterable
from pathlib import Path
from textwrap import fill

from bot.question.help import help_topics
from bot.settings import Settings
from bot.trouble import FACTS, SENTENCES

ENV_HEADER = """\
# The settings of dgusage. Copy this file to .env where dgusage is started, and fill in the first
# few; what begins with # has the default that is shown. Made by `make docs`."""
SOCKET_HEADER = """\
# The Slack app for Socket Mode: no public address is needed. Create it from this file at
# https://api.slack.com/apps ("From a manifest"), install it into your workspace, and make an
# app-level token with the scope connections:write (SLACK_APP_TOKEN).
# Made from manifest.yml by `make docs`.
"""
MANIFEST = Path(__file__).parent.parent / "manifest.yml"
TO_FILL_IN = frozenset({"deepgram_api_key", "slack_bot_token", "slack_signing_secret"})

# Variables that are not dgusage's own keep the names that their owners gave them.
ORDER = list(Settings.model_fields)


def settings() -> str:
    """Every setting: variable, default, meaning."""
    rows = (
        (
            f"`{name.upper()}`",
            _default(Settings.model_fields[name].default),
            Settings.model_fields[name].description or "",
        )
        for name in ORDER
    )
    return table(("variable", "default", "meaning"), rows)


def env_example() -> str:
    """`.env.example`: every setting with its meaning, the needed ones to be filled in."""
    pieces = [ENV_HEADER]
    for name in ORDER:
        field = Settings.model_fields[name]
        meaning = fill(field.description or "", 98, initial_indent="# ", subsequent_indent="# ")
        given = "" if field.default is None else str(field.default)
        mark = "" if name in TO_FILL_IN else "#"
        pieces.append(f"{meaning}\n{mark}{name.upper()}={given}")
    return "\n\n".join(pieces) + "\n"


def socket_manifest() -> str:
    """`docs/manifest-socket.yml`: manifest.yml for Socket Mode, which needs no address of ours."""
    _, _, body = MANIFEST.read_text("utf-8").partition("_metadata:")
    body = re.sub(
        r"^ +(?:url|request_url|message_menu_options_url): .*\n", "", body, flags=re.MULTILINE
    )
    body = body.replace("socket_mode_enabled: false", "socket_mode_enabled: true")
    return f"{SOCKET_HEADER}_metadata:{body}"


def troubles() -> str:
    """Every way in which there is no answer, in the words that a person gets."""
    rows = (
        (f"`{reason.value}`", sentence.format_map(FACTS)) for reason, sentence in SENTENCES.items()
    )
    return table(("reason", "what is said"), rows)


def help_tables() -> str:
    """Everything that can be asked, from the one table of words."""
    pieces = []
    for topic in (None, "dates", "filters", "digests"):
        for section in help_topics(topic):
            rows = ((f"`{typed}`", meaning) for typed, meaning in section.rows)
            pieces.append(f"### {section.title}\n\n{table(('type', 'what it means'), rows)}")
    return "\n\n".join(pieces)


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    lines = [tuple(header), *(tuple(row) for row in rows)]
    lines.insert(1, tuple("---" for _ in lines[0]))
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines
    )


def _default(value: object) -> str:
    return "" if value is None else f"`{value}`"


if __name__ == "__main__":
    (MANIFEST.parent / ".env.example").write_text(env_example(), "utf-8")
    (MANIFEST.parent / "docs/manifest-socket.yml").write_text(socket_manifest(), "utf-8")

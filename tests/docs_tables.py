"""The tables of docs/ that are made from the code; `cog` writes them, the gate checks them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
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
HTTP_HEADER = """\
# The Slack app. Create it from this file at https://api.slack.com/apps ("From a manifest"), with
# your own host instead of dgusage.example.com, and install it into your workspace.
# Made from manifest.yml by `make docs`.
"""
LAST_EVENT = "      - message.im\n"
ORG_DEPLOY = """\
org_deploy_enabled: true  # Slack wants it of apps with steps, and does not let it be undone
  function_runtime: remote"""
STEP = """\
functions:
  usage_report:
    title: Get a usage report
    description: Answers a question about Deepgram usage; the answer is for the next steps
    input_parameters:
      properties:
        question:
          type: string
          title: Question
          description: "As after /dgusage, for example: tag:support last week"
      required: [question]
    output_parameters:
      properties:
        text:
          type: string
          title: Report
          description: The answer in sentences, with its days and its changes
        number:
          type: number
          title: Figure
          description: The first figure of the answer, such as its hours
      required: [text, number]
"""
AGENT_VIEW = """\
  agent_view:  # guests of the workspace cannot use the app then
    agent_description: Says what we used of Deepgram and what it cost, with the exact days.
    suggested_prompts:
      - title: Last week by tag
        message: by tag last week
      - title: Cost against last month
        message: cost this month vs last month
"""
AGENT_EVENTS = """\
      - app_context_changed
      - agent_session_stopped
"""
AGENT_SCOPE = """\
      - assistant:write  # what to ask, and a sign of thought, in the agent view
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


@dataclass(frozen=True)
class Variant:
    """Which manifest: its way in, and what more is in it; see docs/more.md."""

    socket: bool = False
    workflow: bool = False
    agent: bool = False

    @property
    def path(self) -> Path:
        """Where it stands; the one without anything more is manifest.yml itself."""
        words = [w for w in ("socket", "workflow", "agent") if getattr(self, w)]
        return MANIFEST.parent / f"docs/manifest-{'-'.join(words)}.yml"

    def text(self) -> str:
        """It, made from manifest.yml."""
        body = MANIFEST.read_text("utf-8").partition("_metadata:")[2]
        body = _with_step(body) if self.workflow else body
        body = _with_agent(body) if self.agent else body
        body = _by_socket(body) if self.socket else body
        return f"{SOCKET_HEADER if self.socket else HTTP_HEADER}_metadata:{body}"


VARIANTS = (
    Variant(socket=True),
    Variant(workflow=True),
    Variant(socket=True, workflow=True),
    Variant(agent=True),
    Variant(socket=True, agent=True),
)


def socket_manifest() -> str:
    """`docs/manifest-socket.yml`: manifest.yml for Socket Mode, which needs no address of ours."""
    return Variant(socket=True).text()


def _by_socket(body: str) -> str:
    body = re.sub(
        r"^ +(?:url|request_url|message_menu_options_url): .*\n", "", body, flags=re.MULTILINE
    )
    return _instead(body, "socket_mode_enabled: false", "socket_mode_enabled: true")


def _with_step(body: str) -> str:
    """With the step "Get a usage report" of Workflow Builder."""
    body = _instead(body, "org_deploy_enabled: false", ORG_DEPLOY)
    body = _instead(body, LAST_EVENT, f"{LAST_EVENT}      - function_executed\n")
    return f"{body.rstrip()}\n{STEP}"


def _with_agent(body: str) -> str:
    """With Slack's agent view."""
    body = _instead(body, "oauth_config:\n", f"{AGENT_VIEW}oauth_config:\n")
    body = _instead(body, LAST_EVENT, f"{LAST_EVENT}{AGENT_EVENTS}")
    return _instead(body, "    bot_optional:\n", f"{AGENT_SCOPE}    bot_optional:\n")


def _instead(body: str, old: str, new: str) -> str:
    assert body.count(old) == 1, old
    return body.replace(old, new)


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
    for variant in VARIANTS:
        variant.path.write_text(variant.text(), "utf-8")

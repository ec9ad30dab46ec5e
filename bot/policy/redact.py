"""Secrets that somebody pasted by mistake: known by their looks, and never shown again.

Slack's tokens: https://docs.slack.dev/authentication/tokens; Deepgram's keys are 40 hex digits.
"""

import re
from typing import NamedTuple

HIDDEN = "[hidden]"
LOOKS_SECRET = re.compile(
    r"xox[abceoprs](?:\.xox[bp])?-[\w-]+|xapp-[\w-]+"
    r"|https://hooks\.slack(?:-gov)?\.com/[\w/.~%-]+|(?<![0-9a-zA-Z])[0-9a-fA-F]{40}(?![0-9a-zA-Z])"
)
ADVICE = (
    "What you sent looks like a secret: an API key or a token. It was not read, kept or passed "
    "on. Treat it as known to others: revoke it where it was made and make a new one (Deepgram: "
    "console, API Keys), and delete your message. A key is asked for by its comment or its id, "
    "never by its secret: `keys` lists them."
)


class Redacted(NamedTuple):
    """A text without secrets, and whether there were any."""

    text: str
    found: bool


def redacted(text: str) -> Redacted:
    """The text with everything that looks like a secret hidden; nothing else is changed."""
    clean, count = LOOKS_SECRET.subn(HIDDEN, text)
    return Redacted(clean, count > 0)

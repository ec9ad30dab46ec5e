"""What the bot's Home tab shows. Pure."""

from typing import Any

from bot.blocks.message import Block, Message

# Block types that surely show on a Home tab: https://docs.slack.dev/reference/block-kit/blocks
FIT = frozenset({"header", "section", "context", "actions", "divider", "image", "rich_text"})
MOST_BLOCKS = 100  # https://docs.slack.dev/surfaces/app-home
# Half of the 3,000 that Slack takes, since it may count a character as two.
# https://docs.slack.dev/reference/block-kit/blocks/section-block
SECTION = 1_500


def home_view(message: Message) -> dict[str, Any]:
    """A message as a Home view: its blocks where all of them fit there, else its text."""
    fit = bool(message.blocks) and all(block.get("type") in FIT for block in message.blocks)
    blocks = list(message.blocks) if fit else _sections(message.text)
    return {"type": "home", "blocks": blocks[:MOST_BLOCKS]}


def _sections(text: str) -> list[Block]:
    pieces: list[str] = []
    for line in text.splitlines(keepends=True) or [" "]:
        if pieces and len(pieces[-1]) + len(line) <= SECTION:
            pieces[-1] += line
        else:
            pieces += [line[i : i + SECTION] for i in range(0, len(line), SECTION)]
    return [_section(piece) for piece in pieces if piece.strip()] or [_section("…")]


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}

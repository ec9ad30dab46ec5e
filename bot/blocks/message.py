"""A message as Slack takes it: a complete text, and blocks that show the same better."""

from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]  # a block as Slack's JSON has it


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is a complete answer by itself (phones and screen readers get only that).

    `blocks` may be empty: then the text is all there is.
    """

    text: str
    blocks: tuple[Block, ...] = ()

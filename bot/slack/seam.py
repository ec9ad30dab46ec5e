"""What the Slack edge asks of the rest of the bot: a reply to what was asked."""

from dataclasses import dataclass
from html import unescape
from typing import Protocol

from bot.blocks.fallback import text_only
from bot.blocks.message import Message
from bot.blocks.trouble import trouble_card
from bot.question.model import Standpoint
from bot.slack.payload import Asked
from bot.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to send, and the same in text alone, for where Slack refuses the blocks."""

    message: Message
    plain: Message


class Responder(Protocol):
    """Whoever answers questions."""

    async def respond(self, asked: Asked, standpoint: Standpoint) -> Reply:
        """The reply to a question; never raises, trouble becomes a message."""
        ...


def sorry(trouble: Trouble, asked: Asked) -> Reply:
    """The reply where there is no answer: what went wrong, and what to do."""
    card = trouble_card(trouble, unescape(asked.text))
    return Reply(card, text_only(card))

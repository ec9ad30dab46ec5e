"""What the Slack edge asks of the rest of the bot: a reply to what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any, Protocol

from bot.blocks.fallback import text_only
from bot.blocks.message import Message
from bot.blocks.trouble import trouble_card
from bot.policy.gate import FOR_ONE
from bot.question.model import Standpoint
from bot.slack.payload import Asked
from bot.trouble import Trouble

if TYPE_CHECKING:
    from bot.slack.digesting import Desks

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    """A file that is the answer: in a thread or direct message right there, else by a direct message.

    `elsewhere` is said where the question was asked when the file went to a direct message.
    """

    name: str
    title: str
    content: bytes = field(repr=False)
    elsewhere: Message


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to send, and the same in text alone, for where Slack refuses the blocks.

    `answered` says that it is the answer to a question, not why there is none. Where there is a
    `file` it is sent instead; the message stands in for it where that cannot be. `alone` says that
    only the asker may see it, also where it was asked in the open.
    """

    message: Message
    plain: Message
    answered: bool = False
    file: File | None = None
    alone: bool = False
    number: float | None = None  # its leading figure, for a step of a workflow


def both(
    message: Message, *, answered: bool = False, file: File | None = None, alone: bool = False
) -> Reply:
    """A message, and the same in text alone for where its blocks are refused."""
    return Reply(message, text_only(message), answered, file, alone)


class Responder(Protocol):
    """Whoever answers questions."""

    @property
    def digests(self) -> "Desks | None":
        """Whoever manages digests; None where there are none."""
        ...

    async def respond(self, asked: Asked, standpoint: Standpoint) -> Reply:
        """The reply to a question; never raises, trouble becomes a message."""
        ...

    async def form(self, asked: Asked, standpoint: Standpoint) -> Json | Reply:
        """The modal in which a question is changed; a reply where there is none; raises Trouble."""
        ...

    async def options(self, asked: Asked) -> Json:
        """What can be chosen for what was typed so far; raises Trouble."""
        ...

    async def unclear(self, asked: Asked, standpoint: Standpoint) -> Mapping[str, str]:
        """Why a text is no question, by the block that it stands in; empty where it is one.

        Raises Trouble.
        """
        ...

    async def submitted(self, asked: Asked, standpoint: Standpoint) -> Asked | Mapping[str, str]:
        """The changed question, or what is wrong by the block it is shown under; raises Trouble."""
        ...


def sorry(trouble: Trouble, asked: Asked) -> Reply:
    """The reply where there is no answer: what went wrong, and what to do."""
    alone = trouble.reason in FOR_ONE
    return both(trouble_card(trouble, unescape(asked.text)), alone=alone)

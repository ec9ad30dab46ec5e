"""Welcomes whoever is here for the first time: once, privately, beside the answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bot.blocks.clean import inert
from bot.blocks.limits import fit
from bot.blocks.message import Message
from bot.blocks.shapes import context, verbatim
from bot.slack.gate import SlackGate
from bot.slack.once import Memory
from bot.slack.payload import Asked, How
from bot.slack.post import Post, to_the_asker
from bot.slack.seam import Reply

WELCOME = (
    "Welcome! I tell what we used of Deepgram and what it cost. /dgusage help shows how to ask; my "
    "Home tab has this month at a glance, your digests and saved questions. This is said only once."
)
ALONE = frozenset({How.COMMAND, How.MESSAGE})  # answered where only the asker looks on
REMEMBERED = 86_400.0  # seconds in which this process does not ask again whether it was said

# Whether somebody, by workspace and id, is here for the first time; not any more from then on.
# False where that cannot be told.
First = Callable[[str, str], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Greeting:
    """What is said at the first command, mention, message or look at the Home tab."""

    first: First
    gate: SlackGate
    memory: Memory = field(default_factory=Memory)

    async def due(self, asked: Asked) -> bool:
        """Whether to welcome somebody now; never again from then on.

        Who gets nothing here is told so by the answer, and is not welcomed.
        """
        if not asked.user_id or self.memory.seen(asked.owner, REMEMBERED):
            return False
        look = await self.gate.asked(asked)
        return look.closed is None and await self.first(asked.team_id, asked.user_id)

    async def under(self, asked: Asked, reply: Reply) -> Reply:
        """The reply, with the welcome as its last line where only the asker sees that."""
        if not _private(asked, reply) or not await self.due(asked):
            return reply
        return replace(reply, message=_under(reply.message), plain=_under(reply.plain))

    async def after(self, post: Post, asked: Asked, reply: Reply) -> None:
        """The welcome beside an answer that others see, for the asker's eyes only."""
        if asked.how is How.MENTION and not reply.alone and await self.due(asked):
            await to_the_asker(post, asked, _under(Message("")))


def _private(asked: Asked, reply: Reply) -> bool:
    alone = asked.how in ALONE or (asked.how is How.MENTION and reply.alone)
    return alone and reply.file is None


def _under(message: Message) -> Message:
    """The message with the welcome as its last line."""
    text = f"{message.text} {inert(WELCOME)}".strip()
    bare = message.text and not message.blocks
    return fit(Message(text, () if bare else (*message.blocks, context(verbatim(WELCOME)))))

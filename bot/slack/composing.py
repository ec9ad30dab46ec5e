"""What a digest says: its questions asked at the slot, drawn as one message. A digest.ways.Composer."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer.model import Answer
from bot.ask import Desk, answer, understand
from bot.blocks.answer import answer_card
from bot.blocks.fallback import text_only
from bot.blocks.limits import fit
from bot.blocks.message import Block, Message
from bot.blocks.shapes import section
from bot.blocks.trouble import trouble_card
from bot.clock import Clock
from bot.deadline import within
from bot.digest.cards import post_foot, subject
from bot.digest.model import Digest
from bot.digest.ways import Composed
from bot.question.model import Standpoint, Unclear
from bot.question.schedule import Slot
from bot.slack.people import Defaults
from bot.trouble import Reason, Trouble

DIGEST_SECONDS = 120.0  # for everything that Deepgram is asked
ALONE = frozenset({"data_table", "table", "data_visualization"})  # Slack shows one or two of them


@dataclass(frozen=True, slots=True)
class Composing:
    """Composes digests with the desk's figures."""

    desk: Desk
    clock: Clock
    defaults: Defaults

    async def answers(self, digest: Digest, slot: Slot) -> Sequence[Answer]:
        """The answers to its questions, as of the slot; raises Trouble."""
        standpoint = Standpoint(
            slot.at,
            digest.schedule.zone,
            week_start=self.defaults.week_start,
            default_period=self.defaults.default_period,
        )
        with within(DIGEST_SECONDS):
            return [await self._answer(text, standpoint) for text in digest.questions]

    async def _answer(self, text: str, standpoint: Standpoint) -> Answer:
        understood = await understand(text, standpoint, self.desk)
        if isinstance(understood.question, Unclear):
            piece = understood.question.text
            raise Trouble(Reason.NOT_FOUND, {"what": f"“{piece}”", "instead": "/dgusage digests"})
        return await answer(understood.question, standpoint, self.desk, understood.names)

    def draw(self, digest: Digest, slot: Slot, answers: Sequence[Answer]) -> Composed:
        """The digest's post: its answers one after the other, and whose digest it is."""
        cards = [answer_card(each, now=self.clock()) for each in answers]
        blocks = [*cards[0].blocks, *(b for card in cards[1:] for b in _beside(card))]
        text = "\n\n".join(card.text for card in cards)
        whole = fit(Message(text, (*blocks, *post_foot(digest, slot))))
        return Composed(whole, text_only(whole))

    def note(self, digest: Digest, slot: Slot, trouble: Trouble) -> Composed:
        """What stands in its place while it cannot be computed."""
        card = trouble_card(trouble, subject(digest))
        message = fit(Message(card.text, (*card.blocks, *post_foot(digest, slot))))
        return Composed(message, text_only(message))


def _beside(card: Message) -> list[Block]:
    """A further answer of the same post: Slack takes one table a message, so its rows are text."""
    rows = Message(card.text, tuple(b for b in card.blocks if b["type"] in ALONE))
    rest = [block for block in card.blocks if block["type"] not in ALONE]
    said = text_only(rows).text if rows.blocks else ""
    return [*rest[:-1], *([section({"type": "mrkdwn", "text": said})] if said else []), *rest[-1:]]

"""What a digest says: its questions asked at the slot, drawn as one message. A digest.ways.Composer."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.answer.model import Answer
from bot.ask import Desk, Understood, answer, understand
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
from bot.policy.gate import Look
from bot.policy.model import Aim, Sight
from bot.policy.sight import within_sight
from bot.question.model import Question, Standpoint
from bot.question.say import spell
from bot.question.schedule import Slot
from bot.slack.gate import SlackGate
from bot.slack.people import Defaults
from bot.slack.sighted import sighted
from bot.slack.standing import spot_of
from bot.trouble import Reason, Trouble

DIGEST_SECONDS = 120.0  # for everything that Deepgram is asked
ALONE = frozenset({"data_table", "table", "data_visualization"})  # Slack shows one or two of them


@dataclass(frozen=True, slots=True)
class Composing:
    """Composes digests with the desk's figures."""

    desk: Desk
    clock: Clock
    defaults: Defaults
    gate: SlackGate
    _sights: dict[tuple[str, str], Sight] = field(default_factory=dict)  # of owners in channels

    async def permitted(self, digest: Digest, slot: Slot) -> Digest:
        """The digest as its owner may have it posted there now; raises Trouble where they may not."""
        look = await self.gate.look(digest.owner, spot_of(digest.channel), Aim.DIGEST)
        await self.gate.closed(look)
        desk, standpoint = sighted(self.desk, look), self._standpoint(digest, slot)
        with within(DIGEST_SECONDS):
            texts = [
                await self._narrowed(text, standpoint, desk, look) for text in digest.questions
            ]
        self._sights[digest.owner, digest.channel] = look.sight
        return replace(digest, draft=replace(digest.draft, questions=tuple(texts)))

    async def _narrowed(self, text: str, standpoint: Standpoint, desk: Desk, look: Look) -> str:
        understood = await understand(text, standpoint, desk)
        question = _clear(understood)
        spelled = spell(question, understood.vocabulary)
        found = (await self.gate.check(look, question, spelled)).question or question
        return text if found == question else spell(found, understood.vocabulary)

    def _standpoint(self, digest: Digest, slot: Slot) -> Standpoint:
        return Standpoint(
            slot.at,
            digest.schedule.zone,
            week_start=self.defaults.week_start,
            default_period=self.defaults.default_period,
        )

    async def answers(self, digest: Digest, slot: Slot) -> Sequence[Answer]:
        """The answers to its questions, as of the slot; raises Trouble."""
        standpoint = self._standpoint(digest, slot)
        with within(DIGEST_SECONDS):
            return [await self._answer(text, standpoint) for text in digest.questions]

    async def _answer(self, text: str, standpoint: Standpoint) -> Answer:
        understood = await understand(text, standpoint, self.desk)
        return await answer(_clear(understood), standpoint, self.desk, understood.names)

    def draw(self, digest: Digest, slot: Slot, answers: Sequence[Answer]) -> Composed:
        """The digest's post: its answers one after the other, and whose digest it is."""
        seen = self._sights.get((digest.owner, digest.channel), Sight(frozenset(), frozenset()))
        cards = [answer_card(within_sight(each, seen), now=self.clock()) for each in answers]
        blocks = [*cards[0].blocks, *(b for card in cards[1:] for b in _beside(card))]
        text = "\n\n".join(card.text for card in cards)
        whole = fit(Message(text, (*blocks, *post_foot(digest, slot))))
        return Composed(whole, text_only(whole))

    def note(self, digest: Digest, slot: Slot, trouble: Trouble) -> Composed:
        """What stands in its place while it cannot be computed."""
        card = trouble_card(trouble, subject(digest))
        message = fit(Message(card.text, (*card.blocks, *post_foot(digest, slot))))
        return Composed(message, text_only(message))


def _clear(understood: Understood) -> Question:
    """The question that was understood; raises Trouble where the text is none any more."""
    if isinstance(understood.question, Question):
        return understood.question
    piece = understood.question.text
    raise Trouble(Reason.NOT_FOUND, {"what": f"“{piece}”", "instead": "/dgusage digests"})


def _beside(card: Message) -> list[Block]:
    """A further answer of the same post: Slack takes one table a message, so its rows are text."""
    rows = Message(card.text, tuple(b for b in card.blocks if b["type"] in ALONE))
    rest = [block for block in card.blocks if block["type"] not in ALONE]
    said = text_only(rows).text if rows.blocks else ""
    return [*rest[:-1], *([section({"type": "mrkdwn", "text": said})] if said else []), *rest[-1:]]

"""What a digest says: its questions asked at the slot, drawn as one message. A digest.ways.Composer."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

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
from bot.digest.cards import orphan_card, post_foot, subject
from bot.digest.conditions import judge
from bot.digest.marks import Marks, marked
from bot.digest.model import Digest, Unreadable
from bot.digest.ways import DIGEST_SECONDS, Composed
from bot.policy.gate import Look
from bot.policy.model import Aim, Sight, Standing
from bot.policy.sight import within_sight
from bot.question.model import Question, Standpoint
from bot.question.say import spell
from bot.question.schedule import Slot
from bot.slack.gate import SlackGate
from bot.slack.people import Defaults
from bot.slack.sighted import sighted
from bot.slack.standing import spot_of
from bot.trouble import Reason, Trouble

HELD = "By its conditions it would not be posted now: {why}."
OWNER_GONE = "Whoever set this digest up has left the workspace."
Every = Callable[[], Awaitable[Sequence[Digest | Unreadable]]]

AHEAD = timedelta(days=1)  # digests that are due so soon are got ready for
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
        """The digest as its owner may have it posted there now; raises Trouble where they may not.

        OWNER_GONE where there is no such person any more.
        """
        look = await self.gate.look(digest.owner, spot_of(digest.channel), Aim.DIGEST)
        if look.person.standing is Standing.DELETED:
            raise Trouble(Reason.OWNER_GONE)
        await self.gate.closed(look)
        desk, standpoint = sighted(self.desk, look), standpoint_of(digest, slot, self.defaults)
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
        # What one channel's project decides must not be shared with a digest of another channel.
        as_typed = found == question and not standpoint.project
        return text if as_typed else spell(found, understood.vocabulary)

    async def answers(self, digest: Digest, slot: Slot) -> Sequence[Answer]:
        """The answers to its questions, as of the slot; raises Trouble."""
        standpoint = standpoint_of(digest, slot, self.defaults)
        with within(DIGEST_SECONDS):
            return [await self._answer(text, standpoint) for text in digest.questions]

    async def _answer(self, text: str, standpoint: Standpoint) -> Answer:
        understood = await understand(text, standpoint, self.desk)
        # What is asked is as of the slot; how old figures may be is a matter of the clock.
        reading = replace(standpoint, now=max(standpoint.now, self.clock()))
        return await answer(_clear(understood), reading, self.desk, understood.names)

    async def reports(self, digest: Digest, slot: Slot, day: date) -> bool:
        """Whether one of its questions is about that UTC day, or compares with it; raises Trouble."""
        with within(DIGEST_SECONDS):
            read = await asked_by(digest, slot, self.desk, self.defaults)
        spans = [span for each in read for span in (each.period, each.compare) if span]
        return any(span.first <= day <= span.last for span in spans)

    async def preview(self, digest: Digest) -> Composed:
        """What the digest would post now, marked as a try; raises Trouble as `permitted`."""
        moment, zone = self.clock(), digest.schedule.zone
        slot = Slot(moment.astimezone(zone).replace(tzinfo=None), moment)
        asked = await self.permitted(digest, slot)
        found = await self.answers(asked, slot)
        judged = judge(digest.conditions, found)
        held = HELD.format(why=judged.skip) if judged.skip else ""
        marks = Marks(unchecked=judged.unchecked, preview=True, held=held)
        return marked(self.draw(asked, slot, found), slot, digest.zone, marks)

    def draw(self, digest: Digest, slot: Slot, answers: Sequence[Answer]) -> Composed:
        """The digest's post: its answers one after the other, and whose digest it is."""
        seen = self._sights.get((digest.owner, digest.channel), Sight(frozenset(), frozenset()))
        cards = [answer_card(within_sight(each, seen), now=self.clock()) for each in answers]
        blocks = [*cards[0].blocks, *(b for card in cards[1:] for b in _beside(card))]
        text = "\n\n".join(card.text for card in cards)
        whole = fit(Message(text, (*blocks, *post_foot(digest, slot))))
        return Composed(whole, text_only(whole))

    def note(self, digest: Digest, slot: Slot, trouble: Trouble) -> Composed:
        """What stands in its place while it cannot be computed, or while it needs a new owner."""
        if trouble.reason is Reason.OWNER_GONE:
            asks = orphan_card(digest, OWNER_GONE)
            return Composed(asks, text_only(asks))
        card = trouble_card(trouble, subject(digest))
        message = fit(Message(card.text, (*card.blocks, *post_foot(digest, slot))))
        return Composed(message, text_only(message))


def standpoint_of(digest: Digest, slot: Slot, defaults: Defaults) -> Standpoint:
    """From where a digest asks: its zone and its channel's project, at the slot."""
    return Standpoint(
        slot.at,
        digest.schedule.zone,
        week_start=defaults.week_start,
        default_period=defaults.default_period,
        project=defaults.projects.get(digest.channel, ""),
    )


async def asked_by(digest: Digest, slot: Slot, desk: Desk, defaults: Defaults) -> list[Question]:
    """What the digest asks at that slot; raises Trouble where a text is no question any more."""
    standpoint = standpoint_of(digest, slot, defaults)
    return [_clear(await understand(text, standpoint, desk)) for text in digest.questions]


async def due_soon(
    all_of_them: Every, desk: Desk, defaults: Defaults, clock: Clock
) -> list[Question]:
    """What the digests that are due within a day will ask; raises Trouble without the store.

    A text that is no question any more is left to its digest to tell.
    """
    now, found = clock(), list[Question]()
    for digest in await all_of_them():
        if not isinstance(digest, Digest) or digest.deleted or digest.paused:
            continue
        slots = [slot for slot in digest.schedule.next_after(now) if slot.at - now <= AHEAD]
        with suppress(Trouble):
            found += [q for slot in slots for q in await asked_by(digest, slot, desk, defaults)]
    return found


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

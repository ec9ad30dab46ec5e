"""Puts somebody's Home tab together: each part by what they may see, each failing by itself."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.answer.model import Answer
from bot.ask import Desk, answer, understand, vocabulary
from bot.blocks.home import Glance, HomePage
from bot.blocks.message import Block
from bot.blocks.trouble import sentence
from bot.clock import Clock
from bot.deadline import within
from bot.gather import side_by_side
from bot.policy.gate import Look
from bot.policy.model import Need, Showing
from bot.policy.say import because
from bot.policy.sight import within_sight
from bot.policy.table import rule
from bot.question.help import examples
from bot.question.model import Standpoint, Unclear
from bot.question.say import spell
from bot.slack.gate import SlackGate
from bot.slack.notes import Notes, person
from bot.slack.payload import Asked
from bot.slack.sighted import sighted
from bot.trouble import Trouble

GLANCE_SECONDS = 15.0  # for everything that Deepgram is asked
USAGE, COST = "usage this month vs last month", "cost this month vs last month"
UNREAD = "The figures of this month cannot be read here."


class Rows(NamedTuple):
    """Somebody's digests as blocks, with what can be done, and how many more there are."""

    blocks: Sequence[Block]
    more: int = 0


OwnDigests = Callable[[Asked], Awaitable[Rows]]  # raises Trouble


@dataclass(frozen=True, slots=True)
class Homing:
    """Makes Home tabs of what the bot knows, each for the eyes of one person."""

    desk: Desk
    clock: Clock
    gate: SlackGate
    notes: Notes
    digests: OwnDigests | None = None

    async def page(self, asked: Asked) -> HomePage:
        """Everything but the figures, which takes little time; never raises Trouble."""
        look, now = await self.gate.asked(asked), self.clock()
        if look.closed is not None:
            return HomePage(now, refused=because(look.closed, look.policy))
        rows = await self._digests(asked, look)
        known = await sighted(self.desk, look).held() or {}
        return HomePage(
            now,
            examples=examples(vocabulary(known)),
            digests=rows if isinstance(rows, str) else rows.blocks,
            more_digests=0 if isinstance(rows, str) else rows.more,
            saved=await self._saved(asked),
            recent=await self.notes.recent(asked),
        )

    async def examples(self, asked: Asked) -> Sequence[str]:
        """Questions that work for somebody, with names that they may see."""
        look = await self.gate.asked(asked)
        known = await sighted(self.desk, look).held() or {}
        return () if look.closed is not None else examples(vocabulary(known))

    async def glance(self, asked: Asked, standpoint: Standpoint) -> Glance:
        """This month's figures, as far as they may be seen; never raises Trouble."""
        look = await self.gate.asked(asked)
        texts = [USAGE, COST] if _may(look, Need.COST) else [USAGE]
        with within(GLANCE_SECONDS):
            usage, *cost = await side_by_side(
                self._figures(text, look, standpoint) for text in texts
            )
        return Glance(usage, cost[0] if cost else None)

    async def _figures(self, text: str, look: Look, standpoint: Standpoint) -> Answer | str:
        try:
            return await self._answer(text, look, standpoint)
        except Trouble as trouble:
            return _plain(trouble)

    async def _answer(self, text: str, look: Look, standpoint: Standpoint) -> Answer | str:
        desk = sighted(self.desk, look)
        known = await understand(text, standpoint, desk)
        if isinstance(known.question, Unclear):
            return UNREAD
        verdict = await self.gate.check(
            look, known.question, spell(known.question, known.vocabulary)
        )
        found = await answer(verdict.question or known.question, standpoint, desk, known.names)
        return within_sight(found, verdict.sight)

    async def _digests(self, asked: Asked, look: Look) -> Rows | str:
        ruling = rule(look.policy, look.person, look.spot, look.aim, Need.DIGESTS)
        if ruling.showing is Showing.REFUSED and ruling.why is not None:
            return because(ruling.why, look.policy)
        try:
            return await self.digests(asked) if self.digests else Rows(())
        except Trouble as trouble:
            return _plain(trouble)

    async def _saved(self, asked: Asked) -> Mapping[str, str] | str:
        try:
            return await self.notes.saved.all(person(asked))
        except Trouble as trouble:
            return _plain(trouble)


def _may(look: Look, need: Need) -> bool:
    ruling = rule(look.policy, look.person, look.spot, look.aim, need)
    return ruling.showing is not Showing.REFUSED


def _plain(trouble: Trouble) -> str:
    return sentence(trouble).replace("`", "")

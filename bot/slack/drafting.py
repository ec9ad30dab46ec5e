"""Whether a draft can become a digest: what is wrong with it, and with which part of it."""

from dataclasses import dataclass

from bot.ask import Desk, understand
from bot.digest.form import CHANGE, CHANNEL, COST, QUESTION
from bot.digest.model import Draft
from bot.digest.wrong import Wrong
from bot.policy.gate import Look
from bot.policy.model import ALONE, Aim
from bot.question.model import SUMS, Kind, Question, Standpoint, Subject, Unclear
from bot.question.say import spell
from bot.slack.gate import SlackGate
from bot.slack.sighted import sighted
from bot.slack.standing import spot_of
from bot.trouble import Trouble

NO_CHANGE = (
    "Nothing was made: “only if change” needs a comparison. Add “vs previous” to the question."
)
NO_COST = "Nothing was made: “only if cost” needs a question about cost, such as: cost yesterday."
ONLY_FIGURES = "A digest posts usage or cost; {subject} is shown only to whoever asks."


@dataclass(frozen=True, slots=True)
class Drafting:
    """Holds drafts against what can be asked, and against what may be posted where."""

    desk: Desk
    gate: SlackGate

    async def wrong(self, draft: Draft, user: str, standpoint: Standpoint) -> Wrong | None:
        """The first thing that is wrong with a draft of somebody's; None where it can be a digest.

        Raises Trouble where that cannot be found out now.
        """
        look = await self.gate.look(user, spot_of(draft.channel), Aim.DIGEST)
        try:
            await self.gate.closed(look)
        except Trouble as trouble:
            return Wrong(CHANNEL, "", trouble)
        found: list[Question] = []
        for text in draft.questions:
            question = await self._question(text, look, standpoint)
            if isinstance(question, Wrong):
                return question
            found.append(question)
        return _untellable(draft, found)

    async def _question(self, text: str, look: Look, standpoint: Standpoint) -> Question | Wrong:
        understood = await understand(text, standpoint, sighted(self.desk, look))
        question = understood.question
        if isinstance(question, Unclear):
            return Wrong(QUESTION, text, question)
        if question.subject not in SUMS:
            why = ONLY_FIGURES.format(subject=Subject(question.subject).value)
            return Wrong(QUESTION, text, Unclear(Kind.NOT_UNDERSTOOD, text, why=why))
        try:
            await self.gate.check(look, question, spell(question, understood.vocabulary))
        except Trouble as trouble:
            seen = look.spot.room not in ALONE and look.spot.shared is not False
            return Wrong(CHANNEL if seen else QUESTION, text, trouble)
        return question


def _untellable(draft: Draft, found: list[Question]) -> Wrong | None:
    """The condition that could never be told of these questions."""
    of = draft.conditions
    if of.change is not None and all(one.compare is None for one in found):
        return Wrong(CHANGE, "", NO_CHANGE)
    if of.cost is not None and all(one.subject is not Subject.COST for one in found):
        return Wrong(COST, "", NO_COST)
    return None

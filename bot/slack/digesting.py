"""Carries out orders about digests: made, listed, paused, sent, deleted, as they are told to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.ask import SUMS, Desk, understand
from bot.blocks.message import Message
from bot.blocks.unclear import unclear_card
from bot.digest.cards import changed_card, list_card, log_card, made_card
from bot.digest.errors import meaning
from bot.digest.keeping import Keeper, Known, Outcome, Poster
from bot.digest.model import NOW, PREVIEW, Digest, Draft, Unreadable
from bot.digest.order import Order, Verb, ordered
from bot.digest.ways import Fate, Sent
from bot.policy.model import Aim, Need
from bot.question.model import Kind, Period, Standpoint, Subject, Unclear
from bot.question.say import spell
from bot.question.schedule import Slot
from bot.slack.gate import SlackGate
from bot.slack.payload import Asked
from bot.slack.sighted import sighted
from bot.slack.standing import spot
from bot.trouble import Reason, Trouble

SHOWN = 3  # runs ahead
GONE = "That digest is gone. /dgusage digests lists those that post here."
NOT_HERE = "A digest belongs to a conversation: say it in the channel that it is to post in."
NOT_EDITED = "Not changed: somebody else changed it meanwhile, or there is one like that already."
MADE, THERE, EDITED = "Digest set up", "This digest is there already", "Digest changed"
NO_CHANGE = (
    "Nothing was made: “only if change” needs a comparison. Add “vs previous” to the question."
)
NO_COST = "Nothing was made: “only if cost” needs a question about cost, such as: cost yesterday."
ONLY_FIGURES = "A digest posts usage or cost; {subject} is shown only to whoever asks."


@dataclass(frozen=True, slots=True)
class Desks:
    """What managing digests needs."""

    desk: Desk
    keeper: Keeper
    poster: Poster
    gate: SlackGate

    async def carried_out(self, asked: Asked, standpoint: Standpoint) -> Message | None:
        """What became of an order; None where the text is none. Raises Trouble."""
        order = ordered(asked.text, standpoint.zone, standpoint.now)
        if order is None:
            return None
        if isinstance(order, Unclear):
            return unclear_card(asked.text, order, ("digest by tag last week every monday 9am",))
        look = await self.gate.asked(asked)
        need = Need.ADMIN if order.everywhere else Need.DIGESTS
        await self.gate.need(look, need, f"digest {order.verb.value}")
        return await _DONE[order.verb](self, order, asked, standpoint)

    async def create(self, order: Order, asked: Asked, standpoint: Standpoint) -> Message:
        """Makes a digest in the conversation where it was asked for."""
        if not asked.channel_id:
            return changed_card(NOT_HERE)
        for text in order.questions:
            if fault := await self._fault(text, asked, standpoint):
                return fault
        if said := await self._untellable(order, standpoint):
            return changed_card(said)
        made = await self.keeper.create(_draft(order, asked.channel_id, asked))
        if not isinstance(made.digest, Digest):
            raise Trouble(Reason.STORE_DOWN)
        self.poster.wake()
        ahead = await self._ahead(made.digest, standpoint)
        return made_card(made.digest, ahead, MADE if made.done else THERE)

    async def edit(self, order: Order, asked: Asked, standpoint: Standpoint) -> Message:
        """Another question, schedule or condition in the place of a digest's; its channel stays."""
        known = await self._own(order.id, asked)
        if not isinstance(known, Digest):
            return _gone()
        for text in order.questions:
            if fault := await self._fault(text, asked, standpoint):
                return fault
        if said := await self._untellable(order, standpoint):
            return changed_card(said)
        draft = replace(_draft(order, known.channel, asked), owner=known.owner)
        changed = await self.keeper.edit(order.id, known.version, draft)
        self.poster.wake()
        if not changed.done or not isinstance(changed.digest, Digest):
            return changed_card(NOT_EDITED)
        ahead = await self._ahead(changed.digest, standpoint)
        return made_card(changed.digest, ahead, EDITED)

    async def _fault(self, text: str, asked: Asked, standpoint: Standpoint) -> Message | None:
        """Why a text cannot be the question of a digest; raises Trouble where it may not be."""
        look = await self.gate.look(asked.user_id, spot(asked), Aim.DIGEST)
        understood = await understand(text, standpoint, sighted(self.desk, look))
        question = understood.question
        if isinstance(question, Unclear):
            return unclear_card(text, question, ("digest by tag last week every monday 9am",))
        if question.subject not in SUMS:
            subject = Subject(question.subject).value
            fault = Unclear(Kind.NOT_UNDERSTOOD, text, why=ONLY_FIGURES.format(subject=subject))
            return unclear_card(text, fault, ("digest by tag last week every monday 9am",))
        await self.gate.check(look, question, spell(question, understood.vocabulary))
        return None

    async def _untellable(self, order: Order, standpoint: Standpoint) -> str:
        """Why a condition could never be told of these questions; empty where it can."""
        read = [(await understand(q, standpoint, self.desk)).question for q in order.questions]
        asked = [one for one in read if not isinstance(one, Unclear)]
        of = order.conditions
        if of.change is not None and all(one.compare is None for one in asked):
            return NO_CHANGE
        if of.cost is not None and all(one.subject is not Subject.COST for one in asked):
            return NO_COST
        return ""

    async def _ahead(
        self, digest: Digest, standpoint: Standpoint
    ) -> list[tuple[Slot, Period | None]]:
        """The next runs, and the days that the first question will be about then."""
        found: list[tuple[Slot, Period | None]] = []
        for slot in digest.schedule.next_after(await self.keeper.now(), SHOWN):
            then = replace(standpoint, now=slot.at, zone=digest.schedule.zone)
            question = (await understand(digest.questions[0], then, self.desk)).question
            found.append((slot, None if isinstance(question, Unclear) else question.period))
        return found

    async def list(self, order: Order, asked: Asked, _: Standpoint) -> Message:
        """The digests of the channel, or of the workspace."""
        known = (
            await self.keeper.of_team(asked.team_id)
            if order.everywhere
            else await self.keeper.here(asked.team_id, asked.channel_id)
        )
        return list_card(known, everywhere=order.everywhere)

    async def log(self, order: Order, asked: Asked, _: Standpoint) -> Message:
        """What became of one digest's slots, or of all in the channel."""
        one = await self._own(order.id, asked) if order.id else None
        if order.id and one is None:
            return changed_card(GONE)
        known = [one] if one else await self.keeper.here(asked.team_id, asked.channel_id)
        runs = [(each, run) for each in known for run in await self.keeper.log(each.id)]
        runs.sort(key=lambda pair: pair[1].at, reverse=True)
        return log_card(runs, await self.keeper.now())

    async def _own(self, id_: str, asked: Asked) -> Known | None:
        """A digest of the asker's workspace; what is not there and what is not theirs is the same."""
        found = await self.keeper.get(id_)
        if isinstance(found, Unreadable):
            return found
        return found if found is not None and found.team == asked.team_id else None

    async def _change(
        self, order: Order, asked: Asked, change: Callable[[str], Awaitable[Outcome]]
    ) -> tuple[bool, Digest] | None:
        if not isinstance(await self._own(order.id, asked), Digest):
            return None
        outcome = await change(order.id)
        self.poster.wake()
        return (outcome.done, outcome.digest) if isinstance(outcome.digest, Digest) else None

    async def pause(self, order: Order, asked: Asked, _: Standpoint) -> Message:
        """Nothing is posted until it is resumed."""
        done = await self._change(order, asked, self.keeper.pause)
        return changed_card("Paused.", f"digest resume {order.id}", done[1]) if done else _gone()

    async def resume(self, order: Order, asked: Asked, _: Standpoint) -> Message:
        """It goes on from now."""
        done = await self._change(order, asked, self.keeper.resume)
        return changed_card("Resumed.", f"digest pause {order.id}", done[1]) if done else _gone()

    async def delete(self, order: Order, asked: Asked, _: Standpoint) -> Message:
        """It posts nothing any more."""
        done = await self._change(order, asked, self.keeper.delete)
        return changed_card("Deleted.", f"digest undo {order.id}", done[1]) if done else _gone()

    async def undo(self, order: Order, asked: Asked, _: Standpoint) -> Message:
        """A deleted one is back."""
        done = await self._change(order, asked, self.keeper.undo)
        return changed_card("It is back.", "", done[1]) if done else _gone()

    async def send(self, order: Order, asked: Asked, _: Standpoint) -> Message:
        """Posts it now, which uses up no slot."""
        return await self._sent(order, asked, NOW)

    async def test(self, order: Order, asked: Asked, _: Standpoint) -> Message:
        """Posts it now, marked as a preview."""
        return await self._sent(order, asked, PREVIEW)

    async def _sent(self, order: Order, asked: Asked, event: str) -> Message:
        digest = await self._own(order.id, asked)
        if not isinstance(digest, Digest):
            return _gone()
        return changed_card(_posted(await self.poster.send_now(digest, event)))


def _draft(order: Order, channel: str, asked: Asked) -> Draft:
    if order.schedule is None:
        raise Trouble(Reason.BROKEN)
    return Draft(
        questions=order.questions,
        schedule=order.schedule,
        channel=channel,
        team=asked.team_id,
        owner=asked.user_id,
        conditions=order.conditions,
    )


def _gone() -> Message:
    return changed_card(GONE)


def _posted(sent: Sent) -> str:
    """What became of a post, for whoever asked for it."""
    if sent.fate is Fate.DONE:
        return "Posted."
    if sent.fate is Fate.UNSURE:
        return "It may have been posted: Slack gave no answer. Look before you send it again."
    means = meaning(sent.error)
    return f"Not posted. {means.happened} {means.todo}"


Carry = Callable[[Desks, Order, Asked, Standpoint], Awaitable[Message]]
_DONE: dict[Verb, Carry] = {
    Verb.CREATE: Desks.create,
    Verb.LIST: Desks.list,
    Verb.LOG: Desks.log,
    Verb.PAUSE: Desks.pause,
    Verb.RESUME: Desks.resume,
    Verb.DELETE: Desks.delete,
    Verb.UNDO: Desks.undo,
    Verb.SEND: Desks.send,
    Verb.TEST: Desks.test,
    Verb.EDIT: Desks.edit,
}

"""Carries out orders about digests: made, listed, paused, sent, deleted, as they are told to."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.ask import Desk, understand
from bot.blocks.message import Block, Message
from bot.blocks.unclear import unclear_card
from bot.digest import cards
from bot.digest.cards import Listed, Made, changed_card
from bot.digest.errors import meaning
from bot.digest.keeping import Keeper, Known, Outcome, Poster
from bot.digest.log_card import log_card
from bot.digest.model import NOW, Digest, Draft, Run, State, Unreadable
from bot.digest.order import Order, Verb, amended, drafted, ordered
from bot.digest.wrong import EXAMPLES
from bot.gather import side_by_side
from bot.policy.gate import Look
from bot.policy.model import Aim, Need, Person, Showing
from bot.policy.table import rule
from bot.question.model import Period, Standpoint, Unclear
from bot.question.schedule import Slot
from bot.slack.drafting import Drafting
from bot.slack.gate import SlackGate
from bot.slack.payload import Asked
from bot.slack.seam import Reply, both
from bot.slack.standing import spot_of
from bot.slack.trying import hindered, told
from bot.trouble import Reason, Trouble

SHOWN = 3  # runs ahead
GONE = (
    "There is no such digest here. /dgusage digests lists those that post in a channel; they are "
    "changed there, or by whoever set them up."
)
NOT_HERE = "A digest belongs to a conversation: say it in the channel that it is to post in."
MEANWHILE = "Not changed: somebody else changed it meanwhile. Look at it again, then change it."
ALIKE = "Not changed: there is one like that already."
MADE, THERE, EDITED = "Digest set up", "This digest is there already", "Digest changed"
TAKEN_BACK = "Taken back: it posts nothing."
ALREADY_BACK = "It was taken back already: it posts nothing."
KEPT = "Not taken back: it has posted since, or is posting now ({due}). Delete ends it."
INVITE = "I am not in that channel yet: type /invite @dgusage there before the first run."
ABSENT = frozenset({"not_in_channel", "channel_not_found"})


@dataclass(frozen=True, slots=True)
class Act:
    """An order by somebody, and the digest that it names as it stands; None where it names none."""

    order: Order
    asked: Asked
    standpoint: Standpoint
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Desks:
    """What managing digests needs."""

    desk: Desk
    keeper: Keeper
    poster: Poster
    gate: SlackGate

    @property
    def drafting(self) -> Drafting:
        """What tells whether a draft can become a digest."""
        return Drafting(self.desk, self.gate)

    async def carried_out(self, asked: Asked, standpoint: Standpoint) -> Reply | None:
        """What became of an order; None where the text is none. Raises Trouble."""
        order = ordered(asked.text, standpoint.zone, standpoint.now)
        if order is None:
            return None
        if isinstance(order, Unclear):
            return both(unclear_card(asked.text, order, EXAMPLES))
        known = await self.known(order.id, asked) if order.id else None
        await self.allow(asked, order, place(known, asked))
        if order.id and not _is_there(order.verb, known):
            return both(changed_card(GONE))
        if order.verb is Verb.TEST and isinstance(known, Digest):
            found = await self.poster.preview(known)
            return Reply(found.message, found.plain, alone=True)
        return both(await _DONE[order.verb](self, Act(order, asked, standpoint, known)))

    async def known(self, id_: str, asked: Asked) -> Known | None:
        """A digest, for those who may manage it; what is not there and not theirs is the same.

        Those are all in its channel, its owner, and who administers the workspace.
        """
        found = await self.keeper.get(id_)
        if not isinstance(found, Digest):
            return found
        if found.team != asked.team_id:
            return None
        if asked.channel_id == found.channel or asked.user_id == found.owner:
            return found
        look = await self.gate.asked(asked)
        admin = rule(look.policy, look.person, look.spot, Aim.ASKER, Need.ADMIN)
        return None if admin.showing is Showing.REFUSED else found

    async def allow(self, asked: Asked, order: Order, channel: str, *, quiet: bool = False) -> None:
        """Lets an order about a channel pass. Raises Trouble.

        It is written down, but where it is `quiet` only if it is refused.
        """
        need = Need.ADMIN if order.everywhere else Need.DIGESTS
        look = await self.look(asked, channel)
        ruling = rule(look.policy, look.person, look.spot, look.aim, need)
        if not quiet or ruling.showing is Showing.REFUSED:
            await self.gate.need(look, need, f"digest {order.verb.value}")

    async def look(self, asked: Asked, channel: str) -> Look:
        """Who asks, and the channel that it is about."""
        if channel == asked.channel_id:
            return await self.gate.asked(asked)
        return await self.gate.look(asked.user_id, spot_of(channel), Aim.ASKER)

    async def create(self, act: Act) -> Message:
        """Makes a digest in the conversation where it was asked for."""
        if not act.asked.channel_id:
            return changed_card(NOT_HERE)
        return await self.made(
            drafted(act.order, act.asked.channel_id, act.asked.team_id, act.asked.user_id),
            act.asked,
            act.standpoint,
        )

    async def made(self, draft: Draft, asked: Asked, standpoint: Standpoint) -> Message:
        """Makes a digest of a draft, unless it is there already; raises Trouble."""
        if wrong := await self.drafting.wrong(draft, asked.user_id, standpoint):
            return wrong.card
        made = await self.keeper.create(draft)
        if not isinstance(made.digest, Digest):
            raise Trouble(Reason.STORE_DOWN)
        self.poster.wake()
        return await self._shown(made.digest, standpoint, MADE if made.done else THERE)

    async def edit(self, act: Act) -> Message:
        """What an order says, in the place of what a digest said; the rest of it stays."""
        if not isinstance(act.known, Digest):
            return changed_card(GONE)
        draft = amended(act.known.draft, act.order)
        return await self.changed(act.known, act.known.version, draft, act)

    async def changed(self, old: Digest, version: int, draft: Draft, act: Act) -> Message:
        """Another draft in the place of a digest's, if it is still of that version; raises Trouble."""
        if wrong := await self.drafting.wrong(draft, act.asked.user_id, act.standpoint):
            return wrong.card
        changed = await self.keeper.edit(old.id, version, draft)
        self.poster.wake()
        if not isinstance(changed.digest, Digest) or changed.digest.deleted:
            return changed_card(GONE)
        if not changed.done:
            other = changed.digest.id != old.id
            return changed_card(ALIKE if other else MEANWHILE, digest=Listed(changed.digest))
        return await self._shown(changed.digest, act.standpoint, EDITED)

    async def _shown(self, digest: Digest, standpoint: Standpoint, title: str) -> Message:
        ahead = await self._ahead(digest, standpoint)
        word = await self._hindered(digest)
        hindrance = INVITE if word in ABSENT else meaning(word).happened if word else ""
        return cards.made_card(Made(digest, ahead, title, title == MADE, hindrance))

    async def _hindered(self, digest: Digest) -> str:
        """Slack's word for what stands in the way of a post; empty where nothing is known to."""
        places = self.gate.places
        return "" if places is None else await hindered(places.client, digest.channel)

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

    async def form(self, act: Act) -> Message:
        """How it is said, where there is not enough for a digest: by the form, or in one line."""
        if isinstance(act.known, Digest):
            return cards.edit_card(act.known)
        order = act.order
        asked = "; ".join(order.questions) + cards.conditions(order.conditions)
        every = order.schedule.say() if order.schedule else "every monday 9am"
        return cards.offer_card(asked, f"{asked or 'by tag last week'} {every}")

    async def list(self, act: Act) -> Message:
        """The digests of the channel, or of the workspace."""
        everywhere = act.order.everywhere
        known = await (self._everywhere(act.asked.team_id) if everywhere else self._here(act.asked))
        return cards.list_card(await self.listed(known), everywhere=everywhere)

    async def _everywhere(self, team: str) -> Sequence[Known]:
        return await self.keeper.of_team(team)

    async def _here(self, asked: Asked) -> Sequence[Known]:
        return await self.keeper.here(asked.team_id, asked.channel_id)

    async def listed(self, known: Sequence[Known], most: int = cards.MOST) -> Sequence[Listed]:
        """The digests, the first of them with what became of their latest slots."""
        logs = await side_by_side(self.keeper.log(one.id, 1) for one in known[:most])
        first = [Listed(one, next(iter(log), None)) for one, log in zip(known, logs, strict=False)]
        return [*first, *map(Listed, known[most:])]

    async def rows_for(self, person: Person) -> Sequence[Block]:
        """Somebody's digests wherever they post, two blocks each, the next one due first."""
        known = await self.keeper.of_team(person.team)
        own = [one for one in known if isinstance(one, Digest) and one.owner == person.id]
        listed = await self.listed(own)
        return [b for one in listed for b in cards.entry(one.digest, one.last, everywhere=True)]

    async def log(self, act: Act) -> Message:
        """What became of one digest's slots, or of all in the channel."""
        known = [act.known] if act.known else await self._here(act.asked)
        runs = [(each, run) for each in known for run in await self.keeper.log(each.id)]
        runs.sort(key=lambda pair: pair[1].at, reverse=True)
        return log_card(runs, await self.keeper.now())

    async def _told(self, done: Awaitable[Outcome], said: str, undo: str = "") -> Message:
        outcome = await done
        self.poster.wake()
        if not isinstance(outcome.digest, Digest):
            return changed_card(GONE)
        [listed] = await self.listed([outcome.digest])
        return changed_card(said, undo, listed)

    async def pause(self, act: Act) -> Message:
        """Nothing is posted until it is resumed."""
        id_ = act.order.id
        return await self._told(self.keeper.pause(id_), "Paused.", f"digest resume {id_}")

    async def resume(self, act: Act) -> Message:
        """It goes on from now, where it would not fail again."""
        if not isinstance(act.known, Digest):
            return changed_card(GONE)
        if why := await self.still_wrong(act.known):
            return cards.not_resumed_card(act.known, why)
        id_ = act.order.id
        return await self._told(self.keeper.resume(id_), "Resumed.", f"digest pause {id_}")

    async def still_wrong(self, digest: Digest) -> str:
        """Why a digest would fail if it were due now, and what to do; empty where it would not.

        It is computed, and Slack is asked about its channel; nothing is posted.
        """
        if word := await self._hindered(digest):
            means = meaning(word)
            return f"{means.happened} {means.todo}"
        try:
            await self.poster.preview(digest)
        except Trouble as trouble:
            return trouble.sentence
        return ""

    async def delete(self, act: Act) -> Message:
        """It posts nothing any more."""
        id_ = act.order.id
        return await self._told(self.keeper.delete(id_), "Deleted.", f"digest undo {id_}")

    async def undo(self, act: Act) -> Message:
        """A deleted one is back."""
        if isinstance(act.known, Digest) and not act.known.deleted:
            return changed_card("It is there: nothing was to be undone.")
        outcome = await self.keeper.undo(act.order.id)
        self.poster.wake()
        if not isinstance(outcome.digest, Digest):
            return changed_card(GONE)
        if not outcome.done:
            return changed_card("Not brought back: there is one like it again.")
        return changed_card("It is back.", digest=(await self.listed([outcome.digest]))[0])

    async def withdraw(self, act: Act) -> Message:
        """Takes back what was made just now; not where it has posted since."""
        if not isinstance(act.known, Digest) or act.known.deleted:
            return changed_card(ALREADY_BACK, f"digest undo {act.order.id}")
        if (run := await self._begun(act.order.id)) is not None:
            due = run.slot.replace("T", " ")
            return cards.kept_card(act.known, KEPT.format(due=due))
        outcome = await self.keeper.delete(act.order.id)
        said = TAKEN_BACK if outcome.done else ALREADY_BACK
        return changed_card(said, f"digest undo {act.order.id}")

    async def _begun(self, id_: str) -> Run | None:
        """A slot of it that was posted, or may be by now."""
        begun = {State.POSTED, State.SENDING}
        return next((run for run in await self.keeper.log(id_) if run.state in begun), None)

    async def send(self, act: Act) -> Message:
        """Posts it now, which uses up no slot."""
        if not isinstance(act.known, Digest):
            return changed_card(GONE)
        return changed_card(told(await self.poster.send_now(act.known, NOW)))


def place(known: Known | None, asked: Asked) -> str:
    """The channel that an order is about: a digest's, else where it was given."""
    return known.channel if isinstance(known, Digest) else asked.channel_id


def _is_there(verb: Verb, known: Known | None) -> bool:
    """Whether an order can be about it: to what is deleted, only few things can be done."""
    if known is None or isinstance(known, Unreadable):
        return known is not None and verb is Verb.LOG
    return not known.deleted or verb in {Verb.UNDO, Verb.WITHDRAW, Verb.LOG}


Carry = Callable[[Desks, Act], Awaitable[Message]]
_DONE: dict[Verb, Carry] = {
    Verb.CREATE: Desks.create,
    Verb.LIST: Desks.list,
    Verb.LOG: Desks.log,
    Verb.PAUSE: Desks.pause,
    Verb.RESUME: Desks.resume,
    Verb.DELETE: Desks.delete,
    Verb.UNDO: Desks.undo,
    Verb.WITHDRAW: Desks.withdraw,
    Verb.SEND: Desks.send,
    Verb.EDIT: Desks.edit,
    Verb.FORM: Desks.form,
}

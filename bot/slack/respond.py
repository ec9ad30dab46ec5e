"""A question from Slack becomes a reply: read, answered, drawn. Trouble becomes a message."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import NamedTuple

import structlog

from bot.answer.listing import Listing
from bot.answer.model import Answer
from bot.ask import Desk, Understood, vocabulary
from bot.blocks.answer import answer_card
from bot.blocks.change import suggested
from bot.blocks.figures import ENGLISH, written
from bot.blocks.help import HelpSection, help_card
from bot.blocks.limits import fit
from bot.blocks.listing import listing_card
from bot.blocks.message import Block, Message
from bot.blocks.onward import back
from bot.blocks.saved import said
from bot.blocks.shapes import buttons, context, verbatim
from bot.blocks.state import State
from bot.blocks.trouble import trouble_card
from bot.blocks.unclear import unclear_card
from bot.clock import Clock
from bot.course import note, part
from bot.deadline import within
from bot.inquire import inquire
from bot.policy.gate import FOR_ONE, Look
from bot.policy.model import Showing, Verdict
from bot.policy.redact import ADVICE, HIDDEN
from bot.policy.say import explain_access
from bot.policy.sight import within_sight
from bot.question.help import examples, help_topics
from bot.question.model import Output, Question, Standpoint, Subject, Unclear
from bot.question.read import read
from bot.question.saved import ordered
from bot.question.say import spell
from bot.slack import anew, changing, doctoring
from bot.slack.digesting import Desks
from bot.slack.gate import SlackGate
from bot.slack.leading import Asker, leading, leading_on
from bot.slack.notes import TYPED, Notes
from bot.slack.payload import Asked, How
from bot.slack.reading import heard, understood
from bot.slack.rows import csv_file, listing_file
from bot.slack.saving import carried_out
from bot.slack.seam import Json, Reply, both
from bot.slack.sighted import help_of, sighted
from bot.slack.turn import Turns
from bot.trouble import Reason, Trouble

QUESTION_SECONDS = 20.0  # for everything that Deepgram is asked; the rest is Slack's

NOT_HANDED_OVER = (
    "The CSV file could not be handed over: the bot needs the scope files:write, "
    "and to be in this conversation."
)

log = structlog.get_logger("bot.respond")


class Allowed(NamedTuple):
    """A question that was let through, by which verdict, and the desk that it is answered from."""

    desk: Desk
    question: Question
    verdict: Verdict
    look: Look


async def _access(gate: SlackGate, look: Look) -> Reply:
    return both(
        said(explain_access(look.policy, look.person, (await gate.there(look)).spot)), alone=True
    )


# Words for whoever uses the bot, that are no questions: each is answered from who asks where.
ORDERS: Mapping[str, Callable[[SlackGate, Look], Awaitable[Reply]]] = {"access": _access}


@dataclass(frozen=True, slots=True)
class Respondent:
    """Answers questions with the desk's figures; a bot.slack.seam.Responder."""

    desk: Desk
    clock: Clock
    notes: Notes = field(default_factory=Notes)
    digests: Desks | None = None
    gate: SlackGate = field(default_factory=SlackGate)
    examine: doctoring.Examine | None = None
    turns: Turns = field(default_factory=Turns)

    async def respond(self, asked: Asked, standpoint: Standpoint) -> Reply:
        """The reply to a question; never raises, trouble becomes a message."""
        outcome, reply = await self._respond(asked, standpoint)
        note(outcome=outcome)
        return reply

    async def form(self, asked: Asked, standpoint: Standpoint) -> Json | Reply:
        """The modal in which a question is changed; a reply where there is none. Raises Trouble."""
        return await changing.form(asked, standpoint, await self._desk(asked))

    async def options(self, asked: Asked) -> Json:
        """What can be chosen for what was typed so far; raises Trouble."""
        desk = await self._desk(asked)
        return suggested(asked.text, vocabulary(await desk.names(self.clock())))

    async def unclear(self, asked: Asked, standpoint: Standpoint) -> Mapping[str, str]:
        """Why a text is neither question nor order; empty where it is; raises Trouble."""
        desk = await self._desk(asked)
        word = asked.text.strip().lower()
        if anew.is_order(asked.text, standpoint) or word in {*ORDERS, doctoring.ORDER}:
            return {}
        return await anew.unclear(await heard(asked, self.notes), standpoint, desk)

    async def submitted(self, asked: Asked, standpoint: Standpoint) -> Asked | Mapping[str, str]:
        """The changed question, or what is wrong with it; raises Trouble."""
        return await changing.submitted(asked, standpoint, await self._desk(asked))

    async def _desk(self, asked: Asked) -> Desk:
        """The desk as whoever asks sees it; raises Trouble where they get nothing at all."""
        look = await self.gate.asked(asked)
        await self.gate.closed(look)
        return sighted(self.desk, look)

    async def _respond(self, asked: Asked, standpoint: Standpoint) -> tuple[str, Reply]:
        try:
            with within(QUESTION_SECONDS):
                return await self._answered(asked, standpoint)
        except Trouble as trouble:
            await self.turns.mine()
            return trouble.reason.value, self._sorry(trouble, asked)
        except Exception:  # the outermost boundary: what nobody foresaw is logged and said so
            ref = token_hex(4)
            log.exception("broken", ref=ref)
            broken = Trouble(Reason.BROKEN, {"ref": ref})
            return broken.reason.value, self._sorry(broken, asked)

    def _sorry(self, trouble: Trouble, asked: Asked) -> Reply:
        card = trouble_card(trouble, asked.text, actions=_way_back(asked))
        return both(card, alone=trouble.reason in FOR_ONE)

    async def _answered(self, asked: Asked, standpoint: Standpoint) -> tuple[str, Reply]:
        if HIDDEN in asked.text:
            return "secret", both(said(ADVICE), alone=True)
        look = await self.gate.asked(asked)
        if (operator := ORDERS.get(asked.text.strip().lower())) is not None:
            return "order", await operator(self.gate, look)
        if asked.text.strip().lower() == doctoring.ORDER:
            return "doctor", await doctoring.doctor(self.gate, look, self.examine)
        if look.closed is not None:
            return "help", await self._at_the_door(asked, look, standpoint)
        return await self._let_in(asked, look, standpoint)

    async def _let_in(self, asked: Asked, look: Look, standpoint: Standpoint) -> tuple[str, Reply]:
        desk = sighted(self.desk, look)
        done = await self.digests.carried_out(asked, standpoint) if self.digests else None
        if done is not None:
            return "digest", done
        order = ordered(asked.text)
        if order is not None:
            card = await carried_out(order, asked, standpoint, desk, self.notes)
            return order.verb.value, both(extended(card, _way_back(asked)))
        asked = await heard(asked, self.notes)
        if asked.how is How.AGAIN:
            asked = await anew.anew(asked, standpoint, desk)
        await self.turns.mine()
        known = await understood(asked, standpoint, desk, self.notes)
        question = known.question
        if isinstance(question, Unclear):
            card = unclear_card(asked.text, question, examples(known.vocabulary))
            note(unclear=question.kind.value)
            return "unclear", both(extended(card, _way_back(asked)))
        if question.subject is Subject.HELP:
            return "help", both(_help(question, known))
        _note_question(question)
        verdict = await self.gate.check(look, question, spell(question, known.vocabulary))
        await self._note(asked, question, known, standpoint)
        seen = Allowed(desk, question, verdict, look)
        alone = verdict.showing is Showing.PRIVATE
        shown = replace(asked, private=asked.private or alone)
        reply = await self._figures(shown, seen, known, standpoint)
        return "answered", replace(reply, alone=alone)

    async def _at_the_door(self, asked: Asked, look: Look, standpoint: Standpoint) -> Reply:
        """Help, which names nothing of the account; raises Trouble for whatever else is asked."""
        question = help_of(asked.text, standpoint)
        if question is None:
            await self.gate.closed(look)
        return both(_help(question or Question(Subject.HELP), Understood(Question(), {})))

    async def _note(
        self, asked: Asked, question: Question, known: Understood, standpoint: Standpoint
    ) -> None:
        """Keeps the question, to go on from it or to save it."""
        typed = asked.how in TYPED and read(asked.text, standpoint, known.vocabulary) == question
        await self.notes.note(asked, spell(question, known.vocabulary), as_typed=typed)

    async def _figures(
        self, asked: Asked, seen: "Allowed", known: Understood, standpoint: Standpoint
    ) -> Reply:
        question, narrowed = seen.question, seen.verdict.question or seen.question
        found = await _inquired(narrowed, standpoint, seen.desk, known)
        await self.turns.mine()
        asker = Asker(asked, seen.look, known.names, known.vocabulary, standpoint)
        if isinstance(found, Listing):
            note(rows=len(found.rows), source=found.source.value, stale=found.stale)
            return self._listed(found, question, asker)
        found = within_sight(found, seen.verdict.sight)
        ways = leading(question, asker)
        note(rows=len(found.parts), source=found.source.value, stale=found.stale)
        with part("blocks"):
            card = answer_card(
                found, now=self.clock(), actions=ways.actions(), row_button=ways.row_button
            )
        if question.output is not Output.CSV:
            return both(card, answered=True)
        return both(_unsent(card), answered=True, file=await csv_file(found))

    def _listed(self, found: Listing, question: Question, asker: Asker) -> Reply:
        ways = leading_on(found, question, asker)
        row = ways.row_button if any(ways.rows) else None
        card = listing_card(found, now=self.clock(), actions=ways.actions(), row_button=row)
        if question.output is not Output.CSV:
            return both(card, answered=True)
        return both(_unsent(card), answered=True, file=listing_file(found))


async def _inquired(
    question: Question, standpoint: Standpoint, desk: Desk, known: Understood
) -> Answer | Listing:
    """What it comes to; the sentences of a listing that goes into a file are as machines read them."""
    if question.output is not Output.CSV:
        return await inquire(question, standpoint, desk, known.names)
    with written(ENGLISH):
        return await inquire(question, standpoint, desk, known.names)


def _unsent(card: Message) -> Message:
    """What stands in for a file that could not be handed over."""
    return extended(card, [context(verbatim(NOT_HANDED_OVER))])


def _note_question(question: Question) -> None:
    """What is asked, without a word of it."""
    days = {} if question.period is None else {"days": question.period.length}
    by = [dimension.value for dimension in question.group_by]
    note(subject=question.subject.value, by=by, output=question.output.value, **days)


def _way_back(asked: Asked) -> Sequence[Block]:
    """Where the card that led here was replaced, the way back to it."""
    found = list(back(State(asked.text, asked.trail)))
    return [buttons(found)] if found else []


def extended(message: Message, actions: Sequence[Block]) -> Message:
    """The message with more blocks under it."""
    return fit(Message(message.text, (*message.blocks, *actions))) if actions else message


def _help(question: Question, understood: Understood) -> Message:
    sections = [HelpSection(t.title, t.rows) for t in help_topics(question.topic)]
    return help_card(question.topic, sections, examples(understood.vocabulary))

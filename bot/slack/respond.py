"""A question from Slack becomes a reply: read, answered, drawn. Trouble becomes a message."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from secrets import token_hex
from time import monotonic

import structlog

from bot.ask import Desk, Understood, answer, understand
from bot.blocks.answer import answer_card
from bot.blocks.fallback import text_only
from bot.blocks.help import HelpSection, help_card
from bot.blocks.limits import fit
from bot.blocks.message import Block, Message
from bot.blocks.onward import back
from bot.blocks.shapes import buttons
from bot.blocks.state import State
from bot.blocks.trouble import trouble_card
from bot.blocks.unclear import unclear_card
from bot.clock import Clock
from bot.deadline import within
from bot.question.help import examples, help_topics
from bot.question.model import Question, Standpoint, Subject, Unclear
from bot.slack.leading import leading
from bot.slack.payload import Asked
from bot.slack.seam import Reply
from bot.trouble import Reason, Trouble

QUESTION_SECONDS = 20.0  # for everything that Deepgram is asked; the rest is Slack's

Observe = Callable[[str, float], None]  # how a question ended, and in how many seconds


def _unobserved(outcome: str, seconds: float) -> None:
    """Nobody looks on."""


log = structlog.get_logger("bot.respond")


@dataclass(frozen=True, slots=True)
class Respondent:
    """Answers questions with the desk's figures; a bot.slack.seam.Responder."""

    desk: Desk
    clock: Clock
    observe: Observe = _unobserved

    async def respond(self, asked: Asked, standpoint: Standpoint) -> Reply:
        """The reply to a question; never raises, trouble becomes a message."""
        began = monotonic()
        outcome, reply = await self._respond(asked, standpoint)
        self.observe(outcome, monotonic() - began)
        return reply

    async def _respond(self, asked: Asked, standpoint: Standpoint) -> tuple[str, Reply]:
        try:
            with within(QUESTION_SECONDS):
                return await self._answered(asked, standpoint)
        except Trouble as trouble:
            return trouble.reason.value, self._sorry(trouble, asked)
        except Exception:  # the outermost boundary: what nobody foresaw is logged and said so
            ref = token_hex(4)
            log.exception("broken", ref=ref)
            broken = Trouble(Reason.BROKEN, {"ref": ref})
            return broken.reason.value, self._sorry(broken, asked)

    def _sorry(self, trouble: Trouble, asked: Asked) -> Reply:
        return both(trouble_card(trouble, asked.text, actions=_way_back(asked)))

    async def _answered(self, asked: Asked, standpoint: Standpoint) -> tuple[str, Reply]:
        understood = await understand(asked.text, standpoint, self.desk)
        question = understood.question
        if isinstance(question, Unclear):
            works = examples(understood.vocabulary)
            card = unclear_card(asked.text, question, works)
            return "unclear", both(extended(card, _way_back(asked)))
        if question.subject is Subject.HELP:
            return "help", both(_help(question, understood))
        return "answered", await self._figures(asked, question, understood, standpoint)

    async def _figures(
        self, asked: Asked, question: Question, understood: Understood, standpoint: Standpoint
    ) -> Reply:
        names = understood.names
        found = await answer(question, standpoint, self.desk, names)
        ways = leading(asked, question, names, understood.vocabulary, standpoint)
        return both(
            answer_card(found, now=self.clock(), actions=ways.actions(), row_button=ways.row_button)
        )


def _way_back(asked: Asked) -> Sequence[Block]:
    """Where the card that led here was replaced, the way back to it."""
    found = list(back(State(asked.text, asked.trail)))
    return [buttons(found)] if found else []


def extended(message: Message, actions: Sequence[Block]) -> Message:
    """The message with more blocks under it."""
    return fit(Message(message.text, (*message.blocks, *actions))) if actions else message


def both(message: Message) -> Reply:
    """A message, and the same in text alone for where its blocks are refused."""
    return Reply(message, text_only(message))


def _help(question: Question, understood: Understood) -> Message:
    sections = [HelpSection(t.title, t.rows) for t in help_topics(question.topic)]
    return help_card(question.topic, sections, examples(understood.vocabulary))

"""Saves questions under a name, lists and forgets them, as they are told to."""

from collections.abc import Mapping

from bot.account import Names
from bot.ask import Desk, vocabulary
from bot.blocks.message import Message
from bot.blocks.saved import said, saved_card, saved_note
from bot.question.model import Question, Standpoint, Vocabulary
from bot.question.read import read
from bot.question.saved import Order, Verb, lasting
from bot.question.say import spell
from bot.slack.notes import Notes, Whose, channel, person
from bot.slack.payload import Asked

NAME_IT = "Give it a name of 2 to 40 letters, digits, - or _, that is no date: save weekly-support"
NOTHING_ASKED = "There is no question of yours to save yet: ask one first, then save it."
FULL = "There are 50 saved questions already: forget one first, for example: forget {name}"


async def carried_out(
    order: Order, asked: Asked, standpoint: Standpoint, desk: Desk, notes: Notes
) -> Message:
    """What came of an order; raises Trouble where the store cannot be reached."""
    if order.verb is Verb.LIST:
        shared = await notes.saved.all(channel(asked)) if asked.channel_id else {}
        return saved_card(await notes.saved.all(person(asked)), shared)
    if not order.name:
        return said(NAME_IT)
    whose = channel(asked) if order.channel and asked.channel_id else person(asked)
    if order.verb is Verb.FORGET:
        return await _forgotten(order.name, whose, notes)
    text = await notes.last_of(asked)
    if text is None:
        return said(NOTHING_ASKED)
    names = await desk.names(standpoint.now)
    return await _saved(
        order, _kept(text, standpoint, names), whose, notes, _taken(order, standpoint, names)
    )


async def _forgotten(name: str, whose: Whose, notes: Notes) -> Message:
    gone = await notes.saved.forget(whose, name)
    return said(f"Forgot {name}." if gone else f"Nothing was saved as {name}.")


async def _saved(order: Order, text: str, whose: Whose, notes: Notes, taken: bool) -> Message:  # noqa: FBT001 (one of five)
    if taken:
        return said(f"{order.name} means something already when it is typed: choose another name.")
    if not await notes.saved.save(whose, order.name, text):
        return said(FULL.format(name=next(iter(await notes.saved.all(whose)), "NAME")))
    return saved_note(order.name, text, channel=order.channel)


def _kept(text: str, standpoint: Standpoint, names: Mapping[str, Names]) -> str:
    """The text to save: as it was typed, or where buttons spelled it, with days that move on."""
    known = vocabulary(names)
    question = read(text, standpoint, known)
    if isinstance(question, Question) and spell(question, known) == text:
        return lasting(question, standpoint, known)
    return text


def _taken(order: Order, standpoint: Standpoint, names: Mapping[str, Names]) -> bool:
    """Whether the name is a question by itself, such as that of a tag."""
    known: Vocabulary = vocabulary(names)
    return isinstance(read(order.name, standpoint, known), Question)

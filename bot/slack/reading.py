"""How what was asked in Slack is read: by itself, by a saved name, or after the last question."""

from dataclasses import replace

from bot.ask import Desk, Understood, understand, vocabulary
from bot.question.follow import follow
from bot.question.model import Kind, Standpoint, Unclear
from bot.question.read import read
from bot.question.saved import named
from bot.slack.notes import TYPED, Notes, channel, person
from bot.slack.payload import Asked
from bot.trouble import Trouble


async def heard(asked: Asked, notes: Notes) -> Asked:
    """What was asked, with the name of a saved question replaced by that question."""
    name = named(asked.text) if asked.how in TYPED else None
    text = await _saved(name, asked, notes) if name else None
    return asked if text is None else replace(asked, text=text)


async def understood(asked: Asked, standpoint: Standpoint, desk: Desk, notes: Notes) -> Understood:
    """The question that was asked, after the last one of its thread; raises Trouble."""
    last = await notes.last(asked) if asked.how in TYPED else None
    if not last:
        return await understand(asked.text, standpoint, desk)
    found = await _after(last, asked.text, standpoint, desk)
    return await _after(last, asked.text, standpoint, desk, anew=True) if _unknown(found) else found


async def _after(
    last: str, text: str, standpoint: Standpoint, desk: Desk, *, anew: bool = False
) -> Understood:
    """The question after the last one; by itself where that is no question any more."""
    names = await desk.names(standpoint.now, anew=anew)
    known = vocabulary(names)
    before = read(last, standpoint, known)
    if isinstance(before, Unclear):
        return Understood(read(text, standpoint, known), names)
    return Understood(follow(before, text, standpoint, known), names)


def _unknown(found: Understood) -> bool:
    question = found.question
    return isinstance(question, Unclear) and question.kind is Kind.UNKNOWN_VALUE


async def _saved(name: str, asked: Asked, notes: Notes) -> str | None:
    """The question of that name, the asker's own before the channel's."""
    try:
        own = await notes.saved.one(person(asked), name)
        return own or (await notes.saved.one(channel(asked), name) if asked.channel_id else None)
    except Trouble:
        return None

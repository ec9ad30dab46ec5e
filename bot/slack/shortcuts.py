"""The two shortcuts: an answer's question asked anew, and a question asked from anywhere.

https://docs.slack.dev/interactivity/implementing-shortcuts
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.blocks.asking import CHANNEL, QUESTION, ask_view, wish
from bot.blocks.onward import CHANGE, SHARE
from bot.blocks.saved import said
from bot.blocks.state import parsed
from bot.digest.cards import DETAILS
from bot.slack.front import AT_ONCE, Front
from bot.slack.payload import (
    PLACES,
    TRIGGER_SECONDS,
    Asked,
    Body,
    How,
    Place,
    at,
    button,
    home_enterprise,
    home_team,
    marks,
    text_at,
    unmentioned,
)
from bot.slack.seam import Json, Reply, both
from bot.slack.web import Fate, verdict_of
from bot.trouble import Trouble

AGAIN, ASK = "ask_again", "ask_dgusage"  # callback_ids of manifest.yml

# The buttons of our messages that hold the question which was answered, the surest first.
HOLD = (CHANGE, SHARE, DETAILS)
NO_QUESTION = (
    "“Ask again” asks the question of one of my answers anew, and shows you what comes of it now. "
    "In this message there is no question that I could ask: use it on an answer of mine, or on a "
    "message that mentions me."
)
NOT_OPENED = (
    "The form could not be opened. Use the shortcut again, or type /dgusage and your question."
)
TYPE_ONE = "Type a question, such as: cost by tag last week"
CHOOSE_ONE = "Choose the channel in which the answer is to be posted."


def again(body: Body, bot: str) -> Asked | None:
    """A shortcut on a message: the question in it, for whoever uses the shortcut."""
    pressed = button(body, bot)
    if pressed is None:
        return None
    return replace(
        pressed,
        text=_question_of(at(body, "message"), bot),
        how=How.AGAIN,
        message_ts=text_at(body, "message_ts") or text_at(body, "message", "ts"),
        marks=marks(TRIGGER_SECONDS, ("trigger", pressed.trigger_id)),
    )


def _question_of(message: object, bot: str) -> str:
    """The question that one of our answers is about, or that a message asks us; else empty."""
    if text_at(message, "user") == bot:
        held = dict(_held(at(message, "blocks")))
        return next((held[start] for start in HOLD if start in held), "")
    text = text_at(message, "text").strip()
    asked = unmentioned(text, bot)
    return asked if asked != text else ""


def _held(blocks: object) -> Iterator[tuple[str, str]]:
    """The questions in the buttons under a message, by what the buttons are."""
    for element in _elements(blocks):
        action = text_at(element, "action_id")
        start = next((one for one in HOLD if action.startswith(one)), "")
        if start:
            yield start, parsed(text_at(element, "value")).text


def _elements(blocks: object) -> Iterator[object]:
    for block in blocks if isinstance(blocks, list) else ():
        found = at(block, "elements") if text_at(block, "type") == "actions" else None
        yield from found if isinstance(found, list) else ()


def compose(body: Body, bot: str) -> Asked | None:
    """The global shortcut: somebody wants to be asked what they want to know."""
    return button(body, bot)


def sent(body: Body, bot: str) -> Asked | None:  # noqa: ARG001 (a payload.Reader)
    """The modal was sent: the question in it, and where the answer is to go."""
    who = text_at(body, "user", "id")
    values = at(body, "view", "state", "values")
    found = wish(values if isinstance(values, Mapping) else {})
    asked = Asked(
        text=found.question,
        how=How.FORM,
        user_id=who,
        team_id=home_team(body),
        enterprise_id=home_enterprise(body),
        place=PLACES.get(found.channel[:1], Place.NOWHERE),
        channel_id=found.channel,
        private=not found.channel,
        trigger_id=text_at(body, "trigger_id"),
        form={"in_channel": found.in_channel},
        marks=marks(TRIGGER_SECONDS, ("view", text_at(body, "view", "id"))),
    )
    return asked if who else None


def lacking(asked: Asked) -> Mapping[str, str]:
    """What is missing in the modal, by its field."""
    if not asked.text:
        return {QUESTION: TYPE_ONE}
    if asked.form.get("in_channel") and not asked.channel_id:
        return {CHANNEL: CHOOSE_ONE}
    return {}


async def asked_anew(front: Front, asked: Asked) -> Reply:
    """The answer to the question of a message, as it is now; else what that is for."""
    return await front.ask(asked) if asked.text else both(said(NO_QUESTION))


async def opened(front: Front, asked: Asked) -> Reply | None:
    """Opens the modal in which a question is asked; says so where that fails."""
    opening = front.post.client.views_open(trigger_id=asked.trigger_id, view=ask_view())
    verdict = await verdict_of(opening)
    return None if verdict.fate in {Fate.DONE, Fate.UNKNOWN} else both(said(NOT_OPENED))


async def checked(front: Front, asked: Asked) -> Asked | Json:
    """The question of that modal, or what is wrong, under the field that it is about.

    Where that takes too long to tell, the answer will.
    """
    found = dict(lacking(asked))
    try:
        async with asyncio.timeout(AT_ONCE):
            standpoint = await front.people.standpoint(asked.user_id, asked.channel_id)
            found = found or dict(await front.responder.unclear(asked, standpoint))
    except TimeoutError:
        return asked
    except Trouble as trouble:
        found = {QUESTION: trouble.sentence}
    return {"response_action": "errors", "errors": found} if found else asked


async def answered(front: Front, asked: Asked) -> Reply:
    """The answer to the question of that modal, for its asker or for all of a channel."""
    return await (front.share(asked) if asked.channel_id else front.ask(asked))

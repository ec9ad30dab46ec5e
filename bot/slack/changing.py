"""Changing a question in a modal: what opens, what is offered while typing, what was chosen."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from bot.account import Names
from bot.ask import Desk, vocabulary
from bot.blocks.change import change_view, chosen, fits
from bot.blocks.saved import said
from bot.blocks.trouble import sentence as trouble_sentence
from bot.blocks.unclear import sentence
from bot.plan import plan
from bot.question.changing import Wrong, changed
from bot.question.home import at_home
from bot.question.model import Question, Standpoint, Unclear
from bot.question.read import read
from bot.question.say import spell
from bot.slack.payload import (
    TRIGGER_SECONDS,
    Asked,
    Body,
    How,
    Place,
    at,
    home_enterprise,
    home_team,
    marks,
    text_at,
)
from bot.slack.seam import Json, Reply, both
from bot.trouble import Trouble

PLACES = {place.value: place for place in Place}
VERSION = 1  # of what the modal remembers
MOST = 3_000  # characters; https://docs.slack.dev/surfaces/modals
GONE = "What this form was about is no longer there. Close it, and ask again with /dgusage."
NOT_HERE = (
    "This question has parts that the form cannot show. Type it anew with what you want changed: "
)


async def form(asked: Asked, standpoint: Standpoint, desk: Desk) -> Json | Reply:
    """The modal about the question of a button; a reply where it does not fit in one."""
    known = vocabulary(await desk.names(standpoint.now))
    question = read(asked.text, standpoint, known)
    memory = remembered(asked)
    if isinstance(question, Unclear) or not fits(question) or memory is None:
        return both(said(f"{NOT_HERE}{asked.text}"))
    return change_view(question, known, memory)


async def submitted(asked: Asked, standpoint: Standpoint, desk: Desk) -> Asked | Mapping[str, str]:
    """The question that was chosen, in the place of the one before; or what cannot be."""
    names = await desk.names(standpoint.now)
    known = vocabulary(names)
    old = read(asked.text, standpoint, known)
    if isinstance(old, Unclear) or not asked.text:
        return {"about": GONE}
    new = changed(old, chosen(asked.form), standpoint)
    if isinstance(new, Question):  # a project that was taken out stays out
        new = at_home(new, standpoint, known, everywhere=True)
    new = _answerable(new, standpoint, names)
    if isinstance(new, Wrong):
        return {new.what: new.why}
    trail = (asked.text, *asked.trail) if asked.private else ()
    return replace(asked, text=spell(new, known), trail=trail, form={})


def _answerable(
    question: Question | Wrong, standpoint: Standpoint, names: Mapping[str, Names]
) -> Question | Wrong:
    """The question, or why it cannot be asked like that, under the choice that this hangs on."""
    if isinstance(question, Wrong):
        return question
    known = vocabulary(names)
    text = spell(question, known)
    again = read(text, standpoint, known)
    if isinstance(again, Unclear):
        return Wrong("only" if again.field else "about", sentence(text, again))
    try:
        for each in names.values():
            plan(question, each)
    except Trouble as trouble:
        return Wrong("by" if question.group_by else "only", trouble_sentence(trouble))
    return question


def remembered(asked: Asked) -> str | None:
    """What the modal keeps of where it came from; None where that is too much."""
    kept: dict[str, Any] = {
        "v": VERSION,
        "text": asked.text,
        "trail": list(asked.trail),
        "channel": asked.channel_id,
        "place": asked.place.value,
        "thread": asked.thread_ts,
        "message": asked.message_ts,
        "private": asked.private,
        "url": asked.response_url,
    }
    while len(found := orjson.dumps(kept).decode()) > MOST and kept["trail"]:
        kept["trail"].pop()
    return found if len(found) <= MOST else None


def sent(body: Body, bot: str) -> Asked | None:  # noqa: ARG001 (a payload.Reader)
    """A modal that was sent: the question that it was about, and what was chosen in it."""
    who, view = text_at(body, "user", "id"), text_at(body, "view", "id")
    kept = _kept(text_at(body, "view", "private_metadata"))
    private = kept.get("private") is not False
    values = at(body, "view", "state", "values")
    asked = Asked(
        text=text_at(kept, "text"),
        how=How.STEP if private else How.ASIDE,
        user_id=who,
        team_id=home_team(body),
        enterprise_id=home_enterprise(body),
        place=PLACES.get(text_at(kept, "place"), Place.NOWHERE),
        channel_id=text_at(kept, "channel"),
        thread_ts=text_at(kept, "thread"),
        message_ts=text_at(kept, "message"),
        private=private,
        trail=_texts(kept.get("trail")),
        response_url=text_at(kept, "url"),
        trigger_id=text_at(body, "trigger_id"),
        form=values if isinstance(values, Mapping) else {},
        marks=marks(TRIGGER_SECONDS, ("view", view)),
    )
    return asked if who else None


def typing(body: Body, bot: str) -> Asked | None:  # noqa: ARG001 (a payload.Reader)
    """What somebody has typed so far into a list of the modal."""
    who = text_at(body, "user", "id")
    kept = _kept(text_at(body, "view", "private_metadata"))
    typed = Asked(
        text_at(body, "value"),
        How.BUTTON,
        who,
        home_team(body),
        place=PLACES.get(text_at(kept, "place"), Place.NOWHERE),
        channel_id=text_at(kept, "channel"),
        private=True,
    )
    return typed if who else None


def _kept(text: str) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) and found.get("v") == VERSION else {}


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()

"""The buttons under a digest's post, and the one that asks a channel to adopt it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from bot.ask import understand
from bot.blocks.saved import said
from bot.digest.cards import adopted_card, undetailed
from bot.digest.model import Digest
from bot.digest.order import Order, Verb
from bot.policy.gate import Look
from bot.policy.model import Standing
from bot.question.model import Question, Standpoint
from bot.question.say import spell
from bot.slack.digesting import Desks
from bot.slack.front import Front
from bot.slack.payload import Asked, Body, How, Place, at, button, flag
from bot.slack.post import in_place
from bot.slack.seam import Reply, both
from bot.slack.sighted import sighted
from bot.slack.web import Fate

NO_DETAILS = "What this digest was about is no longer known. Ask with /dgusage; help shows how."
GONE = "That digest is gone."
TAKEN = "Somebody else has adopted it already, or it was changed meanwhile."
BACK = "Whoever set it up is in the workspace: it need not be adopted."
ADOPTED = "You adopted it: it goes on in your name."

log = structlog.get_logger("bot.slack")


def beside(body: Body, bot: str) -> Asked | None:
    """A button under a post, answered in its thread; under a preview for its presser alone."""
    asked = button(body, bot)
    if asked is None:
        return None
    if flag(at(body, "container", "is_ephemeral")) is True:
        return asked
    thread = asked.thread_ts or asked.message_ts
    private = asked.place is Place.DM
    return replace(asked, how=How.ASIDE, private=private, thread_ts=thread)


async def details(front: Front, asked: Asked) -> Reply:
    """Each question of a digest's post in full, its days those of the post; for whoever may see it."""
    found = undetailed(asked.text)
    if found is None:
        return both(said(NO_DETAILS))
    texts, moment, zone = found
    *first, last = await dated(front, asked, texts, moment, zone)
    for text in first:
        await front.beside(asked, await front.ask(replace(asked, text=text)))
    return await front.ask(replace(asked, text=last))


async def dated(
    front: Front, asked: Asked, texts: Sequence[str], moment: datetime, zone: ZoneInfo
) -> list[str]:
    """The questions with the days that they were about then; raises Trouble."""
    desks = front.responder.digests
    if desks is None:
        return list(texts)
    then = replace(
        await front.people.standpoint(asked.user_id, asked.channel_id), now=moment, zone=zone
    )
    look = await desks.look(asked, asked.channel_id)
    return [await _spelled(desks, text, then, look) for text in texts]


async def _spelled(desks: Desks, text: str, then: Standpoint, look: Look) -> str:
    understood = await understand(text, then, sighted(desks.desk, look))
    question = understood.question
    return spell(question, understood.vocabulary) if isinstance(question, Question) else text


async def adopt(front: Front, asked: Asked) -> Reply:
    """Hands a digest without an owner to whoever presses, if they may have it posted there."""
    desks = front.responder.digests
    id_, _, owner = asked.text.partition(" ")
    known = await desks.known(id_, asked) if desks else None
    if desks is None or not isinstance(known, Digest) or known.deleted:
        return both(said(GONE))
    await desks.allow(asked, Order(Verb.ADOPT, id_), known.channel)
    if why := await _not_to_adopt(front, desks, asked, known, owner):
        return both(said(why))
    outcome = await desks.keeper.adopted(id_, owner, asked.user_id)
    desks.poster.wake()
    if not outcome.done or not isinstance(outcome.digest, Digest):
        return both(said(TAKEN))
    verdict = await in_place(front.post, asked, adopted_card(outcome.digest))
    if verdict.fate is not Fate.DONE:
        log.warning("adoption_not_shown", error=verdict.error)
    return both(said(ADOPTED))


async def _not_to_adopt(
    front: Front, desks: Desks, asked: Asked, digest: Digest, owner: str
) -> str:
    """Why somebody cannot adopt a digest; empty where they can. Raises Trouble."""
    if digest.owner != owner:
        return TAKEN
    if (await front.people.person(owner)).standing is not Standing.DELETED:
        return BACK
    standpoint = await front.people.standpoint(asked.user_id, digest.channel)
    draft = replace(digest.draft, owner=asked.user_id)
    wrong = await desks.drafting.wrong(draft, asked.user_id, standpoint)
    return f"Not adopted. {wrong.said}" if wrong else ""

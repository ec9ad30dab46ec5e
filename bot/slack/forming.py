"""The form of a digest in Slack: opened at once, filled as soon as it can be, carried out when sent."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.saved import said
from bot.blocks.trouble import sentence
from bot.digest import form
from bot.digest.cards import changed_card
from bot.digest.filling import Said, filled_from, wording, zones
from bot.digest.filling import said as said_in
from bot.digest.form import Filled, filled_in, form_view, notice_view, zone_options
from bot.digest.model import Digest, Draft
from bot.digest.order import Order, Verb, ordered
from bot.digest.wrong import Wrong
from bot.question.fold import fold
from bot.question.model import Standpoint
from bot.slack import changing
from bot.slack.changing import remembered
from bot.slack.digesting import GONE, MEANWHILE, Act, Desks, place
from bot.slack.front import AT_ONCE, Front
from bot.slack.payload import Asked, Body, How, button, command
from bot.slack.seam import Json, Reply, both
from bot.slack.web import Fate, Verdict, verdict_of
from bot.trouble import Trouble

NOT_OPENED = "The form could not be opened. Press the button again, or type the command again."
NO_DIGESTS = "Digests are not kept here."
OUTDATED = "This form is of an older version of the bot. Close it and open it again."
CLOSED = frozenset({"not_found", "hash_conflict"})  # somebody was quicker than we were

log = structlog.get_logger("bot.slack")


class Opened(NamedTuple):
    """A modal that is open, as Slack knows it."""

    view_id: str
    hash: str


@dataclass(frozen=True, slots=True)
class Begun:
    """What a form was opened as: about which digest of which version, or for a new one."""

    filled: Filled
    known: Digest | None = None


def bare(app: AsyncApp, what: Any) -> Any:
    """Listens to the command where it has no words beside `digest`; Bolt's way to say it."""

    async def fits(body: Mapping[str, Any]) -> bool:
        text = " ".join(fold(str(body.get("text") or "")).split()).lower()
        return text in {"digest", "schedule", "new digest"}

    return app.command(what, matchers=[fits])


def typed(body: Body, bot: str) -> Asked | None:
    """That command; whatever is to be said stands beside the form."""
    asked = command(body, bot)
    return replace(asked, text="digest", how=How.MODAL) if asked else None


def pressed(body: Body, bot: str) -> Asked | None:
    """A button that opens the form; its value is an order that does not say enough."""
    asked = button(body, bot)
    if asked is None or asked.how is How.PANEL:
        return asked
    return replace(asked, how=How.MODAL)


async def opened(front: Front, asked: Asked) -> Reply | None:
    """Opens the form within the life of a trigger (3 seconds), and fills it then."""
    desks = front.responder.digests
    if desks is None:
        return both(said(NO_DIGESTS))
    client = front.post.client
    shown = await _open(client, asked)
    if shown is None:
        return both(said(NOT_OPENED))
    try:
        standpoint = await front.people.standpoint(asked.user_id, asked.channel_id)
        view = await filled_form(desks, asked, standpoint)
    except Trouble as trouble:
        view = notice_view(sentence(trouble), new=not _about(asked))
    verdict = await _update(client, shown, view)
    seen = verdict.fate in {Fate.DONE, Fate.UNKNOWN} or verdict.error in CLOSED
    return None if seen else both(said(NOT_OPENED))


async def _open(client: AsyncWebClient, asked: Asked) -> Opened | None:
    found: list[Opened] = []

    async def opening() -> None:
        loading = notice_view(new=not _about(asked))
        answer = await client.views_open(trigger_id=asked.trigger_id, view=loading)
        view = answer.get("view") or {}
        found.append(Opened(str(view.get("id") or ""), str(view.get("hash") or "")))

    verdict = await verdict_of(opening())
    if verdict.fate is not Fate.DONE:
        log.warning("form_not_opened", error=verdict.error)
    return found[0] if found and found[0].view_id else None


async def _update(client: AsyncWebClient, shown: Opened, view: Json) -> Verdict:
    known = {"hash": shown.hash} if shown.hash else {}
    verdict = await verdict_of(client.views_update(view_id=shown.view_id, view=view, **known))
    if verdict.fate is not Fate.DONE:
        log.warning("form_not_filled", error=verdict.error)
    return verdict


def _about(asked: Asked) -> bool:
    """Whether a button is about a digest that there is."""
    return asked.text.startswith("digest edit ")


async def filled_form(desks: Desks, asked: Asked, standpoint: Standpoint) -> Json:
    """The form that somebody asked for, filled with what is known; raises Trouble."""
    order = ordered(asked.text, standpoint.zone, standpoint.now)
    if not isinstance(order, Order):
        order = Order(Verb.FORM)
    known = await desks.known(order.id, asked) if order.id else None
    await desks.allow(asked, order, place(known, asked), quiet=True)
    if order.id and (not isinstance(known, Digest) or known.deleted):
        return notice_view(GONE, new=False)
    digest = known if isinstance(known, Digest) else None
    filled = filled_from(digest) if digest else _suggested(order, asked, standpoint)
    memory = remembered(replace(asked, text=_memo(digest, filled), trail=()))
    return form_view(filled, memory or "", new=digest is None)


def _suggested(order: Order, asked: Asked, standpoint: Standpoint) -> Filled:
    """A new digest as it is offered: what was said of it, else the usual."""
    words, zone = "", standpoint.zone.key
    if order.schedule is not None:
        words, zone = wording(order.schedule), order.schedule.zone.key
    of = order.conditions
    return Filled(
        questions="\n".join(order.questions),
        ready="" if words else form.USUAL,
        words=words,
        zone=zone,
        channel=asked.channel_id,
        change="" if of.change is None else f"{of.change:f}",
        cost="" if of.cost is None else f"{of.cost:f}",
        skip_zero=of.skip_zero,
    )


def _memo(digest: Digest | None, filled: Filled) -> str:
    """What a form is about, and the times that it was opened with, a line each."""
    about = f"{digest.id} {digest.version}" if digest else ""
    return f"{about}\n{filled.ready}\n{filled.words}\n{filled.zone}"


def sent(body: Body, bot: str) -> Asked | None:
    """The form as it was sent; its text is what it was opened as."""
    asked = changing.sent(body, bot)
    if asked is None:
        return None
    home = not asked.channel_id and not asked.response_url
    return replace(asked, how=How.PANEL if home else How.MODAL, private=True)


async def submitted(front: Front, asked: Asked) -> Asked | Json:
    """The form if it can be carried out, else what is wrong, each under its field.

    Where that takes too long to tell, it is told in the message that follows.
    """
    desks = front.responder.digests
    if desks is None:
        return _errors({form.QUESTION: NO_DIGESTS})
    try:
        async with asyncio.timeout(AT_ONCE):
            found = await _meant(front, desks, asked, quiet=True)
            if not isinstance(found, list):
                draft, _, standpoint = found
                wrong = await desks.drafting.wrong(draft, asked.user_id, standpoint)
                found = [wrong] if wrong else found
    except TimeoutError:
        return asked
    except Trouble as trouble:
        return _errors({form.QUESTION: sentence(trouble)})
    return _errors({one.part: one.said for one in found}) if isinstance(found, list) else asked


def _errors(errors: Mapping[str, str]) -> Json:
    return {"response_action": "errors", "errors": dict(errors)}


async def carried_out(front: Front, asked: Asked) -> Reply:
    """What came of a form that was sent; raises Trouble."""
    desks = front.responder.digests
    if desks is None:
        return both(said(NO_DIGESTS))
    found = await _meant(front, desks, asked)
    if isinstance(found, list):
        return both(changed_card(" ".join(one.said for one in found)))
    draft, begun, standpoint = found
    if begun.known is None:
        return both(await desks.made(draft, asked, standpoint))
    act = Act(Order(Verb.EDIT, begun.known.id), asked, standpoint, begun.known)
    return both(await desks.changed(begun.known, begun.known.version, draft, act))


Meant = tuple[Draft, Begun, Standpoint]


async def _meant(
    front: Front, desks: Desks, asked: Asked, *, quiet: bool = False
) -> Meant | list[Wrong]:
    """The draft that a form says, of what it was opened as; or what is wrong. Raises Trouble.

    `quiet` where it is only looked whether it can be carried out.
    """
    begun = await _begun(desks, asked, quiet=quiet)
    if isinstance(begun, Wrong):
        return [begun]
    filled, old = filled_in(asked.form), begun.known
    standpoint = await front.people.standpoint(asked.user_id, filled.channel)
    found = said_in(filled, begun.filled, standpoint.now, old.schedule if old else None)
    if not isinstance(found, Said):
        return found
    owner = old.owner if old else asked.user_id
    draft = Draft(
        found.questions,
        found.schedule,
        filled.channel,
        asked.team_id,
        owner,
        found.conditions,
    )
    if old is None or filled.channel != old.channel:
        order = Order(Verb.EDIT if old else Verb.CREATE)
        try:
            await desks.allow(asked, order, filled.channel, quiet=quiet)
        except Trouble as trouble:
            return [Wrong(form.CHANNEL, "", trouble)]
    return draft, begun, standpoint


async def _begun(desks: Desks, asked: Asked, *, quiet: bool) -> Begun | Wrong:
    """What a form was opened as; wrong where that is no longer so. Raises Trouble."""
    lines = asked.text.split("\n")
    if len(lines) != 4:  # noqa: PLR2004 (as _memo writes them)
        return Wrong(form.QUESTION, "", OUTDATED)
    about, ready, words, zone = lines
    filled = Filled(ready=ready, words=words, zone=zone)
    if not about:
        return Begun(filled)
    id_, _, version = about.partition(" ")
    known = await desks.known(id_, asked)
    await desks.allow(asked, Order(Verb.EDIT, id_), place(known, asked), quiet=quiet)
    if not isinstance(known, Digest) or known.deleted:
        return Wrong(form.QUESTION, "", GONE)
    if str(known.version) != version:
        return Wrong(form.QUESTION, "", MEANWHILE)
    return Begun(filled, known)


async def suggested(front: Front, asked: Asked) -> Json:
    """The zones that fit what was typed, the asker's own first where nothing was."""
    try:
        async with asyncio.timeout(AT_ONCE):
            standpoint = await front.people.standpoint(asked.user_id)
            return zone_options(zones(asked.text, standpoint.zone.key))
    except TimeoutError:
        return zone_options([])

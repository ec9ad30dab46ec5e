"""The Bolt app: what it listens to, in one table, and how a listener hands over what it heard."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.asking import VIEW as ASK_VIEW
from bot.blocks.change import OPTIONS, VIEW
from bot.blocks.message import Message
from bot.blocks.shapes import button, buttons, section
from bot.digest.cards import ADOPT, DETAILS
from bot.digest.form import VIEW as DIGEST_VIEW
from bot.digest.form import ZONES
from bot.slack import (
    agent,
    changing,
    forming,
    leaving,
    payload,
    posted,
    pressed,
    shortcuts,
    workflow,
)
from bot.slack.front import Front, Think
from bot.slack.identity import Identity
from bot.slack.payload import Asked, Body, hidden
from bot.slack.post import content
from bot.slack.seam import Json, Reply, both
from bot.slack.web import silent

GONE = (
    "This button is of an older version of the bot, and its question is gone. "
    "Ask again with `/dgusage`; `/dgusage help` shows how."
)
AFRESH = (("By tag, last 7 days", "by tag last 7 days"), ("What can I ask?", "help"))
OLD = Message(
    GONE,
    (
        section({"type": "mrkdwn", "text": GONE}),
        buttons([button(says, f"ask:{n}", asks) for n, (says, asks) in enumerate(AFRESH)]),
    ),
)

log = structlog.get_logger("bot.slack")


async def _outdated(front: Front, asked: Asked) -> Reply:  # noqa: ARG001 (as Front.ask)
    return both(OLD)


def _nothing(body: Body, bot: str) -> None:
    """Buttons that are links are acked, and that is all: Slack follows them itself."""


First = Callable[[Front, Asked], Awaitable[Asked | Json]]


class Row(NamedTuple):
    """One thing to listen to: Bolt's way to say it, who reads the body, what is thought about it."""

    to: Callable[..., Any]
    what: str | re.Pattern[str]
    read: payload.Reader
    think: Think = Front.ask
    first: First | None = None  # what has to be said in the ack, or what is thought about then


# The first row that fits a body takes it. A shortcut, a modal or a list of options is one more row:
# Row(AsyncApp.shortcut, "callback_id", a reader of its body, what to do).
LISTENS: tuple[Row, ...] = (
    Row(forming.bare, "/dgusage", forming.typed, forming.opened),
    Row(AsyncApp.command, "/dgusage", payload.command),
    Row(AsyncApp.action, re.compile(r"^ask:"), payload.button),
    Row(AsyncApp.action, re.compile(r"^ask\d+:"), pressed.step),
    Row(AsyncApp.action, re.compile(r"^csv\d+:"), pressed.apart),
    Row(AsyncApp.action, re.compile(r"^share\d+:"), pressed.apart, Front.share),
    Row(AsyncApp.action, re.compile(r"^change\d+:"), pressed.changing, Front.change),
    Row(AsyncApp.action, re.compile(r"^digest1:(?:new|edit)$"), forming.pressed, forming.opened),
    Row(AsyncApp.action, DETAILS, posted.beside, posted.details),
    Row(AsyncApp.action, ADOPT, payload.button, posted.adopt),
    Row(AsyncApp.options, ZONES, changing.typing, first=forming.suggested),
    Row(AsyncApp.view, DIGEST_VIEW, forming.sent, forming.carried_out, forming.submitted),
    Row(AsyncApp.options, OPTIONS, changing.typing, first=Front.offer),
    Row(AsyncApp.view, VIEW, changing.sent, first=Front.submit),
    Row(AsyncApp.shortcut, shortcuts.AGAIN, shortcuts.again, shortcuts.asked_anew),
    Row(AsyncApp.shortcut, shortcuts.ASK, shortcuts.compose, shortcuts.opened),
    Row(AsyncApp.view, ASK_VIEW, shortcuts.sent, shortcuts.answered, shortcuts.checked),
    Row(AsyncApp.event, "app_mention", payload.mention),
    Row(AsyncApp.event, leaving.UNINSTALLED, leaving.uninstalled, Front.parted),
    Row(AsyncApp.event, leaving.REVOKED, leaving.revoked, Front.parted),
    Row(AsyncApp.event, "message", payload.message),
    Row(AsyncApp.event, "app_home_opened", payload.home, Front.opened, Front.opening),
    Row(AsyncApp.event, "assistant_thread_started", agent.started, Front.opened, Front.opening),
    Row(AsyncApp.event, re.compile(r"^(agent_session|app_context|assistant_thread_)"), _nothing),
    Row(AsyncApp.event, "function_executed", workflow.executed, Front.report),
    Row(AsyncApp.action, re.compile(r"^link:"), _nothing),
    Row(AsyncApp.action, re.compile(r""), payload.button, _outdated),
)


def bolt(identity: Identity, client: AsyncWebClient, front: Front) -> AsyncApp:
    """The Bolt app for requests that were verified before; see bot.slack.guard.

    A listener runs before its ack is sent (`process_before_response`), because otherwise Bolt
    looks for the ack every 10 ms, and loses it where the listener fails right after it. So a
    listener does nothing that waits.
    """
    app = AsyncApp(
        name="dgusage",
        logger=silent(),
        client=client,
        authorize=_authorize(identity),
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    for row in LISTENS:
        row.to(app, row.what)(_listener(row, identity.user_id, front))
    app.error(_fault)
    return app


def _listener(row: Row, bot: str, front: Front) -> Callable[..., Awaitable[None]]:
    async def listen(ack: AsyncAck, body: dict[str, Any], context: Mapping[str, Any]) -> None:
        asked = hidden(row.read(body, bot))
        if asked is not None and row.first is not None:
            first = await row.first(front, asked)
            if not isinstance(first, Asked):
                await ack(first)
                return
            asked = hidden(first)
        said = front.take(asked, row.think, context.get("nonce")) if asked else None
        if said is None:
            await ack()
        else:
            await ack({"response_type": "ephemeral", **content(said)})

    return listen


def _authorize(identity: Identity) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Everybody is answered by the one bot, known from the start; bot.slack.door sees whose it is."""
    known = AuthorizeResult(
        enterprise_id=identity.enterprise_id or None,
        team_id=identity.team_id,
        bot_user_id=identity.user_id,
        bot_id=identity.bot_id,
        bot_token=identity.token,
    )

    async def authorize() -> AuthorizeResult:
        return known

    return authorize


async def _fault(error: Exception) -> BoltResponse:
    """What nobody listens to is 404, what Bolt cannot read 400; the log has no word of the body."""
    if isinstance(error, BoltUnhandledRequestError):
        log.warning("unhandled", status=404)
        return BoltResponse(status=404)
    log.warning("unreadable", status=400, fault=type(error).__name__)
    return BoltResponse(status=400)

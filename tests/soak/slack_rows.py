"""What Slack, or the way there, can do to an answer."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from time import perf_counter

from tests.fakes.slack_faults import Fault, dropped, hang, html, limited, not_ok, status
from tests.soak.faults import FIGURE, Ask, Row, Strike
from tests.soak.stage import Stage, Told, seen
from tests.soak.tally import GENERAL

PART = "Slack"
NO_MORE = 1.0  # seconds in which a second answer would have come
NEVER = "<html|Traceback"
# Who asked is told nothing where an answer may have arrived: to send it again might show it twice.
MAYBE = (0, 1)


def _fails(method: str, *faults: Fault) -> Strike:
    async def strike(stage: Stage) -> None:
        stage.slack.fail(method, *faults)

    return strike


async def _elsewhere(stage: Stage) -> Told:
    """Asks by a command whose answer comes by another way than its response_url."""
    before = len(stage.slack.posted)
    await stage.sender.command(stage.fresh())
    return await stage.posted(before)


async def _mentioned(stage: Stage) -> Told:
    before = len(stage.slack.posted)
    await stage.sender.mention(stage.fresh())
    return await stage.posted(before)


def _once(ask: Callable[[Stage], Awaitable[object]], method: str) -> Ask:
    """Asks, and counts what was posted once the bot has tried, and could have tried again."""

    async def asked(stage: Stage) -> Told:
        before, calls, began = len(stage.slack.posted), len(stage.slack.called(method)), _now()
        await ask(stage)
        await stage.slack.until(lambda: len(stage.slack.called(method)) > calls, 30)
        await asyncio.sleep(NO_MORE)
        there = stage.slack.posted[before:]
        return Told(seen(there[0]) if there else "", _now() - began, len(there))

    return asked


_now = perf_counter


async def _twice_delivered(stage: Stage) -> Told:
    """Slack sends a command again, signed anew, with the trigger that it had."""
    fields = stage.sender.command_fields(stage.fresh())
    await asyncio.gather(*(stage.sender.form(fields, fields["trigger_id"]) for _ in range(3)))
    await stage.slack.answer(fields["trigger_id"])
    await asyncio.sleep(NO_MORE)
    came = stage.slack.came[fields["trigger_id"]]
    return Told(seen(came[0].posted), NO_MORE, len(came))


async def _event_again(stage: Stage) -> Told:
    """Slack sends an event again, to the other replica too."""
    before = len(stage.slack.posted)
    spoken = stage.sender.said(f"<@U0BOT0001> {stage.fresh()}", type="app_mention", channel=GENERAL)
    body = stage.sender.event_body(spoken)
    for number, bot in enumerate((*stage.bots, *stage.bots)):
        sender = replace(stage.sender, bot_url=bot.url)
        again = {"X-Slack-Retry-Num": str(number)} if number else {}
        await sender.json({**body, "event_time": number}, body["event_id"], **again)
    await stage.slack.until(lambda: len(stage.slack.posted) > before, 30)
    await asyncio.sleep(NO_MORE)
    there = [p for p in stage.slack.posted[before:] if not p.user]  # a welcome is private
    return Told(seen(there[0]), NO_MORE, len(there))


async def _unknown_at_start(stage: Stage) -> None:
    """Slack does not say who the bot is, when it starts."""
    stage.slack.fail("auth.test", not_ok("invalid_auth"))
    calls = len(stage.slack.called("auth.test"))
    await stage.bot.stop()
    await stage.bot.start()
    await stage.slack.until(lambda: len(stage.slack.called("auth.test")) > calls, 30)


async def _refused_then_taken(stage: Stage) -> Told:
    """Slack is told to come again until the bot knows itself; then it answers."""
    began, early = perf_counter(), await stage.sender.command("help")
    await stage.bot.ready(stage.http)
    told = await stage.ask()
    return Told(told.text if early.status == 503 else f"{early.status}", perf_counter() - began)


async def _spent(stage: Stage) -> Told:
    """The response_url has been used up before the answer is there."""
    before, fields = len(stage.slack.posted), stage.sender.command_fields(stage.fresh())
    for hook in stage.slack.hooks.values():
        hook.expired = hook.trigger == fields["trigger_id"]
    await stage.sender.form(fields, fields["trigger_id"])
    return await stage.posted(before)


def _stopped(error: str) -> Strike:
    """Slack refuses whatever the bot says."""

    async def strike(stage: Stage) -> None:
        for method in ("chat.postMessage", "chat.postEphemeral"):
            stage.slack.fail(method, *[not_ok(error)] * 100)

    return strike


URL, POST = "response_url", "chat.postMessage"


def _ask(stage: Stage) -> Awaitable[object]:
    return stage.sender.command(stage.fresh())


def _mention(stage: Stage) -> Awaitable[object]:
    return stage.sender.mention(stage.fresh())


def _maybe(fault: str, how: Fault, sees: str) -> tuple[Row, Row]:
    """A send whose fate is not known, of a command's answer and of a mention's."""
    by_url = Row(PART, f"{fault}, at a response_url", _fails(URL, how), sees, NEVER,
                 ask=_once(_ask, URL), times=MAYBE)  # fmt: skip
    return by_url, replace(
        by_url, fault=f"{fault}, at a post", strike=_fails(POST, how), ask=_once(_mention, POST)
    )


ROWS = (
    Row(PART, "429 at a response_url", _fails(URL, limited(1))),
    Row(PART, "429 at a post", _fails(POST, limited(1)), ask=_mentioned, gate=True),
    Row(PART, "a used-up response_url", _fails(URL), FIGURE, ask=_spent),
    Row(PART, "404 at a response_url", _fails(URL, status(404)), ask=_elsewhere, gate=True),
    Row(PART, "blocks refused", _fails(URL, Fault(400, "invalid_blocks"))),
    Row(PART, "blocks refused at a post", _fails(POST, not_ok("invalid_blocks")), ask=_mentioned),
    *_maybe("kept, then the line is cut", dropped(commit=True), FIGURE),
    *_maybe("kept, then 500", status(500, commit=True), FIGURE),
    *_maybe("kept, then HTML", html(commit=True), FIGURE),
    *_maybe("500, nothing kept", status(500), ""),
    *_maybe("the line is cut, nothing kept", dropped(), ""),
    *(Row(PART, f"{error} at a post", _fails(POST, not_ok(error)), ask=_mentioned)
      for error in ("not_in_channel", "channel_not_found", "is_archived", "restricted_action",
                    "ekm_access_denied")),
    Row(PART, "the token is revoked", _stopped("token_revoked")),
    Row(PART, "profiles hang", _fails("users.info", *[hang()] * 9), f"{FIGURE}|does not say"),
    Row(PART, "profiles fail", _fails("users.info", *[status(500)] * 9), f"{FIGURE}|does not say"),
    Row(PART, "a command comes three times", _fails(URL), ask=_twice_delivered, gate=True),
    Row(PART, "an event comes again, elsewhere", _fails(URL), ask=_event_again, bots=2),
    Row(PART, "it does not know the bot at start", _unknown_at_start, ask=_refused_then_taken),
)  # fmt: skip

"""What somebody does on the page, and what Slack makes of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from bot.demo.slack import payloads
from bot.demo.slack.api import Api, answer
from bot.demo.slack.courier import Ack, Courier
from bot.demo.slack.elements import acted, find
from bot.demo.slack.people import BOT, BOT_NAME, COMMAND, Channel, Person
from bot.demo.slack.workspace import Json, Refusal, Said

MOST_TEXT = 12_000  # characters that Slack's composer takes
SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Doings:
    """Everything that can be done; each raises Refusal with Slack's word for why not."""

    api: Api
    courier: Courier
    done: dict[str, Callable[[Person, Json], Awaitable[Json]]] = field(init=False)

    def __post_init__(self) -> None:
        table = {
            "say": self.say,
            "act": self.act,
            "submit": self.submit,
            "close": self.close,
            "options": self.options,
            "shortcut": self.shortcut,
            "home": self.home,
            "dismiss": self.dismiss,
        }
        object.__setattr__(self, "done", table)

    async def say(self, who: Person, given: Json) -> Json:
        """Writes into a conversation: a command, a message, or a message to the bot."""
        where = self._where(who, given)
        text, thread = str(given.get("text", "")).strip(), str(given.get("thread_ts") or "")
        if not text or len(text) > MOST_TEXT:
            raise Refusal("no_text" if not text else "msg_too_long")
        if text.startswith("/"):
            await self._command(who, where, text, thread)
        else:
            await self._message(who, where, text, thread)
        return {}

    async def _command(self, who: Person, where: Channel, text: str, thread: str) -> None:
        name, _, rest = text.partition(" ")
        if thread:
            self._hint(who, where, f"{name} is not supported in threads. Sorry!", thread)
        elif name != COMMAND:
            self._hint(who, where, f"{name} is not a valid command. Try {COMMAND} help.")
        else:
            await self._dgusage(who, where, rest.strip())

    async def _dgusage(self, who: Person, where: Channel, rest: str) -> None:
        keys = self.api.keys
        key = keys.hook(who.id, where.id, f"{COMMAND} {rest}".strip())
        fields = payloads.command(who, where, escaped(rest), keys.trigger(who.id), self._hook(key))
        ack = await self.courier.command(fields)
        if ack.fault:
            self._hint(who, where, f"{COMMAND} failed with the error “{ack.fault}”")
        elif ack.body.get("text") or ack.body.get("blocks"):
            self.api.workspace.say(answer(self.api.workspace, keys.use(key), ack.body))

    async def _message(self, who: Person, where: Channel, text: str, thread: str) -> None:
        workspace = self.api.workspace
        mentioned = escaped(text).replace(f"@{BOT_NAME}", f"<@{BOT}>")
        said = workspace.say(Said(workspace.stamp(), where.id, who.id, mentioned, thread_ts=thread))
        if where.direct or f"<@{BOT}>" in mentioned:
            await self._event(payloads.written(said, where))

    async def act(self, who: Person, given: Json) -> Json:
        """Presses a button, or chooses something."""
        view_id, keys = str(given.get("view_id") or ""), self.api.keys
        where, blocks = self._container(who, given)
        element = find(blocks, str(given.get("block_id")), str(given.get("action_id")))
        action = acted(element, given.get("chosen") or {}, self.api.workspace.stamp())
        trigger = keys.trigger(who.id, view_id)
        body = payloads.actions(who, where, action, given.get("values") or {}, trigger)
        if not view_id:
            said = self._said(who, given)
            key = keys.hook(who.id, said.channel, "", said.ts, said.thread_ts)
            body["response_url"] = self._hook(key)
        return _told(await self.courier.interaction(body))

    async def submit(self, who: Person, given: Json) -> Json:
        """Submits a modal; returns the errors by block, where there are any."""
        views, view_id = self.api.views, str(given.get("view_id"))
        view = views.find(who.id, view_id)
        trigger = self.api.keys.trigger(who.id, view_id)
        body = payloads.submission(who, view, given.get("values") or {}, trigger)
        ack = await self.courier.interaction(body)
        if ack.fault:
            return _told(ack)
        if ack.body.get("response_action") == "errors":
            return {"errors": ack.body.get("errors", {})}
        self._after(who, view_id, ack.body)
        return {}

    def _after(self, who: Person, view_id: str, body: Json) -> None:
        """What the answer to a submission says to do with the modals."""
        views, action = self.api.views, body.get("response_action")
        if action == "update":
            views.update(body["view"], view_id)
        elif action == "push":
            views.push_for(who.id, views.made(body["view"]))
        elif action == "clear":
            views.show(who.id, [])
        else:
            views.close(who.id, view_id)

    async def close(self, who: Person, given: Json) -> Json:
        """Closes a modal; the bot is told where it asked to be."""
        view = self.api.views.close(who.id, str(given.get("view_id")))
        if view.get("notify_on_close"):
            await self.courier.interaction(payloads.closed(who, view))
        return {}

    async def options(self, who: Person, given: Json) -> Json:
        """The options that the bot has for a select."""
        where, blocks = self._container(who, given)
        element = find(blocks, str(given.get("block_id")), str(given.get("action_id")))
        typed = str(given.get("typed") or "")
        ack = await self.courier.interaction(payloads.suggestion(who, where, element, typed))
        return {name: ack.body[name] for name in ("options", "option_groups") if name in ack.body}

    async def shortcut(self, who: Person, given: Json) -> Json:
        """Uses a shortcut: a global one, or one on a message where one is named."""
        trigger, callback = self.api.keys.trigger(who.id), str(given.get("callback_id"))
        if not given.get("ts"):
            stamp = self.api.workspace.stamp()
            body = payloads.shortcut(who, callback, trigger, stamp)
            return _told(await self.courier.interaction(body))
        said = self._said(who, given)
        where = self.api.workspace.channels[said.channel]
        body = payloads.message_action(who, callback, trigger, said, where)
        key = self.api.keys.hook(who.id, said.channel, "", said.ts, said.thread_ts)
        return _told(await self.courier.interaction({**body, "response_url": self._hook(key)}))

    async def home(self, who: Person, given: Json) -> Json:
        """Looks at the bot's Home or Messages tab."""
        view, tab = self.api.workspace.homes.get(who.id), str(given.get("tab") or "home")
        await self._event(payloads.home_opened(who, tab, view, self.api.workspace.stamp()))
        return {}

    async def dismiss(self, who: Person, given: Json) -> Json:
        """Takes away a message that only oneself can see; the bot is not told."""
        said = self._said(who, given)
        if said.only_for != who.id:
            raise Refusal("cant_delete_message")
        self.api.workspace.forget(said)
        return {}

    async def _event(self, inner: Json) -> Ack:
        seconds = int(self.api.workspace.clock().timestamp())
        return await self.courier.event(payloads.event(inner, seconds))

    def _hint(self, who: Person, where: Channel, text: str, thread: str = "") -> None:
        """Slack itself says something, to one person only."""
        workspace = self.api.workspace
        workspace.say(
            Said(workspace.stamp(), where.id, SLACKBOT, text, thread_ts=thread, only_for=who.id)
        )

    def _hook(self, key: str) -> str:
        return f"{self.api.url}/hooks/{key}"

    def _where(self, who: Person, given: Json) -> Channel:
        found = self.api.workspace.channel(str(given.get("channel", "")))
        if who.id not in found.members:
            raise Refusal("not_in_channel")
        return found

    def _said(self, who: Person, given: Json) -> Said:
        workspace = self.api.workspace
        said = workspace.find(str(given.get("channel", "")), str(given.get("ts", "")))
        if who.id not in workspace.audience(said):
            raise Refusal("message_not_found")
        return said

    def _container(self, who: Person, given: Json) -> tuple[Json, list[Json]]:
        """Where something was done, as payloads say it, and the blocks that are there."""
        view_id = str(given.get("view_id") or "")
        if not view_id:
            said = self._said(who, given)
            where = self.api.workspace.channels[said.channel]
            return payloads.in_message(said, where), said.blocks
        view = self.api.views.find(who.id, view_id)
        shown = {**view, "state": {"values": given.get("values") or {}}}
        return payloads.in_view(shown), view["blocks"]


def _told(ack: Ack) -> Json:
    return {"fault": ack.fault} if ack.fault else {}


def escaped(text: str) -> str:
    """A text as Slack sends it on: with &, < and > written as entities."""
    return escape(text, quote=False)


Doing = Callable[[Person, Json], Awaitable[Any]]

"""Slack's Web API and its response_urls, as far as the bot calls them; an ASGI app."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from bot.demo.slack import chat
from bot.demo.slack.keys import Hook, Keys
from bot.demo.slack.people import BOT, SCOPES
from bot.demo.slack.views import Views
from bot.demo.slack.wire import (
    Gone,
    Receive,
    Scope,
    Send,
    TooLong,
    arguments,
    body_of,
    headers_of,
    reply,
    reply_json,
)
from bot.demo.slack.workspace import TOKEN, File, Json, Refusal, Said, Workspace

Args = Mapping[str, Any]

METHODS: dict[str, Callable[[Workspace, Args], Json]] = {
    "auth.test": chat.auth_test,
    "users.info": chat.users_info,
    "users.list": chat.users_list,
    "conversations.info": chat.conversations_info,
    "conversations.list": chat.conversations_list,
    "conversations.members": chat.conversations_members,
    "conversations.open": chat.conversations_open,
    "conversations.history": chat.conversations_history,
    "conversations.replies": chat.conversations_replies,
    "chat.postMessage": chat.post_message,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.update": chat.update,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.permalink,
    "files.info": chat.files_info,
    "files.completeUploadExternal": chat.files_complete,
}


def _open(views: Views, args: Args) -> Json:
    return {"view": views.open(str(args.get("trigger_id", "")), args.get("view", {}))}


def _push(views: Views, args: Args) -> Json:
    return {"view": views.push(str(args.get("trigger_id", "")), args.get("view", {}))}


def _update(views: Views, args: Args) -> Json:
    which = str(args.get("view_id") or ""), str(args.get("external_id") or "")
    return {"view": views.update(args.get("view", {}), *which, str(args.get("hash") or ""))}


def _publish(views: Views, args: Args) -> Json:
    person, known = str(args.get("user_id", "")), str(args.get("hash") or "")
    return {"view": views.publish(person, args.get("view", {}), known)}


VIEWS: dict[str, Callable[[Views, Args], Json]] = {
    "views.open": _open,
    "views.push": _push,
    "views.update": _update,
    "views.publish": _publish,
}


@dataclass(slots=True)
class Api:
    """The bot's side of the stand-in; `url` is where it listens, once it does."""

    workspace: Workspace
    keys: Keys
    views: Views
    url: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        try:
            body = await body_of(receive)
        except Gone:
            return
        except TooLong:
            await reply(send, 413)
            return
        _, kind, rest = [*scope["path"].split("/", 2), "", ""][:3]
        if kind == "api":
            await self._called(rest, scope, body, send)
        elif kind == "hooks" and scope["method"] == "POST":
            await self._hooked(rest, scope, body, send)
        elif kind == "upload" and scope["method"] == "POST":
            await self._uploaded(rest, body, send)
        else:
            await reply(send, 404)

    async def _called(self, method: str, scope: Scope, body: bytes, send: Send) -> None:
        found: Json
        try:
            args = arguments(scope, body)
            self._known(headers_of(scope).get("authorization", ""))
            found = {"ok": True, **self._answer(method, args)}
        except Refusal as refusal:
            found = {"ok": False, "error": str(refusal)}
        except ValueError:
            found = {"ok": False, "error": "invalid_json"}
        await reply_json(send, found, headers={"x-oauth-scopes": ",".join(SCOPES)})

    def _known(self, authorization: str) -> None:
        if authorization != f"Bearer {TOKEN}":
            raise Refusal("invalid_auth" if authorization else "not_authed")

    def _answer(self, method: str, args: Args) -> Json:
        if method in METHODS:
            return METHODS[method](self.workspace, args)
        if method in VIEWS:
            return VIEWS[method](self.views, args)
        if method == "files.getUploadURLExternal":
            return self._upload_url(args)
        raise Refusal("unknown_method")

    def _upload_url(self, args: Args) -> Json:
        name = str(args.get("filename") or "")
        if not name or not int(args.get("length") or 0):
            raise Refusal("missing_argument")
        file = File(f"F{token_hex(5).upper()}", name)
        self.workspace.files[file.id] = file
        return {"upload_url": f"{self.url}/upload/{file.id}", "file_id": file.id}

    async def _uploaded(self, named: str, body: bytes, send: Send) -> None:
        file = self.workspace.files.get(named)
        if file is None:
            await reply(send, 404)
            return
        file.content = body
        await reply(send, 200, b"OK")

    async def _hooked(self, key: str, scope: Scope, body: bytes, send: Send) -> None:
        try:
            args = arguments(scope, body)
            hook = self.keys.use(key)
            self._take(hook, args)
        except Refusal as refusal:
            status = 404 if str(refusal).endswith("_url") else 400
            await reply(send, status, str(refusal).encode())
        except ValueError:
            await reply(send, 400, b"invalid_payload")
        else:
            await reply(send, 200, b"ok")

    def _take(self, hook: Hook, args: Args) -> None:
        """What is sent to a response_url: a new message, or another one in place of the old."""
        old = self.workspace.said.get((hook.channel, hook.message_ts))
        if args.get("delete_original"):
            if old:
                self.workspace.forget(old)
        elif args.get("replace_original") and old:
            old.text, old.blocks, old.edited = chat.text_of(args), chat.blocks_of(args), True
            self.workspace.say(old)
        else:
            self.workspace.say(answer(self.workspace, hook, args))


def answer(workspace: Workspace, hook: Hook, args: Args) -> Said:
    """The message that answers a command or a button, by its response_url or in its ack."""
    public = args.get("response_type") == "in_channel"
    return Said(
        workspace.stamp(),
        hook.channel,
        BOT,
        chat.text_of(args),
        chat.blocks_of(args),
        thread_ts=str(args.get("thread_ts") or ""),
        only_for="" if public else hook.person,
        asked=hook.asked,
    )

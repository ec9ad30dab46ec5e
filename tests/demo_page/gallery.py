"""A small bot of Bolt's own, with every kind of control, behind the stand-in: not dgusage."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import wall
from bot.demo.serve import running
from bot.demo.slack.page import Offers, Shortcut
from bot.demo.slack.stand_in import StandIn, stand_in
from bot.demo.slack.workspace import SECRET, TOKEN
from bot.demo.turning import Turning

Json = dict[str, Any]
OFFERS = Offers(
    examples=("controls", "modal"),
    words=(("last week", "the week before this one"),),
    shortcuts=(Shortcut("again", "Ask again", on_message=True),),
)


def text(words: str) -> Json:
    return {"type": "plain_text", "text": words}


def option(word: str) -> Json:
    return {"text": text(word.capitalize()), "value": word}


def button(words: str, action: str, **more: Any) -> Json:
    return {"type": "button", "text": text(words), "action_id": action, "value": words, **more}


SURE = {
    "title": text("Delete it?"),
    "text": text("It will be gone."),
    "confirm": text("Delete"),
    "deny": text("Keep"),
    "style": "danger",
}
CONTROLS: list[Json] = [
    {
        "type": "section",
        "text": text("More of it"),
        "accessory": {
            "type": "overflow",
            "action_id": "overflow",
            "options": [option("pause"), option("delete")],
        },
    },
    {
        "type": "actions",
        "elements": [
            button("Plain", "plain"),
            button("Remove", "remove", style="danger", confirm=SURE),
            {
                "type": "static_select",
                "action_id": "select",
                "placeholder": text("By what?"),
                "options": [option("tag"), option("key")],
            },
            {"type": "datepicker", "action_id": "date", "initial_date": "2026-11-23"},
        ],
    },
]
FIELDS: list[Json] = [
    {
        "type": "input",
        "block_id": "question",
        "label": text("Question"),
        "element": {"type": "plain_text_input", "action_id": "text"},
    },
    {
        "type": "input",
        "block_id": "tag",
        "optional": True,
        "label": text("Tag"),
        "element": {
            "type": "external_select",
            "action_id": "tags",
            "min_query_length": 0,
            "placeholder": text("Type a tag"),
        },
    },
    {
        "type": "input",
        "block_id": "days",
        "optional": True,
        "label": text("Days"),
        "element": {
            "type": "checkboxes",
            "action_id": "ticks",
            "options": [option("monday"), option("friday")],
        },
    },
]


def modal(title: str, blocks: list[Json], callback: str = "form") -> Json:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": text(title),
        "submit": text("Go"),
        "close": text("Cancel"),
        "notify_on_close": True,
        "blocks": blocks,
    }


@dataclass
class Heard:
    """What the bot was told, newest last."""

    bodies: list[Json] = field(default_factory=list)

    @property
    def last(self) -> Json:
        return self.bodies[-1]


async def _command(ack: Any, body: Json, respond: Any, client: AsyncWebClient) -> None:
    await ack()
    if body["text"] == "modal":
        await client.views_open(trigger_id=body["trigger_id"], view=modal("Form", FIELDS))
    else:
        await respond(text="Controls", blocks=CONTROLS)


async def _plain(ack: Any, respond: Any) -> None:
    await ack()
    await respond(text="Replaced", replace_original=True)


async def _tags(ack: Any, body: Json) -> None:
    found = [tag for tag in ("support", "checkout") if tag.startswith(body["value"])]
    await ack(options=[option(tag) for tag in found])


async def _form(ack: Any, view: Json) -> None:
    asked = view["state"]["values"]["question"]["text"]["value"]
    if asked == "wrong":
        await ack(response_action="errors", errors={"question": "That is no question."})
    elif asked == "more":
        more = [{"type": "section", "text": text("One more step")}]
        await ack(response_action="push", view=modal("Second", more, "second"))
    else:
        await ack()


async def _cleared(ack: Any) -> None:
    await ack(response_action="clear")


async def _acked(ack: Any) -> None:
    await ack()


LISTENS: tuple[tuple[Any, str, Any], ...] = (
    (AsyncApp.command, "/dgusage", _command),
    (AsyncApp.action, "plain", _plain),
    (AsyncApp.action, "remove", _acked),
    (AsyncApp.action, "select", _acked),
    (AsyncApp.action, "date", _acked),
    (AsyncApp.action, "overflow", _acked),
    (AsyncApp.options, "tags", _tags),
    (AsyncApp.view_submission, "form", _form),
    (AsyncApp.view_submission, "second", _cleared),
    (AsyncApp.view_closed, "form", _acked),
    (AsyncApp.shortcut, "again", _acked),
    (AsyncApp.event, "app_mention", _acked),
    (AsyncApp.event, "app_home_opened", _acked),
)


def gallery_app(slack: StandIn, heard: Heard) -> AsyncApp:
    client = AsyncWebClient(token=TOKEN, base_url=slack.api_url)
    app = AsyncApp(signing_secret=SECRET, client=client)

    async def keep(body: Json, next_: Any) -> None:
        heard.bodies.append(body)
        await next_()

    app.middleware(keep)
    for kind, what, listener in LISTENS:
        kind(app, what)(listener)
    return app


@asynccontextmanager
async def gallery() -> AsyncIterator[tuple[str, StandIn, Heard]]:
    """The page of that bot, on a free port."""
    heard = Heard()
    async with stand_in(Turning(wall)) as slack:
        app = gallery_app(slack, heard)
        handler = AsyncSlackRequestHandler(app)
        async with running(handler) as bot, slack.page(bot, OFFERS, 0) as url:
            yield url, slack, heard

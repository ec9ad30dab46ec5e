"""A Slack body becomes what was asked. Pure, and total: a strange body is None, never an error.

Bodies: https://docs.slack.dev/interactivity/implementing-slash-commands,
https://docs.slack.dev/apis/events-api, https://docs.slack.dev/reference/interaction-payloads.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

from bot.policy.redact import redacted

Body = Mapping[str, Any]


class How(StrEnum):
    """By which of Slack's ways a question came."""

    COMMAND = "command"
    MENTION = "mention"
    MESSAGE = "message"
    BUTTON = "button"
    STEP = "step"  # a button of a private answer, which changes in place
    ASIDE = "aside"  # a button of an answer that others see, answered in its thread
    HOME = "home"  # the Home tab was opened
    PANEL = "panel"  # a button of the Home tab, answered in the direct messages
    AGAIN = "again"  # a shortcut on an answer: its question anew, for whoever uses it
    FORM = "form"  # typed into the modal of a shortcut
    MODAL = "modal"  # a modal that was opened or sent: what is to be said stands beside its message
    TALK = "talk"  # the agent view was opened; nothing was asked yet
    WORKFLOW = "workflow"  # a step of somebody's workflow


class Place(StrEnum):
    """What kind of conversation it came from; an id that starts with C may be a private channel."""

    CHANNEL = "channel"
    PRIVATE = "private"
    GROUP_DM = "group_dm"
    DM = "dm"
    NOWHERE = "nowhere"


class Mark(NamedTuple):
    """What makes a delivery known again, and for how many seconds it counts as the same one."""

    key: str
    seconds: float


# Slack redelivers an event for minutes, with delayed delivery for a day; a command's response_url
# and trigger live half an hour; two presses of a button this close together are one.
EVENT_SECONDS = 86_400.0
TRIGGER_SECONDS = 3_600.0
DOUBLE_CLICK_SECONDS = 3.0

# The message events that a person causes by writing; all other subtypes are edits, joins, bots …
# https://docs.slack.dev/reference/events/message
WRITTEN = frozenset({"", "file_share", "thread_broadcast"})

PLACES = {
    "im": Place.DM,
    "mpim": Place.GROUP_DM,
    "group": Place.PRIVATE,
    "channel": Place.CHANNEL,
    "directmessage": Place.DM,
    "privategroup": Place.PRIVATE,
    "D": Place.DM,
    "G": Place.PRIVATE,
    "C": Place.CHANNEL,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, by whom, and where the answer belongs.

    `text` is as Slack sent it (`&amp;`, `<#C…>` untouched), without mentions of the bot.
    `thread_ts` is the thread that the answer goes into, empty where there is none; `message_ts`
    the message that was written, or that a button stands in. `shared` is True where Slack says
    that other companies are in the channel, None where it does not say. `private` says that only
    the asker sees the answer, `trail` what was asked before it, the latest first, `form` what was
    chosen in a modal. The two secrets are not shown when this is printed.
    """

    text: str
    how: How
    user_id: str
    team_id: str
    enterprise_id: str = ""
    place: Place = Place.NOWHERE
    channel_id: str = ""
    channel_name: str = ""
    thread_ts: str = ""
    message_ts: str = ""
    shared: bool | None = None
    private: bool = False
    trail: tuple[str, ...] = ()
    form: Mapping[str, Any] = field(default_factory=dict, repr=False)
    response_url: str = field(default="", repr=False)
    trigger_id: str = field(default="", repr=False)
    marks: tuple[Mark, ...] = field(default=(), repr=False)

    @property
    def owner(self) -> str:
        """The person, as one word that is unique over workspaces."""
        return f"{self.team_id}:{self.user_id}"


Reader = Callable[[Body, str], Asked | None]  # the body, the bot's own user id


def command(body: Body, bot: str) -> Asked | None:
    """A slash command; it never comes from a thread."""
    name = text_at(body, "channel_name")
    trigger = text_at(body, "trigger_id")
    asked = Asked(
        text=unmentioned(text_at(body, "text"), bot),
        how=How.COMMAND,
        user_id=text_at(body, "user_id"),
        team_id=text_at(body, "team_id"),
        enterprise_id=text_at(body, "enterprise_id"),
        place=_place(text_at(body, "channel_id"), name),
        channel_id=text_at(body, "channel_id"),
        channel_name=name,
        private=True,
        response_url=text_at(body, "response_url"),
        trigger_id=trigger,
        marks=marks(TRIGGER_SECONDS, ("trigger", trigger)),
    )
    return asked if asked.user_id else None


def mention(body: Body, bot: str) -> Asked | None:
    """A message in a channel that mentions the bot; the answer goes into its thread."""
    asked = _written(body, bot, How.MENTION)
    return asked if asked and asked.place is not Place.DM else None


def message(body: Body, bot: str) -> Asked | None:
    """A direct message to the bot; in a thread only where it was written in one."""
    asked = _written(body, bot, How.MESSAGE)
    return asked if asked and asked.place is Place.DM else None


def button(body: Body, bot: str) -> Asked | None:
    """A button whose value is a question's text, asked again by whoever presses it."""
    action = _first(body.get("actions"))
    shown = text_at(body, "container", "message_ts") or text_at(body, "message", "ts")
    who, trigger = text_at(body, "user", "id"), text_at(body, "trigger_id")
    where, value = shown or text_at(body, "container", "view_id"), text_at(action, "value")
    asked = Asked(
        text=unmentioned(value, bot),
        how=How.PANEL if text_at(body, "view", "type") == "home" else How.BUTTON,
        user_id=who,
        team_id=home_team(body),
        enterprise_id=home_enterprise(body),
        place=_place(_channel(body), text_at(body, "channel", "name")),
        channel_id=_channel(body),
        channel_name=text_at(body, "channel", "name"),
        thread_ts=text_at(body, "container", "thread_ts") or text_at(body, "message", "thread_ts"),
        message_ts=shown,
        private=True,
        response_url=text_at(body, "response_url"),
        trigger_id=trigger,
        marks=(
            *marks(TRIGGER_SECONDS, ("trigger", trigger)),
            *marks(
                DOUBLE_CLICK_SECONDS, ("press", who, where, text_at(action, "action_id"), value)
            ),
        ),
    )
    return asked if who else None


def home(body: Body, bot: str) -> Asked | None:  # noqa: ARG001 (as the other readers)
    """Somebody opened the bot's Home tab, as good as asking for help; or its Messages tab."""
    who, tab = text_at(body, "event", "user"), text_at(body, "event", "tab")
    if tab not in TABS or not who:
        return None
    messages = TABS[tab] is How.TALK
    return Asked(
        text="" if messages else "help",
        how=TABS[tab],
        user_id=who,
        channel_id=text_at(body, "event", "channel") if messages else "",
        place=Place.DM if messages else Place.NOWHERE,
        private=messages,
        team_id=home_team(body),
        enterprise_id=home_enterprise(body),
        marks=marks(EVENT_SECONDS, ("event", text_at(body, "event_id"))),
    )


TABS = {"home": How.HOME, "messages": How.TALK}


def hidden(asked: Asked | None) -> Asked | None:
    """What was asked, without anything that looks like a secret: nobody is to see that again."""
    if asked is None or not redacted(asked.text).found:
        return asked
    return replace(asked, text=redacted(asked.text).text, trail=())


def home_team(body: Body) -> str:
    """The workspace in which the bot is installed, as far as the body says.

    In a channel shared between companies an event's own team may be the other one's.
    """
    installed = text_at(_first(body.get("authorizations")), "team_id")
    return (
        installed
        or text_at(body, "team", "id")
        or text_at(body, "team")
        or text_at(body, "team_id")
        or text_at(body, "user", "team_id")
    )


def home_enterprise(body: Body) -> str:
    """The Enterprise Grid organisation of the installation, empty where there is none."""
    installed = text_at(_first(body.get("authorizations")), "enterprise_id")
    return installed or text_at(body, "enterprise", "id") or text_at(body, "enterprise_id")


def unmentioned(text: str, bot: str) -> str:
    """A text without mentions of the bot, whose user id is `bot`."""
    if not bot:
        return text.strip()
    return re.sub(rf"\s*<@{re.escape(bot)}(\|[^>]*)?>[,:]?\s*", " ", text).strip()


def _written(body: Body, bot: str, how: How) -> Asked | None:
    event = body.get("event")
    if not isinstance(event, Mapping) or not _by_a_person(event, bot):
        return None
    channel, ts = text_at(event, "channel"), text_at(event, "ts")
    text, place = text_at(event, "text"), _place(channel, text_at(event, "channel_type"))
    thread = text_at(event, "thread_ts") or ("" if place is Place.DM else ts)
    return Asked(
        text=unmentioned(text, bot),
        how=how,
        user_id=text_at(event, "user"),
        team_id=home_team(body),
        enterprise_id=home_enterprise(body),
        place=place,
        channel_id=channel,
        thread_ts=thread,
        message_ts=ts,
        shared=flag(body.get("is_ext_shared_channel")),
        private=place is Place.DM,
        marks=(
            *marks(EVENT_SECONDS, ("event", text_at(body, "event_id"))),
            # one message may come once for each workspace of a shared channel, and as two kinds
            # of event, each time with another event id
            *marks(EVENT_SECONDS, ("message", channel, ts, text)),
        ),
    )


def _by_a_person(event: Body, bot: str) -> bool:
    author = text_at(event, "user")
    return (
        bool(author)
        and author != bot
        and not event.get("bot_id")
        and text_at(event, "subtype") in WRITTEN
    )


def _place(channel: str, kind: str) -> Place:
    if kind.startswith("mpdm-"):
        return Place.GROUP_DM
    return PLACES.get(kind) or PLACES.get(channel[:1], Place.NOWHERE)


def _channel(body: Body) -> str:
    return text_at(body, "channel", "id") or text_at(body, "container", "channel_id")


def marks(seconds: float, parts: tuple[str, ...]) -> tuple[Mark, ...]:
    """One mark, or none where the last part, which tells deliveries apart, is missing.

    Hashed: it may be kept outside this process, and parts of it are somebody's words or secret.
    """
    if not parts[-1] and parts[0] in {"trigger", "event", "view"}:
        return ()
    digest = sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return (Mark(f"{parts[0]}:{digest[:32]}", seconds),)


def flag(value: object) -> bool | None:
    """True or false as Slack says it; None where it says neither."""
    return value if isinstance(value, bool) else None


def _first(value: object) -> Body:
    first = value[0] if isinstance(value, list) and value else None
    return first if isinstance(first, Mapping) else {}


def text_at(body: object, *path: str) -> str:
    """The text at the end of a path into a body; empty where there is none."""
    found = at(body, *path)
    return found if isinstance(found, str) else ""


def at(body: object, *path: str) -> object:
    """Whatever is at the end of a path into a body, None where nothing is."""
    for step in path:
        body = body.get(step) if isinstance(body, Mapping) else None
    return body

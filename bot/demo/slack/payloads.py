"""What Slack tells the bot of what somebody did: the payloads, as the reference has them.

https://docs.slack.dev/reference/interaction-payloads, https://docs.slack.dev/apis/events-api
"""

from secrets import token_hex
from typing import Any

from bot.demo.slack.people import APP, BOT, COMMAND, DOMAIN, TEAM, Channel, Person
from bot.demo.slack.workspace import Json, Said


def command(who: Person, where: Channel, text: str, trigger: str, hook: str) -> dict[str, str]:
    """A slash command."""
    return {
        "token": "deprecated",
        "team_id": TEAM,
        "team_domain": DOMAIN,
        "channel_id": where.id,
        "channel_name": "directmessage" if where.direct else where.name,
        "user_id": who.id,
        "user_name": who.handle,
        "command": COMMAND,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": hook,
        "trigger_id": trigger,
    }


def event(inner: Json, seconds: int) -> Json:
    """An event, in its envelope; seconds since 1970."""
    return {
        "token": "deprecated",
        "team_id": TEAM,
        "api_app_id": APP,
        "type": "event_callback",
        "event_id": f"Ev{token_hex(5).upper()}",
        "event_time": seconds,
        "is_ext_shared_channel": False,
        "authorizations": [
            {
                "team_id": TEAM,
                "enterprise_id": None,
                "user_id": BOT,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "event": inner,
    }


def written(said: Said, where: Channel) -> Json:
    """A message that somebody wrote, as the event's inside."""
    kind = {"type": "message", "channel_type": "im"} if where.direct else {"type": "app_mention"}
    thread = {"thread_ts": said.thread_ts} if said.thread_ts else {}
    return {
        **kind,
        **thread,
        "user": said.user,
        "text": said.text,
        "ts": said.ts,
        "event_ts": said.ts,
        "team": TEAM,
        "channel": said.channel,
        "blocks": said.blocks,
    }


def home_opened(who: Person, tab: str, view: Json | None, ts: str) -> Json:
    """Somebody looks at the bot's Home or Messages tab."""
    shown = {"view": view} if view else {}
    return {
        "type": "app_home_opened",
        "user": who.id,
        "channel": who.dm,
        "tab": tab,
        "event_ts": ts,
        **shown,
    }


def _from(who: Person) -> Json:
    return {
        "user": {"id": who.id, "username": who.handle, "name": who.handle, "team_id": TEAM},
        "api_app_id": APP,
        "token": "deprecated",
        "team": {"id": TEAM, "domain": DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_of(where: Channel) -> Json:
    """A conversation as interactions name it."""
    return {"id": where.id, "name": "directmessage" if where.direct else where.name}


def in_message(said: Said, where: Channel) -> Json:
    """Where an action was taken: in a message."""
    container = {
        "type": "message",
        "message_ts": said.ts,
        "channel_id": said.channel,
        "is_ephemeral": bool(said.only_for),
    }
    thread = {"thread_ts": said.thread_ts} if said.thread_ts else {}
    body = {} if said.only_for else {"message": said.message()}
    return {"container": {**container, **thread}, "channel": channel_of(where), **body}


def in_view(view: Json) -> Json:
    """Where an action was taken: in a modal, or on Home."""
    return {"container": {"type": "view", "view_id": view["id"]}, "view": view}


def actions(who: Person, where: Json, action: Json, values: Json, trigger: str) -> Json:
    """A button was pressed, something was chosen."""
    state = {"state": {"values": values}} if "view" not in where else {}
    return {
        "type": "block_actions",
        **_from(who),
        **where,
        **state,
        "trigger_id": trigger,
        "actions": [action],
    }


def submission(who: Person, view: Json, values: Json, trigger: str) -> Json:
    """A modal was submitted with what stands in its fields."""
    return {
        "type": "view_submission",
        **_from(who),
        "trigger_id": trigger,
        "response_urls": [],
        "view": {**view, "state": {"values": values}},
    }


def closed(who: Person, view: Json) -> Json:
    """A modal was closed that asked to be told."""
    return {"type": "view_closed", **_from(who), "view": view, "is_cleared": False}


def suggestion(who: Person, where: Json, element: Json, typed: str) -> Json:
    """Options are wanted for a select that has its own from us."""
    named = {name: element[name] for name in ("action_id", "block_id")}
    return {"type": "block_suggestion", **_from(who), **where, **named, "value": typed}


def shortcut(who: Person, callback: str, trigger: str, ts: str) -> Json:
    """A global shortcut."""
    more: dict[str, Any] = {"callback_id": callback, "trigger_id": trigger, "action_ts": ts}
    return {"type": "shortcut", **_from(who), **more}


def message_action(who: Person, callback: str, trigger: str, said: Said, where: Channel) -> Json:
    """A shortcut on a message."""
    return {
        "type": "message_action",
        **_from(who),
        "callback_id": callback,
        "trigger_id": trigger,
        "action_ts": said.ts,
        "message_ts": said.ts,
        "message": said.message(),
        "channel": channel_of(where),
    }

"""The other half of the fake Slack: what it sends to the bot, signed as Slack signs."""

import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.clock import Clock, wall
from tests.fakes.slack import APP, BOT, SECRET, TEAM, FakeSlack, Posted

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True)
class Delivered:
    """How the bot took it: the ack, how long it took, and by what it is known again."""

    status: int
    body: str
    seconds: float
    key: str = ""
    headers: dict[str, str] = field(default_factory=dict, repr=False)


def signature(body: bytes, timestamp: str, secret: str = SECRET) -> str:
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, sha256).hexdigest()


def signing(body: bytes, now: datetime, secret: str = SECRET) -> dict[str, str]:
    timestamp = str(int(now.timestamp()))
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(body, timestamp, secret),
    }


@dataclass
class Sender:
    """A person's doings in Slack, as the bot hears of them."""

    fake: FakeSlack
    bot_url: str
    http: httpx.AsyncClient
    clock: Clock = wall
    user: str = "U0ANA0001"
    channel: str = "C0GENERAL"

    async def raw(self, body: bytes, headers: dict[str, str], key: str = "") -> Delivered:
        began = perf_counter()
        answer = await self.http.post(f"{self.bot_url}/slack/events", content=body, headers=headers)
        took = perf_counter() - began
        return Delivered(answer.status_code, answer.text, took, key, dict(answer.headers))

    async def form(self, fields: dict[str, str], key: str = "") -> Delivered:
        body = urlencode(fields).encode()
        return await self.raw(body, {"Content-Type": FORM, **signing(body, self.clock())}, key)

    async def json(self, payload: dict[str, Any], key: str = "", **headers: str) -> Delivered:
        body = json.dumps(payload).encode()
        signed = {"Content-Type": JSON, **signing(body, self.clock()), **headers}
        return await self.raw(body, signed, key)

    def command_fields(self, text: str, **over: str) -> dict[str, str]:
        trigger = over.get("trigger_id", f"{self.fake.number()}.1.trigger")
        user, channel = over.get("user_id", self.user), over.get("channel_id", self.channel)
        return {
            "token": "deprecated",
            "team_id": TEAM,
            "team_domain": "home",
            "channel_id": channel,
            "channel_name": "general",
            "user_id": user,
            "user_name": "ana",
            "command": "/dgusage",
            "text": text,
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": self.fake.response_url(trigger, channel, user),
            "trigger_id": trigger,
            **over,
        }

    async def command(self, text: str, **over: str) -> Delivered:
        fields = self.command_fields(text, **over)
        trigger = fields["trigger_id"]
        done = await self.form(fields, trigger)
        if done.status == 200 and done.body:
            said = json.loads(done.body) if done.body.startswith("{") else {"text": done.body}
            await self.fake.note(
                Posted("ack", fields["channel_id"], said["text"], user=self.user, trigger=trigger)
            )
        return done

    def event_body(self, event: dict[str, Any], **over: Any) -> dict[str, Any]:
        return {
            "token": "deprecated",
            "team_id": TEAM,
            "api_app_id": APP,
            "type": "event_callback",
            "event_id": f"Ev{self.fake.number():08d}",
            "event_time": int(self.clock().timestamp()),
            "is_ext_shared_channel": False,
            "authorizations": [
                {"team_id": TEAM, "enterprise_id": None, "user_id": BOT, "is_bot": True}
            ],
            "event": event,
            **over,
        }

    async def event(self, event: dict[str, Any], **over: Any) -> Delivered:
        body = self.event_body(event, **over)
        return await self.json(body, body["event_id"])

    def said(self, text: str, **over: Any) -> dict[str, Any]:
        ts = f"1795100000.{self.fake.number():06d}"
        return {"user": self.user, "text": text, "ts": ts, "event_ts": ts, "team": TEAM, **over}

    async def mention(self, text: str, **over: Any) -> Delivered:
        spoken = self.said(f"<@{BOT}> {text}", type="app_mention", channel=self.channel)
        return await self.event({**spoken, **over})

    async def message(self, text: str, **over: Any) -> Delivered:
        spoken = self.said(text, type="message", channel="D0ANA0001", channel_type="im")
        return await self.event({**spoken, **over})

    async def home(self, tab: str = "home") -> Delivered:
        return await self.event({"type": "app_home_opened", "user": self.user, "tab": tab})

    def press_body(self, action_id: str, value: str, **over: Any) -> dict[str, Any]:
        trigger = f"{self.fake.number()}.2.trigger"
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
        container = {"type": "message", "message_ts": "1795000000.000001", "is_ephemeral": True}
        return {
            "type": "block_actions",
            "user": {"id": self.user, "username": "ana", "team_id": TEAM},
            "api_app_id": APP,
            "team": {"id": TEAM, "domain": "home"},
            "channel": {"id": self.channel, "name": "general"},
            "container": {**container, "channel_id": self.channel},
            "trigger_id": trigger,
            "response_url": self.fake.response_url(trigger, self.channel, self.user),
            "actions": [{**action, "action_ts": "1795000001.000001"}],
            **over,
        }

    async def press(self, action_id: str, value: str, **over: Any) -> Delivered:
        return await self.interact(self.press_body(action_id, value, **over))

    async def type(
        self, typed: str, action_id: str = "pick1", view: dict[str, Any] | None = None
    ) -> Delivered:
        """Somebody types into a list of a modal."""
        return await self.interact(
            {
                "type": "block_suggestion",
                "user": {"id": self.user, "team_id": TEAM},
                "team": {"id": TEAM, "domain": "home"},
                "container": {"type": "view", "view_id": "V0"},
                "action_id": action_id,
                "block_id": "only",
                "value": typed,
                **({"view": view} if view else {}),
            }
        )

    async def submit(self, view: dict[str, Any], values: dict[str, Any], **over: Any) -> Delivered:
        """Somebody sends a modal with these choices."""
        trigger = f"{self.fake.number()}.3.trigger"
        shown = {"id": f"V{self.fake.number()}", **view, "state": {"values": values}}
        return await self.interact(
            {
                "type": "view_submission",
                "user": {"id": self.user, "team_id": TEAM},
                "team": {"id": TEAM, "domain": "home"},
                "trigger_id": trigger,
                "view": shown,
                **over,
            }
        )

    async def interact(self, body: Any) -> Delivered:
        key = str(body.get("trigger_id", "")) if isinstance(body, dict) else ""
        return await self.form({"payload": json.dumps(body)}, key)

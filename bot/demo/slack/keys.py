"""What Slack hands out for a while: trigger ids, and response_urls.

https://docs.slack.dev/interactivity/handling-user-interaction
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_hex
from time import monotonic

from bot.demo.slack.workspace import Refusal

TRIGGER_SECONDS = 3.0
HOOK_SECONDS = 1_800.0
HOOK_USES = 5


@dataclass(slots=True)
class Trigger:
    """What somebody did, with which one modal can be opened; `view_id` is where they did it."""

    person: str
    until: float
    view_id: str = ""
    used: bool = False


@dataclass(slots=True)
class Hook:
    """A response_url: whom it answers, where, and the message whose button it came from."""

    person: str
    channel: str
    until: float
    asked: str = ""
    message_ts: str = ""
    thread_ts: str = ""
    uses: int = 0


@dataclass(slots=True)
class Keys:
    """Those that were handed out; seconds are those of the machine, however the clock is moved."""

    now: Callable[[], float] = monotonic
    _triggers: dict[str, Trigger] = field(default_factory=dict)
    _hooks: dict[str, Hook] = field(default_factory=dict)

    def trigger(self, person: str, view_id: str = "") -> str:
        """A new trigger id."""
        key = f"{token_hex(6)}.{token_hex(4)}.{token_hex(16)}"
        self._triggers[key] = Trigger(person, self.now() + TRIGGER_SECONDS, view_id)
        return key

    def pull(self, key: str) -> Trigger:
        """Uses a trigger, which can be done once within three seconds; raises Refusal."""
        found = self._triggers.get(key)
        if found is None:
            raise Refusal("invalid_trigger_id")
        if found.used:
            raise Refusal("exchanged_trigger_id")
        if found.until < self.now():
            raise Refusal("expired_trigger_id")
        found.used = True
        return found

    def hook(
        self, person: str, channel: str, asked: str = "", message_ts: str = "", thread_ts: str = ""
    ) -> str:
        """A new response_url's last part."""
        key = token_hex(16)
        until = self.now() + HOOK_SECONDS
        self._hooks[key] = Hook(person, channel, until, asked, message_ts, thread_ts)
        return key

    def use(self, key: str) -> Hook:
        """Uses a response_url, which can be done five times within half an hour; raises Refusal."""
        found = self._hooks.get(key)
        if found is None or found.until < self.now():
            raise Refusal("expired_url")
        if found.uses >= HOOK_USES:
            raise Refusal("used_url")
        found.uses += 1
        return found

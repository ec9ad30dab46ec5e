"""Puts the digests' engine together, once Slack has said who we are."""

from dataclasses import dataclass, field

from slack_sdk.web.async_client import AsyncWebClient

from bot.digest.engine import Engine
from bot.digest.model import Digest
from bot.digest.ways import Fate, Happened, Hooks, Sent
from bot.metrics import Metrics
from bot.slack.channels import SlackChannels
from bot.slack.composing import Composing
from bot.slack.telling import Telling
from bot.store.slots import RedisSlots, Scripts


@dataclass(slots=True)
class Posting:
    """The engine of this replica, from when there is a client to post with; a digest.keeping.Poster."""

    scripts: Scripts
    composer: Composing
    metrics: Metrics
    engine: Engine | None = field(default=None, init=False)

    def employed(self, client: AsyncWebClient) -> Engine:
        """The engine, working with this client."""
        channels = SlackChannels(client)
        permit = self.composer.permitted
        hooks = Hooks(notify=Telling(channels), observer=self._happened, permit=permit)
        slots = RedisSlots(self.scripts)
        self.engine = Engine(slots, channels, self.composer, hooks=hooks)
        return self.engine

    async def send_now(self, digest: Digest, event: str) -> Sent:
        """Posts it as of now; raises Trouble where it cannot be computed."""
        if self.engine is None:
            return Sent(Fate.REFUSED, error="not_authed")
        return await self.engine.send_now(digest, event)

    def wake(self) -> None:
        """Has the engine look at once."""
        if self.engine is not None:
            self.engine.wake()

    def _happened(self, happened: Happened) -> None:
        self.metrics.happened(happened.what, happened.seconds)

"""Puts the digests' engine together, once Slack has said who we are."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from slack_sdk.web.async_client import AsyncWebClient

from bot import course
from bot.course import Arrival, Course, Onlookers, Tracer, Untraced
from bot.digest.engine import Engine
from bot.digest.errors import meaning
from bot.digest.model import Claim, Digest
from bot.digest.ways import Composed, Fate, Happened, Hooks, Sent
from bot.metrics import Metrics
from bot.slack.channels import SlackChannels
from bot.slack.composing import Composing
from bot.slack.ending import ended
from bot.slack.server import Health
from bot.slack.telling import Telling
from bot.store.settling import come_in
from bot.store.slots import RedisSlots, Scripts

BESIDE = frozenset({"reconciled", "ended_posted", "ended_failed"})  # told before or besides the end
CODED = frozenset({"not_computed", "held"})  # whose reason is one word of ours or of Slack's


@dataclass(slots=True)
class Posting:
    """The engine of this replica, from when there is a client to post with; a digest.keeping.Poster."""

    scripts: Scripts
    composer: Composing
    metrics: Metrics
    tracer: Tracer = field(default_factory=Untraced)
    engine: Engine | None = field(default=None, init=False)

    def employed(self, client: AsyncWebClient) -> Engine:
        """The engine, working with this client."""
        channels = SlackChannels(client)
        permit = self.composer.permitted
        hooks = Hooks(
            notify=Telling(channels),
            observer=self._happened,
            permit=permit,
            come_in=come_in,
            follow=self._followed,
        )
        slots = RedisSlots(self.scripts)
        self.engine = Engine(slots, channels, self.composer, hooks=hooks)
        return self.engine

    async def send_now(self, digest: Digest, event: str) -> Sent:
        """Posts it as of now; raises Trouble where it cannot be computed."""
        if self.engine is None:
            return Sent(Fate.REFUSED, error="not_authed")
        return await self.engine.send_now(digest, event)

    async def preview(self, digest: Digest) -> Composed:
        """What it would post now, marked as a try; nothing is posted. Raises Trouble."""
        return await self.composer.preview(digest)

    async def check(self) -> Health:
        """Whether posts are let in; where they are not, answers are given all the same."""
        held = self.engine.status.held if self.engine else ""
        return Health(ok=True, says=f"held: {held}. {meaning(held).todo}" if held else "ok")

    def wake(self) -> None:
        """Has the engine look at once."""
        if self.engine is not None:
            self.engine.wake()

    @contextmanager
    def _followed(self, digest: Digest, claim: Claim) -> Iterator[None]:
        """One attempt at a slot is followed as a question is, to one line in the log."""
        mine = Course("digest", self.tracer, Arrival())
        mine.note(digest=digest.id, slot=claim.name, user=digest.owner, channel=digest.channel)
        try:
            with course.followed(mine):
                yield
        finally:
            ended(mine, Onlookers())  # its own metrics count it

    def _happened(self, happened: Happened) -> None:
        if happened.what not in BESIDE:
            course.note(outcome=happened.what)
        if happened.what in CODED:  # elsewhere the reason is a sentence, which may quote
            course.note(reason=happened.reason)
        self.metrics.happened(happened.what, happened.seconds)

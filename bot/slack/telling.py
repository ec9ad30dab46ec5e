"""Tells an owner that a digest failed: what it means, what to do, and a button that goes on."""

from dataclasses import dataclass

import structlog

from bot.blocks.limits import fit
from bot.blocks.message import Message
from bot.blocks.shapes import button, buttons, paragraph, rich, run
from bot.digest.cards import subject
from bot.digest.model import Digest
from bot.digest.ways import Channels, News

TOLD = "dgusage_digest_told"  # metadata.event_type of what an owner is told

log = structlog.get_logger("bot.digest")


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells owners by direct message."""

    channels: Channels

    async def __call__(self, news: News) -> None:
        """Sends the news; where it cannot be sent there is a line in the log."""
        digest = news.digest
        key = f"{digest.id}:{news.run.slot}"
        sent = await self.channels.post(digest.owner, news_card(news), TOLD, key)
        if sent.error:
            log.error("owner_not_told", digest=digest.id, error=sent.error)


def news_card(news: News) -> Message:
    """What an owner is told."""
    digest = news.digest
    why = f"{news.meaning.happened} {news.meaning.todo}" if news.meaning else news.run.reason
    paused = " It is paused until you resume it." if digest.paused else ""
    title = "A digest could not be posted"
    what = f"{subject(digest)}, due {news.run.slot.replace('T', ' ')} {digest.zone}"
    blocks = [
        rich(paragraph(run(title, bold=True), run(f"\n{what}\n{why}{paused}"))),
        buttons(_ways(digest)),
    ]
    return fit(Message(f"{title}: {what}. {why}{paused}", tuple(blocks)))


def _ways(digest: Digest) -> list[dict[str, object]]:
    resume = button("Resume", f"ask:{digest.id}:resume", f"digest resume {digest.id}")
    other = button("Send now", f"ask:{digest.id}:send", f"digest send {digest.id}")
    return [resume if digest.paused else other]

"""A Deepgram key that may do more than read: with DGUSAGE_STRICT_KEY `serve` does not start with it."""

from bot.app import Bot
from bot.doctor.rights import beyond, refusals
from bot.log import logger
from bot.settings import Settings


async def too_wide(bot: Bot, settings: Settings) -> list[str]:
    """A line for each key that stops the start; none where the settings are not strict.

    A key of which Deepgram does not say what it may do stops nothing, and is logged.
    """
    if not settings.dgusage_strict_key:
        return []
    deepgram = bot.upstream.deepgram
    found = {name: await beyond(deepgram, name) for name in deepgram.accounts}
    for name in [name for name, more in found.items() if more is None]:
        logger(__name__).warning("key_not_checked", project=name)
    return refusals(found)

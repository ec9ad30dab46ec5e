"""Which deliveries any replica has seen before, so that each has one effect."""

from dataclasses import dataclass
from datetime import timedelta

from bot.store import keys
from bot.store.connection import Store
from bot.store.unavailable import StoreUnavailable
from bot.trouble import Reason, Trouble


@dataclass(frozen=True, slots=True)
class Sightings:
    """The memory of deliveries that all replicas share."""

    store: Store

    async def seen(self, mark: str, seconds: float) -> bool:
        """Whether the mark was seen within its seconds; it is from now on. Raises Trouble."""
        key = keys.remembered(keys.SEEN, mark)
        life = min(timedelta(seconds=seconds), keys.SEEN.life)
        try:
            new = await self.store.do(lambda redis: redis.set(key, b"", nx=True, px=life))
        except StoreUnavailable:
            raise Trouble(Reason.STORE_DOWN) from None
        return not new

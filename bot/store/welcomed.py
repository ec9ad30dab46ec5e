"""Who was welcomed already, so that nobody is twice."""

from dataclasses import dataclass

from bot.store import keys
from bot.store.connection import Store
from bot.store.unavailable import StoreUnavailable


@dataclass(frozen=True, slots=True)
class Welcomed:
    """The people who were welcomed; forgotten 400 days after."""

    store: Store

    async def first(self, team: str, user: str) -> bool:
        """Whether somebody is here for the first time; not any more from then on. Never raises.

        False where the store cannot say: better no welcome than one again and again.
        """
        key = keys.remembered(keys.WELCOME, team, user)
        life = keys.WELCOME.life
        try:
            return bool(await self.store.do(lambda redis: redis.set(key, b"", nx=True, px=life)))
        except StoreUnavailable:
            return False

"""Whose turn it is to fetch a stretch of days, among all replicas."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import orjson

from bot.store import keys
from bot.store.connection import Store
from bot.store.stretches import Stretch
from bot.store.unavailable import StoreUnavailable
from bot.trouble import Reason, Trouble

LIFE = keys.LEASE.life  # without a sign of life for so long, its holder counts as dead
BEAT = 0.5  # seconds between two signs of life

# Both touch the lease only while it is still ours (https://valkey.io/topics/distributed-locks/).
_RENEW = (
    "if redis.call('get', KEYS[1]) == ARGV[1] "
    "then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0"
)
_RELEASE = (
    "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"
)


@dataclass(slots=True)
class Lease:
    """One replica's claim on one stretch. Raises StoreUnavailable where not said otherwise."""

    store: Store
    family: str
    stretch: Stretch
    token: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def _key(self) -> str:
        return keys.lease(self.family, *self.stretch)

    async def take(self) -> bool:
        """Whether it is our turn now."""
        took = await self.store.do(lambda redis: redis.set(self._key, self.token, nx=True, px=LIFE))
        return bool(took)

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Holds the lease for as long as the block runs, then gives it back; never fails."""
        heart = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            heart.cancel()
            await asyncio.gather(heart, return_exceptions=True)
            await self.release()

    async def release(self) -> None:
        """Lets the next one have its turn; never fails, since a lease ends by itself."""
        with suppress(StoreUnavailable):
            await self._run(_RELEASE)

    async def tell(self, trouble: Trouble) -> None:
        """Lets those who wait know why there is nothing to be had; never fails."""
        name = keys.failed(self.family, *self.stretch)
        with suppress(StoreUnavailable, TypeError):  # the latter: not valid Unicode
            text = orjson.dumps({"reason": trouble.reason, "facts": trouble.facts})
            await self.store.do(lambda redis: redis.set(name, text, px=keys.FAILED.life))

    async def told(self) -> Trouble | None:
        """Why the holder that was waited for has fetched nothing, if that is so."""
        name = keys.failed(self.family, *self.stretch)
        text = await self.store.do(lambda redis: redis.get(name))
        try:
            said = orjson.loads(text or b"null")
            return Trouble(Reason(said["reason"]), dict(said["facts"])) if said else None
        except (ValueError, LookupError, TypeError):  # not of our making: nothing was said
            return None

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            with suppress(StoreUnavailable):
                await self._run(_RENEW, str(int(LIFE.total_seconds() * 1000)))

    async def _run(self, script: str, *arguments: str) -> None:
        await self.store.do(lambda redis: redis.eval(script, 1, self._key, self.token, *arguments))

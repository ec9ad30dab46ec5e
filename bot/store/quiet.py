"""When Deepgram asks one replica for quiet, all replicas keep it: a bot.deepgram.line.Quiet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.store import keys
from bot.store.connection import Command, Store
from bot.store.unavailable import StoreUnavailable

# Of several waits the longest counts. Running it twice does no harm.
_KEEP = (
    "if redis.call('pttl', KEYS[1]) < tonumber(ARGV[1]) "
    "then redis.call('set', KEYS[1], '', 'px', ARGV[1]) end return 1"
)


@dataclass(frozen=True, slots=True)
class SharedQuiet:
    """The rests that Deepgram asked for, by account; without Redis each replica learns alone.

    `whose` tells accounts apart beyond this process: by their API and key, not by our names.
    """

    store: Store
    whose: Callable[[str], str]

    async def keep(self, account: str, seconds: float) -> None:
        """Tells the others that nobody should ask for so many seconds; never raises."""
        life = min(round(seconds * 1000), round(keys.QUIET.life.total_seconds() * 1000))
        if life > 0:
            name = self._name(account)
            await self._try(lambda redis: redis.eval(_KEEP, 1, name, str(life)))

    async def left(self, account: str) -> float:
        """Seconds that are left of it, 0 where all may ask; never raises."""
        name = self._name(account)
        return max(0, await self._try(lambda redis: redis.pttl(name))) / 1000

    def _name(self, account: str) -> str:
        return keys.remembered(keys.QUIET, self.whose(account))

    async def _try(self, command: Command[Any]) -> int:
        try:
            return int(await self.store.do(command))
        except StoreUnavailable:
            return 0

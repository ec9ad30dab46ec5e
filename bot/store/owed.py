"""Answers that are owed: questions that were acked and not answered yet, for any replica to take up.

Times are the store's own. Whoever works on a question says so again and again; where that stops,
another replica takes it up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.store import keys
from bot.store.connection import Store
from bot.store.unavailable import StoreUnavailable

LEASE = 12.0  # seconds without a word of whoever works on a question
MOST = 200  # taken up at once

_NOW = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
"""
OWE = (
    _NOW
    + """
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], now + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return 1
"""
)
BEAT = (
    _NOW
    + """
for i = 2, #ARGV do redis.call('ZADD', KEYS[2], 'XX', now + ARGV[1], ARGV[i]) end
return 1
"""
)
TAKE = (
    _NOW
    + """
local found = {}
for i, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, ARGV[2])) do
  local value = redis.call('HGET', KEYS[1], id)
  if value then
    redis.call('ZADD', KEYS[2], now + ARGV[1], id)
    table.insert(found, id)
    table.insert(found, value)
  else
    redis.call('ZREM', KEYS[2], id)
  end
end
return found
"""
)
# Whoever stands in for another leaves a mark, for the other may only have been suspended.
PAY = """
redis.call('ZREM', KEYS[2], ARGV[1])
local value, standing_in = redis.call('HGET', KEYS[1], ARGV[1]), ARGV[2] == '1'
if value == 'told' or (standing_in and not value) then return 0 end
if standing_in then
  redis.call('HSET', KEYS[1], ARGV[1], 'told')
else
  redis.call('HDEL', KEYS[1], ARGV[1])
end
return 1
"""


@dataclass(frozen=True, slots=True)
class OwedAnswers:
    """The debts of all replicas; nothing here ever fails, for a question is answered without it."""

    store: Store
    lease: float = LEASE

    async def owe(self, id_: str, value: bytes) -> None:
        """Writes down that a question is being worked on."""
        life = int(keys.OWED.life.total_seconds() * 1000)
        sealed = self.store.seal.shut(_name(id_), value)
        await self._eval(OWE, id_, sealed, self._lease, life)

    async def beat(self, ids: Sequence[str]) -> None:
        """Says that these are still being worked on."""
        if ids:
            await self._eval(BEAT, self._lease, *ids)

    async def pay(self, id_: str, *, standing_in: bool = False) -> bool | None:
        """Strikes a debt off; False where somebody else has, None where that cannot be done now."""
        struck = await self._eval(PAY, id_, int(standing_in))
        return None if struck is None else struck == 1

    async def take(self) -> list[tuple[str, bytes]]:
        """Debts whose debtor is silent, which are ours from now on."""
        found = await self._eval(TAKE, self._lease, MOST)
        parts = found if isinstance(found, list) else []
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return [self._opened(id_.decode(), value) for id_, value in pairs]

    def _opened(self, id_: str, value: bytes) -> tuple[str, bytes]:
        """A debt; empty where it cannot be opened, which nobody has signed."""
        return id_, self.store.seal.look(_name(id_), value) or b""

    @property
    def _lease(self) -> int:
        return int(self.lease * 1000)

    async def _eval(self, script: str, *arguments: str | bytes | int) -> object:
        names = keys.owed()
        try:
            return await self.store.do(
                lambda redis: redis.eval(script, len(names), *names, *arguments)
            )
        except StoreUnavailable:
            return None


def _name(id_: str) -> str:
    return f"{keys.owed()[0]}|{id_}"

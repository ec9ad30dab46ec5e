"""Workspaces in which nothing can be posted: kept in Redis, tried by one replica at a time.

Where Slack takes the bot's token no more, every post in the workspace would fail. So the first
refusal is kept for all replicas; one at a time tries again, later each time, and after the grace
time of a digest nobody does. A post that succeeds, a replica that starts (Slack has accepted its
token) and `dgusage digests resume` put an end to it.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from bot.digest.decide import GRACE, RETRY_FIRST, RETRY_LAST
from bot.digest.ways import Silence
from bot.store.keys import SILENT

MILLISECOND = timedelta(milliseconds=1)

# KEYS: all silences, as fields `<workspace>|<attribute>`.
_PRELUDE = """
local function at(what) return ARGV[1] .. '|' .. what end
local function held(what) return redis.call('HGET', KEYS[1], at(what)) end
local function set(what, value) redis.call('HSET', KEYS[1], at(what), value) end
"""
# the workspace, Slack's word, milliseconds until the first try, and for which it is kept
SILENCE = f"""{_PRELUDE}
set('word', ARGV[2])
if not held('since') then set('since', now) set('tries', 0) set('next', now + ARGV[3]) end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return math.max(0, held('next') - now)
"""
# the workspace, milliseconds after which nobody tries, until the first try, the most between two
PROBE = f"""{_PRELUDE}
local since = held('since')
if not since then return 0 end
if now - since > tonumber(ARGV[2]) then return -1 end
local ahead = tonumber(held('next'))
if now < ahead then return ahead - now end
local tries = redis.call('HINCRBY', KEYS[1], at('tries'), 1)
set('next', now + math.min(ARGV[3] * 2 ^ math.min(tries, 20), tonumber(ARGV[4])))
return 0
"""
# workspaces; how many were silent
RELEASE = """
local count = 0
for _, team in ipairs(ARGV) do
  count = count + redis.call('HDEL', KEYS[1], team .. '|since')
  for _, what in ipairs({'word', 'tries', 'next'}) do
    redis.call('HDEL', KEYS[1], team .. '|' .. what)
  end
end
return count
"""


def silence_args(team: str, word: str) -> tuple[str, str, int, int]:
    """A silence that begins now, as SILENCE takes it."""
    return team, word, RETRY_FIRST // MILLISECOND, SILENT.life // MILLISECOND


def probe_args(team: str) -> tuple[str, int, int, int]:
    """A try, as PROBE takes it."""
    return team, GRACE // MILLISECOND, RETRY_FIRST // MILLISECOND, RETRY_LAST // MILLISECOND


def wait_of(said: int) -> float:
    """What PROBE says: seconds until somebody may try; inf where nobody tries any more."""
    return math.inf if said < 0 else said / 1000


def silences_of(found: Iterable[bytes], now: datetime) -> Mapping[str, Silence]:
    """All silences, of the fields and values of their key."""
    words = [word.decode() for word in found]
    held = dict(zip(words[::2], words[1::2], strict=True))
    since = {k.removesuffix("|since"): int(v) for k, v in held.items() if k.endswith("|since")}
    return {team: _silence(held.get(f"{team}|word", ""), ms, now) for team, ms in since.items()}


def _silence(word: str, since: int, now: datetime) -> Silence:
    begun = datetime.fromtimestamp(since / 1000, UTC)
    return Silence(word, begun, over=now - begun > GRACE)

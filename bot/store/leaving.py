"""What is kept of a workspace that has removed the app: forgotten, or paused for thirty days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from bot.store import digest_scripts as scripts
from bot.store import keys
from bot.store.digests import Digests
from bot.store.keys import Kind
from bot.store.lately import Lately
from bot.store.slots import RedisSlots, Scripts, names_of

LIFE = timedelta(days=30)  # of its digests; whoever resumes one by then has it for ever again
WHY = "the app was removed from the workspace"
ASKED = (keys.LATELY, keys.OWED)  # what was asked last
LEFT = (*ASKED, keys.SAVED, keys.WELCOME, keys.ZONE)  # all that people left
AT_ONCE = 500  # keys removed with one call

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Workplace:
    """bot.slack.leaving.Workspace on Redis. One bot serves one workspace, or one organisation."""

    scripts: Scripts
    lately: Lately

    async def silenced(self, team: str, word: str) -> Counts:
        """Nothing is posted there, and what was asked last is forgotten. Raises Trouble."""
        await RedisSlots(self.scripts).silence(team, word)
        self.lately.forget()
        return {"values": await self._gone(ASKED)}

    async def forgotten(self, team: str, word: str) -> Counts:
        """The same, and all that people left; digests stay for 30 days. Raises Trouble."""
        await RedisSlots(self.scripts).silence(team, word)
        self.lately.forget()
        paused = 0
        for known in await Digests(self.scripts).of_team(team):
            life = LIFE // timedelta(milliseconds=1)
            text = scripts.PRELUDE + scripts.LEAVE
            paused += await self.scripts(text, names_of(known.id), known.id, WHY, life)
        return {"digests": paused, "values": await self._gone(LEFT)}

    async def _gone(self, kinds: Sequence[Kind]) -> int:
        count = 0
        for kind in kinds:
            names = await self.scripts.do(partial(keys.scanned, kind=kind))
            for begin in range(0, len(names), AT_ONCE):
                some = names[begin : begin + AT_ONCE]
                count += await self.scripts.do(partial(_removed, some))
        return count


async def _removed(names: Sequence[str], redis: Any) -> int:
    pipe = redis.pipeline(transaction=False)
    for name in names:  # one by one: in a cluster they may be of several slots
        pipe.unlink(name)
    return sum(await pipe.execute())

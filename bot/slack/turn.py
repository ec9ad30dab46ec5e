"""Work that waits for nothing is done for one question at a time, so that acks come in between.

Where thirty answers are there at once (a hung Deepgram gave up, a limit is over), drawing them one
right after the other would hold up the loop, and every ack with it, for a tenth of a second.
"""

import asyncio
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Turns:
    """Whose turn it is to work without waiting, in the order in which they came."""

    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def mine(self) -> None:
        """Returns when everybody before has had a turn, and whatever else was due has been done."""
        async with self._lock:
            await asyncio.sleep(0)

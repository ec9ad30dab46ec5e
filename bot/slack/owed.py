"""Questions that were acked: whoever dies over one is stood in for by another replica.

What is kept of a question is signed, so that nobody who can write to the store can have a question
asked in another's name. A debt is struck off right before its answer is sent, so that no question
is answered twice.
"""

import asyncio
import hmac
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from typing import Any, Protocol
from uuid import uuid4

import orjson
import structlog

from bot.slack.payload import Asked, How, Place
from bot.trouble import Trouble

BEAT = 4.0  # seconds between two words that we are at it
PAYING = 0.5  # seconds that an answer waits for its debt to be struck off
MAC = 32  # bytes
TEXTS = (
    *("text", "user_id", "team_id", "enterprise_id", "channel_id", "channel_name"),
    *("thread_ts", "message_ts", "response_url"),
)

log = structlog.get_logger("bot.slack")


class Debts(Protocol):
    """Where debts are kept, for all replicas; never fails."""

    async def owe(self, id_: str, value: bytes) -> None:
        """Writes down that a question is being worked on."""

    async def beat(self, ids: Sequence[str]) -> None:
        """Says that these are still being worked on."""

    async def pay(self, id_: str, *, standing_in: bool = False) -> bool | None:
        """Strikes a debt off; False where somebody else has, None where that cannot be done now.

        `standing_in`: it is another replica's debt, which may wake up and want to pay it too.
        """
        ...

    async def take(self) -> list[tuple[str, bytes]]:
        """Debts whose debtor is silent, which are ours from now on."""
        ...


@dataclass(slots=True)
class Owed:
    """This replica's debts, and those that it takes over. `secret` signs them."""

    debts: Debts
    secret: bytes = field(repr=False)
    beat: float = BEAT
    _unpaid: set[str] = field(default_factory=set)  # answered, and not struck off yet
    _ours: dict[str, asyncio.Task[None] | None] = field(default_factory=dict)

    def begin(self, asked: Asked) -> str:
        """From now on the answer is owed; holds nobody up."""
        id_ = uuid4().hex
        self._ours[id_] = asyncio.create_task(self.debts.owe(id_, self._sealed(id_, asked)))
        return id_

    async def pay(self, id_: str) -> bool:
        """It is about to be answered, and by nobody else; takes little time where the store hangs.

        False where another replica has answered it, while this one stood still.
        """
        writing = self._ours.pop(id_, None)
        self._unpaid.add(id_)
        with suppress(TimeoutError):
            async with asyncio.timeout(PAYING):
                if writing is not None:
                    await writing
                return await self._strike(id_, standing_in=writing is None) is not False
        return True

    async def _strike(self, id_: str, *, standing_in: bool = False) -> bool | None:
        struck = await self.debts.pay(id_, standing_in=standing_in)
        if struck is not None:
            self._unpaid.discard(id_)
        return struck

    async def keep(self, take_up: Callable[[Asked, str], None]) -> None:
        """Says that we are at it, and takes up what others left; for ever.

        `take_up` raises Trouble where there is no room; another replica may have some.
        """
        while True:
            await asyncio.sleep(self.beat)
            for id_ in [*self._unpaid]:
                await self._strike(id_)
            await self.debts.beat([*self._ours])
            for id_, value in await self.debts.take():
                if id_ not in self._ours and id_ not in self._unpaid:
                    await self._take(id_, value, take_up)

    async def _take(self, id_: str, value: bytes, take_up: Callable[[Asked, str], None]) -> None:
        asked = self._opened(id_, value)
        if asked is None:
            log.error("debt_not_ours")  # forged, or of another release
            await self.debts.pay(id_)
            return
        log.warning("taken_up", how=asked.how)
        self._ours[id_] = None
        try:
            take_up(asked, id_)
        except Trouble:
            del self._ours[id_]

    def _sealed(self, id_: str, asked: Asked) -> bytes:
        kept: dict[str, Any] = {name: getattr(asked, name) for name in TEXTS}
        kept |= {"how": asked.how.value, "place": asked.place.value, "shared": asked.shared}
        kept |= {"private": asked.private, "trail": list(asked.trail)}
        text = orjson.dumps(kept)
        return self._mac(id_, text) + text

    def _opened(self, id_: str, value: bytes) -> Asked | None:
        mac, text = value[:MAC], value[MAC:]
        if not hmac.compare_digest(mac, self._mac(id_, text)):
            return None
        with suppress(KeyError, ValueError, TypeError):
            kept = orjson.loads(text)
            texts: dict[str, Any] = {name: str(kept[name]) for name in TEXTS}
            return Asked(
                **texts,
                how=How(kept["how"]),
                place=Place(kept["place"]),
                shared=kept["shared"],
                private=bool(kept["private"]),
                trail=tuple(str(each) for each in kept["trail"]),
            )
        return None

    def _mac(self, id_: str, text: bytes) -> bytes:
        return hmac.new(self.secret, id_.encode() + b"\0" + text, sha256).digest()


def signing_key(token: str) -> bytes:
    """A key that all replicas have, made of the bot's token."""
    return blake2b(token.encode(), person=b"dgusage owed").digest()

"""Fetching ahead, gently: the days that people will ask for, before they do.

After start, and each morning in the settings' zone. One call at a time, only while nobody else is
being served, and no further at the first Trouble: who asks must never wait for this.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.ask import Desk, answer
from bot.books import Query, Reading
from bot.clock import Clock
from bot.deadline import within
from bot.question.model import SUMS, Question, Standpoint
from bot.store.ledger import Ledger
from bot.store.wanted import Want, Wanted
from bot.trouble import Reason, Trouble

MORNING = time(5)
SPREAD = timedelta(minutes=10)  # so that replicas do not all begin at once; what one has read,
# the next finds good: that is shorter than recent figures hold
MOST = 100  # queries fetched ahead at once
ONE = 120.0  # seconds that one query may take
GLANCE = 0.5  # seconds between two looks at whether anybody is being served
PATIENCE = 300.0  # seconds after which a bot that is never idle is left alone
LONGEST = 600.0  # seconds slept in one piece: a machine that slept itself is then not far behind

Extra = Callable[[], Awaitable[Sequence[Question]]]

log = structlog.get_logger("bot.warm")


async def nothing() -> Sequence[Question]:
    """No further questions."""
    return ()


@dataclass(frozen=True, slots=True)
class Warmer:
    """Keeps the ledger warm. `idle` says whether nobody waits for Deepgram.

    `extra` gives further questions, such as those of digests that are due. `jitter` gives numbers
    from 0 up to 1.
    """

    desk: Desk
    ledger: Ledger
    wanted: Wanted
    clock: Clock
    zone: ZoneInfo
    idle: Callable[[], bool]
    jitter: Callable[[], float]
    extra: Extra = nothing

    async def keep(self) -> None:
        """Warms now and each morning, until it is cancelled; never fails."""
        while True:
            await self.warm()
            morning = following(self.clock(), self.zone) + self.jitter() * SPREAD
            while (left := (morning - self.clock()).total_seconds()) > 0:  # noqa: ASYNC110 (a clock)
                await asyncio.sleep(min(left, LONGEST))

    async def warm(self) -> None:
        """Fetches ahead what will be asked for, most wanted first; never fails."""
        try:
            names = await self.desk.names(self.clock())
            gentle = _Gentle(self)
            for want in await self.wanted.most(MOST):
                await gentle.want(want)
            desk = replace(self.desk, shelf=gentle)
            for question in await self.extra():
                if question.subject in SUMS:
                    await answer(question, Standpoint(self.clock(), self.zone), desk, names)
        except Trouble as trouble:
            log.info("warming_ends", why=trouble.reason.value)
        except Exception:  # nobody waits for this; it must not end with the first surprise
            log.exception("warming_failed")


@dataclass(frozen=True, slots=True)
class _Gentle:
    """A bot.gather.Shelf that waits until nobody else is served, and makes one call at a time."""

    of: Warmer
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def want(self, want: Want) -> None:
        """Fetches the closed days of a want; raises Trouble."""
        now = self.of.clock()
        today = now.astimezone(UTC).date()
        if want.query.project in self.of.desk.projects:
            await self._ahead(want.query, today - timedelta(days=want.reach), today, now)

    async def read(self, query: Query, first: date, last: date, now: datetime) -> Reading:
        """As the ledger's, once the days are there."""
        await self._ahead(query, first, last, now)
        return await self.of.ledger.read(query, first, last, now)

    async def _ahead(self, query: Query, first: date, last: date, now: datetime) -> None:
        yesterday = now.astimezone(UTC).date() - timedelta(days=1)
        async with self.lock:
            with within(ONE):
                await self.of.ledger.ahead(query, first, min(last, yesterday), now, self._turn)

    async def _turn(self) -> None:
        waited = 0.0
        while not self.of.idle():
            if waited >= PATIENCE:
                raise Trouble(Reason.TOO_SLOW, {"seconds": f"{PATIENCE:g}"})
            await asyncio.sleep(GLANCE)
            waited += GLANCE


def following(now: datetime, zone: ZoneInfo) -> datetime:
    """The next morning after that moment, in the zone; aware, UTC."""
    today = now.astimezone(zone).date()
    mornings = (
        datetime.combine(today + timedelta(days=n), MORNING, zone).astimezone(UTC) for n in range(3)
    )
    return next(morning for morning in mornings if morning > now)

"""The world of digests: a store whose time is set by hand, a Slack, and replicas of the engine."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import ClientSession

from bot.answer.model import Answer, Compared, Rest
from bot.blocks.message import Message
from bot.books import Source
from bot.digest.codec import Codec
from bot.digest.engine import Engine
from bot.digest.hold import steady
from bot.digest.model import Conditions, Digest, Draft
from bot.digest.ways import ComeIn, Composed, Happened, Hooks, News, Times
from bot.question.model import Period, Question
from bot.question.schedule.model import Schedule, Slot
from bot.question.schedule.pattern import Daily, Pattern, Weekly
from bot.slack.channels import SlackChannels
from bot.slack.web import web_client, web_session
from bot.store import keys
from bot.store.connection import Store
from bot.store.digests import Digests
from bot.store.slots import Pace, RedisSlots, Scripts, stamp
from bot.trouble import Trouble

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)  # a Monday, 08:30 in Berlin
NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 09:00 there
TEAM, CHANNEL, OWNER = "T0HOME001", "C0SUPPORT", "U0ANA0001"
# Time as a test sets it; the key has a life, since none of ours may be without.
SET_TIME = "local now = tonumber(redis.call('GET', 'test:now'))\n"
QUICK = Times(lease=20.0, call=8.0, commit=1.0, beat=0.05, unsure=3.0, poll=0.01, drain=5.0)


def schedule(pattern: Pattern = Daily(), at: str = "09:00", zone: ZoneInfo = BERLIN) -> Schedule:  # noqa: B008 (frozen)
    return Schedule(pattern, time.fromisoformat(at), zone)


MONDAYS = schedule(Weekly((0,)))


def draft(*questions: str, **other: Any) -> Draft:
    made = Draft(questions or ("usage yesterday",), schedule(), CHANNEL, TEAM, OWNER)
    return replace(made, **other)


def answer(hours: str = "10", before: str | None = None, cost: str | None = None) -> Answer:
    """An answer with a total of hours, of a period compared with, and a cost where given."""
    period = Period(date(2026, 11, 22), date(2026, 11, 22))
    total = {"hours": Decimal(hours)} | ({"cost": Decimal(cost)} if cost else {})
    compare = None if before is None else Compared(period, {"hours": Decimal(before)})
    return Answer(
        Question(period=period),
        period,
        NOW,
        next(iter(Source)),
        stale=False,
        provisional=(),
        columns=tuple(total),
        total=total,
        parts=(),
        other=Rest(),
        overlap=False,
        series=(),
        compare=compare,
    )


class Words:
    """Answers as a test wants them: `trouble` is raised where it is there."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.trouble: Exception | None = None
        self.answer = answer()
        self.days: set[date] = set()
        self.open = asyncio.Event()
        self.open.set()

    async def answers(self, digest: Digest, slot: Slot) -> Sequence[Answer]:
        self.asked.append(digest.questions)
        await self.open.wait()
        if digest.questions == ("poison",):
            raise ZeroDivisionError
        if self.trouble:
            raise self.trouble
        return [self.answer]

    async def reports(self, digest: Digest, slot: Slot, day: date) -> bool:
        return day in self.days

    def draw(self, digest: Digest, slot: Slot, answers: Sequence[Answer]) -> Composed:
        if digest.questions == ("undrawable",):
            raise KeyError
        text = f"{digest.questions[0]}: {answers[0].total['hours']} hours"
        block = {"type": "section", "text": {"type": "plain_text", "text": text}}
        return Composed(Message(text, (block,)), Message(f"{text} (in text)"))

    def note(self, digest: Digest, slot: Slot, trouble: Trouble) -> Composed:
        message = Message(f"No figures yet: {trouble.sentence}")
        return Composed(message, message)


class World:
    """`step` moves the store's time; `replica` makes an engine that runs until the end."""

    def __init__(self, store: Store, workspace: Any, url: str) -> None:
        self.store, self.slack, self.url = store, workspace, url
        self.now = NOW
        self.scripts = Scripts(store, SET_TIME)
        self.slots = RedisSlots(self.scripts, pace=Pace(0.0, 0.0))
        self.digests = Digests(self.scripts)
        self.words = Words()
        self.come_in: ComeIn | None = None
        self.happened: list[Happened] = []
        self.news: list[News] = []
        self.engines: list[tuple[Engine, asyncio.Task[None]]] = []
        self.sessions: list[ClientSession] = []

    async def set_time(self, now: datetime | None = None) -> None:
        self.now = now or self.now
        await self.store.do(lambda redis: redis.set("test:now", stamp(self.now), ex=3600))

    async def step(self, **span: float) -> None:
        await self.set_time(self.now + timedelta(**span))

    async def made(self, *questions: str, **other: Any) -> Digest:
        changed = await self.digests.create(draft(*questions, **other))
        assert isinstance(changed.digest, Digest)
        return changed.digest

    async def read(self, id_: str) -> Digest:
        digest = await self.digests.get(id_)
        assert isinstance(digest, Digest)
        return digest

    async def changes_server(self) -> None:
        """As after a failover: the server is another one than the scripts last saw."""
        key = "dgusage:1:epoch:{digests}"
        await self.store.do(lambda redis: redis.hset(key, "run", "of another server"))

    def engine(self, codec: Codec | None = None, **times: float) -> Engine:
        session = web_session()
        self.sessions.append(session)
        client = web_client("xoxb-of-the-fake", self.url + "/api/", session)
        slots = self.slots if codec is None else replace(self.slots, codec=codec)
        measures = replace(QUICK, **times)
        return Engine(
            slots,
            SlackChannels(client, measures.call),
            self.words,
            measures,
            Hooks(self._told, self.happened.append, come_in=self.come_in),
        )

    def replica(self, **times: float) -> Engine:
        engine = self.engine(**times)
        self.engines.append((engine, asyncio.create_task(engine.run())))
        return engine

    def happened_days(self) -> set[str]:
        """The slots that came to an end."""
        return {h.slot for h in self.happened if h.what.startswith("ended_")}

    async def spoil(self, id_: str, body: str) -> None:
        """Puts something else in the place of a digest's definition."""
        name = keys.of_digests(keys.DIGEST, id_)
        await self.store.do(lambda redis: redis.hset(name, "body", body))

    async def _told(self, news: News) -> None:
        await self.told(news)

    async def told(self, news: News) -> None:
        self.news.append(news)

    async def stop(self) -> None:
        for engine, task in self.engines:
            await engine.stop()
            await task
        self.engines.clear()

    async def close(self) -> None:
        await self.stop()
        for session in self.sessions:
            await session.close()

    async def until(self, seen: Callable[[], Any]) -> None:
        """Waits for what gives no sign, for as long as anything else happens at all.

        A busy machine is slow and no failure: only where nothing has moved for 40 s it is one.
        """
        moved, since = -1, steady()
        while not seen():
            await asyncio.sleep(0.005)
            now = len(self.happened) + len(self.words.asked) + len(self.slack.calls)
            if now != moved:
                moved, since = now, steady()
            assert steady() - since < 40, "nothing moves any more"

    async def until_what(self, what: str, count: int = 1) -> None:
        await self.until(lambda: sum(h.what == what for h in self.happened) >= count)


def conditions(**values: Any) -> Conditions:
    return Conditions(**values)

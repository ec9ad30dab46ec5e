"""Fetching ahead: what will be asked for, gently, and never in anybody's way."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.app import Bot, Wiring, opened
from bot.ask import answer, understand
from bot.books import Source
from bot.demo.access import FULL
from bot.demo.faults import Fault, down
from bot.demo.people import ACME
from bot.demo.serve import running
from bot.demo.server import Simulation, simulate
from bot.question.model import Dimension, Period, Question, Standpoint
from bot.settings import ProjectSetting
from bot.store.together import ended
from bot.warm import MORNING, Warmer, following

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
CALLS = "/breakdown"


@dataclass
class World:
    """A bot, its Deepgram and a clock."""

    app: Simulation
    bot: Bot
    times: list[datetime]
    idle: bool = True
    extra: list[Question] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.times[0]

    @now.setter
    def now(self, now: datetime) -> None:
        self.times[0] = now

    def clock(self) -> datetime:
        return self.now

    def warmer(self) -> Warmer:
        async def extra() -> Sequence[Question]:
            return self.extra

        of, desk = self.bot, replace(self.bot.desk, shelf=self.bot.ledger)
        idle = lambda: self.idle  # noqa: E731
        return Warmer(desk, of.ledger, of.wanted, self.clock, BERLIN, idle, lambda: 0.5, extra)

    async def ask(self, text: str) -> Source:
        understood = await understand(text, Standpoint(self.now, BERLIN), self.bot.desk)
        assert isinstance(understood.question, Question)
        point = Standpoint(self.now, BERLIN)
        found = await answer(understood.question, point, self.bot.desk, understood.names)
        await self.bot.ledger.flights.close(30)
        return found.source

    async def asked_yesterday(self, *texts: str) -> None:
        self.now = NOW - timedelta(days=1)
        for text in texts:
            await self.ask(text)
        await self.bot.wanted.tell()
        self.now = NOW


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    times = [NOW]
    app = simulate(lambda: times[0])
    projects = {"acme": ProjectSetting(key=SecretStr(FULL), project_id=ACME)}
    async with running(app) as url:
        made_of = Wiring(projects, url, lambda: times[0], data_dir=tmp_path)
        async with opened(made_of) as bot:
            yield World(app, bot, times)


async def test_what_was_asked_yesterday_costs_no_call_this_morning(world: World) -> None:
    await world.asked_yesterday("by key last month", "tag:support yesterday", "cost last week")
    await world.warmer().warm()
    await world.bot.ledger.flights.close(30)
    calls = world.app.asked(CALLS)

    assert await world.ask("tag:support yesterday") is Source.CACHE
    assert await world.ask("cost last week") is Source.CACHE
    assert await world.ask("by key last month") is Source.CACHE
    assert world.app.asked(CALLS) == calls


async def test_a_second_replica_finds_it_done(world: World) -> None:
    await world.asked_yesterday("by key last week", "cost yesterday")
    await world.warmer().warm()
    await world.bot.ledger.flights.close(30)
    calls = world.app.asked(CALLS)
    world.now += timedelta(minutes=10)
    await world.warmer().warm()

    assert world.app.asked(CALLS) == calls


async def test_what_is_fetched_ahead_does_not_count_as_asked_for(world: World) -> None:
    await world.asked_yesterday("cost yesterday")
    before = await world.bot.wanted.most(9)
    await world.warmer().warm()
    await world.bot.wanted.tell()

    assert await world.bot.wanted.most(9) == before


async def test_further_questions_are_made_ready_too(world: World) -> None:
    week = Period(date(2026, 11, 16), date(2026, 11, 22))
    world.extra = [Question(group_by=(Dimension.KEY, Dimension.TAG), period=week)]
    await world.warmer().warm()
    await world.bot.ledger.flights.close(30)
    calls = world.app.asked(CALLS)

    assert calls > 1
    assert await world.ask("by key,tag last week") is Source.CACHE
    assert world.app.asked(CALLS) == calls


async def test_it_makes_one_call_at_a_time(world: World) -> None:
    open_now, most = [0], [0]

    async def held() -> None:
        open_now[0] += 1
        most[0] = max(most[0], open_now[0])
        await asyncio.sleep(0.01)
        open_now[0] -= 1

    week = Period(date(2026, 11, 16), date(2026, 11, 22))
    world.extra = [Question(group_by=(Dimension.KEY, Dimension.TAG), period=week)]
    world.app.faults.set(f"*{CALLS}", Fault(until=held))
    await world.warmer().warm()

    assert most == [1]


async def test_it_waits_while_others_are_served(world: World) -> None:
    await world.asked_yesterday("cost yesterday")
    calls = world.app.asked(CALLS)
    world.idle = False
    looked = asyncio.Event()
    warmer = world.warmer()

    def idle() -> bool:
        looked.set()
        return world.idle

    warming = asyncio.create_task(replace(warmer, idle=idle).warm())
    await looked.wait()

    assert world.app.asked(CALLS) == calls

    world.idle = True
    await warming
    assert world.app.asked(CALLS) > calls


async def test_it_stops_at_the_first_trouble(world: World) -> None:
    await world.asked_yesterday("cost yesterday", "by key yesterday", "by model yesterday")
    world.app.faults.set(f"*{CALLS}", down())
    before = world.app.asked(CALLS)
    await world.warmer().warm()

    # One question, tried three times as any would be, and nothing after it.
    assert world.app.asked(CALLS) - before == 3


async def test_a_project_that_is_no_longer_ours_is_passed_over(world: World) -> None:
    await world.asked_yesterday("cost yesterday")
    calls = world.app.asked(CALLS)
    warmer = world.warmer()
    await replace(warmer, desk=replace(warmer.desk, projects=())).warm()

    assert world.app.asked(CALLS) == calls


async def test_a_surprise_ends_nothing_but_this_morning(world: World) -> None:
    async def broken() -> Sequence[Question]:
        raise ZeroDivisionError

    await replace(world.warmer(), extra=broken).warm()


async def test_it_begins_at_once_and_again_each_morning(world: World) -> None:
    began: list[datetime] = []

    def hurried() -> datetime:
        """A clock on which more than a day passes between two looks."""
        world.now += timedelta(hours=26)
        return world.now

    async def extra() -> Sequence[Question]:
        began.append(world.now)
        if len(began) == 3:
            raise asyncio.CancelledError
        return ()

    with pytest.raises(asyncio.CancelledError):
        await replace(world.warmer(), extra=extra, clock=hurried).keep()

    assert began == sorted(set(began))


async def test_until_the_morning_nothing_happens(world: World) -> None:
    began: asyncio.Queue[datetime] = asyncio.Queue()

    async def extra() -> Sequence[Question]:
        began.put_nowait(world.now)
        return ()

    keeping = asyncio.create_task(replace(world.warmer(), extra=extra).keep())
    await asyncio.wait_for(began.get(), 10)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(began.get(), 0.2)
    await ended([keeping], 0)


@given(
    st.integers(1_700_000_000, 1_900_000_000).map(lambda at: datetime.fromtimestamp(at, UTC)),
    st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia"]),
)
def test_the_next_morning_is_ahead_and_less_than_a_long_day_away(at: datetime, zone: str) -> None:
    found = following(at, ZoneInfo(zone))

    assert timedelta(0) < found - at <= timedelta(hours=25)
    assert found.astimezone(ZoneInfo(zone)).time() == MORNING

"""Digests of the bot as it is served: real gate, real ledger, a simulated Deepgram, a fake Slack."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from pydantic import SecretStr

from bot.app import Bot, Wiring, opened
from bot.ask import answer, understand
from bot.demo.access import FULL
from bot.demo.people import ACME
from bot.demo.serve import running
from bot.demo.server import Simulation, simulate
from bot.digest.model import Draft, State
from bot.metrics import Metrics
from bot.question.model import Standpoint
from bot.settings import Need, ProjectSetting, load
from bot.slack.edge import Access
from bot.store.digests import Digests
from bot.store.slots import Scripts, stamp
from bot.terminal.serve import composed
from tests.digest.world import SET_TIME, schedule
from tests.fakes.slack import BOT, SECRET, TEAM, TOKEN, FakeSlack, Posted
from tests.fakes.slack_faults import not_ok

ANA, GONE, HERE = "U0ANA0001", "U0GONE001", "C0GENERAL"
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
FIVE_PAST = schedule(at="00:05", zone=ZoneInfo("UTC"))


@dataclass
class Served:
    """The bot, by a clock that a test sets."""

    slack: FakeSlack
    deepgram: Simulation
    bot: Bot
    digests: Digests
    now: datetime = MIDNIGHT - timedelta(hours=1)
    url: str = ""

    async def at(self, **after_midnight: float) -> None:
        self.now = MIDNIGHT + timedelta(**after_midnight)
        ms = stamp(self.now)
        await self.bot.state.do(lambda redis: redis.set("test:now", ms, ex=3600))

    async def made(self, *questions: str, owner: str = ANA) -> str:
        changed = await self.digests.create(Draft(questions, FIVE_PAST, HERE, TEAM, owner))
        return changed.digest.id

    async def posted(self, number: int = 1) -> list[Posted]:
        def found() -> list[Posted] | None:
            seen = [one for one in self.slack.posted if one.via == "chat.postMessage"]
            return seen if len(seen) >= number else None

        return await self.slack.until(found, 30)


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with _served(tmp_path) as found:
        yield found


@asynccontextmanager
async def _served(place: Path) -> AsyncIterator[Served]:
    time: list[Served] = []

    def clock() -> datetime:
        return time[0].now if time else MIDNIGHT - timedelta(hours=1)

    app = simulate(clock)
    async with running(app) as deepgram, FakeSlack() as slack:
        slack.people |= {ANA: {"tz": "UTC"}, GONE: {"deleted": True}}
        slack.members[HERE] |= {BOT, ANA}
        key = ProjectSetting(key=SecretStr(FULL), project_id=ACME)
        async with opened(Wiring({"acme": key}, deepgram, clock, data_dir=place)) as bot:
            scripts = Scripts(bot.state, SET_TIME)
            time.append(Served(slack, app, bot, Digests(scripts)))
            await time[0].at(hours=-1)
            access = Access(TOKEN, slack.api_url, SECRET)
            settings = load(Need.NOTHING)
            edge, server = composed(bot, access, settings, clock, Metrics(), scripts)
            async with running(server) as url:
                time[0].url = url
                await edge.start()
                await edge.known.wait()
                try:
                    yield time[0]
                finally:
                    slack.heal()
                    await server._stop()


def shown(posted: Posted) -> str:
    return posted.text + str(posted.blocks)


async def test_yesterdays_figures_are_read_when_they_have_come_in_and_not_before(
    served: Served,
) -> None:
    id_ = await served.made("usage yesterday")
    await served.at(minutes=5, seconds=1)
    await _state(served, id_, State.WAITING)
    assert not [one.path for one in served.deepgram.seen if "breakdown" in one.path]
    await served.at(minutes=30)
    [post] = await served.posted()

    assert "as of 00:30 UTC" in shown(post)
    assert "23 Nov" in shown(post)
    assert "it waited until 00:30 UTC" in post.text


async def test_figures_that_somebody_read_too_early_are_not_posted(served: Served) -> None:
    """The cache would still hold them good, were it asked as of the slot."""
    id_ = await served.made("usage yesterday")
    await served.at(minutes=5, seconds=20)
    early = await _asked(served, "usage yesterday")
    await _state(served, id_, State.WAITING)
    await served.at(minutes=30)
    [post] = await served.posted()

    assert early == served.now - timedelta(minutes=24, seconds=40)
    assert "as of 00:30 UTC" in shown(post)


async def test_a_digest_about_today_does_not_wait(served: Served) -> None:
    await served.made("usage today")
    await served.at(minutes=5, seconds=1)
    [post] = await served.posted()

    assert "so far" in shown(post)


async def test_whose_owner_was_deactivated_asks_its_channel_and_then_goes_on(
    served: Served,
) -> None:
    id_ = await served.made("usage today", owner=GONE)
    await served.at(minutes=5, seconds=1)
    [asks] = await served.posted()
    await _state(served, id_, State.WAITING)
    assert asks.channel == HERE
    assert "left the workspace" in asks.text
    assert f"{id_} {GONE}" in shown(asks)
    assert "hours" not in asks.text  # no figure in nobody's name

    await served.digests.adopted(id_, GONE, ANA)
    _, post = await served.posted(2)
    assert f"'user_id': '{ANA}'" in shown(post)
    await _state(served, id_, State.POSTED)


async def _state(served: Served, id_: str, state: State) -> None:
    async with asyncio.timeout(30):
        while [r.state for r in await served.digests.log(id_)] != [state]:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def _asked(served: Served, text: str) -> datetime:
    """When the figures were read that somebody who asks gets now."""
    standpoint = Standpoint(served.now, ZoneInfo("UTC"))
    understood = await understand(text, standpoint, served.bot.desk)
    found = await answer(understood.question, standpoint, served.bot.desk, understood.names)
    return found.as_of


async def test_after_three_failures_it_pauses_itself_and_its_owner_is_told_each_time(
    served: Served,
) -> None:
    id_ = await served.made("usage today")
    for day in range(3):
        served.slack.fail("chat.postMessage", not_ok("restricted_action"))
        await served.at(days=day, minutes=5, seconds=1)
        told = await served.posted(day + 1)
    now = await served.digests.get(id_)

    assert now.paused == "it failed 3 times in a row"
    assert {one.channel for one in told} == {ANA}
    assert all("does not let the app post" in one.text for one in told)
    assert ["paused" in one.text for one in told] == [False, False, True]
    assert "Resume" in shown(told[2])


async def test_where_the_bot_was_removed_readiness_says_so_and_stays(served: Served) -> None:
    await served.made("usage today")
    served.slack.fail("chat.postMessage", not_ok("account_inactive"))
    async with httpx.AsyncClient() as http:
        before = (await http.get(f"{served.url}/readyz")).json()["checks"]["digests"]
        await served.at(minutes=5, seconds=1)
        async with asyncio.timeout(30):
            said = await http.get(f"{served.url}/readyz")
            while said.json()["checks"]["digests"] == before:
                await asyncio.sleep(0.05)
                said = await http.get(f"{served.url}/readyz")

    assert before == "ok"
    assert said.status_code == 200
    assert said.json()["checks"]["digests"].startswith(
        "held: account_inactive. Whoever runs the bot"
    )

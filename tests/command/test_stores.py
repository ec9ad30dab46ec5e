"""Two stores: what must not be lost, and what can be read again; and how `serve` says how they are."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from bot.app import opened, wiring
from bot.clock import wall
from bot.demo.access import FULL
from bot.demo.people import ACME
from bot.demo.serve import running
from bot.demo.server import simulate
from bot.settings import Settings
from bot.store.embedded import Embedded
from bot.store.seen import Sightings
from tests.command.serving import ready, served
from tests.fakes.slack import BOT, FakeSlack
from tests.fakes.slack_sender import Sender

KIND = "usage"


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = Embedded(tmp_path_factory.mktemp("valkey"))
    yield server.attach()
    server.leave()


@pytest.fixture
async def redis(valkey: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(valkey)
    await client.flushall()
    yield client
    await client.config_set("maxmemory-policy", "noeviction")
    await client.aclose()


async def kinds(url: str, database: int) -> set[str]:
    """Which kinds of keys there are in a database of the server."""
    client = Redis.from_url(f"{url}?db={database}")
    found = {key.decode().split(":")[2] async for key in client.scan_iter()}
    await client.aclose()
    return found


def settings(place: Path, **more: str) -> Settings:
    return Settings(deepgram_api_key=FULL, deepgram_project_id=ACME, dgusage_data_dir=place, **more)


async def use(of: Settings, deepgram: str) -> bool:
    """Asks a bot of those settings something and shows it a delivery; whether its stores are one."""
    made_of = wiring(of.model_copy(update={"deepgram_api_url": deepgram}), wall)
    async with opened(made_of) as bot:
        assert bot.store_fault is None
        await bot.desk.names(wall())
        assert not await Sightings(bot.state).seen("a delivery", 60)
        return bot.state is bot.store


async def test_with_two_addresses_figures_and_state_live_apart(
    valkey: str, redis: Redis, tmp_path: Path
) -> None:
    urls = {"redis_url": f"{valkey}?db=1", "dgusage_cache_url": f"{valkey}?db=2"}
    async with running(simulate(wall)) as deepgram:
        assert not await use(settings(tmp_path, **urls), deepgram)

    assert await kinds(valkey, 1) == {"seen"}
    assert await kinds(valkey, 2) == {"names"}


@pytest.mark.parametrize("cache", [None, 1])
async def test_with_one_address_they_live_together(
    valkey: str, redis: Redis, tmp_path: Path, cache: int | None
) -> None:
    urls = {"redis_url": f"{valkey}?db=1"}
    urls |= {"dgusage_cache_url": f"{valkey}?db={cache}"} if cache else {}
    async with running(simulate(wall)) as deepgram:
        assert await use(settings(tmp_path, **urls), deepgram)

    assert await kinds(valkey, 1) == {"seen", "names"}


async def test_a_cache_alone_leaves_state_to_the_embedded_store(
    valkey: str, redis: Redis, tmp_path: Path
) -> None:
    async with running(simulate(wall)) as deepgram:
        assert not await use(settings(tmp_path, dgusage_cache_url=valkey), deepgram)

    assert await kinds(valkey, 0) == {"names"}
    assert (tmp_path / "valkey.log").exists()


async def test_serve_says_loudly_where_state_may_be_dropped(
    valkey: str, redis: Redis, tmp_path: Path
) -> None:
    await redis.config_set("maxmemory-policy", "allkeys-lru")
    more, logs = {"REDIS_URL": f"{valkey}?db=1"}, []
    async with (
        running(simulate(wall)) as deepgram,
        FakeSlack() as slack,
        served(deepgram, slack, tmp_path, more, logs) as (url, _),
        httpx.AsyncClient() as http,
    ):
        said = await ready(http, url)

    assert said["ready"] is True
    assert "allkeys-lru" in said["checks"]["store"]
    assert "DGUSAGE_CACHE_URL" in said["checks"]["store"]
    assert '"event":"state_may_be_lost"' in logs[0]


async def test_a_cache_that_may_drop_figures_is_in_order(
    valkey: str, redis: Redis, tmp_path: Path
) -> None:
    await redis.config_set("maxmemory-policy", "allkeys-lru")
    logs: list[str] = []
    async with (
        running(simulate(wall)) as deepgram,
        FakeSlack() as slack,
        served(deepgram, slack, tmp_path, {"DGUSAGE_CACHE_URL": valkey}, logs) as (url, _),
        httpx.AsyncClient() as http,
    ):
        said = await ready(http, url)

    assert (said["checks"]["store"], said["checks"]["cache"]) == ("ok", "ok")
    assert "state_may_be_lost" not in logs[0]


async def test_metrics_show_calls_retries_rest_and_the_ledger(tmp_path: Path) -> None:
    from bot.demo.faults import down

    app = simulate(wall)
    async with (
        running(app) as deepgram,
        FakeSlack() as slack,
        served(deepgram, slack, tmp_path) as (url, _),
        httpx.AsyncClient() as http,
    ):
        slack.people["U0ANA0001"] = {"tz": "Europe/Berlin", "locale": "en-GB"}
        slack.members["C0GENERAL"] |= {BOT, "U0ANA0001"}
        await ready(http, url)
        app.faults.set("*/usage/breakdown", down(times=1))
        done = await Sender(slack, url, http).command("by key last week")
        [answer] = await slack.until(lambda: slack.answers(done.key), 20)
        lines = (await http.get(f"{url}/metrics")).text.splitlines()

    assert "hours" in answer.text
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    seconds = "dgusage_deepgram_request_seconds_count"
    assert values[f'{seconds}{{kind="{KIND}",status="503"}}'] == "1.0"
    assert values[f'{seconds}{{kind="{KIND}",status="200"}}'] == "1.0"
    assert values[f'dgusage_deepgram_retries_total{{kind="{KIND}"}}'] == "1.0"
    assert values['dgusage_deepgram_resting{project="default"}'] == "0.0"
    assert values['dgusage_deepgram_requests_open{project="default"}'] == "0.0"
    assert values['dgusage_deepgram_requests_waiting{project="default"}'] == "0.0"
    assert values["dgusage_ledger_calls_total"] == "1.0"
    assert values["dgusage_ledger_readings_total"] == "1.0"

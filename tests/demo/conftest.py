import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from bot.demo import access, people
from bot.demo.serve import running
from bot.demo.server import Simulation, simulate
from bot.demo.world import World, world

NOW = datetime(2026, 11, 23, 15, 30, 12, 345678, UTC)
PROJECT = f"/v1/projects/{people.ACME}"


def exact(response: httpx.Response) -> Any:
    """The body with every number as the decimal that was on the wire."""
    return response.json(parse_float=Decimal, parse_int=Decimal)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


@pytest.fixture(scope="session")
def accounts() -> World:
    return world()


@pytest.fixture
def app(accounts: World) -> Simulation:
    return simulate(lambda: NOW, accounts)


@pytest.fixture
async def url(app: Simulation) -> AsyncIterator[str]:
    async with running(app) as base:
        yield base


@pytest.fixture
async def deepgram(url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the simulation with an admin's key."""
    async with httpx.AsyncClient(base_url=url, headers=as_key(access.FULL)) as client:
        yield client


def as_key(secret: str) -> dict[str, str]:
    return {"authorization": f"Token {secret}"}


Get = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def get(accounts: World) -> Iterator[Get]:
    """GET over a real socket for tests that are not async (properties), with an admin's key."""
    with asyncio.Runner() as runner:
        server = running(simulate(lambda: NOW, accounts))
        base = runner.run(server.__aenter__())
        client = httpx.AsyncClient(base_url=base, headers=as_key(access.FULL))
        yield lambda path, params=(): runner.run(client.get(path, params=list(params)))
        runner.run(client.aclose())
        runner.run(server.__aexit__(None, None, None))

"""The way to Redis: every kind of address, and what is said when it fails."""

import asyncio
import logging
import socket
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.store.bounds import thinned
from bot.store.connection import LANES, absent, connect
from bot.store.program import programs
from bot.store.unavailable import StoreUnavailable
from tests.store.world import COST, NOW, World, ago, ledger, sums, until

SECRET = "c4n4ry-p4ssw0rd"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@asynccontextmanager
async def server(tmp_path: Path, port: int, *flags: str, config: str | None = None):
    """A server of its own on a TCP port of loopback."""
    place = tmp_path / str(port)
    place.mkdir()
    words = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(place), "--save", "", *flags]
    if config is not None:
        (place / "own.conf").write_text(config)
        words = [str(place / "own.conf"), *words[:6], *flags]
    process = await asyncio.create_subprocess_exec(
        next(programs()), *words, stdout=asyncio.subprocess.DEVNULL
    )
    await until(lambda: listening(port))
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def listening(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def roundtrip(url: str) -> None:
    """A reading by way of that address, kept and found again."""
    store = connect(url)
    world = World()
    book = ledger(world.fetch, store)
    await book.read(COST, ago(40), ago(10), NOW)
    await book.flights.close(30)
    again = ledger(world.fetch, store)
    reading = await again.read(COST, ago(40), ago(10), NOW)

    assert len(world.calls) == 1
    assert not reading.degraded
    assert sums(reading.pages) == [page.day.day for page in reading.pages]

    await store.waiting.blpop(["nothing"], timeout=0.01)
    await store.close()


async def test_tcp_with_a_password_and_a_database(tmp_path) -> None:
    port = free_port()
    async with server(tmp_path, port, "--requirepass", SECRET):
        await roundtrip(f"redis://:{SECRET}@127.0.0.1:{port}/3")


async def test_a_unix_socket(valkey) -> None:
    await roundtrip(f"unix://{valkey}?db=5")


async def test_sentinel(tmp_path) -> None:
    port, watch = free_port(), free_port()
    config = f"sentinel monitor figures 127.0.0.1 {port} 1\n"
    async with (
        server(tmp_path, port),
        server(tmp_path, watch, "--sentinel", config=config),
    ):
        await roundtrip(f"redis+sentinel://127.0.0.1:1,127.0.0.1:{watch}/figures/2")


async def test_a_cluster_of_three(tmp_path) -> None:
    ports = [free_port() for _ in range(3)]
    flags = "--cluster-enabled", "yes", "--cluster-node-timeout", "2000"
    async with (
        server(tmp_path, ports[0], *flags, "--cluster-port", str(free_port())),
        server(tmp_path, ports[1], *flags, "--cluster-port", str(free_port())),
        server(tmp_path, ports[2], *flags, "--cluster-port", str(free_port())),
    ):
        await joined(ports)
        await roundtrip(f"redis+cluster://127.0.0.1:{ports[0]}")
        await one_of_them_is_full(ports)


async def one_of_them_is_full(ports: list[int]) -> None:
    """What one server of a cluster would drop, or has no room for, is not hidden by the others."""
    whole = connect(f"redis+cluster://127.0.0.1:{ports[0]}")
    assert await whole.policy() == "noeviction"
    assert await thinned(whole) == 0
    for port in ports:
        other = connect(f"redis://127.0.0.1:{port}")
        await other.fast.config_set("maxmemory-policy", "allkeys-lru")
        assert await whole.policy() == "allkeys-lru"
        await other.fast.config_set("maxmemory-policy", "noeviction")
        await other.fast.config_set("maxmemory", 1)
        assert await thinned(whole) > 0
        await other.fast.config_set("maxmemory", 0)
        await other.close()
    await whole.close()


async def joined(ports: list[int]) -> None:
    """Makes one cluster of the servers, a third of the slots each."""
    nodes = [connect(f"redis://127.0.0.1:{port}") for port in ports]
    bounds = [(0, 5460), (5461, 10922), (10923, 16383)]
    buses = []
    for node, (first, last) in zip(nodes, bounds, strict=True):
        await node.fast.execute_command("CLUSTER", "ADDSLOTSRANGE", first, last)
        buses.append((await node.fast.config_get("cluster-port"))["cluster-port"])
    for port, bus in zip(ports[1:], buses[1:], strict=True):
        await nodes[0].fast.execute_command("CLUSTER", "MEET", "127.0.0.1", port, bus)
    for node in nodes:
        await until(lambda node=node: complete(node))
        await node.close()


async def complete(node) -> bool:
    said = await node.fast.execute_command("CLUSTER INFO")
    wanted = {"cluster_state": "ok", "cluster_known_nodes": "3", "cluster_slots_ok": "16384"}
    return wanted.items() <= said.items()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:6379",
        "http://localhost",
        f"rediss://:{SECRET}@host:port/0",
        f"redis+sentinel://:{SECRET}@host:26379/figures/zero",
        f"redis://:{SECRET}@host?socket_timeout=soon",
    ],
)
def test_a_bad_address_is_told_and_not_shown(url) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        connect(url)

    assert "REDIS_URL" in caught.value.sentence
    assert SECRET not in caught.value.sentence


async def test_no_address_and_no_password_is_ever_said(tmp_path, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    port, closed = free_port(), free_port()
    urls = [
        f"redis://{SECRET}:{SECRET}@127.0.0.1:{port}/0",  # refused: no such user
        f"redis://:{SECRET}@127.0.0.1:{closed}/0",  # nobody there
        f"redis://:{SECRET}@{SECRET}.invalid:1/0",  # no such host
    ]
    world = World()
    async with server(tmp_path, port, "--requirepass", "other"):
        for url in urls:
            store = connect(url)
            book = ledger(world.fetch, store)
            reading = await book.read(COST, ago(40), ago(10), NOW)
            assert reading.degraded
            with pytest.raises(StoreUnavailable) as caught:
                await store.do(lambda redis: redis.get("x"))
            assert SECRET not in caught.value.sentence
            await store.close()

    assert SECRET not in caplog.text
    assert str(closed) not in caplog.text


async def test_a_store_that_is_not_there_says_so_at_once() -> None:
    with pytest.raises(StoreUnavailable):
        await absent().do(lambda redis: redis.get("x"))


async def test_many_calls_at_once_take_their_turn(store) -> None:
    results = await asyncio.gather(
        *(store.do(lambda redis, n=n: redis.set(f"k{n}", n, ex=9)) for n in range(10 * LANES))
    )

    assert all(results)
    assert (await store.fast.info("clients"))["connected_clients"] <= LANES + 10


async def test_a_command_that_is_refused_does_not_count_as_an_outage(store) -> None:
    await store.do(lambda redis: redis.set("text", "x", ex=9))
    for _ in range(5):
        with pytest.raises(StoreUnavailable):
            await store.do(lambda redis: redis.lpush("text", "y"))

    assert not store.breaker.open


async def test_what_a_full_server_would_do_is_known(tmp_path) -> None:
    port = free_port()
    async with server(tmp_path, port, "--maxmemory-policy", "allkeys-lru"):
        store = connect(f"redis://127.0.0.1:{port}")

        assert await store.policy() == "allkeys-lru"
        await store.close()


async def test_a_cancellation_is_never_lost_whenever_it_comes(store) -> None:
    """A deadline is a cancellation: a call that swallowed it would go on for ever."""
    await store.do(lambda redis: redis.ping())
    for turns in range(1, 12):
        asking = asyncio.create_task(store.do(lambda redis: redis.ping()))
        for _ in range(turns):
            await asyncio.sleep(0)
        if asking.cancel():
            with pytest.raises(asyncio.CancelledError):
                await asking

"""The way to Redis: two clients, and one gate before them that keeps a sick Redis cheap.

redis-py's defaults (5 s timeouts, 10 hidden retries) would make a hung Redis cost a minute, and
would repeat commands that had been carried out; so nothing is retried here, ever.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote, urlsplit

from bot.course import part
from bot.store.breaker import Breaker
from bot.store.sealed import PLAIN, Seal
from bot.store.unavailable import StoreUnavailable

if TYPE_CHECKING:
    from redis.asyncio import Redis

T = TypeVar("T")
Command = Callable[["Redis"], Awaitable[T]]

ANSWER = 0.5  # seconds for one answer of Redis, and for one connection to it
WHOLE = 2.0  # seconds for a whole call: a new connection, a large answer, a slow line
LANES = 32  # calls at once; more wait for their turn
SENTINEL_PORT = 26379
KEEPS = "noeviction"  # the policy of a store that drops nothing by itself

ABSENT = "There is no store: the bot works from Deepgram alone."
SLOW = "The store (Redis) does not answer in time."
BROKEN = "The store (Redis) cannot be reached."
REFUSED = "The store (Redis) refuses what is asked of it."
RESTING = "The store (Redis) did not answer just now and is left alone for some seconds."
BAD_URL = (
    "REDIS_URL is not an address this bot can use. Set it to redis://host:port/0, rediss://…, "
    "unix:///path, redis+sentinel://host:port,host:port/service or redis+cluster://host:port."
)


@dataclass(slots=True)
class Store:
    """A Redis that may fail at any time, and says so as StoreUnavailable within seconds.

    `fast` is for everything short; `waiting` has no timeout of its own, for commands that block.
    """

    fast: "Redis | None"
    waiting: "Redis | None"
    whole: float = WHOLE
    breaker: Breaker = field(default_factory=lambda: Breaker(time.monotonic))
    lanes: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LANES))
    seal: Seal = PLAIN  # of what people wrote

    async def do(self, command: Command[T]) -> T:
        """What the command gives, on the fast client. Raises StoreUnavailable, nothing else."""
        if self.fast is None:
            raise StoreUnavailable(ABSENT)
        async with self.lanes:
            if not self.breaker.allows():
                raise StoreUnavailable(RESTING)
            with part("store"):
                return await self._guarded(self.fast, command)

    async def _guarded(self, redis: "Redis", command: Command[T]) -> T:
        from redis.exceptions import RedisError, ResponseError

        stopped = _stopping()
        try:
            async with asyncio.timeout(self.whole):
                result = await command(redis)
        except ResponseError as refusal:  # it lives, and says no: full, read-only, wrong type
            self.breaker.worked()
            raise StoreUnavailable(REFUSED) from refusal
        except (RedisError, OSError, TimeoutError, RuntimeError) as fault:
            # RuntimeError: how uvloop says that a line was closed just before it was written to
            stopped()
            self.breaker.failed()
            raise StoreUnavailable(SLOW if _late(fault) else BROKEN) from fault
        stopped()
        self.breaker.worked()
        return result

    async def policy(self) -> str:
        """What Redis does when it is full; only `noeviction` is fit for what must not be lost."""
        told = [str(each.get("maxmemory_policy", "unknown")) for each in await self.memories()]
        return next((policy for policy in told if policy != KEEPS), KEEPS)

    async def memories(self) -> list[dict[str, Any]]:
        """What Redis says of its memory; in a cluster each of its primaries for itself."""
        return await self.do(_memories)

    async def close(self) -> None:
        """Gives the connections back; the store is of no use after that."""
        for client in (self.fast, self.waiting):
            if client is not None:
                await client.aclose()
                await _forget_sentinels(client)


async def _memories(redis: "Redis") -> list[dict[str, Any]]:
    if not hasattr(redis, "get_primaries"):
        return [await redis.info("memory")]
    found: dict[str, dict[str, Any]] = await redis.info("memory", target_nodes="primaries")
    return list(found.values())


async def _forget_sentinels(client: "Redis") -> None:
    # A client found by way of sentinels does not close the lines to them.
    manager = getattr(getattr(client, "connection_pool", None), "sentinel_manager", None)
    if manager is not None:
        await manager.aclose()


def _stopping() -> Callable[[], None]:
    """Raises CancelledError where the task was cancelled since, and the client kept that to itself.

    redis-py sends by way of asyncio.wait_for, which before Python 3.12 drops a cancellation that
    comes just as it ends (https://github.com/python/cpython/issues/86296). A deadline that is
    dropped so would never come again.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task else 0

    def stopped() -> None:
        if task and task.cancelling() > before:
            raise asyncio.CancelledError

    return stopped


def _late(fault: BaseException) -> bool:
    from redis.exceptions import TimeoutError as RedisTimeout

    return isinstance(fault, TimeoutError | RedisTimeout)


def absent() -> Store:
    """A store that is not there: every call says so at once."""
    return Store(None, None)


def preload() -> None:
    """Loads redis-py, which takes tens of milliseconds, while something else is waited for."""
    import redis.asyncio  # noqa: F401


def connect(url: str, answer: float = ANSWER, whole: float = WHOLE) -> Store:
    """Clients for that address; nothing is sent yet. Raises StoreUnavailable for a bad address.

    `answer` and `whole` are the seconds that one answer and a whole call may take.

    `redis://`, `rediss://` and `unix://` as redis-py reads them;
    `redis+sentinel://[user:password@]host[:port][,host…]/service[/database]`;
    `redis+cluster://[user:password@]host[:port]`. A trailing `s` (`redis+clusters`) means TLS.
    """
    make = _MAKERS.get(urlsplit(url).scheme)
    if make is None:
        raise StoreUnavailable(BAD_URL)
    try:
        return Store(make(url, answer), make(url, None), whole)
    except ValueError as fault:
        raise StoreUnavailable(BAD_URL) from fault


def _options(timeout: float | None) -> dict[str, Any]:
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    return {
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout or ANSWER,
        "retry": Retry(NoBackoff(), 0),
        "protocol": 2,
        "driver_info": None,  # spares a round trip for each connection
        "max_connections": 2 * LANES,
    }


def _single(url: str, timeout: float | None) -> "Redis":
    from redis.asyncio import Redis

    return Redis.from_url(url, **_options(timeout))


def _sentinel(url: str, timeout: float | None) -> "Redis":
    from redis.asyncio.sentinel import Sentinel

    parts = urlsplit(url)
    userinfo, _, hosts = parts.netloc.rpartition("@")
    service, _, database = parts.path.strip("/").partition("/")
    options = {**_options(timeout), **_userinfo(userinfo), "db": int(database or 0)}
    options |= {"ssl": True} if parts.scheme.endswith("s") else {}
    asked = {key: value for key, value in _options(ANSWER).items() if key != "max_connections"}
    nodes = [_host(text) for text in hosts.split(",")]
    watchers = Sentinel(nodes, sentinel_kwargs=asked)  # type: ignore[no-untyped-call]
    master: Redis = watchers.master_for(service or "mymaster", **options)
    return master


def _cluster(url: str, timeout: float | None) -> Any:
    from redis.asyncio.cluster import RedisCluster

    scheme = "rediss" if urlsplit(url).scheme.endswith("s") else "redis"
    plain = f"{scheme}://{url.partition('://')[2]}"
    return RedisCluster.from_url(plain, **_options(timeout))


def _userinfo(text: str) -> dict[str, str]:
    name, _, password = text.partition(":")
    named = {"username": unquote(name), "password": unquote(password)}
    return {key: value for key, value in named.items() if value}


def _host(text: str) -> tuple[str, int]:
    parts = urlsplit(f"//{text}")
    return parts.hostname or "localhost", parts.port or SENTINEL_PORT


_MAKERS: dict[str, Callable[[str, float | None], Any]] = {
    "redis": _single,
    "rediss": _single,
    "unix": _single,
    "redis+sentinel": _sentinel,
    "redis+sentinels": _sentinel,
    "redis+cluster": _cluster,
    "redis+clusters": _cluster,
}

"""What Redis, or the way there, can do to a question: it is answered all the same."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from tests.soak.faults import FIGURE, Row, Strike, asking
from tests.soak.stage import Stage, Told

PART = "Redis"
DEGRADED = {"store": "degraded"}
SAVE = "save weekly-support"


def _line(how: Callable[[Stage], Awaitable[object]]) -> Strike:
    return how


async def _away_at_start(stage: Stage) -> None:
    await stage.redis.refuse()
    await stage.bot.stop()
    await stage.bot.start()
    await stage.bot.ready(stage.http)


def _config(name: str, value: str, back: str) -> Strike:
    async def strike(stage: Stage) -> None:
        await stage.admin.config_set(name, value)
        stage.healing.append(lambda: stage.admin.config_set(name, back))

    return strike


async def _password(stage: Stage) -> None:
    await stage.admin.config_set("requirepass", "another")
    await stage.admin.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    stage.healing.append(lambda: stage.admin.config_set("requirepass", ""))


async def _read_only(stage: Stage) -> None:
    await stage.admin.execute_command("REPLICAOF", "127.0.0.1", "1")
    stage.healing.append(lambda: stage.admin.execute_command("REPLICAOF", "NO", "ONE"))


async def _busy(stage: Stage) -> None:
    """A script that does not end, of somebody else's."""
    await stage.admin.config_set("busy-reply-threshold", 10)
    url = stage.admin.connection_pool.connection_kwargs
    other = Redis(unix_socket_path=url["path"])
    running = asyncio.create_task(other.eval("while true do end", 0))
    try:
        while True:
            await stage.admin.ping()
            await asyncio.sleep(0.005)
    except ResponseError:  # as everybody is told from now on
        pass

    async def end() -> None:
        with suppress(RedisError):
            await stage.admin.script_kill()
        with suppress(RedisError):
            await running
        await stage.admin.config_set("busy-reply-threshold", 5000)
        await other.aclose()

    stage.healing.append(end)


async def _frozen(stage: Stage) -> None:
    process = stage.store._process
    assert process is not None
    process.send_signal(signal.SIGSTOP)

    async def thaw() -> None:
        process.send_signal(signal.SIGCONT)

    stage.healing.append(thaw)


async def _killed(stage: Stage) -> None:
    process = stage.store._process
    assert process is not None
    process.kill()
    await asyncio.to_thread(process.wait)

    async def again() -> None:
        await asyncio.to_thread(stage.store.attach)

    stage.healing.append(again)


async def _junk(stage: Stage) -> None:
    """Every value is of another kind, or something that nobody wrote."""
    kinds = [key async for key in stage.admin.scan_iter()]
    for number, key in enumerate(kinds):
        await stage.admin.delete(key)
        if number % 2:
            await stage.admin.rpush(key, b"junk")
        else:
            await stage.admin.set(key, b"\x00junk" * 1000)
    stage.healing.append(stage.admin.flushall)


async def _emptied(stage: Stage) -> None:
    await stage.admin.flushall()


async def _same(stage: Stage) -> Told:
    """What was asked before, so that what is kept of it is read."""
    return await stage.ask("by tag by key last week")


ROWS = (
    Row(PART, "away at the start", _away_at_start, ready=DEGRADED),
    Row(PART, "refuses", _line(lambda s: s.redis.refuse()), ready=DEGRADED, gate=True),
    Row(PART, "resets connections", _line(lambda s: s.redis.reset())),
    Row(PART, "does it, and the answer is lost", _line(lambda s: s.redis.lose())),
    Row(PART, "hangs", _line(lambda s: s.redis.stall()), ready=DEGRADED),
    Row(PART, "answers 0.3 s late", _line(lambda s: s.redis.slow(0.3))),
    Row(PART, "breaks off after 5 bytes", _line(lambda s: s.redis.cut(5))),
    Row(PART, "frozen", _frozen),
    Row(PART, "killed, and started again", _killed),
    Row(PART, "full, a figure asked", _config("maxmemory", "1mb", "0")),
    Row(PART, "full, something to be saved", _config("maxmemory", "1mb", "0"), "cannot be|could not",
        ask=asking(SAVE), gate=True),
    Row(PART, "away, something to be saved", _line(lambda s: s.redis.refuse()), "cannot be reached",
        ask=asking(SAVE)),
    Row(PART, "may evict what must stay", _config("maxmemory-policy", "allkeys-lru", "noeviction"),
        ready={"store": "allkeys-lru"}),
    Row(PART, "read-only, after a failover", _read_only),
    Row(PART, "wants another password", _password),
    Row(PART, "busy with a script", _busy),
    Row(PART, "values of wrong kinds", _junk, FIGURE, ask=_same),
    Row(PART, "emptied by somebody", _emptied, FIGURE, ask=_same),
)  # fmt: skip

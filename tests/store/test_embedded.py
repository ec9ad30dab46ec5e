"""The embedded store, within one process."""

import asyncio
import fcntl
import os
import re
import signal
import socket
import stat
from pathlib import Path

import pytest

from bot.store import embedded, program, server
from bot.store.connection import connect
from bot.store.embedded import Embedded
from bot.store.server import Pulse
from bot.store.unavailable import StoreUnavailable
from tests.store.world import until


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def held(data: Path):
    held = Embedded(data)
    held.attach()
    yield held
    held.leave()


async def test_it_is_a_server_with_the_right_manners(held) -> None:
    store = connect(held.url)
    said = await store.fast.config_get("maxmemory*", "append*", "port", "save")

    assert await store.policy() == "noeviction"
    assert said["maxmemory"] == str(256 * 2**20)
    assert (said["appendonly"], said["appendfsync"], said["port"], said["save"]) == (
        "yes",
        "everysec",
        "0",
        "",
    )
    await store.close()


def test_nobody_else_can_reach_it(held, data) -> None:
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE(held.socket.stat().st_mode) == 0o700


def test_a_second_one_attaches_to_the_same(held, data) -> None:
    other = Embedded(data)

    assert other.attach() == held.url
    assert pid(other) == pid(held) > 0
    other.leave()
    assert server.pulse(held.socket) is Pulse.WELL


def test_the_last_one_to_leave_stops_it(data) -> None:
    first, second = Embedded(data), Embedded(data)
    first.attach()
    second.attach()
    first.leave()
    assert server.pulse(second.socket) is Pulse.WELL

    second.leave()
    assert server.pulse(second.socket) is Pulse.NONE
    assert not locked(data)


def test_leaving_without_having_attached_stops_nothing(held, data) -> None:
    Embedded(data).leave()

    assert server.pulse(held.socket) is Pulse.WELL


async def test_what_was_written_is_there_the_next_time(data) -> None:
    for count in (1, 2, 3):
        held = Embedded(data)
        store = connect(held.attach())
        assert await store.fast.incr("boots") == count
        await store.close()
        held.leave()


async def test_it_comes_back_with_its_data_when_killed_under_a_running_bot(held, data) -> None:
    store = connect(held.url)
    await store.fast.set("figure", "61.40")
    keeping = asyncio.create_task(held.keep())
    first = pid(held)
    os.kill(first, signal.SIGKILL)
    await until(lambda: pid(held) not in (0, first))
    await until(lambda: server.pulse(held.socket) is Pulse.WELL)

    assert await connect_again(store) == b"61.40"
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    await store.close()


async def test_a_stop_under_a_running_bot_is_undone_too(held, data) -> None:
    keeping = asyncio.create_task(held.keep())
    await asyncio.sleep(0)
    server.stop(held.socket)
    await until(lambda: server.pulse(held.socket) is Pulse.WELL)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


@pytest.mark.parametrize("length", [60, 150, 250])
def test_a_long_path_does_not_matter(tmp_path, length) -> None:
    data = tmp_path / ("d" * length)
    first, second = Embedded(data), Embedded(data)
    first.attach()
    second.attach()

    assert first.socket == second.socket
    assert len(os.fsencode(first.socket)) <= embedded.LONGEST
    assert (data / "appendonlydir").is_dir()
    second.leave()
    first.leave()
    if first.socket.parent != data:
        assert stat.S_IMODE(first.socket.parent.stat().st_mode) == 0o700
        first.socket.parent.rmdir()


def test_a_runtime_directory_of_somebody_else_is_not_used(tmp_path) -> None:
    held = Embedded(tmp_path / ("d" * 150))
    held.socket.parent.mkdir(mode=0o777)
    held.socket.parent.chmod(0o777)
    with pytest.raises(StoreUnavailable) as caught:
        held.attach()
    held.socket.parent.rmdir()

    assert "DGUSAGE_DATA_DIR" in caught.value.sentence


def test_a_place_that_is_no_directory_is_named_by_its_setting(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable) as caught:
        Embedded(tmp_path / "file" / "data").attach()

    assert "DGUSAGE_DATA_DIR" in caught.value.sentence
    assert str(tmp_path) not in caught.value.sentence


def test_a_platform_without_a_program_is_told_what_to_install(data) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        Embedded(data, find=list).attach()

    assert "Install valkey-server" in caught.value.sentence


def test_a_program_that_fails_is_passed_over_for_the_next(data, tmp_path) -> None:
    bad = tmp_path / "bad"
    bad.write_text("#!/bin/sh\nexit 1\n")
    bad.chmod(0o755)
    good = next(program.programs())
    held = Embedded(data, find=lambda: (bad, good))
    held.attach()
    held.leave()


def test_data_that_no_program_can_read_are_named_and_left_alone(data) -> None:
    (data / "appendonlydir").mkdir(parents=True)
    manifest = data / "appendonlydir" / "appendonly.aof.manifest"
    manifest.write_text("junk\n")
    with pytest.raises(StoreUnavailable) as caught:
        Embedded(data).attach()

    assert "valkey.log" in caught.value.sentence
    assert manifest.read_text() == "junk\n"
    assert not locked(data)


def test_a_hung_server_is_neither_waited_for_nor_doubled(held, data) -> None:
    server_pid = pid(held)
    os.kill(server_pid, signal.SIGSTOP)
    try:
        with pytest.raises(StoreUnavailable) as caught:
            Embedded(data).attach()
    finally:
        os.kill(server_pid, signal.SIGCONT)

    assert "does not answer" in caught.value.sentence


def test_no_second_server_starts_on_data_that_one_still_holds(data) -> None:
    """One that is ending takes no connection any more, and has not yet let go."""
    data.mkdir()
    with (data / "server.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreUnavailable):
            Embedded(data, ready=0.1).attach()

    held = Embedded(data)
    held.attach()
    held.leave()


def test_a_server_on_the_path_is_preferred_if_it_is_new_enough(tmp_path, monkeypatch) -> None:
    for name, version in (("valkey-server", "5.0.14"), ("redis-server", "7.2.4")):
        script = tmp_path / name
        script.write_text(f"#!/bin/sh\necho Redis server v={version} sha=0\n")
        script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    assert next(program.programs()) == tmp_path / "redis-server"
    assert len(list(program.programs())) == 2


def pid(held: Embedded) -> int:
    """The server's process, as it says itself; 0 where it does not answer."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(held.socket))
            line.sendall(b"INFO server\r\n")
            return int(re.search(rb"process_id:(\d+)", line.recv(65_536))[1])
    except (OSError, TypeError):
        return 0


def locked(data: Path) -> bool:
    with (data / "server.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


async def connect_again(store):
    """The value, over a new connection where the old one is dead."""
    try:
        return await store.do(lambda redis: redis.get("figure"))
    except StoreUnavailable:
        return await store.do(lambda redis: redis.get("figure"))

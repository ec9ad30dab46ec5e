"""`dgusage demo` as a process: what it prints, where it listens, and how it ends."""

import asyncio
import os
import pty
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.command.process import dgusage, environment

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")


@asynccontextmanager
async def demo(place: Path, **streams: Any) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", "0"),
        env=environment(),
        cwd=place,
        **{"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.PIPE, **streams},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def until_address(lines: asyncio.StreamReader) -> tuple[str, str]:
    """What was printed, up to and with the page's address; and that address."""
    said = ""
    async with asyncio.timeout(30):
        while not (found := ADDRESS.search(said)):
            line = await lines.readline()
            assert line, said
            said += line.decode()
    return said, found[0]


async def test_it_answers_first_then_serves_on_loopback_until_it_is_stopped(tmp_path) -> None:
    async with demo(tmp_path, stdin=asyncio.subprocess.DEVNULL) as process:
        said, url = await until_address(process.stdout)
        async with httpx.AsyncClient() as http:
            page = await http.get(url)
        listening = await asyncio.to_thread(Path(f"/proc/{process.pid}/net/tcp").read_text)
        process.send_signal(signal.SIGINT)
        _, complaints = await asyncio.wait_for(process.communicate(), 20)

    assert said.index("cost by tag last week vs previous") < said.index("$") < said.index(url)
    assert page.status_code == 200
    port = f"{httpx.URL(url).port:04X}"
    assert f"0100007F:{port}" in listening  # 127.0.0.1
    assert f"00000000:{port}" not in listening
    assert process.returncode == 0
    assert complaints.decode() == ""


async def test_in_a_terminal_it_takes_questions_too_and_ends_with_an_empty_line(tmp_path) -> None:
    ours, theirs = pty.openpty()
    try:
        async with demo(tmp_path, stdin=theirs) as process:
            said, _ = await until_address(process.stdout)
            os.write(ours, b"requests by key yesterday\n")
            answer = b""
            async with asyncio.timeout(20):
                while b"UTC days" not in answer:
                    answer += await process.stdout.readline()
            os.write(ours, b"\n")
            status = await asyncio.wait_for(process.wait(), 20)
    finally:
        os.close(ours)
        os.close(theirs)

    assert "prod gateway" in answer.decode()
    assert "Talk to it as in Slack" in said
    assert status == 0


async def test_ctrl_c_ends_it_while_it_waits_for_a_line(tmp_path) -> None:
    ours, theirs = pty.openpty()
    try:
        async with demo(tmp_path, stdin=theirs) as process:
            await until_address(process.stdout)
            process.send_signal(signal.SIGINT)
            status = await asyncio.wait_for(process.wait(), 20)
    finally:
        os.close(ours)
        os.close(theirs)

    assert status == 0


async def test_a_taken_port_is_said_with_what_to_type(tmp_path) -> None:
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    async with taken:
        ran = await asyncio.to_thread(dgusage, "demo", "--port", str(port))

    assert ran.status == 1
    assert f"Port {port}" in ran.err
    assert f"dgusage demo --port {port + 1}" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("port", ["-1", "65536", "web"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    ran = dgusage("demo", f"--port={port}")

    assert ran.status == 2
    assert "a port is a number up to 65535" in ran.err

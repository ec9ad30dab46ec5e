"""Commands at a steady pace from a process of its own, so that nothing else holds up its clock.

    python -m tests.soak.caller '{"urls": […], "slack": …, "name": …, "count": …, …}'

Each command is sent when it is due, whether or not those before it were taken. Prints one JSON list
of (key, user, text, when, status, seconds, what the ack says).
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from time import perf_counter
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.clock import wall
from tests.fakes.slack_sender import FORM, Sender, signing
from tests.soak.tally import GENERAL, Sent, Tally, hook

PATIENCE = 30.0  # seconds for one ack


@dataclass
class Hooks:
    """What a Sender needs of a Slack that is in another process."""

    url: str
    name: str

    def __post_init__(self) -> None:
        self._numbers = count(1)

    def number(self) -> str:
        return f"{self.name}{next(self._numbers)}"

    def response_url(self, trigger: str, channel: str, user: str) -> str:
        return hook(self.url, trigger, channel, user)


class Connections:
    """Kept connections to one address: as many as there are requests at once."""

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url)
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def sent(self, body: bytes) -> tuple[int, str, float]:
        """The status of one request, what its answer says, and its seconds; 0 where none came."""
        began = perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                status, said = await self._sent(body)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            status, said = 0, ""
        return status, said, perf_counter() - began

    async def _sent(self, body: bytes) -> tuple[int, str]:
        host, port = self._address.hostname, self._address.port
        line = self._free.pop() if self._free else await asyncio.open_connection(host, port)
        reader, writer = line
        writer.write(_head(body) + body)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = next((int(x[15:]) for x in head.split(b"\r\n") if x[:15] == b"content-length:"), 0)
        said = await reader.readexactly(length)
        if b"chunked" in head:
            said = await reader.readuntil(b"0\r\n\r\n")
        if b"connection: close" in head:
            writer.close()
        else:
            self._free.append(line)
        return int(head.split()[1]), said.decode()


def _head(body: bytes) -> bytes:
    headers = {"Host": "bot", "Content-Type": FORM, "Content-Length": str(len(body))}
    lines = [f"{name}: {value}" for name, value in {**headers, **signing(body, wall())}.items()]
    return "\r\n".join(("POST /slack/events HTTP/1.1", *lines, "", "")).encode()


async def main(asked: dict[str, Any]) -> None:
    sender: Any = Sender(Hooks(asked["slack"], asked["name"]), "", None)  # type: ignore[arg-type]
    lines = [Connections(url) for url in asked["urls"]]
    loop = asyncio.get_running_loop()

    async def send(number: int) -> tuple[object, ...]:
        text, user = (asked[of][number % len(asked[of])] for of in ("texts", "users"))
        fields = sender.command_fields(text, user_id=user, channel_id=GENERAL)
        at = perf_counter()
        done = await lines[number % len(lines)].sent(urlencode(fields).encode())
        return (fields["trigger_id"], user, text, at, done[0], done[2], done[1])

    began, tasks = loop.time(), []
    for number in range(asked["count"]):
        await asyncio.sleep(max(0.0, began + number / asked["per_second"] - loop.time()))
        tasks.append(asyncio.ensure_future(send(number)))
    sys.stdout.write(json.dumps(await asyncio.gather(*tasks)))


@dataclass(frozen=True)
class Calls:
    """What is to be sent."""

    per_second: float
    count: int
    texts: Sequence[str]
    users: Sequence[str]


_names = count(1)


async def called(urls: Sequence[str], slack: Tally, calls: Calls) -> list[Sent]:
    """Sends it from a process of its own; what an ack says itself counts as an answer."""
    asked = {"urls": urls, "slack": slack.url, "name": f"c{next(_names)}n", **vars(calls)}
    command = (sys.executable, "-m", "tests.soak.caller", json.dumps(asked))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        out, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    sent = []
    for key, user, text, at, status, seconds, said in json.loads(out):
        sent.append(Sent(key, user, text, at, status, seconds))
        if status == 200 and said:
            await slack.said_in_ack(sent[-1], said)
    return sent


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(json.loads(sys.argv[1])))

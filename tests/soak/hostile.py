"""Requests that nobody may get in with, at the real process and at a bare Bolt app.

The same seed makes the same requests for both, save for the time that they are signed at.
"""

import asyncio
import logging
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.clock import wall
from bot.demo.serve import running
from bot.demo.server import simulate
from tests.fakes.slack import SECRET
from tests.slack.hostile import CANARY, KINDS
from tests.slack.world import running as serving
from tests.soak.replica import replicas
from tests.soak.tally import Tally

AT_ONCE = 4
LOG_BYTES = 200  # of one refusal
TOO_LARGE = "signed, too large"
REFUSALS = frozenset({400, 401, 413})
HEAD = ("hostile requests", "sent", "refused", "let in", "5xx", "with a body", "bodies logged",
        "tracebacks", "log bytes each")  # fmt: skip


@dataclass
class Result:
    """What became of them, and what was written about them."""

    whose: str
    statuses: Counter[int] = field(default_factory=Counter)
    cut: int = 0  # too large, and the line cut before the sender had read that it is
    bodies: int = 0  # answers that say anything
    effects: int = 0  # calls to Slack and messages that came of them
    log: str = ""
    refusals: list[str] = field(default_factory=list)  # the log's lines about them

    @property
    def row(self) -> tuple[object, ...]:
        refused = sum(self.statuses[status] for status in REFUSALS) + self.cut
        let_in = self.statuses[200] + self.effects
        fives = sum(n for status, n in self.statuses.items() if status >= 500)
        written = (self.log.count(CANARY), self.log.count("Traceback"), self.longest)
        return (
            self.whose,
            self.statuses.total() + self.cut,
            refused,
            let_in,
            fives,
            self.bodies,
            *written,
        )

    @property
    def longest(self) -> int:
        return max((len(line) for line in self.refusals), default=0)

    @property
    def faults(self) -> list[str]:
        """What is not as it should be."""
        found = [f"{n} times {s}" for s, n in self.statuses.items() if s not in REFUSALS]
        counts = {
            "answers with a body": self.bodies,
            "effects": self.effects,
            "bodies in the log": self.log.count(CANARY),
            "tracebacks": self.log.count("Traceback"),
            "a log line too long": self.longest > LOG_BYTES,
        }
        return [*found, *(f"{what}: {n}" for what, n in counts.items() if n)]


async def ours(count: int, seed: int, place: Path) -> Result:
    """So many at `dgusage serve`."""
    found = Result("dgusage serve")
    async with running(simulate(wall)) as deepgram, Tally() as slack:
        async with replicas(1, deepgram, slack, place) as (bot,):
            before = len(slack.calls)
            await _sent(bot.url, count, seed, found)
            found.effects = len(slack.calls) - before + len(slack.posted)
        found.log = bot.log
        found.refusals = [line for line in bot.log.splitlines() if '"event":"refused"' in line]
        assert len(found.refusals) == found.statuses.total() + found.cut, (
            "each refusal has its line"
        )
    return found


async def bare(count: int, seed: int) -> Result:
    """So many at a Bolt app as its documentation writes it, which must not pass."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-x")

    found = Result("bare Bolt")
    with _logged() as lines:
        app = AsyncApp(signing_secret=SECRET, authorize=authorize)
        async with serving(AsyncSlackRequestHandler(app)) as url:
            await _sent(url, count, seed, found)
    found.log, found.refusals = "\n".join(lines), lines
    return found


async def _sent(url: str, count: int, seed: int, found: Result) -> None:
    dice, kinds = random.Random(seed), [*KINDS]
    left = iter(kinds[n % len(kinds)] for n in range(count))
    async with httpx.AsyncClient(timeout=30) as http:

        async def work() -> None:
            for kind in left:
                body, headers = KINDS[kind](dice, wall())
                try:
                    answer = await http.post(f"{url}/slack/events", content=body, headers=headers)
                except httpx.TransportError:
                    assert kind == TOO_LARGE, kind
                    found.cut += 1
                    continue
                found.statuses[answer.status_code] += 1
                found.bodies += bool(answer.content)

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))


@contextmanager
def _logged() -> Iterator[list[str]]:
    """What everybody but the client logs meanwhile."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.name.startswith(("httpx", "httpcore")):
                lines.append(self.format(record))

    root, handler, level = logging.getLogger(), Kept(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


async def long(seed: int) -> tuple[list[tuple[object, ...]], list[str]]:
    """10,000 at both: the rows, and what is not as it should be."""
    with tempfile.TemporaryDirectory(prefix="soak") as place:
        both = [await ours(10_000, seed, Path(place)), await bare(10_000, seed)]
    passed = [] if both[1].faults else ["a bare Bolt app passes: this program can see nothing"]
    return [each.row for each in both], [*both[0].faults, *passed]


if __name__ == "__main__":
    sys.stdout.write(str(asyncio.run(long(1))))

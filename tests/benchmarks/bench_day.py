"""What a working day of 1,000 questions costs Deepgram: with the ledger, with a cache of URLs, bare.

    python -m tests.benchmarks.bench_day [QUESTIONS [SEED]]

Real parts: the pipeline of `dgusage`, a Valkey of its own, the simulated Deepgram. The clock is
moved from question to question. The ledger begins empty on the day before, with as many questions
of its own; the day after, the same pipeline is asked twice: with the ledger, where every call that
reaches Deepgram counts; and without, where every call counts (no cache), and those that a cache by
URL with a life of five minutes would not have had (a cache of URLs). Where the two differ about
closed days, the run fails. Calls are told apart by the question: about closed days, or reaching
into today, whose figures the ledger never lets grow older than a minute; and those for names.
Last, the fewest calls that keep that promise, if one call could answer any question: one whenever
somebody asks about today and the latest was made more than a minute before.
"""

import asyncio
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

import httpx
from pydantic import SecretStr

from bot.account import Names
from bot.answer.model import Answer
from bot.app import NAMED_DAYS, Bot, Wiring, opened
from bot.ask import Desk, answer, understand
from bot.books import Query, Reading, Source
from bot.deepgram.client import Deepgram
from bot.deepgram.line import Account
from bot.demo.access import FULL
from bot.demo.people import ACME
from bot.demo.serve import running
from bot.demo.server import Simulation, simulate
from bot.question.model import Question, Standpoint
from bot.settings import ProjectSetting
from bot.store.settling import LIFETIMES
from tests.benchmarks.working_day import Asking, working_day

TUESDAY = datetime(2026, 11, 24, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 25, tzinfo=UTC)  # last week has a day that may still move
LIFE = timedelta(minutes=5)
ZONE = ZoneInfo("Europe/Berlin")
BEFORE, LEDGER = "the ledger, the day before", "the ledger"
URLS, BARE = "a cache of URLs, 5 min", "no cache"
COLUMNS = (CLOSED, TODAY, NAMES) = ("closed days", "with today", "names")
FIGURES = frozenset({"usage", "billing"})  # kinds of calls


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Door(httpx.AsyncBaseTransport):
    """The way to Deepgram without the ledger: counts what goes through, and what a cache would spare."""

    def __init__(self, app: Simulation, clock: Clock, counts: "Counts") -> None:
        self._way = httpx.ASGITransport(app)
        self._clock = clock
        self._counts = counts
        self._cached: dict[str, tuple[datetime, bytes]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url, kind, now = str(request.url), _kind(request.url.path), self._clock()
        self._counts.called(BARE, kind)
        read_at, body = self._cached.get(url, (datetime.min.replace(tzinfo=UTC), b""))
        if now - read_at > LIFE:
            self._counts.called(URLS, kind)
            response = await self._way.handle_async_request(request)
            body = await response.aread()
            self._cached[url] = now, body
        # Of the same moment: what a bare bot would have been told is what answers are held against.
        return httpx.Response(
            200, stream=httpx.ByteStream(body), headers={"content-type": "application/json"}
        )


def _kind(path: str) -> str:
    return path.split("/")[-2] if path.endswith("/breakdown") else NAMES


class Bare:
    """A shelf and a catalog that remember nothing."""

    def __init__(self, deepgram: Deepgram, clock: Clock) -> None:
        self._deepgram, self._clock = deepgram, clock

    async def read(self, query: Query, first: date, last: date, now: datetime) -> Reading:
        return Reading(await self._deepgram.pages(query, first, last), Source.DEEPGRAM)

    async def names(self, project: str, now: datetime) -> Names:
        today = self._clock().date()
        return await self._deepgram.names(project, today - timedelta(days=NAMED_DAYS), today)

    renewed = names

    async def held(self, project: str) -> None:
        return None


async def asked(asking: Asking, desk: Desk) -> Answer:
    standpoint = Standpoint(asking.at, ZONE)
    understood = await understand(asking.text, standpoint, desk)
    if not isinstance(understood.question, Question):
        raise SystemExit(f"{asking.text!r} is not a question: {understood.question}")
    return await answer(understood.question, standpoint, desk, understood.names)


async def settle(bot: Bot) -> None:
    """Lets what runs behind end, as it would before the next question comes."""
    await bot.ledger.flights.close(30)
    await bot.names.close(30)


@dataclass
class Counts:
    """Calls for each way: of questions about closed days, of those that reach into today, for names."""

    of: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    topic: str = CLOSED
    today: list[datetime] = field(default_factory=list)  # when the second day's were asked

    def fewest(self) -> int:
        """Calls without which some figure of today would be older than a minute when shown."""
        made: list[datetime] = []
        for at in self.today:
            if not made or at - made[-1] > LIFETIMES.running:
                made.append(at)
        return len(made)

    def called(self, way: str, kind: str) -> None:
        self.of[way][self.topic if kind in FIGURES else NAMES] += 1


async def day(first: Sequence[Asking], second: Sequence[Asking], place: Path) -> Counts:
    clock, counts = Clock(first[0].at), Counts()
    app = simulate(clock)
    door = Door(app, clock, counts)
    project = ProjectSetting(key=SecretStr(FULL), project_id=ACME)
    account = Account("acme", SecretStr(FULL), ACME)
    way = [BEFORE]
    async with (
        running(app) as url,
        httpx.AsyncClient(transport=door, base_url="http://bare") as http,
        opened(
            Wiring(
                {"acme": project},
                url,
                clock,
                data_dir=place,
                observer=lambda seen: counts.called(way[0], seen.kind),
            )
        ) as bot,
    ):
        bare = Bare(Deepgram([account], "http://bare", http, clock=clock), clock)
        for asking in first:
            await of_ledger(asking, clock, bot, counts)
        way[0] = LEDGER
        differed = 0
        for asking in second:
            mine = await of_ledger(asking, clock, bot, counts)
            counts.today += [asking.at] if counts.topic is TODAY else []
            theirs = await asked(asking, Desk(bare, bare, ("acme",)))
            differed += counts.topic is CLOSED and mine.total != theirs.total
    if differed:
        raise SystemExit(f"{differed} answers about closed days differ")
    return counts


async def of_ledger(asking: Asking, clock: Clock, bot: Bot, counts: Counts) -> Answer:
    clock.now = asking.at
    question = (await understand(asking.text, Standpoint(asking.at, ZONE), bot.desk)).question
    last = question.period.last if isinstance(question, Question) and question.period else date.min
    counts.topic = CLOSED if last < asking.at.date() else TODAY
    mine = await asked(asking, bot.desk)
    await settle(bot)
    return mine


def table(counts: Counts) -> None:
    print(f"{'calls to Deepgram':32}" + "".join(f"{name:>12}" for name in (*COLUMNS, "all")))
    for name in (BEFORE, LEDGER, URLS, BARE):
        row = counts.of[name]
        print(f"{name:32}" + "".join(f"{n:>12}" for n in (*(row[c] for c in COLUMNS), row.total())))
    mine = counts.of[LEDGER]
    for name in (URLS, BARE):
        row = counts.of[name]
        ratios = [*(row[c] / max(1, mine[c]) for c in COLUMNS), row.total() / mine.total()]
        print(f"{f'{name}, times the ledger':32}" + "".join(f"{r:>12.1f}" for r in ratios))
    print(f"{'no ledger could do with less':32}{'':12}{counts.fewest():>12}")


def main(questions: int = 1_000, seed: int = 1) -> None:
    began = perf_counter()
    first, second = (
        working_day(d, questions, seed + n) for n, d in enumerate((TUESDAY, WEDNESDAY))
    )
    with TemporaryDirectory(prefix="dgusage-bench-") as place:
        counts = asyncio.run(day(first, second, Path(place)))
    people, took = len({asking.person for asking in second}), perf_counter() - began
    print(f"{len(second)} questions of {people} people, seed {seed}, {took:.0f} s")
    table(counts)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))

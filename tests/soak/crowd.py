"""One person who asks without end, and the others; then a thousand expensive questions at once."""

import asyncio
import re
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import httpx

from bot.clock import wall
from bot.demo.faults import Fault
from bot.demo.serve import running
from bot.demo.server import simulate
from bot.slack.line import Limits
from tests.soak.caller import Calls, called
from tests.soak.replica import Replica, replicas
from tests.soak.stage import staged
from tests.soak.tally import Sent, Tally, median, quantile

HOG, PER_SECOND = "U0HOG0001", 50
OTHERS = [f"U0OTHER{n:02d}" for n in range(10)]
UPSTREAM = 0.2  # seconds that Deepgram takes for each answer
DOUBLE = 2.0  # times the p95 of the others, without the one who asks without end
MOST_MORE = 128 * 2**20  # bytes of memory that many expensive questions may cost
TOLD = 40.0  # seconds in which everybody must have an answer or a reason
HEAD = ("beside one at 50/s", "answers", "p50, s", "p95", "alone p50", "p95", "p95 ratio",
        "of the one: answered", "told of no room", "lost")  # fmt: skip
FIRST = date(2024, 3, 1)
FORMS = ("by tag", "by key", "by model", "by endpoint", "by method", "by deployment", "by feature")


def fresh(number: int, start: int = 0) -> list[str]:
    """So many questions, each of which has to be fetched; those of another `start` are others."""
    last = (wall().date() - FIRST).days
    places = [divmod(start + n, len(FORMS)) for n in range(number)]
    return [f"{FORMS[form]} {FIRST + timedelta(days=day % last)}" for day, form in places]


@dataclass
class Result:
    """How long the others waited, alone and beside the one."""

    what: str
    alone: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    told: int = 0
    answered: int = 0
    lost: int = 0
    asked: int = 0  # fresh questions so far

    def fresh(self, number: int) -> list[str]:
        self.asked += number
        return fresh(number, self.asked - number)

    @property
    def ratio(self) -> float:
        return quantile(self.beside, 0.95) / quantile(self.alone, 0.95)

    @property
    def row(self) -> tuple[object, ...]:
        both = (median(self.beside), quantile(self.beside, 0.95), median(self.alone))
        figures = [f"{each:.3f}" for each in (*both, quantile(self.alone, 0.95))]
        end = (f"{self.ratio:.2f}", self.answered, self.told, self.lost)
        return (self.what, len(self.beside), *figures, *end)

    @property
    def faults(self) -> list[str]:
        """What is not as it should be."""
        late = f"others' p95 is {self.ratio:.2f} times what it was"
        checks = {late: self.ratio > DOUBLE, f"{self.lost} acked and never told": self.lost}
        return [f"{self.what}: {fault}" for fault, there in checks.items() if there]


async def beside(what: str, rounds: int, seconds: int, place: Path) -> Result:
    """The others ask five a second, `what` they ask warm or fresh; alone and beside the one."""
    found, app = Result(what), simulate(wall)
    app.faults.set("*", Fault(delay=UPSTREAM))
    async with running(app) as deepgram, Tally() as slack:
        slack.populate([HOG, *OTHERS])
        async with replicas(1, deepgram, slack, place) as (bot,):
            await _warmed(bot, slack)
            for _ in range(rounds):
                found.alone += slack.seconds(await _others(found, bot, slack, seconds))
                number = PER_SECOND * seconds
                calls = Calls(PER_SECOND, number, found.fresh(number), [HOG])
                hog = asyncio.create_task(called([bot.url], slack, calls))
                sent = await _others(found, bot, slack, seconds)
                one = await hog
                await slack.all_came([*sent, *one], TOLD)
                found.beside += slack.seconds(sent)
                found.lost += len(slack.lost([*sent, *one]))
                texts = [slack.text(each) for each in one]
                found.told += sum("Too many questions" in text for text in texts)
                found.answered += sum("Too many questions" not in text for text in texts)
    return found


WARM = ("by tag last week", "by key last week", "tag:support last week", "by model last week")


async def _warmed(bot: Replica, slack: Tally) -> None:
    await slack.all_came(await called([bot.url], slack, Calls(10, 12, WARM, OTHERS)), TOLD)


async def _others(found: Result, bot: Replica, slack: Tally, seconds: int) -> list[Sent]:
    texts: Sequence[str] = WARM if found.what == "warm" else found.fresh(5 * seconds)
    sent = await called([bot.url], slack, Calls(5, 5 * seconds, texts, OTHERS))
    await slack.all_came(sent, TOLD)
    return sent


@dataclass
class Heavy:
    """What a thousand expensive questions did to the process."""

    sent: int = 0
    answered: int = 0
    told: int = 0
    lost: int = 0
    before: int = 0
    most: int = 0  # bytes, while they were answered
    waiting: int = 0  # the most that waited at once

    HEAD = ("distinct, expensive", "answered", "told why not", "lost", "most waiting", "MB before",
            "MB at most", "MB more")  # fmt: skip

    @property
    def row(self) -> tuple[object, ...]:
        sizes = [f"{n / 2**20:.0f}" for n in (self.before, self.most, self.most - self.before)]
        return (self.sent, self.answered, self.told, self.lost, self.waiting, *sizes)

    @property
    def faults(self) -> list[str]:
        """What is not as it should be."""
        checks = {
            f"{self.lost} acked and never told": self.lost,
            "memory grew too much": self.most - self.before > MOST_MORE,
            "more waited than may": self.waiting > Limits().waiting,
        }
        return [fault for fault, there in checks.items() if there]


def expensive(number: int) -> list[str]:
    """So many questions over months by two things, all different."""
    end = wall().date() - timedelta(days=1)
    pairs = ("by tag by key", "by key by model", "by tag by endpoint", "by day by tag")
    return [
        f"{pairs[n % 4]} from {end - timedelta(days=60 + n // 4)} to {end}" for n in range(number)
    ]


async def heavy(number: int, place: Path) -> Heavy:
    """So many, forty a second, by a hundred people."""
    found, app = Heavy(number), simulate(wall)
    people = [f"U0HEAVY{n:03d}" for n in range(100)]
    async with running(app) as deepgram, Tally() as slack:
        slack.populate([*people, *OTHERS])
        async with replicas(1, deepgram, slack, place) as (bot,):
            await _warmed(bot, slack)
            found.before = bot.resident()
            watching = asyncio.create_task(_watched(bot, found))
            sent = await called([bot.url], slack, Calls(40, number, expensive(number), people))
            await slack.all_came(sent, TOLD)
            watching.cancel()
            with suppress(asyncio.CancelledError):  # what it met itself is raised
                await watching
        texts = [slack.text(one) for one in sent]
        found.answered = sum("hours" in text or "requests" in text for text in texts)
        found.lost = len(slack.lost(sent))
        found.told = len(sent) - found.answered - found.lost
    return found


async def _watched(bot: Replica, found: Heavy) -> None:
    async with httpx.AsyncClient(timeout=30) as http:
        while True:
            found.most = max(found.most, bot.resident())
            page = (await http.get(f"{bot.url}/metrics")).text
            [waiting] = re.findall(r'dgusage_questions_open\{state="waiting"\} (\S+)', page)
            found.waiting = max(found.waiting, int(float(waiting)))
            await asyncio.sleep(0.1)


async def long(seed: int) -> tuple[list[tuple[object, ...]], list[str]]:
    """The others' questions warm and fresh: the rows, and what is not as it should be."""
    with tempfile.TemporaryDirectory(prefix="soak") as place:
        found = [await beside(what, 3, 15, Path(place) / what) for what in ("warm", "fresh")]
    return [each.row for each in found], [fault for each in found for fault in each.faults]


async def long_heavy(seed: int) -> tuple[list[tuple[object, ...]], list[str]]:
    """A thousand."""
    with tempfile.TemporaryDirectory(prefix="soak") as place:
        found = await heavy(1000, Path(place))
    return [found.row], found.faults


@dataclass
class HeldUp:
    """What became of everybody while everything that one person asked hung."""

    others: int = 0
    answered: int = 0  # of the others, meanwhile
    told: int = 0  # of the one, that there is no room
    lost: int = 0


async def held_up(number: int, place: Path) -> HeldUp:
    """One asks so much at once while Deepgram hangs; forty of the others' questions are warm."""
    found = HeldUp()
    async with staged(place) as stage:
        slack, urls = stage.slack, [stage.bot.url]
        slack.populate([HOG, *OTHERS])
        await _warmed(stage.bot, slack)
        held = asyncio.Event()
        stage.deepgram.faults.set("*", Fault(until=held.wait))
        one = await called(urls, slack, Calls(200, number, fresh(number), [HOG]))
        sent = await called(urls, slack, Calls(50, 40, WARM, OTHERS))
        await slack.all_came(sent, TOLD)
        found.others = len(sent)
        found.answered = sum("hours of audio" in slack.text(each) for each in sent)
        held.set()
        await stage.heal()
        await slack.all_came(one, TOLD)
        found.told = sum("Too many questions" in slack.text(each) for each in one)
        found.lost = len(slack.lost([*one, *sent]))
    return found

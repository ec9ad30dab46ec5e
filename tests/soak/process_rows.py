"""What can happen to the process, to its clock, and what people type."""

import asyncio
import os
import resource
import signal
from dataclasses import replace
from datetime import timedelta
from time import perf_counter

import httpx

from bot.clock import wall
from bot.demo.faults import Fault
from tests.soak.faults import FIGURE, Ask, Row, asking
from tests.soak.stage import PATIENCE, Stage, Told, seen
from tests.soak.tally import asked

PART = "process"
FILES = 2  # that a starved process may open besides those it has
MANY = 100  # questions, of which a third is worked on at once
REFUSALS = 1500  # whose lines in the log are more than a pipe holds
REASON = "being restarted|Too many|try again|Try again"
FULL_DISK = {"DGUSAGE_AUDIT_FILE": "/dev/full"}
HELP = "help|Ask|ask|example|`|usage"


async def _nothing(_: Stage) -> None:
    """What is done comes with the question."""


async def _under_way(stage: Stage) -> str:
    """A question of the first bot's that Deepgram lets wait."""
    held = asyncio.Event()
    stage.deepgram.faults.set("*", Fault(until=held.wait, times=8))

    async def let_go() -> None:
        held.set()

    stage.healing.append(let_go)
    asked = len(stage.deepgram.seen)
    done = await stage.sender.command(stage.fresh())
    async with asyncio.timeout(20):
        while len(stage.deepgram.seen) == asked:  # noqa: ASYNC110 (it tells nobody)
            await asyncio.sleep(0.01)
    return done.key


async def _told(stage: Stage, key: str, began: float) -> Told:
    await stage.slack.answer(key)
    came = stage.slack.came[key]
    if not came:
        return Told("", perf_counter() - began, 0)
    return Told(seen(came[0].posted), came[0].at - began, len(came))


async def _killed(stage: Stage) -> Told:
    """kill -9 over a question; another replica answers it."""
    key, began = await _under_way(stage), perf_counter()
    await asyncio.sleep(0.1)  # as much as the debt needs to be written down
    await stage.bot.kill()
    stage.deepgram.faults.clear()
    told = await _told(stage, key, began)
    await _again(stage)
    return told


async def _killed_with_a_line(stage: Stage) -> Told:
    """The same where more wait than are worked on; every one of them is answered, once."""
    held = asyncio.Event()
    stage.deepgram.faults.set("*", Fault(until=held.wait))
    people = [f"U0LINE{n:03d}" for n in range(MANY)]
    stage.slack.populate(people)
    texts = [stage.fresh() for _ in people]
    began = perf_counter()
    sent = await asyncio.gather(
        *(asked(stage.sender, text, who) for text, who in zip(texts, people, strict=True))
    )
    await asyncio.sleep(0.5)  # as much as their debts need to be written down
    await stage.bot.kill()
    held.set()
    stage.deepgram.faults.clear()
    await stage.slack.all_came(sent, PATIENCE)
    times = {len(stage.slack.came[one.key]) for one in sent}
    told = await _told(stage, sent[-1].key, began)
    await _again(stage)
    latest = max(stage.slack.seconds(sent), default=0.0)
    return replace(told, seconds=latest, times=1 if times == {1} else 0)


async def _stopped(stage: Stage) -> Told:
    """SIGTERM over a question: it is answered before the end."""
    key, began = await _under_way(stage), perf_counter()
    stopping = asyncio.create_task(stage.bot.stop())
    stage.deepgram.faults.clear()
    await stage.healing.pop()()
    ended = await stopping
    told = await _told(stage, key, began)
    await _again(stage)
    return replace(told, text=told.text if ended == 0 else f"it ended with {ended}")


async def _frozen(stage: Stage) -> Told:
    """A machine that is suspended over a question, and wakes when another replica has answered."""
    key, began = await _under_way(stage), perf_counter()
    await asyncio.sleep(0.1)
    stage.bot.send(signal.SIGSTOP)
    stage.deepgram.faults.clear()
    await stage.slack.answer(key)
    stage.bot.send(signal.SIGCONT)
    await stage.healing.pop()()
    await stage.bot.ready(stage.http)
    await asyncio.sleep(1)  # for what it might say now
    return await _told(stage, key, began)


async def _again(stage: Stage) -> None:
    await stage.bot.start()
    await stage.bot.ready(stage.http)


async def _few_files(stage: Stage) -> None:
    """Hardly any file or connection can be opened any more."""
    process = stage.bot.process
    assert process is not None
    there = len(os.listdir(f"/proc/{process.pid}/fd"))  # noqa: PTH208 (only their number counts)
    before = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (there + FILES, before[1]))

    async def enough() -> None:
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, before)

    stage.healing.append(enough)


async def _deaf_log(stage: Stage) -> Told:
    """Nobody reads the log any more, which is a pipe; thousands of lines later it still answers."""
    bot = stage.bot
    await bot.stop()
    await bot.start(unread=True)
    await bot.ready(stage.http)
    async with httpx.AsyncClient() as http:
        for _ in range(REFUSALS):
            await http.post(f"{bot.url}/slack/events", content=b"unsigned")
    told = await stage.ask()
    await bot.stop()
    await _again(stage)
    return told


def _late(minutes: int) -> Ask:
    """The machine's clock is off by so much, as Slack sees it; who asks gets Slack's own error."""

    async def ask(stage: Stage) -> Told:
        began = perf_counter()
        sender = replace(stage.sender, clock=lambda: wall() + timedelta(minutes=minutes))
        done = await sender.command(stage.fresh())
        return Told(
            f"status {done.status}", perf_counter() - began, len(stage.slack.came[done.key])
        )

    return ask


def _typed(name: str, text: str, sees: str = HELP) -> Row:
    return Row("input", name, _nothing, sees, ask=asking(text))


PROCESS = (
    Row(PART, "kill -9 over a question", _nothing, ask=_killed, bots=2),
    Row(PART, "kill -9 over a line of 100", _nothing, ask=_killed_with_a_line, bots=2, slow=True),
    Row(PART, "SIGTERM over a question", _nothing, f"{FIGURE}|{REASON}", ask=_stopped, bots=2,
        gate=True),
    Row(PART, "suspended over a question", _nothing, ask=_frozen, bots=2, slow=True),
    Row(PART, "out of file descriptors", _few_files, f"{FIGURE}|could not|cannot|does not say"),
    Row(PART, "no room for the audit, usage asked", _nothing, env=FULL_DISK),
    Row(PART, "no room for the audit, keys asked", _nothing, ".", ask=asking("keys"),
        env=FULL_DISK),
    Row(PART, "nobody reads the log", _nothing, ask=_deaf_log),
)  # fmt: skip
CLOCK = tuple(
    Row("clock", f"{minutes:+d} minutes", _nothing, "status 401", ask=_late(minutes), times=(0, 0))
    for minutes in (-10, 10)
)
INPUT = (
    _typed("nothing", "", f"{FIGURE}|{HELP}"),
    _typed("20,000 characters", "x" * 20_000),
    _typed("NUL and escapes", "\x00\x1b[2J"),
    _typed("right to left", "\u202etag:support"),
    _typed("50 accents on a letter", "e" + "\u0301" * 50),
    _typed("full-width digits", "last \uff11\uff12 days", f"{FIGURE}|{HELP}"),
    _typed("99999999 days", "last 99999999d"),
    _typed("the year 0", "0000-01-01"),
    _typed("a day that is none", "31 feb 2026"),
    _typed("an unknown tag", "tag:suport last week", "support"),
)
ROWS = (*PROCESS, *CLOCK, *INPUT)

"""The table of faults: what befalls the bot, what the person sees, what must never happen.

Every fault is played at the real process, with real servers on loopback, and then mended; how long it
takes until a question that nobody asked before is answered again is the time to recover.
"""

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from bot.demo.access import FULL
from tests.fakes.slack import SECRET, TOKEN
from tests.soak.stage import Stage, Told, staged

FIGURE = r"hours of audio|requests"
NO_FIGURE = r"\d hours of audio|\$\d"
FIGURES = "/usage/breakdown"  # the path of what the figures come from
SECRETS = (FULL, TOKEN, SECRET)
RECOVERED = 30.0  # seconds after a fault is over, by which everything must be as before
SHOWN = 60  # characters of what a person sees, in the table
HEAD = ("fault", "part", "the person is told", "after, s", "well again after, s", "as it should be")

Strike = Callable[[Stage], Awaitable[object]]
Ask = Callable[[Stage], Awaitable[Told]]


async def _asked(stage: Stage) -> Told:
    return await stage.ask()


def asking(text: str) -> Ask:
    """Asks just this."""
    return lambda stage: stage.ask(text)


def fresh(form: str) -> Ask:
    """Asks this of a day that was not asked for before."""
    return lambda stage: stage.ask(stage.fresh(form))


@dataclass(frozen=True)
class Row:
    """One fault: `sees` is what the person must be told, `never` what they must not (patterns).

    `times` is how often they may be told it, `calls` how many calls for figures it may cost.
    """

    part: str
    fault: str
    strike: Strike
    sees: str = FIGURE
    never: str = "<html|Traceback"
    ask: Ask = _asked
    times: tuple[int, int] = (1, 1)
    calls: int | None = None
    memory: int | None = None  # bytes that the process may grow by meanwhile
    ready: Mapping[str, str] = field(default_factory=dict)  # of what /readyz says meanwhile
    slow: bool = False
    gate: bool = False  # in the short form too
    bots: int = 1
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Played:
    """What came of one."""

    row: Row
    told: Told = field(default_factory=lambda: Told("", 0.0))
    recovered: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def line(self) -> tuple[str, ...]:
        said = " ".join(self.told.text.split("\n")[0].split()) or "(nothing)"
        said = said if len(said) <= SHOWN else said[: SHOWN - 1] + "…"
        verdict = "; ".join(self.wrong) or "yes"
        times = f"{self.told.seconds:.2f}", f"{self.recovered:.2f}"
        return (self.row.fault, self.row.part, said, *times, verdict)


async def played(row: Row, stage: Stage) -> Played:
    """One fault, at bots that are well, which they are again afterwards."""
    found, calls, memory = Played(row), stage.deepgram.asked(FIGURES), stage.bot.resident()
    await row.strike(stage)
    try:
        found.told = await row.ask(stage)
        found.wrong += _judged(row, found.told, stage.deepgram.asked(FIGURES) - calls)
        says = await stage.says() if row.ready else {}
        found.wrong += [
            f"/readyz says {says.get(part)!r} of {part}"
            for part, meant in row.ready.items()
            if not re.search(meant, says.get(part, ""))
        ]
        grown = stage.bot.resident() - memory
        if row.memory is not None and grown > row.memory:
            found.wrong.append(f"it grew by {grown / 2**20:.0f} MB")
    finally:
        await stage.heal()
    found.recovered = await _recovered(stage)
    if found.recovered > RECOVERED:
        found.wrong.append("it does not recover")
    return found


def _judged(row: Row, told: Told, calls: int) -> list[str]:
    """What is wrong with what the person saw."""
    least, most = row.times
    checks = {
        "the person was not told so": not re.search(row.sees, told.text),
        "the person was told what must not be": bool(re.search(row.never, told.text)),
        f"told {told.times} times": not least <= told.times <= most,
        f"{calls} calls for figures": row.calls is not None and calls > row.calls,
    }
    return [what for what, wrong in checks.items() if wrong]


async def _recovered(stage: Stage) -> float:
    """Seconds until a fresh question is answered, and the store is in order again."""
    began = perf_counter()
    while perf_counter() - began <= RECOVERED:
        told = await stage.ask()
        if re.search(FIGURE, told.text) and not _degraded(await stage.says()):
            break
        await asyncio.sleep(0.25)  # as somebody who presses "Try again"
    return perf_counter() - began


def _degraded(says: Mapping[str, str]) -> bool:
    return "degraded" in says.get("store", "")


def faults_in(logs: str) -> list[str]:
    """What must never be in a log."""
    found = [f"a secret in the log: {secret[:4]}…" for secret in SECRETS if secret in logs]
    words = ("Traceback", '"event":"broken"', '"event":"check_failed"')
    return found + [f"in the log: {word}" for word in words if word in logs]


async def all_played(
    rows: Sequence[Row], place: Path, told: Callable[[Played], object] = lambda _: None
) -> tuple[list[Played], list[str]]:
    """Every fault, those that need the same bots at the same ones; and what is wrong in the logs."""
    found, wrong = [], []
    for number, (kind, some) in enumerate(_alike(rows).items()):
        bots, env = kind
        async with staged(place / f"stage{number}", bots, dict(env)) as stage:
            for row in some:
                found.append(await played(row, stage))
                told(found[-1])
        wrong += faults_in("".join(bot.log for bot in stage.bots))
    return found, wrong


Kind = tuple[int, tuple[tuple[str, str], ...]]


def _alike(rows: Sequence[Row]) -> dict[Kind, list[Row]]:
    found: dict[Kind, list[Row]] = {}
    for row in rows:
        found.setdefault((row.bots, tuple(row.env.items())), []).append(row)
    return found


async def long(seed: int) -> tuple[list[tuple[object, ...]], list[str]]:
    """The whole table."""
    from tests.soak.rows import ROWS

    with tempfile.TemporaryDirectory(prefix="soak") as place:
        found, wrong = await all_played(ROWS, Path(place))
    wrong += [f"{one.row.part}, {one.row.fault}: {what}" for one in found for what in one.wrong]
    return [one.line for one in found], wrong

"""One run of one design, with everything that may befall it; counted at the receiver."""

import asyncio
import multiprocessing
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.clock import wall
from bot.digest.marks import REPEAT
from bot.digest.model import OPEN, Digest, Draft, Run, State, named
from bot.store.connection import Store, connect
from bot.store.digests import Digests
from bot.store.slots import Scripts
from tests.chaos import naive, replica
from tests.chaos.pulse import CODEC, Pulse
from tests.chaos.servers import Broken, Killed, Pair
from tests.chaos.stage import Stage, kept, slack

TEAM = "T0CHAOS01"
REPLICAS = 3
FIRST = 4  # seconds until the first slot is due, and half as long again for each 150 digests
PATIENCE = (
    240  # seconds after the last slot: not how late a post may be, but when it counts as lost
)
QUIET = 3  # seconds that a late repeat is waited for
FAULTS = {"lose": 0.05, "lag": 0.2, "delay": 0.03}
# Ours; ours where the channel's history may not be read; ours with failovers that lose writes.
OURS = ("ours", "blind", "failover")
# What the naive designs must do wrong, at least so often.
LEAST = {"a": ("lost", 1), "b": ("twice", 20), "c": ("twice", 1)}


@dataclass(frozen=True)
class Size:
    """`spread` is the seconds over which slots are due; kills and the like happen meanwhile."""

    digests: int
    spread: int
    kills: int
    stops: int
    fails: int
    seeds: tuple[int, ...] = (1,)


LONG = {
    "ours": Size(1000, 40, 55, 9, 6, (1, 2, 3)),
    "blind": Size(500, 20, 25, 4, 2),
    "failover": Size(600, 30, 10, 2, 5),
    **dict.fromkeys("abc", Size(600, 20, 60, 6, 0)),
}
SHORT = {
    "ours": Size(150, 5, 12, 2, 1),
    "blind": Size(100, 5, 8, 1, 1),
    "failover": Size(100, 8, 4, 1, 2),
    **dict.fromkeys("abc", Size(120, 2, 12, 1, 0)),
}


@dataclass
class Result:
    """What came of it, as the receiver counts. `marked` are repeats that say that they may be one."""

    design: str
    seed: int
    slots: int = 0
    kills: int = 0
    crashes: int = 0
    stops: int = 0
    fails: int = 0
    lost: int = 0
    twice: int = 0
    marked: int = 0
    untrue: int = 0
    late99: float = 0.0
    latest: float = 0.0

    @property
    def as_it_should(self) -> bool:
        if self.design in OURS:
            repeats = self.twice + (self.marked if self.design != "blind" else 0)
            return self.slots > 0 and self.lost == repeats == self.untrue == 0
        what, least = LEAST[self.design]
        return getattr(self, what) >= least


def played(design: str, seed: int, size: Size) -> Result:
    """One run of one design with one seed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.chaos.replica", "tests.chaos.naive", "redis.asyncio"])
    dice, result = random.Random(seed), Result(design, seed)
    faults = {**FAULTS, "seed": seed, "history": design != "blind"}
    with tempfile.TemporaryDirectory(prefix="chaos") as place, slack(faults) as url:
        store = Pair(Path(place)) if design == "failover" else Killed(Path(place))
        try:
            due = asyncio.run(_prepared(design, store.url, dice, size))
            settings = {"redis": store.url, "slack": url, "kind": design}
            target = replica.main if design in OURS else naive.main
            crash = max(5, size.digests // 16) if design in OURS else 0
            stage = Stage(settings, target, dice, context, crash)
            _havoc(stage, store, due, size, result)
            _count(result, due, kept(url), asyncio.run(_log(store.url, due)))
        finally:
            store.leave()
    return result


async def _prepared(design: str, redis: str, dice: random.Random, size: Size) -> dict[str, float]:
    """All slots there will be, each with the moment that it is due at.

    Where the machine is so slow that one is due before it is made, all is made anew, for later.
    """
    store = connect(redis)
    lead = FIRST + FIRST * size.digests // 300
    try:
        while (due := await _made(design, store, dice, size, lead)) is None:
            await store.do(lambda redis: redis.flushall())
            lead *= 2
    finally:
        await store.close()
    return due


async def _made(
    design: str, store: Store, dice: random.Random, size: Size, lead: int
) -> dict[str, float] | None:
    """The same, the first after `lead` seconds; None where one is due before all are made."""
    base = int(wall().timestamp()) + lead
    pulses = [Pulse(base + dice.randint(0, size.spread)) for _ in range(size.digests)]
    due: dict[str, float] = {}
    digests = Digests(Scripts(store), CODEC)
    for n, pulse in enumerate(pulses):
        id_ = f"{n:04d}"
        if design in OURS:
            made = await digests.create(Draft((f"usage {n}",), pulse, f"C{id_}", TEAM, "U1"))
            assert isinstance(made.digest, Digest)
            if made.digest.next is None:
                return None
            id_ = made.digest.id
        due |= {f"{id_}:{named(slot.local)}": slot.at.timestamp() for slot in pulse.slots()}
    if design not in OURS:
        await store.do(lambda r: r.zadd(naive.DUE, due))
    return due if wall().timestamp() < base else None


def _havoc(stage: Stage, store: Broken, due: dict[str, float], size: Size, result: Result) -> None:
    for _ in range(REPLICAS):
        stage.start()
    deeds = {"kill": stage.kill, "stop": stage.stop, "fail": store.fail}
    wanted = {"kill": size.kills, "stop": size.stops, "fail": size.fails}
    begin, end = min(due.values()) - 0.5, max(due.values()) + 1
    plan = [(stage.dice.uniform(begin, end), what) for what, n in wanted.items() for _ in range(n)]
    try:
        for moment, what in sorted(plan):
            stage.tend_until(moment)
            deeds[what]()
        _settle(stage, due, ours=result.design in OURS)
    finally:
        stage.end()
    counts = stage.counts
    result.slots, result.fails = len(due), size.fails
    result.kills, result.crashes, result.stops = counts.kills, counts.crashes, counts.stops


def _settle(stage: Stage, due: dict[str, float], *, ours: bool) -> None:
    """Until everything is there, and then as long again as a late repeat would need.

    A naive design has had its time where nothing more comes.
    """
    last, before = max(due.values()) + PATIENCE, -1
    while wall().timestamp() < last:
        stage.tend_until(wall().timestamp() + (0.5 if ours else 1.5))
        there = kept(stage.settings["slack"])
        if {row[2] for row in there} >= due.keys() or (not ours and len(there) == before):
            break
        before = len(there)
    stage.tend_until(wall().timestamp() + (QUIET if ours else 0))


async def _log(redis: str, due: dict[str, float]) -> dict[str, Run]:
    """What the store says of every slot."""
    store = connect(redis)
    digests = Digests(Scripts(store), CODEC)
    ids = {key.partition(":")[0] for key in due}
    runs = [run for id_ in ids for run in await digests.log(id_)]
    await store.close()
    return {f"{run.digest}:{run.slot}": run for run in runs}


def _count(
    result: Result, due: dict[str, float], rows: list[list[Any]], log: dict[str, Run]
) -> None:
    plain, all_ = Counter[str](), Counter[str]()
    for row in rows:
        all_[row[2]] += 1
        plain[row[2]] += REPEAT not in row[4]
    result.lost = len(due.keys() - all_.keys())
    result.twice = sum(max(0, n - 1) for n in plain.values())
    result.marked = sum(n - 1 for n in all_.values()) - result.twice
    late = sorted(row[3] - due[row[2]] for row in rows) or [0.0]
    result.late99, result.latest = late[int(len(late) * 0.99) - 1], late[-1]
    if result.design not in OURS:
        return
    there = {row[2]: {other[5] for other in rows if other[2] == row[2]} for row in rows}
    untrue = [key for key in due if not _true(log.get(key), there.get(key, set()))]
    result.untrue = len(untrue)
    for key in untrue:
        sys.stderr.write(f"untrue: {key}, there as {there.get(key)}, recorded as {log.get(key)}\n")
    for row in rows:
        if plain[row[2]] > 1:
            sys.stderr.write(f"twice: {row[4]}, kept at {row[3]:.3f}\n")


def _true(run: Run | None, there: set[str]) -> bool:
    """Whether the record of a slot says what the receiver says."""
    if run is None or run.state in OPEN:
        return False
    return run.ts in there if run.state is State.POSTED else not there

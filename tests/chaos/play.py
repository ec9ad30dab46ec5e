"""One run: a store, a Slack and three replicas as processes, and everything that may befall them."""

import asyncio
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

from bot.clock import wall
from bot.digest.model import OPEN, Draft, Run, State, named
from bot.store.connection import connect
from bot.store.digests import Digests
from bot.store.embedded import Embedded
from bot.store.slots import Scripts
from tests.chaos import naive, replica
from tests.chaos.pulse import CODEC, Pulse

TEAM = "T0CHAOS01"
REPLICAS = 3
FIRST = 2  # seconds until the first slot is due
LEAST = {"a": ("lost", 1), "b": ("twice", 20), "c": ("twice", 1)}  # what the naive must do wrong


@dataclass(frozen=True)
class Size:
    """`spread` is the seconds over which slots are due; kills and the like happen meanwhile."""

    digests: int
    each: int
    spread: int
    kills: int
    stops: int
    store_kills: int
    seeds: tuple[int, ...]


LONG = Size(1000, 1, 40, 55, 9, 6, (1, 2, 3))
LONG_NAIVE = Size(600, 1, 20, 60, 6, 0, (1,))
SHORT = Size(150, 1, 6, 12, 2, 1, (1,))
SHORT_NAIVE = Size(120, 1, 3, 12, 1, 0, (1,))


@dataclass
class Result:
    """What came of it, as the receiver counts."""

    design: str
    seed: int
    slots: int = 0
    kills: int = 0
    crashes: int = 0
    stops: int = 0
    store_kills: int = 0
    lost: int = 0
    twice: int = 0
    untrue: int = 0
    late99: float = 0.0
    latest: float = 0.0

    @property
    def as_it_should(self) -> bool:
        if self.design == "ours":
            return self.slots > 0 and self.lost == self.twice == self.untrue == 0
        what, least = LEAST[self.design]
        return getattr(self, what) >= least


@dataclass
class Stage:
    """The processes of one run."""

    settings: dict[str, Any]
    target: Any
    dice: random.Random
    context: Any
    result: Result
    running: list[Any] = field(default_factory=list)

    def start(self) -> None:
        crash = {}
        if self.result.design == "ours":
            crash = {"crash_at": self.dice.choice(replica.STEPS), "nth": self.dice.randint(1, 60)}
        process = self.context.Process(target=self.target, args=({**self.settings, **crash},))
        process.start()
        self.running.append(process)

    def tend(self) -> None:
        """Starts another one in the place of each that has ended by itself."""
        for process in [p for p in self.running if p.exitcode is not None]:
            self.running.remove(process)
            self.result.crashes += process.exitcode == replica.KILLED
            self.start()

    def kill(self) -> None:
        self.tend()
        process = self.dice.choice(self.running)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        self.running.remove(process)
        self.result.kills += 1
        self.start()

    def stop(self) -> Any:
        """Stops one for a while, as a machine does that is suspended."""
        self.tend()
        process = self.dice.choice(self.running)
        os.kill(process.pid, signal.SIGSTOP)
        self.result.stops += 1
        return process

    def end(self) -> None:
        for process in self.running:
            if process.exitcode is None:
                os.kill(process.pid, signal.SIGKILL)
            process.join()


@contextmanager
def slack(settings: dict[str, Any]) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.chaos.slack", json.dumps(settings)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def played(design: str, seed: int, size: Size) -> Result:
    """One run of one design with one seed."""
    result = Result(design, seed)
    dice = random.Random(seed)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.chaos.replica", "tests.chaos.naive"])
    faults = {"lose": 0.05, "lag": 0.2, "delay": 0.03, "seed": seed}
    with tempfile.TemporaryDirectory(prefix="chaos") as place, slack(faults) as url:
        store = Embedded(Path(place))
        redis = store.attach()
        try:
            due = asyncio.run(_prepared(design, redis, dice, size))
            settings = {"redis": redis, "slack": url, "kind": design}
            target = replica.main if design == "ours" else naive.main
            stage = Stage(settings, target, dice, context, result)
            _played(stage, store, due, size)
        finally:
            store.leave()
    return result


def _played(stage: Stage, store: Embedded, due: dict[str, float], size: Size) -> None:
    url, redis, result = stage.settings["slack"], stage.settings["redis"], stage.result
    try:
        _havoc(stage, store, due, size, url)
    finally:
        stage.end()
    result.slots = len(due)
    _count(result, due, _kept(url))
    if result.design == "ours":
        result.untrue = asyncio.run(_untrue(redis, due, _kept(url)))


async def _prepared(design: str, redis: str, dice: random.Random, size: Size) -> dict[str, float]:
    """All slots there will be, each with the moment that it is due at."""
    store = connect(redis)
    base = int(wall().timestamp()) + FIRST
    pulses = [Pulse(base + dice.randint(0, size.spread), 5, size.each) for _ in range(size.digests)]
    due: dict[str, float] = {}
    digests = Digests(Scripts(store), CODEC)
    for n, pulse in enumerate(pulses):
        channel = f"C{n:04d}"
        if design == "ours":
            made = await digests.create(Draft((f"usage {n}",), pulse, channel, TEAM, "U1"))
            assert made.digest
            id_ = made.digest.id
        else:
            id_ = f"{n:04d}"
        due |= {f"{id_}:{named(slot.local)}": slot.at.timestamp() for slot in pulse.slots()}
    if design != "ours":
        await store.do(lambda r: r.zadd(naive.DUE, due))
    await store.close()
    return due


def _havoc(stage: Stage, store: Embedded, due: dict[str, float], size: Size, url: str) -> None:
    for _ in range(REPLICAS):
        stage.start()
    end = max(due.values()) + 1
    begin = min(due.values()) - 0.5
    plan = sorted(
        [(stage.dice.uniform(begin, end), what) for what, n in _wanted(size) for _ in range(n)]
    )
    stopped: list[tuple[float, Any]] = []
    for moment, what in plan:
        _sleep_until(stage, stopped, moment)
        if what == "kill":
            stage.kill()
        elif what == "stop":
            stopped.append((wall().timestamp() + stage.dice.uniform(1.8, 3.0), stage.stop()))
        else:
            _kill_store(store)
            stage.result.store_kills += 1
    _settle(stage, stopped, due, url)


def _kill_store(store: Embedded) -> None:
    assert store._process
    store._process.kill()
    store._process.wait()
    store.attach()


def _wanted(size: Size) -> list[tuple[str, int]]:
    return [("kill", size.kills), ("stop", size.stops), ("store", size.store_kills)]


def _sleep_until(stage: Stage, stopped: list[tuple[float, Any]], moment: float) -> None:
    while (now := wall().timestamp()) < moment:
        for until, process in [s for s in stopped if s[0] <= now]:
            stopped.remove((until, process))
            if process.exitcode is None:
                os.kill(process.pid, signal.SIGCONT)
        stage.tend()
        time.sleep(0.01)


def _settle(
    stage: Stage, stopped: list[tuple[float, Any]], due: dict[str, float], url: str
) -> None:
    """Until everything is there, and then as long again as a late repeat would need; or 40 s."""
    last, before, ours = max(due.values()) + 40, -1, stage.result.design == "ours"
    while wall().timestamp() < last:
        _sleep_until(stage, stopped, wall().timestamp() + (0.5 if ours else 1.5))
        kept = _kept(url)
        if {row[2] for row in kept} >= due.keys() or (not ours and len(kept) == before):
            break
        before = len(kept)
    _sleep_until(stage, stopped, wall().timestamp() + (4 if ours else 0))


def _kept(url: str) -> list[list[Any]]:
    with build_opener(ProxyHandler({})).open(url + "/kept") as answer:
        kept: list[list[Any]] = json.load(answer)["kept"]
    return [row for row in kept if row[1] == "dgusage_digest"]


def _count(result: Result, due: dict[str, float], kept: list[list[Any]]) -> None:
    counts = Counter(row[2] for row in kept)
    result.lost = len(due.keys() - counts.keys())
    result.twice = sum(n - 1 for n in counts.values())
    if result.design == "ours":
        for row in sorted((row for row in kept if counts[row[2]] > 1), key=lambda row: row[2]):
            sys.stderr.write(f"twice: {row[4]}, kept at {row[3]:.3f}\n")
    late = sorted(row[3] - due[row[2]] for row in kept) or [0.0]
    result.late99, result.latest = late[int(len(late) * 0.99) - 1], late[-1]


async def _untrue(redis: str, due: dict[str, float], kept: list[list[Any]]) -> int:
    """How many slots have no record, or one that does not say what the receiver says."""
    store = connect(redis)
    digests = Digests(Scripts(store), CODEC)
    there = {row[2]: row[5] for row in kept}
    ids = {key.partition(":")[0] for key in due}
    runs = {f"{run.digest}:{run.slot}": run for id_ in ids for run in await digests.log(id_)}
    await store.close()
    untrue = [key for key in due if not _true(runs.get(key), there.get(key))]
    for key in untrue:
        sys.stderr.write(f"untrue: {key}, posted as {there.get(key)}, recorded as {runs.get(key)}\n")
    return len(untrue)


def _true(run: Run | None, ts: str | None) -> bool:
    if run is None or run.state in OPEN:
        return False
    return (run.state is State.POSTED and run.ts == ts) if ts else run.state is not State.POSTED

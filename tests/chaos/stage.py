"""The processes of one run: a Slack and some replicas, started, killed, stopped and tended."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.request import ProxyHandler, build_opener

from bot.clock import wall
from tests.chaos import replica

ASLEEP = (2.3, 3.5)  # seconds for which a process is stopped: longer than a lease of 2


@dataclass
class Counts:
    """What was done to them."""

    kills: int = 0
    crashes: int = 0
    stops: int = 0


@dataclass
class Stage:
    """`crash` has each replica end itself at some step of its work, so many times in at most."""

    settings: dict[str, Any]
    target: Any
    dice: random.Random
    context: Any
    crash: int
    counts: Counts = field(default_factory=Counts)
    running: list[Any] = field(default_factory=list)
    asleep: list[tuple[float, Any]] = field(default_factory=list)

    def start(self) -> None:
        settings = {**self.settings, **(self._crash() if self.crash else {})}
        process = self.context.Process(target=self.target, args=(settings,), daemon=True)
        process.start()
        self.running.append(process)

    def _crash(self) -> dict[str, Any]:
        step, nth = self.dice.choice(replica.STEPS), self.dice.randint(1, self.crash)
        return {"crash_at": step, "nth": nth}

    def tend(self) -> None:
        """Wakes who has slept enough, and replaces who has ended by itself."""
        now = wall().timestamp()
        for until, process in [one for one in self.asleep if one[0] <= now]:
            self.asleep.remove((until, process))
            if process.exitcode is None:
                os.kill(process.pid, signal.SIGCONT)
        for process in [p for p in self.running if p.exitcode is not None]:
            self.running.remove(process)
            self.counts.crashes += process.exitcode == replica.KILLED
            self.start()

    def tend_until(self, moment: float) -> None:
        while wall().timestamp() < moment:
            self.tend()
            time.sleep(0.01)

    def kill(self) -> None:
        self.tend()
        process = self.dice.choice(self.running)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        self.running.remove(process)
        self.counts.kills += 1
        self.start()

    def stop(self) -> None:
        """Stops one for a while, as a machine does that is suspended."""
        self.tend()
        process = self.dice.choice(self.running)
        os.kill(process.pid, signal.SIGSTOP)
        self.asleep.append((wall().timestamp() + self.dice.uniform(*ASLEEP), process))
        self.counts.stops += 1

    def end(self) -> None:
        for process in self.running:
            if process.exitcode is None:
                os.kill(process.pid, signal.SIGKILL)
            process.join()


@contextmanager
def slack(settings: dict[str, Any]) -> Iterator[str]:
    """The address of a Slack in a process of its own."""
    command = [sys.executable, "-m", "tests.chaos.slack", json.dumps(settings)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def kept(url: str) -> list[list[Any]]:
    """Every digest that is there: channel, event, key, when it was kept, text, ts."""
    with build_opener(ProxyHandler({})).open(url + "/kept") as answer:
        rows: list[list[Any]] = json.load(answer)["kept"]
    return [row for row in rows if row[1] == "dgusage_digest"]

"""What people and faults do to the bot, at length: hostile, fuzzed, hung, crowded, restarted, broken.

    python -m tests.soak                    every program in its long form
    python -m tests.soak hostile restart    these
    python -m tests.soak --seed 7 fuzzed    with another seed

Each prints its figures as a table. Exits with 1 where something is not as it should be.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter
from typing import NamedTuple

from tests.soak import ack, crowd, faults, fuzzed, hostile, restart
from tests.soak.table import table

Rows = list[tuple[object, ...]]


class Program(NamedTuple):
    """A long form, and the head of its table."""

    head: Sequence[str]
    long: Callable[[int], Awaitable[tuple[Rows, list[str]]]]


PROGRAMS = {
    "hostile": Program(hostile.HEAD, hostile.long),
    "fuzzed": Program(fuzzed.HEAD, fuzzed.long),
    "ack": Program(ack.HEAD, ack.long),
    "many": Program(ack.Flood.HEAD, ack.long_many),
    "crowd": Program(crowd.HEAD, crowd.long),
    "heavy": Program(crowd.Heavy.HEAD, crowd.long_heavy),
    "restart": Program(restart.HEAD, restart.long),
    "faults": Program(faults.HEAD, faults.long),
}


def main() -> int:
    asked = _arguments()
    wrong = []
    for name in asked.programs or PROGRAMS:
        began = perf_counter()
        rows, some = asyncio.run(PROGRAMS[name].long(asked.seed))
        wrong += some
        sys.stdout.write(f"{table(PROGRAMS[name].head, rows)}{_around(began)}\n\n")
        sys.stdout.flush()
    sys.stdout.write("".join(f"NOT AS IT SHOULD BE: {one}\n" for one in wrong))
    return 1 if wrong else 0


def _around(began: float) -> str:
    """How long it took, and what else the machine did meanwhile."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg()[:2])
    return f"({perf_counter() - began:.0f} s; load of the last 1 and 5 minutes: {load})"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("programs", nargs="*", help=", ".join(PROGRAMS))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if unknown := set(asked.programs) - set(PROGRAMS):
        parser.error(f"no such program: {', '.join(unknown)}")
    return asked


if __name__ == "__main__":
    sys.exit(main())

"""Kills replicas, stops them, kills the store, loses Slack's answers; counts at the receiver.

    python -m tests.chaos                  1,000 digests x 3 seeds, and the naive designs
    python -m tests.chaos --short          what the gate runs
    python -m tests.chaos --seed 7 --design ours

Exits with 1 where a post of ours is lost or there twice, the log is not true, or a naive design
passes.
"""

import argparse
import sys

from tests.chaos.play import LONG, LONG_NAIVE, SHORT, SHORT_NAIVE, Result, played

HEAD = "design   seed  slots  kill-9  at-step  SIGSTOP  store-kills  lost  twice  untrue  p99   max"
ROW = (
    "{r.design:8} {r.seed:4} {r.slots:6} {r.kills:7} {r.crashes:8} {r.stops:8} {r.store_kills:12}"
    " {r.lost:5} {r.twice:6} {r.untrue:7} {r.late99:5.1f} {r.latest:5.1f}"
)


def main() -> int:
    asked = _arguments()
    ours, naive = (SHORT, SHORT_NAIVE) if asked.short else (LONG, LONG_NAIVE)
    sys.stdout.write(HEAD + "\n")
    results: list[Result] = []
    for design in asked.design.split(","):
        size = ours if design == "ours" else naive
        for seed in [asked.seed] if asked.seed is not None else size.seeds:
            results.append(played(design, seed, size))
            sys.stdout.write(ROW.format(r=results[-1]) + "\n")
            sys.stdout.flush()
    bad = [r for r in results if not r.as_it_should]
    sys.stdout.write(f"{len(results) - len(bad)} of {len(results)} as they should be\n")
    return 1 if bad else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--design", default="ours,a,b,c", help="ours, a, b, c")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

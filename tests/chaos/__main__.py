"""Kills replicas, stops them, breaks the store, loses Slack's answers; counts at the receiver.

    python -m tests.chaos                    the long form: 1,000 digests x 3 seeds, and the rest
    python -m tests.chaos --short            the short form, which the gate runs too
    python -m tests.chaos --design ours --seed 7

Exits with 1 where a post of ours is lost or there twice, the log is not true, or a naive design
passes.
"""

import argparse
import sys

from tests.chaos.play import LONG, SHORT, Result, played

HEAD = (
    "design    seed  slots  kill-9  at-step  SIGSTOP  store  lost  twice  marked  untrue"
    "  p99 s  max s"
)
ROW = (
    "{r.design:9} {r.seed:4} {r.slots:6} {r.kills:7} {r.crashes:8} {r.stops:8} {r.fails:6}"
    " {r.lost:5} {r.twice:6} {r.marked:7} {r.untrue:7} {r.late99:6.1f} {r.latest:6.1f}"
)


def main() -> int:
    asked = _arguments()
    sizes = SHORT if asked.short else LONG
    sys.stdout.write(HEAD + "\n")
    results: list[Result] = []
    for design in asked.design.split(","):
        size = sizes[design]
        for seed in [asked.seed] if asked.seed is not None else size.seeds:
            results.append(played(design, seed, size))
            sys.stdout.write(ROW.format(r=results[-1]) + "\n")
            sys.stdout.flush()
    bad = [result for result in results if not result.as_it_should]
    sys.stdout.write(f"{len(results) - len(bad)} of {len(results)} as they should be\n")
    return 1 if bad else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--design", default=",".join(LONG), help=", ".join(LONG))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

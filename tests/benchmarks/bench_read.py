"""Microseconds to read a question, with 500 tags and 200 keys known.

    python tests/benchmarks/bench_read.py [ROUNDS]

Every text of the corpus is read; the fastest of the rounds counts for each.
"""

import random
import statistics
import sys
from dataclasses import replace
from time import perf_counter_ns

from bot.question.model import KnownKey, Question, Vocabulary
from bot.question.read import read
from bot.question.words import spaced
from tests.question.known import CASES, NAMES, NOON

ROUNDS, TAGS, KEYS = 5, 500, 200
WORDS = spaced("alpha bravo checkout delta echo foxtrot golf hotel india juliet kilo lima")


def many() -> Vocabulary:
    """The names of the corpus among many others."""
    chance = random.Random(1)
    tags = [f"{chance.choice(WORDS)}-{chance.choice(WORDS)}-{n}" for n in range(TAGS)]
    keys = [
        KnownKey(f"{n:08x}-7777-4d2e-8a10-b7f3c0de0001", f"{chance.choice(WORDS)} {n}")
        for n in range(KEYS)
    ]
    return replace(
        NAMES,
        tags=(*NAMES.tags, *tags)[:TAGS],
        keys=(*NAMES.keys, *keys)[:KEYS],
    )


def fastest(text: str, names: Vocabulary, rounds: int) -> float:
    """Microseconds that reading a text takes."""
    taken = []
    for _ in range(rounds):
        began = perf_counter_ns()
        read(text, NOON, names)
        taken.append(perf_counter_ns() - began)
    return min(taken) / 1000


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    names = many()
    texts = [case["text"] for case in CASES]
    kinds = {
        "questions": [text for text in texts if isinstance(read(text, NOON, names), Question)],
        "unclear": [text for text in texts if not isinstance(read(text, NOON, names), Question)],
    }
    for kind, some in kinds.items():
        taken = sorted(fastest(text, names, rounds) for text in some)
        late = taken[int(len(taken) * 0.95)]
        sys.stdout.write(
            f"{kind}: {len(taken)} texts, median {statistics.median(taken):.0f} us, p95 {late:.0f} us, "
            f"slowest {taken[-1]:.0f} us\n"
        )


if __name__ == "__main__":
    main()

"""Fuzzing the reader of questions: `python tests/fuzz/fuzz_read.py --seconds 60`.

Any text must have an answer, whose mended questions read, whose saying and spelling read back; and
none of at most 500 characters may take longer than 5 ms of processor time. By atheris where it is
installed, which looks for new paths; else by chance.
"""

import argparse
import random
import sys
import tempfile
import time
from dataclasses import replace

from bot.question.lexicon import lexicon
from bot.question.model import Question
from bot.question.read import read
from bot.question.say import say, spell
from tests.question.known import BAD, NAMES, NOON, QUESTIONS

LONGEST = 500  # characters
SLOWEST = 0.005  # seconds of processor time
ATTEMPTS = 3  # the fastest counts: the machine does other things as well
WORDS = [*lexicon().ways(), *QUESTIONS, *BAD[:60], *NAMES.tags, *'",:=-·()<>&', "\ud800", "é"]


def one_input(data: bytes) -> None:
    """Read one text and check everything that must hold of the answer."""
    text = text_of(data)[:LONGEST]
    found = read(text, NOON, NAMES)
    if isinstance(found, Question):
        plain = replace(found, default_period=False)
        assert read(say(found, NAMES), NOON, NAMES) == plain, text
        assert read(spell(found, NAMES), NOON, NAMES) == plain, text
    else:
        assert all(isinstance(read(m, NOON, NAMES), Question) for m in found.mended), text


def text_of(data: bytes) -> str:
    """Any text; or, where the first byte is even, words that the bytes choose by twos."""
    if not data or data[0] % 2:
        return data.decode("utf-8", "surrogateescape")
    chosen = zip(data[1::2], data[2::2], strict=False)
    return " ".join(WORDS[(high * 256 + low) % len(WORDS)] for high, low in chosen)


def by_chance(runs: int, seconds: float, seed: int) -> int:
    """Texts of known words, mixed or broken, timed; how many were tried."""
    chance = random.Random(seed)
    end = time.monotonic() + seconds
    for run in range(runs):
        if time.monotonic() > end:
            return run
        data = bytes([0]) + chance.randbytes(2 * chance.randint(1, 12))
        one_input(data)
        text = text_of(data)
        broken = "".join(chance.sample(text, len(text)))
        one_input(b"\x01" + broken.encode("utf-8", "surrogatepass"))
        assert min(took(text[:LONGEST]) for _ in range(ATTEMPTS)) < SLOWEST, text
    return runs


def took(text: str) -> float:
    """Seconds of processor time that reading takes."""
    start = time.thread_time()
    read(text, NOON, NAMES)
    return time.thread_time() - start


def main() -> int:
    parser = argparse.ArgumentParser(description="Fuzz the reader of questions.")
    parser.add_argument("--runs", type=int, default=200_000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    try:
        import atheris
    except ImportError:
        tried = by_chance(asked.runs, asked.seconds, asked.seed)
        sys.stdout.write(f"read {tried} texts without a fault\n")
        return 0
    atheris.instrument_all()
    limits = [f"-atheris_runs={asked.runs}", f"-max_total_time={asked.seconds}", "-max_len=600"]
    with tempfile.TemporaryDirectory() as folder:
        atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={folder}/"], one_input)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())

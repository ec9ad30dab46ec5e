"""`dgusage explain`: how the bot reads a question, without asking anyone anything.

Reads one question, or with --batch a question a line; the members of each line and of each answer
are those of bot.question.contract. Exit 0; with one question 2 where it is unclear.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from time import perf_counter_ns
from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import wall
from bot.question.contract import to_json
from bot.question.model import Question, Standpoint, Unclear, Vocabulary
from bot.question.read import read
from bot.question.vocabulary import from_json

READ, FAILED, UNCLEAR = 0, 1, 2
TIMES = 3  # how many of the next times of a schedule are said
NOTHING_KNOWN = Vocabulary(complete=frozenset())  # so that a typed name is taken as it stands
_UNREADABLE = {"outcome": "unclear", "kind": "not_understood", "text": "", "suggestions": []}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("text", nargs="*", help='a question, such as "tag:support last week"')
    parser.add_argument("--json", action="store_true", help="the reading as JSON")
    parser.add_argument("--batch", action="store_true", help="a JSON object a line, in and out")
    parser.add_argument("--now", help="the present moment, ISO 8601 (by default this machine's)")
    parser.add_argument("--tz", default="UTC", help="your time zone, an IANA name (default UTC)")
    parser.add_argument("--vocabulary", metavar="FILE", help="JSON with the names of a project")
    parser.add_argument(
        "--schedule", metavar="PHRASE", help='a schedule, such as "every monday 9am"'
    )


def explain(arguments: argparse.Namespace) -> int:
    """Prints how a text is read; the exit status."""
    try:
        known = _vocabulary(arguments.vocabulary)
        standpoint = _standpoint(arguments.now, arguments.tz)
    except (OSError, ValueError) as fault:
        print(f"dgusage explain: {_plainly(fault)}", file=sys.stderr)
        return FAILED
    if arguments.batch:
        return _batch(sys.stdin.buffer, known, standpoint)
    if arguments.schedule is not None:
        return _schedule(arguments.schedule, standpoint)
    return _one(" ".join(arguments.text), standpoint, known, as_json=arguments.json)


run = explain


def _one(text: str, standpoint: Standpoint, known: Vocabulary, *, as_json: bool) -> int:
    reading = read(text, standpoint, known)
    if as_json:
        print(json.dumps(to_json(reading)))
    else:
        print("\n".join(_in_words(reading, standpoint, known)))
    return UNCLEAR if isinstance(reading, Unclear) else READ


# ---- for a person --------------------------------------------------------------------------------


def _in_words(
    reading: Question | Unclear, standpoint: Standpoint, known: Vocabulary
) -> Iterator[str]:
    """What was understood and how to type it, or what was not and what to type instead."""
    if isinstance(reading, Unclear):
        yield from _not_read(reading, known)
        return
    from bot.question.say import say, spell

    yield f"Read as:   {say(reading, known)}"
    yield f"Typed:     {spell(reading, known)}"
    if reading.default_period:
        yield f"Period:    nobody named one, so it is the default: {standpoint.default_period}"


def _not_read(unclear: Unclear, known: Vocabulary) -> Iterator[str]:
    from bot.question.help import examples

    yield from _faulty(unclear)
    yield f"Example:   {examples(known)[0]}"


def _faulty(unclear: Unclear) -> Iterator[str]:
    """Which piece failed and what to type instead."""
    yield f'Unclear:   {unclear.kind.value.replace("_", " ")}: "{unclear.text}"'
    if unclear.why:
        yield f"           {unclear.why}"
    for question in unclear.mended or unclear.suggestions:
        yield f"Try:       {question}"


# ---- a question a line ---------------------------------------------------------------------------


def _batch(lines: Iterable[bytes], known: Vocabulary, standpoint: Standpoint) -> int:
    """An answer for every line that is not blank, whatever is in it, in the same order."""
    for line in lines:
        if line.strip():
            sys.stdout.write(json.dumps(_answered(line, known, standpoint)) + "\n")
    sys.stdout.flush()
    return READ


def _answered(line: bytes, known: Vocabulary, standpoint: Standpoint) -> dict[str, Any]:
    """One line's answer, with the microseconds that reading took."""
    try:
        case = json.loads(line.decode("utf-8", "replace"))
        text, standpoint, known = _case(case, known, standpoint)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        return {**_UNREADABLE, "why": f"not a line of this form: {_plainly(fault)}", "us": 0}
    start = perf_counter_ns()
    reading = read(text, standpoint, known)
    taken = perf_counter_ns() - start
    return {**to_json(reading), "us": round(taken / 1000, 1)}


def _case(
    case: Mapping[str, Any], known: Vocabulary, standpoint: Standpoint
) -> tuple[str, Standpoint, Vocabulary]:
    """The text of a line, the standpoint and the names that it brings with it."""
    text = case["text"]
    if not isinstance(text, str):
        raise TypeError("text is not a string")
    if case.get("now") or case.get("tz"):
        standpoint = _standpoint(case.get("now"), case.get("tz") or standpoint.zone.key)
    if case.get("vocabulary"):
        known = _known(json.dumps(case["vocabulary"], sort_keys=True))
    return text, standpoint, known


@lru_cache(maxsize=16)
def _known(text: str) -> Vocabulary:
    """A vocabulary, once for all the lines that bring the same one."""
    return from_json(json.loads(text))


def _vocabulary(path: str | None) -> Vocabulary:
    if path is None:
        return NOTHING_KNOWN
    return from_json(json.loads(Path(path).read_text(encoding="utf-8")))


@lru_cache(maxsize=64)
def _standpoint(now: str | None, tz: str) -> Standpoint:
    """From where a text is read; a moment without an offset is UTC."""
    moment = datetime.fromisoformat(now) if now else wall()
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return Standpoint(aware, ZoneInfo(tz))
    except (KeyError, OSError, ValueError) as fault:
        raise ValueError(f"no such time zone: {tz}") from fault


def _plainly(fault: Exception) -> str:
    """What was wrong with what the person gave, in one line."""
    return " ".join(str(fault).split()) or type(fault).__name__


# ---- schedules -----------------------------------------------------------------------------------


def _schedule(phrase: str, standpoint: Standpoint) -> int:
    """How a schedule is read, and when it is due next."""
    from bot.question.schedule import read_schedule

    found = read_schedule(phrase, standpoint.zone, standpoint.now)
    if isinstance(found, Unclear):
        print("\n".join(_faulty(found)))
        return UNCLEAR
    print(f"Read as:   {found.say()}")
    for slot in found.next_after(standpoint.now, TIMES):
        print(f"Next:      {found.shown(slot):%a %d %b %Y %H:%M} ({found.zone.key})")
    return READ


if __name__ == "__main__":
    own = argparse.ArgumentParser(prog="dgusage explain")
    add_arguments(own)
    sys.exit(run(own.parse_args()))

"""`dgusage demo`: a simulated Deepgram with a year of usage, and your questions answered from it."""

import argparse
import asyncio
import sys

from bot.deadline import within
from bot.terminal.ask import QUESTION_SECONDS, ask, complain, form_of, moment, zone
from bot.terminal.session import Session, session
from bot.trouble import Trouble

FIRST = "cost by tag last week vs previous"
PROMPT = "dgusage> "
GOODBYE = frozenset({"exit", "quit", "bye", "q"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("--now", type=moment, help="the present moment (ISO 8601)")
    parser.add_argument("--tz", type=zone, help="your time zone (IANA)")
    parser.set_defaults(json=False, csv=False)


def run(options: argparse.Namespace) -> int:
    """Answers a first question, then whatever is typed, until end of input."""
    asyncio.run(_run(options))
    return 0


async def _run(options: argparse.Namespace) -> None:
    async with session(demo=True, now=options.now, zone=options.tz) as opened:
        print("A simulated Deepgram: Acme Voice, with a year of usage. No account is used.\n")
        print(f"{PROMPT}{FIRST}\n")
        await _answered(FIRST, opened, options)
        print("\nAsk what you like (help shows how; an empty line or Ctrl-D ends).")
        while (text := await asyncio.to_thread(_typed)) is not None:
            await _answered(text, opened, options)


async def _answered(text: str, opened: Session, options: argparse.Namespace) -> None:
    try:
        with within(QUESTION_SECONDS):
            await ask(text, opened, form_of(options))
    except Trouble as trouble:
        complain(trouble.sentence)


def _typed() -> str | None:
    """The next question, or None where there is no more."""
    try:
        text = input(f"\n{PROMPT}").strip()
    except EOFError:
        print(file=sys.stdout)
        return None
    return None if not text or text.lower() in GOODBYE else text

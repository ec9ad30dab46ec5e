"""`dgusage demo`: a simulated Deepgram with a year of usage, the real bot, and a page to talk to it.

Nothing leaves this machine: everything listens on loopback only.
"""

import argparse
import asyncio
import errno
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from threading import Thread

from bot.clock import Clock
from bot.deadline import within
from bot.demo.slack.assets import NotBuilt
from bot.demo.turning import Turning
from bot.terminal.ask import QUESTION_SECONDS, ask, complain, form_of, moment, zone
from bot.terminal.session import Session, session
from bot.trouble import Trouble

FIRST = "cost by tag last week vs previous"
PROMPT = "dgusage> "
GOODBYE = frozenset({"exit", "quit", "bye", "q"})
PORT = 8765
FAILED = 1
HIGHEST = 65_535


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("--now", type=moment, help="the present moment (ISO 8601)")
    parser.add_argument("--tz", type=zone, help="your time zone (IANA)")
    parser.add_argument(
        "--port", type=_port, default=PORT, help=f"the page's port; {PORT} unless given"
    )
    parser.set_defaults(json=False, csv=False)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > HIGHEST:
        raise argparse.ArgumentTypeError(f"a port is a number up to {HIGHEST}")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Answers a first question, then serves the page, and takes what is typed in a terminal."""
    try:
        asyncio.run(_run(options))
    except NotBuilt as fault:
        complain(str(fault))
    except OSError as fault:
        if fault.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        complain(*_no_port(options.port))
    else:
        return 0
    return FAILED


def _no_port(port: int) -> tuple[str, str]:
    other = port + 1 if port < HIGHEST else PORT
    return (
        f"Port {port} of this machine is taken (by another demo, perhaps).",
        f"Type: dgusage demo --port {other}",
    )


async def _run(options: argparse.Namespace) -> None:
    from bot.terminal.page import paged

    turning: list[Turning] = []

    def turned(clock: Clock) -> Clock:
        turning.append(Turning(clock))
        return turning[0]

    async with (
        session(demo=True, now=options.now, zone=options.tz, turned=turned) as made,
        paged(made, turning[0], options.port) as url,
    ):
        _say("A simulated Deepgram: Acme Voice, with a year of usage. No account is used.\n")
        _say(f"{PROMPT}{FIRST}\n")
        await _answered(FIRST, made, options)
        _say(f"\nTalk to it as in Slack: {url}/")
        await _until_the_end(made, options)


async def _until_the_end(made: Session, options: argparse.Namespace) -> None:
    """In a terminal until there is no more to answer, elsewhere until somebody stops us."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stopped.set)
    talking = asyncio.create_task(_talk(made, options))
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait({talking, stopping}, return_when=asyncio.FIRST_COMPLETED)
    for task in (talking, stopping):
        task.cancel()
    with suppress(asyncio.CancelledError):
        await talking


async def _talk(made: Session, options: argparse.Namespace) -> None:
    here = sys.stdin is not None and sys.stdin.isatty()
    if here:
        _say("Or ask here (help shows how; an empty line, Ctrl-D or Ctrl-C ends).")
    else:
        _say("Ctrl-C ends.")
    async for text in _typed(prompt=f"\n{PROMPT}" if here else ""):
        if here and (not text or text.lower() in GOODBYE):
            return
        if text:
            await _answered(text, made, options)
    if not here:  # who starts us without a terminal means the page
        await asyncio.Event().wait()


async def _answered(text: str, made: Session, options: argparse.Namespace) -> None:
    try:
        with within(QUESTION_SECONDS):
            await ask(text, made, form_of(options))
    except Trouble as trouble:
        complain(trouble.sentence)
    sys.stdout.flush()


async def _typed(prompt: str) -> AsyncIterator[str]:
    """What is typed, line by line, until its end.

    Read in a thread of its own that nobody waits for: a line that is never ended must not keep
    the program from ending.
    """
    loop = asyncio.get_running_loop()
    while True:
        line: asyncio.Future[str | None] = loop.create_future()
        Thread(target=_read, args=(prompt, partial(_hand_over, loop, line)), daemon=True).start()
        if (text := await line) is None:
            return
        yield text


def _read(prompt: str, hand_over: Callable[[str | None], None]) -> None:
    try:
        text: str | None = input(prompt).strip()
    except (EOFError, ValueError):  # ValueError: what cannot be decoded, or is closed
        text = None
    with suppress(RuntimeError):  # the loop is closed by now
        hand_over(text)


def _hand_over(
    loop: asyncio.AbstractEventLoop, line: asyncio.Future[str | None], text: str | None
) -> None:
    def settle() -> None:
        if not line.done():
            line.set_result(text)

    loop.call_soon_threadsafe(settle)


def _say(text: str) -> None:
    print(text, flush=True)

"""`dgusage demo`: a simulated Deepgram with a year of usage, the real bot, and a page to talk to it.

Nothing leaves this machine: everything listens on loopback only.
"""

import argparse
import asyncio
import errno
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress

from bot.clock import Clock
from bot.deadline import within
from bot.demo.slack.assets import NotBuilt
from bot.demo.turning import Turning
from bot.settings import SettingsFault
from bot.terminal.ask import QUESTION_SECONDS, ask, complain, form_of, moment, zone
from bot.terminal.session import Session, session
from bot.trouble import Trouble

FIRST = "cost by tag last week vs previous"
PROMPT = "dgusage> "
GOODBYE = frozenset({"exit", "quit", "bye", "q"})
PORT = 8765
FAILED = 1
HIGHEST = 65_535
LONGEST_LINE = 4_096  # bytes that a terminal gives at once


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
    except SettingsFault as fault:
        complain("cannot start:", *fault.lines)
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
        if made.bot.store_fault:
            complain(f"{made.bot.store_fault} Answers work; digests and what is saved do not.")
        _say(f"{PROMPT}{FIRST}\n")
        await _answered(FIRST, made, options)
        stopped = _stopped()
        _say(f"\nTalk to it as in Slack: {url}/")
        if not _has_browser():
            port = url.rpartition(":")[2]
            _say(f"No browser here? From where there is one: ssh -L {port}:127.0.0.1:{port} HERE")
        await _until_the_end(made, options, stopped)


def _has_browser() -> bool:
    """Whether this machine has a browser that Python can find."""
    import webbrowser

    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def _stopped() -> asyncio.Event:
    """Is set once somebody presses Ctrl-C, or tells this process to end."""
    stopped = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stopped.set)
    return stopped


async def _until_the_end(
    made: Session, options: argparse.Namespace, stopped: asyncio.Event
) -> None:
    """In a terminal until there is no more to answer, elsewhere until somebody stops us."""
    talking = asyncio.create_task(_talk(made, options))
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait({talking, stopping}, return_when=asyncio.FIRST_COMPLETED)
    for task in (talking, stopping):
        task.cancel()
    with suppress(asyncio.CancelledError):
        await talking


async def _talk(made: Session, options: argparse.Namespace) -> None:
    if sys.stdin is None or not sys.stdin.isatty():  # who starts us so means the page
        _say("Ctrl-C ends.")
        await asyncio.Event().wait()
    _say("Or ask here (help shows how; an empty line, Ctrl-D or Ctrl-C ends).")
    async for text in _typed(f"\n{PROMPT}"):
        if not text or text.lower() in GOODBYE:
            return
        await _answered(text, made, options)


async def _answered(text: str, made: Session, options: argparse.Namespace) -> None:
    try:
        with within(QUESTION_SECONDS):
            await ask(text, made, form_of(options))
    except Trouble as trouble:
        complain(trouble.sentence)
    sys.stdout.flush()


async def _typed(prompt: str) -> AsyncIterator[str]:
    """What is typed into the terminal, line by line, until its end.

    The loop itself waits for it: a thread that does would keep the program from ending.
    """
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str]()
    terminal = sys.stdin.fileno()
    loop.add_reader(terminal, lambda: lines.put_nowait(_line(terminal)))
    try:
        while True:
            print(prompt, end="", flush=True)
            if not (line := await lines.get()):
                _say("")
                return
            yield line.strip()
    finally:
        loop.remove_reader(terminal)


def _line(terminal: int) -> str:
    """A line of a terminal that has one, with its end; empty where there are no more."""
    try:
        return os.read(terminal, LONGEST_LINE).decode("utf-8", "replace")
    except OSError:  # somebody closed the window
        return ""


def _say(text: str) -> None:
    print(text, flush=True)
